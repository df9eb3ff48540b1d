"""A case in each situation it can get into, and valid content for every decision: what tables run over."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from rules.authority import Actor
from rules.case import Case
from rules.casework import Reassign
from rules.casework.conflicts import ConfirmConflict, DeclineConflict, WithdrawConflict
from rules.clientwork.grounds import Refuse
from rules.complaint.afterwards import LogRepresentation, RecordLearning
from rules.complaint.appeal import LinkAppeal
from rules.complaint.commitments import Remedy
from rules.complaint.correcting import CorrectResponse
from rules.complaint.payment import GivePaymentDetails
from rules.complaint.petition import AddSignatures, ChangeLead, DecideRepresentations, NewLead
from rules.complaint.refusing import LinkDuplicate
from rules.decision import Decision
from rules.policy_review.review import CallReview, ConfirmPolicy
from tests.rules import advice, appointments, enquiries, warnings
from tests.rules.people import AMIRA, DAVID, DIRECTORY, HELEN, LEILA, NINA, OMAR, RUTH, TOM, staff
from tests.rules.play import MONDAY, POPLAR, Play, day, local
from tests.rules.saying import (
    ACCEPT,
    AGAIN,
    ARRIVED,
    ASK,
    CONTACT,
    CORRECTED,
    EVIDENCE,
    MISTYPED,
    NOTE,
    PLAN,
    WITHDRAW,
    WRONG_DAY,
    agree,
    approved,
    asked_for_review,
    broken,
    conflict,
    considered,
    declined,
    kept,
    money,
    moved,
    new_panel,
    not_approved,
    paid,
    panel,
    proposed,
    remedy,
    response,
    returned,
    signed,
)

EVERY_ROLE = staff("some.body", *POPLAR.roles, directorate="property")
"""Whoever may decide anything: sits on every panel here, and never took the decision under review."""
PROMISE = remedy("2030-01-01")
EARLIER, WARNING = "PH-2025-000042", "PH-2025-000007"

Step = Decision | tuple[Decision, Actor]
Situation = Callable[[], Play]


def new_lead(*needs: str) -> ChangeLead:
    """Somebody else leads the petition."""
    lead = NewLead(name="Idris Bello", email="idris.bello@resident.example", address="3 Mast House\nLondon")
    return ChangeLead(lead=lead, needs=needs, reasons="The first lead has moved away.")


def representations(*remedies: Remedy) -> DecideRepresentations:
    """The organisation speaks up for residents where it says what it does; else it does not."""
    return DecideRepresentations(make=bool(remedies), reasons="The road is the council's.", remedies=remedies)


def _played(play: Callable[[], Play]) -> Situation:
    """Played once; from then on a copy of it."""
    once = cache(play)
    return lambda: once().copy()


def _after(*steps: Step, needs: tuple[str, ...] = (), raised_by: str = "resident") -> Situation:
    def play() -> Play:
        played = Play.opened(needs=needs, raised_by=raised_by)
        played.directory = DIRECTORY | {EVERY_ROLE.id: EVERY_ROLE}
        for step in steps:
            decision, by = step if isinstance(step, tuple) else (step, RUTH)
            played.decide(decision, by=by)
        return played

    return _played(play)


def _past(*names: str, after: Situation) -> Situation:
    def play() -> Play:
        played = after()
        for name in names:
            played.past(name)
        return played

    return _played(play)


def _then(*steps: Step, after: Situation) -> Situation:
    def play() -> Play:
        played = after()
        for step in steps:
            decision, by = step if isinstance(step, tuple) else (step, RUTH)
            played.decide(decision, by=by)
        return played

    return _played(play)


def _not_yet_opened() -> Play:
    case = Case(
        ref="PH-2026-000001",
        policy=POPLAR.id,
        version=POPLAR.version,
        matter="complaint",
        service="repairs",
        received=local(MONDAY),
    )
    return Play(case, POPLAR)


ANSWERED: tuple[Step, ...] = (CONTACT, response(PROMISE, money=money()))
ASKED: tuple[Step, ...] = (*ANSWERED, asked_for_review())
SITTING: tuple[Step, ...] = (*ASKED, panel(EVERY_ROLE, LEILA))
PLANNED: tuple[Step, ...] = (*SITTING, (PLAN, LEILA))
PROPOSAL = 7
"""The number of the event by which something is proposed, in the situations below."""
CORRECTED_DEAR = CorrectResponse.model_validate(
    response(PROMISE, money=money(losses=(25_001,))).model_dump() | {"event": 3, "mistake": "A slip."}
)
DEAR = response(PROMISE, money=money(losses=(25_001,)))
"""A response that awards more than one person may."""
AWARD = 3
"""The number of the event by which it is proposed, in the situations below."""
CONFLICTS: tuple[Step, ...] = ((conflict(), TOM), (conflict(OMAR), AMIRA))
"""One that holds, and one that waits to be confirmed."""
PETITION: tuple[Step, ...] = (AddSignatures(signatures=12), new_lead("audio"))

SITUATIONS: dict[str, Situation] = {
    "not yet opened": _not_yet_opened,
    "opened": _after(),
    "opened, with needs": _after(needs=("large-print", "audio", "interpreter")),
    "owned": _after(Reassign(owner="tom.okafor")),
    "contacted": _after(CONTACT),
    "contacted, a need unconsidered": _after(CONTACT, considered("audio"), needs=("audio", "interpreter")),
    "information asked": _after(CONTACT, ASK),
    "information come": _after(CONTACT, ASK, ARRIVED),
    "contact missed": _past("contact", after=_after()),
    "response missed": _past("response", after=_after(CONTACT)),
    "conflict declared": _after((conflict(), EVERY_ROLE)),
    "conflicts": _after(*CONFLICTS),
    "answered, conflicts": _after(*ANSWERED, *CONFLICTS),
    "review, conflicts": _after(*ASKED, *CONFLICTS),
    "accepted, conflicts": _after(*ANSWERED, ACCEPT, *CONFLICTS),
    "award proposed by another": _after(CONTACT, (DEAR, AMIRA)),
    "award proposed by oneself": _after(CONTACT, (DEAR, EVERY_ROLE)),
    "award declined": _after(CONTACT, (DEAR, AMIRA), not_approved(AWARD)),
    "award approved": _after(CONTACT, (DEAR, AMIRA), approved(AWARD)),
    "answered, nothing promised": _after(CONTACT, response()),
    "answered, promises open": _after(CONTACT, response(PROMISE, PROMISE)),
    "answered, promises kept": _after(CONTACT, response(PROMISE), kept(1)),
    "answered, a payment due": _after(*ANSWERED),
    "answered, only a payment due": _after(CONTACT, response(money=money())),
    "accepted, promises open": _after(CONTACT, response(PROMISE, PROMISE), ACCEPT),
    "accepted, a payment due": _after(*ANSWERED, ACCEPT),
    "accepted, a payment returned": _after(*ANSWERED, ACCEPT, (returned(2), NINA)),
    "accepted, a promise missed": _past(
        "commitment-1", after=_after(CONTACT, response(remedy("2026-06-03")), ACCEPT)
    ),
    "accepted, a payment missed": _past("payment-2", after=_after(*ANSWERED, ACCEPT)),
    "silent, promises open": _past("acceptance", after=_after(CONTACT, response(PROMISE))),
    "answer corrected": _after(*ANSWERED, CORRECTED),
    "answered, a correction proposed": _after(*ANSWERED, (CORRECTED_DEAR, RUTH)),
    "silent, a correction proposed": _then(
        (CORRECTED_DEAR, RUTH), after=_past("acceptance", after=_after(CONTACT, response(PROMISE)))
    ),
    "answered, a correction proposed and accepted": _after(*ANSWERED, (CORRECTED_DEAR, RUTH), ACCEPT),
    "answered, a correction proposed and disputed": _after(
        *ANSWERED, (CORRECTED_DEAR, RUTH), asked_for_review()
    ),
    "review asked": _after(*ASKED),
    "review, nothing promised": _after(CONTACT, response(), asked_for_review()),
    "review, information asked": _after(*PLANNED, ASK),
    "review, a panel sits": _after(*SITTING),
    "review, somebody else's panel": _after(*ASKED, panel(HELEN, LEILA)),
    "review, a conflict on the panel": _after(*SITTING, (conflict(), EVERY_ROLE)),
    "review planned": _after(*PLANNED),
    "review, proposed by another": _after(*PLANNED, (proposed(PROMISE), LEILA)),
    "review, proposed by oneself": _after(*PLANNED, (proposed(PROMISE), EVERY_ROLE)),
    "review, proposal declined": _after(*PLANNED, (proposed(), LEILA), (declined(PROPOSAL), EVERY_ROLE)),
    "review missed": _past("review", after=_after(*SITTING)),
    "review decided": _after(*PLANNED, (proposed(PROMISE), LEILA), (signed(PROPOSAL), EVERY_ROLE)),
    "review withdrawn": _after(*PLANNED, WITHDRAW),
    "review, no information": _past("information", after=_after(*PLANNED, ASK, agree("2026-12-01"))),
    "petition": _after(*PETITION, raised_by="petition"),
    "petition, contacted": _after(CONTACT, raised_by="petition"),
    "petition, answered": _after(
        *PETITION, considered("audio"), *ANSWERED, new_lead("audio"), raised_by="petition"
    ),
    "petition, review": _after(
        *PETITION, considered("audio"), *ASKED, new_lead("audio"), raised_by="petition"
    ),
    "petition, representations": _after(representations(PROMISE), new_lead("audio"), raised_by="petition"),
    "closed: accepted": _after(CONTACT, response(), ACCEPT),
    "closed: promises settled": _after(CONTACT, response(PROMISE), ACCEPT, broken(1)),
    "closed: paid": _after(CONTACT, response(money=money()), ACCEPT, (paid(1), NINA)),
    "closed: silent": _past("acceptance", after=_after(CONTACT, response())),
    "closed: withdrawn": _after(WITHDRAW),
    "closed: refused": _after(Refuse(ground="employer", particulars="Her own job.")),
    "closed: duplicate": _after(LinkDuplicate(original=EARLIER)),
    "closed: no information": _past("information", after=_after(CONTACT, ASK, agree("2026-12-01"))),
    "closed: no representations": _after(representations(), raised_by="petition"),
    "closed: reviewed": _after(
        CONTACT,
        response(),
        asked_for_review(),
        panel(EVERY_ROLE, LEILA),
        (PLAN, LEILA),
        (proposed(), LEILA),
        (signed(PROPOSAL), EVERY_ROLE),
    ),
    "closed: review withdrawn": _after(CONTACT, response(), asked_for_review(), WITHDRAW),
}


def valid(name: str, case: Case) -> Decision:
    """A decision with content that nothing is wrong with, for a case as it stands."""
    need = next(iter(case.unconsidered), "audio")
    task = next((promise.number for promise in case.owed if not promise.is_payment), 1)
    payment = next((promise.number for promise in case.owed if promise.is_payment), 1)
    proposal = case.draft.seq if case.draft else 1
    known = enquiries.valid(case) | warnings.valid() | _conflicts(case)
    known |= _valid(need, task, payment, proposal) | advice.valid(case) | appointments.valid()
    return known[name]


def _conflicts(case: Case) -> dict[str, Decision]:
    waiting = next((one.staff for one in case.proposed_conflicts), OMAR.id)
    return {
        "confirm-conflict": ConfirmConflict(staff=waiting),
        "decline-conflict": DeclineConflict(staff=waiting, reasons="They met once, years ago."),
        "withdraw-conflict": WithdrawConflict(
            staff=next(iter(case.conflicted), OMAR.id), reasons="It was another case."
        ),
    }


@cache
def _valid(need: str, task: int, payment: int, proposal: int) -> dict[str, Decision]:
    return {
        "contact": CONTACT,
        "agree-timescale": agree("2030-01-01"),
        "ask-for-information": ASK,
        "receive-information": ARRIVED,
        "refuse": Refuse(ground="legal-proceedings", particulars="At the county court."),
        "link-duplicate": LinkDuplicate(original=EARLIER),
        "respond": response(PROMISE),
        "approve-award": approved(proposal),
        "decline-award": not_approved(proposal),
        "accept": ACCEPT,
        "withdraw": WITHDRAW,
        "ask-for-review": asked_for_review(),
        "appoint-panel": panel(HELEN, LEILA),
        "change-panel": new_panel(DAVID, LEILA),
        "plan-review": PLAN,
        "propose-decision": proposed(PROMISE),
        "sign-decision": signed(proposal),
        "decline-decision": declined(proposal),
        "keep-commitment": kept(task),
        "move-commitment": moved(task, "2030-02-01"),
        "break-commitment": broken(task),
        "give-payment-details": GivePaymentDetails(
            account_name="N Farrow", sort_code="10-20-30", account_number="12345678"
        ),
        "confirm-payment": paid(payment),
        "return-payment": returned(payment),
        "change-lead": new_lead(),
        "add-signatures": AddSignatures(signatures=3),
        "decide-representations": representations(PROMISE),
        "adjust": considered(need),
        "reassign": Reassign(owner="somebody.else"),
        "declare-conflict": conflict(),
        "note": NOTE,
        "add-evidence": EVIDENCE,
        "correct-person": MISTYPED,
        "resend": AGAIN,
        "correct": WRONG_DAY,
        "correct-response": CORRECTED,
        "call-review": CallReview(due_by=day("2026-12-01"), reasons="The law has changed."),
        "confirm-policy": ConfirmPolicy(reasons="It still is best practice."),
        "link-appeal": LinkAppeal(warning=WARNING, reasons="She is his mother."),
        "log-representation": LogRepresentation(said="She writes again.", reply="It is decided."),
        "record-learning": RecordLearning(learning_point="Order parts at once."),
    }
