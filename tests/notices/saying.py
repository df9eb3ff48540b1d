"""Decisions on the way to a notice; every person, place and number is made up."""

from __future__ import annotations

from typing import Any

from rules.case import Case
from rules.casework import Reassign
from rules.casework.correcting import Correct, WrongDay
from rules.clientwork.grounds import Refuse
from rules.clientwork.information import AskForInformation
from rules.complaint.afterwards import LogRepresentation
from rules.complaint.commitments import BreakCommitment, KeepCommitment, MoveCommitment, Remedy
from rules.complaint.correcting import CorrectResponse
from rules.complaint.payment import GivePaymentDetails
from rules.complaint.petition import ChangeLead, DecideRepresentations, NewLead
from rules.complaint.proposal import ProposeDecision, SignDecision
from rules.complaint.resolve import AgreeTimescale, Contact
from rules.complaint.response import ApproveAward, Outcome, Respond
from rules.complaint.review import AskForReview, PlanReview
from rules.enquiry.answering import AnswerEnquiry
from rules.enquiry.authority import RecordAuthority
from rules.money import Debt, FinancialRemedy, Loss
from rules.warning.review import KeepWarning, LiftWarning
from tests.notices.plays import SHOUTED, Step
from tests.rules import warnings
from tests.rules.people import AMIRA, DAVID, HELEN, LEILA, RUTH
from tests.rules.play import day
from tests.rules.saying import approved, panel, signed

PIPE = Remedy(what="Replace the pipe behind the kitchen wall", by=day("2027-01-19"), owner="tom.okafor")
FLOOR = Remedy(what="Check the kitchen floor for damp", by=day("2027-02-09"), owner="tom.okafor")
DOOR = Remedy(what="Hang a new cupboard door", by=day("2027-02-09"), owner="tom.okafor")
HEATERS = Loss(what="Two electric heaters", pence=8998, evidence="A receipt")
RUG = Loss(what="A rug: the blue one", pence=2500, evidence="A receipt")
RENT = Debt(what="Arrears of rent", pence=6500)
SOME = FinancialRemedy(impact="some", responsibility="full")
HIGH = FinancialRemedy(impact="high", responsibility="full", losses=(HEATERS, RUG), owed=(RENT,))
NOTHING = FinancialRemedy(impact="none", responsibility="full")
ACCOUNT = GivePaymentDetails(account_name="L O'Brien-Nguyen", sort_code="10-20-30", account_number="12345678")

WANTED = "Mend the leak under the sink for good.\n\nPay for the cupboard door that it ruined."
CONTACT = Contact(remedy_wanted=WANTED)


def agreed(by: str) -> Contact:
    """The person was contacted, and another day was agreed with them."""
    return CONTACT.model_copy(update={"respond_by": day(by)})


def right(field: WrongDay, on: str, event: int = 3) -> Correct:
    """A day that an event has wrongly is corrected."""
    return Correct(event=event, field=field, day=day(on), reasons="It was typed wrongly. We are sorry.")


ASK = AskForInformation(
    asked="Please send us a photograph of the water meter,\nand the date when you first saw the leak."
)
LONGER = AgreeTimescale(
    respond_by=day("2027-02-26"), reasons="The surveyor can only come after the holidays."
)
LATER = AgreeTimescale(respond_by=day("2027-05-31"), reasons="The panel waits for the surveyor.")


def response(
    *remedies: Remedy, outcome: Outcome = "partly-upheld", money: FinancialRemedy | None = None
) -> Respond:
    """The answer, with what it promises."""
    return Respond(
        outcome=outcome,
        reasons="Our contractor came three times and sealed the joint each time. Nobody looked at the pipe "
        "behind the wall, which was the cause. You told us about it on the first visit.\n\n"
        "The cupboard door was already loose when you moved in. Your own photographs show it.",
        can_do="We will replace the pipe, and check the floor for damp once it has dried.",
        cannot_do="We cannot pay for the cupboard door, because the leak did not damage it.",
        remedies=remedies,
        financial=money,
    )


ANSWER = response(PIPE, FLOOR)
FLOORING = Loss(what="The floor of the kitchen", pence=42_000, evidence="An estimate")
DEAR = response(
    PIPE, money=FinancialRemedy(impact="high", responsibility="full", losses=(FLOORING,), owed=(RENT,))
)


def _approve(case: Case) -> ApproveAward:
    assert case.draft is not None
    return approved(case.draft.seq)


APPROVED_AWARD: Step = (_approve, RUTH)
NOT_UPHELD = response(outcome="not-upheld")
CONTACTED: tuple[Step, ...] = ("2026-12-22", CONTACT)
GIVEN_TO_TOM: Step = (Reassign(owner="tom.okafor"), RUTH)
ANSWERED: tuple[Step, ...] = (*CONTACTED, "2026-12-30", ANSWER)
DISMISSED: tuple[Step, ...] = (*CONTACTED, "2026-12-30", NOT_UPHELD)

MISTAKE = "The outcome of somebody else's case was sent to you."
PAID = response(PIPE, FLOOR, money=SOME)


def _corrected(answer: Respond) -> CorrectResponse:
    """The answer, in the place of the one that was given first."""
    return CorrectResponse.model_validate(answer.model_dump() | {"event": 4, "mistake": MISTAKE})


UPHELD_AFTER_ALL = _corrected(response(PIPE, outcome="upheld", money=SOME))
NOT_UPHELD_AFTER_ALL = _corrected(NOT_UPHELD)

DISAGREE = AskForReview(
    why="The cupboard door was fine before the leak.\n\nMy neighbour can tell you so.",
    remedy_wanted="A new cupboard door, and an apology.",
)
SIT: Step = (panel(HELEN, LEILA), RUTH)


def plan(conduct: Any = "visit") -> Step:
    """The panel's plan for the review."""
    how = "We come to see the kitchen with you on a morning that suits you.\nIt takes half an hour."
    information = "The repair log, your photographs, and what the contractor wrote down."
    return (PlanReview(conduct=conduct, how=how, information=information), LEILA)


def reviewed(*steps: Step, answer: Respond = ANSWER, asked: AskForReview = DISAGREE) -> tuple[Step, ...]:
    """A review is asked for, and its panel sits; then these steps."""
    return (*CONTACTED, "2026-12-30", answer, "2027-01-13", asked, "2027-01-15", SIT, *steps)


def sign(case: Case) -> SignDecision:
    """The signature to the other member's proposal."""
    assert case.draft is not None
    return signed(case.draft.seq)


def decided(**fields: Any) -> tuple[Step, Step]:
    """The panel's decision, proposed by one member and signed by the other."""
    given: dict[str, Any] = {
        "appropriate": False,
        "reasons": "The contractor's own photograph shows the door whole after the first visit.",
        "can_do": "We will hang a new door, and pay for what you had to go through.",
        "cannot_do": "We cannot give you a new kitchen, because the rest of it is sound.",
    }
    return (ProposeDecision(**given | fields), LEILA), (sign, HELEN)


KEPT = (KeepCommitment(number=1), KeepCommitment(number=2))
BROKEN: Step = (
    BreakCommitment(number=1, reasons="The plumber fell ill, and nobody else can do this work now."),
    RUTH,
)
MOVED = MoveCommitment(
    number=1, to=day("2027-01-26"), reasons="You asked us to come when your daughter is at home."
)
APPROPRIATE = reviewed(plan(), *decided(appropriate=True))
ANOTHER_REMEDY = reviewed(plan(), *decided(remedies=(DOOR,), replaces=(2,)))
MONEY_TOO = reviewed(
    plan(),
    (ACCOUNT, AMIRA),
    *decided(remedies=(DOOR,), replaces=(2,), financial=HIGH),
    answer=response(PIPE, FLOOR, money=SOME),
)
NO_MORE_MONEY = reviewed(
    plan(), *decided(remedies=(DOOR,), financial=SOME), answer=response(PIPE, money=HIGH)
)
NEW_LEAD = ChangeLead(
    lead=NewLead(name="Idris Bello", email="idris.bello@resident.example", address="3 Mast House\nLondon"),
    needs=("large-print",),
    reasons="The first lead has moved away.",
)
WROTE_AGAIN = LogRepresentation(
    said="I still want a new kitchen.",
    reply="The panel has decided about the kitchen.\n\nThe new door is on its way.",
)
REFUSED: Step = (
    Refuse(
        ground="alternative-process",
        particulars="Your letter is about the service charge for the lift. An independent tribunal decides "
        "what charge is fair.\n\nYou can apply to the tribunal yourself.",
    ),
    RUTH,
)


def representations(*remedies: Remedy) -> Step:
    """Residents are spoken up for, where it is said by what; else they are not."""
    reasons = "Many of our older residents depend on the bus."
    return (DecideRepresentations(make=bool(remedies), reasons=reasons, remedies=remedies), RUTH)


APPEAL_ANSWERED: tuple[Step, ...] = (
    "2026-12-31", (CONTACT, HELEN), "2027-01-04", (response(outcome="upheld"), HELEN),
)  # fmt: skip
APPEAL_REVIEWED: tuple[Step, ...] = (
    "2026-12-31", CONTACT, "2027-01-04", (NOT_UPHELD, DAVID), "2027-01-13", DISAGREE,
)  # fmt: skip

OTHERS: Step = (warnings.others("no-offices"), AMIRA)
LIFTED = LiftWarning(reasons="Nothing has happened since.", explanation="Nothing has happened since May.")
KEEP = KeepWarning(reasons="He rang eleven times last week.", explanation=SHOUTED)
APPROVED: Step = (warnings.APPROVE, RUTH)
CONSENT = RecordAuthority(authority="consent", how="A signed form, on file.")
ENQUIRY_ANSWER = AnswerEnquiry(
    reasons="Our contractor came three times and sealed the joint each time.",
    can_do="We will replace the pipe, and check the floor for damp once it has dried.",
    cannot_do="We cannot pay for the cupboard door, because the leak did not damage it.",
)
