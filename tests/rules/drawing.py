"""Decisions drawn at random: plausible more often than not, impossible now and then; and who takes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from rules.authority import Actor
from rules.case import Case
from rules.casework import Reassign
from rules.casework.conflicts import ConfirmConflict, DeclareConflict, DeclineConflict, WithdrawConflict
from rules.clientwork.grounds import Refuse
from rules.clientwork.information import ReceiveInformation
from rules.clientwork.withdrawing import Withdraw
from rules.complaint.afterwards import LogRepresentation, RecordLearning
from rules.complaint.appeal import LinkAppeal
from rules.complaint.commitments import KeepCommitment, MoveCommitment, Remedy
from rules.complaint.correcting import CorrectResponse
from rules.complaint.payment import ConfirmPayment, GivePaymentDetails, ReturnPayment
from rules.complaint.petition import AddSignatures, DecideRepresentations
from rules.complaint.refusing import LinkDuplicate
from rules.complaint.resolve import Accept, AgreeTimescale
from rules.complaint.review import AppointPanel, AskForReview, ChangePanel
from rules.decision import Decision
from rules.model import StaffId
from rules.money import Debt, FinancialRemedy, Loss
from rules.policy import Policy
from tests.rules.calling import of_a_call
from tests.rules.people import staff
from tests.rules.saying import (
    AGAIN,
    ASK,
    CONTACT,
    EVIDENCE,
    MISTYPED,
    NOTE,
    PLAN,
    WRONG_DAY,
    approved,
    broken,
    considered,
    declined,
    not_approved,
    proposed,
    response,
    signed,
)
from tests.rules.situations import new_lead
from tests.signposts import ACAS, SETTLED

OWNERS = ("amira.khan", "tom.okafor", "ruth.lewin")
RESIDENTS = ("resident-member",)
"""Roles of people who work in no directorate."""
REASONS = "So it is."
Draw = Callable[[st.SearchStrategy[Any]], Any]


def directory(policy: Policy) -> dict[str, Actor]:
    """Somebody of every role in every directorate; residents in none."""
    return dict(_directory(tuple(policy.roles), tuple(policy.directorates)))


@cache
def _directory(roles: tuple[str, ...], directorates: tuple[str, ...]) -> dict[str, Actor]:
    people = [
        staff(f"{role}.{directorate}", role, directorate=None if role in RESIDENTS else directorate)
        for role in roles
        for directorate in directorates
    ]
    return {who.id: who for who in people}


def next_step(case: Case, *, reviewed: bool) -> tuple[str, StaffId | None]:
    """The decision that leads on, and the member of the panel whose turn it is where it is the panel's."""
    match case.stage:
        case "resolve" if not case.has("contacted"):
            return "contact", None
        case "resolve" if case.draft:
            return "approve-award", None
        case "resolve":
            return "adjust" if case.unconsidered else "respond", None
        case "answered":
            return "ask-for-review" if reviewed else "accept", None
        case "review" if not case.panel:
            return "appoint-panel", None
        case "review" if case.draft:
            return "sign-decision", next(member for member in case.panel if member != case.draft.by)
        case "review":
            return "propose-decision" if case.has("review-planned") else "plan-review", case.panel[0]
        case "remedy":
            return "confirm-payment" if case.owed[0].is_payment else "keep-commitment", None
    return "log-representation", None


class Drawing:
    """What is decided about a case as it stands, on a day, under a policy."""

    def __init__(self, policy: Policy, case: Case, today: date, draw: Draw) -> None:
        self.policy, self.case, self.today, self.draw = policy, case, today, draw

    def decision(self, name: str) -> Decision:
        """A decision of a name; those that state nothing of their own are drawn as they are."""
        draw, case = self.draw, self.case
        match name:
            case "contact":
                by = draw(st.sampled_from([None, self.today])) and self.near(-1, 40)
                return CONTACT.model_copy(update={"contacted_on": self.lately(), "respond_by": by})
            case "agree-timescale":
                return AgreeTimescale(respond_by=self.near(-1, 40), reasons=REASONS)
            case "ask-for-information":
                return ASK
            case "receive-information":
                return ReceiveInformation(received_on=self.lately())
            case "refuse":
                ground = draw(
                    st.sampled_from(["too-old", "already-raised", "employer", "out-of-remit", "none"])
                )
                earlier = draw(st.sampled_from([None, case.ref, "PH-2025-000042"]))
                why = draw(st.sampled_from([None, REASONS]))
                known = draw(st.sampled_from([(), (ACAS,), (ACAS, ACAS), (ACAS, SETTLED)]))
                return Refuse(ground=ground, particulars=why, earlier_case=earlier, signposts=known)
            case "link-duplicate":
                return LinkDuplicate(original=draw(st.sampled_from([case.ref, "PH-2025-000042"])))
            case "respond":
                outcome = draw(st.sampled_from(["upheld", "upheld", "partly-upheld", "not-upheld"]))
                return response(*self.remedies(), outcome=outcome, money=self.money())
            case "approve-award":
                return approved(self.drafted())
            case "decline-award":
                return not_approved(self.drafted())
            case "accept":
                return Accept(accepted_on=self.lately())
            case "withdraw":
                return Withdraw(withdrawn_on=self.lately())
            case "adjust":
                return considered(draw(st.sampled_from([*case.needs, "audio"])), made=draw(st.booleans()))
            case "reassign":
                return Reassign(owner=draw(st.sampled_from(OWNERS)))
            case "declare-conflict":
                who = draw(st.sampled_from([None, None, *self.people()]))
                return DeclareConflict(staff=who, reasons=REASONS)
            case "confirm-conflict":
                return ConfirmConflict(staff=self.suspected())
            case "decline-conflict":
                return DeclineConflict(staff=self.suspected(), reasons=REASONS)
            case "withdraw-conflict":
                who = draw(st.sampled_from([*case.conflicted * 4, *self.people()]))
                return WithdrawConflict(staff=who, reasons=REASONS)
        call = of_a_call(name, case, lambda: self.near(-1, 40), draw)
        return (
            call or self.of_a_petition(name) or self.of_a_review(name) or self.of_what_is_owed(name) or NOTE
        )

    def of_a_petition(self, name: str) -> Decision | None:
        """What is decided about petitions alone."""
        match name:
            case "change-lead":
                needs = st.sampled_from([*self.policy.needs, "owl"])
                return new_lead(*self.draw(st.lists(needs, max_size=2)))
            case "add-signatures":
                return AddSignatures(signatures=self.draw(st.integers(1, 500)))
            case "decide-representations":
                make = self.draw(st.booleans())
                remedies = self.remedies() if make or self.seldom() else ()
                return DecideRepresentations(make=make, reasons=REASONS, remedies=remedies)
        return None

    def of_a_review(self, name: str) -> Decision | None:
        """What is decided at the review, and when there was one."""
        draw = self.draw
        proposal = self.drafted()
        match name:
            case "ask-for-review":
                by = draw(st.sampled_from([None, self.today])) and self.near(-1, 40)
                return AskForReview(asked_on=self.lately(), why=REASONS, remedy_wanted=REASONS, respond_by=by)
            case "appoint-panel":
                return AppointPanel(members=self.members())
            case "change-panel":
                return ChangePanel(members=self.members(), reasons=REASONS)
            case "plan-review":
                return PLAN
            case "propose-decision" if draw(st.booleans()):
                return proposed()
            case "propose-decision":
                owed = [1, *(promise.number for promise in self.case.owed)]
                replaces = tuple(draw(st.lists(st.sampled_from(owed), max_size=2)))
                stands = True if self.seldom() else None
                return proposed(*self.remedies(), appropriate=stands, replaces=replaces, money=self.money())
            case "sign-decision":
                return signed(proposal)
            case "decline-decision":
                return declined(proposal)
            case "log-representation":
                return LogRepresentation(received_on=self.lately(), said=REASONS)
            case "link-appeal":
                warning = draw(st.sampled_from([None, "PH-2025-000007"]))
                return LinkAppeal(warning=warning, reasons=REASONS)
            case "add-evidence":
                return EVIDENCE
            case "correct-person":
                return MISTYPED
            case "correct":
                return WRONG_DAY.model_copy(update={"event": draw(st.integers(1, 9))})
            case "correct-response":
                outcome = draw(st.sampled_from(["upheld", "partly-upheld", "not-upheld"]))
                answer = response(*self.remedies(), outcome=outcome, money=self.money())
                said = {"event": draw(st.integers(1, 9)), "mistake": REASONS, "stopped": self.stopped()}
                return CorrectResponse.model_validate(answer.model_dump() | said)
            case "resend":
                return AGAIN.model_copy(update={"event": draw(st.integers(1, 9))})
            case "record-learning":
                return RecordLearning(learning_point=draw(st.sampled_from([None, REASONS])))
        return None

    def of_what_is_owed(self, name: str) -> Decision | None:
        """What becomes of promises."""
        owed = [promise.number for promise in self.case.owed]
        number = self.draw(st.sampled_from([*owed * 4, 1, 4]))
        match name:
            case "keep-commitment":
                return KeepCommitment(number=number, kept_on=self.lately())
            case "move-commitment":
                return MoveCommitment(number=number, to=self.near(-1, 60), reasons=REASONS)
            case "break-commitment":
                return broken(number)
            case "give-payment-details":
                return GivePaymentDetails(
                    account_name="N Farrow", sort_code="102030", account_number="12345678"
                )
            case "confirm-payment":
                return ConfirmPayment(number=number, reference="BACS-20451", paid_on=self.lately())
            case "return-payment":
                return ReturnPayment(number=number, reasons=REASONS, returned_on=self.lately())
        return None

    def suspected(self) -> str:
        """Somebody whose conflict of interest waits to be confirmed; seldom another."""
        waiting = [one.staff for one in self.case.proposed_conflicts]
        who: str = self.draw(st.sampled_from([*waiting * 4, *self.people()]))
        return who

    def drafted(self) -> int:
        """The number of what waits for somebody else; seldom of what does not."""
        drafted = self.case.draft.seq if self.case.draft else 1
        return self.draw(st.sampled_from([drafted, drafted, drafted, drafted - 1])) or 1

    def stopped(self) -> tuple[int, ...]:
        """The payments that are open; seldom one that is not."""
        payments = tuple(promise.number for promise in self.case.owed if promise.is_payment)
        return (*payments, 99) if self.seldom() else payments

    def seldom(self) -> bool:
        """Whether something happens that seldom does."""
        return bool(self.draw(st.sampled_from([False] * 5 + [True])))

    def near(self, first: int, last: int) -> date:
        """A day about now."""
        return self.today + timedelta(days=self.draw(st.integers(first, last)))

    def lately(self) -> date | None:
        """None, which is today, or a day not long ago; seldom one to come."""
        return self.draw(st.sampled_from([None, None, self.today])) or self.near(-20, 2)

    def people(self) -> list[str]:
        """Those who work for the organisation, or sit on its panels."""
        return list(directory(self.policy))

    def remedies(self) -> tuple[Remedy, ...]:
        """What is promised: seldom for yesterday."""
        days = [self.near(0, 60) for _ in range(self.draw(st.integers(0, 2)))]
        days += [self.near(-1, 0)] if self.seldom() else []
        owner = self.draw(st.sampled_from(OWNERS))
        return tuple(Remedy(what="The lift mended", by=by, owner=owner) for by in days)

    def money(self) -> FinancialRemedy | None:
        """None, or a remedy in money: seldom one that is off the table, or with a loss not evidenced."""
        if self.seldom():
            return None
        impact = "severe" if self.seldom() else self.draw(st.sampled_from(["some", "high", "high", "none"]))
        responsibility = self.draw(st.sampled_from(["some", "full", "full", "none"]))
        evidence = None if self.seldom() else "A receipt"
        losses = self.draw(st.lists(st.sampled_from([1, 24_999, 50_000]), max_size=2))
        owed = self.draw(st.lists(st.integers(1, 50_000), max_size=2))
        return FinancialRemedy(
            impact=impact,
            responsibility=responsibility,
            losses=tuple(Loss(what=REASONS, pence=pence, evidence=evidence) for pence in losses),
            owed=tuple(Debt(what=REASONS, pence=pence) for pence in owed),
        )

    def members(self) -> tuple[str, ...]:
        """A panel that would do, unless one of them cannot; seldom any people at all."""
        people = directory(self.policy)
        if self.seldom():
            return tuple(self.draw(st.lists(st.sampled_from(sorted(people)), min_size=1, max_size=3)))
        own = self.policy.services[str(self.case.service)].directorate
        first = self.draw(st.sampled_from([f"director.{own}", f"assistant-director.{own}"]))
        second = [who.id for who in people.values() if "resident-member" in who.roles]
        second += [f"head-of-service.{other}" for other in self.policy.directorates if other != own]
        return first, self.draw(st.sampled_from(second))
