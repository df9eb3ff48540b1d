"""What is decided in the tests of complaints: plain content for each decision."""

from __future__ import annotations

from rules.authority import Actor
from rules.casework import AddEvidence, Adjust, Note
from rules.casework.conflicts import DeclareConflict
from rules.casework.correcting import Correct
from rules.casework.mending import CorrectDetails, CorrectPerson, Resend
from rules.clientwork.information import AskForInformation, ReceiveInformation
from rules.clientwork.withdrawing import Withdraw
from rules.complaint.commitments import BreakCommitment, KeepCommitment, MoveCommitment, Remedy
from rules.complaint.correcting import CorrectResponse
from rules.complaint.payment import ConfirmPayment, ReturnPayment
from rules.complaint.proposal import DeclineDecision, ProposeDecision, SignDecision
from rules.complaint.resolve import Accept, AgreeTimescale, Contact
from rules.complaint.response import ApproveAward, DeclineAward, Outcome, Respond
from rules.complaint.review import AppointPanel, AskForReview, ChangePanel, PlanReview
from rules.money import Debt, FinancialRemedy, Loss
from tests.rules.play import day

CONTACT = Contact(remedy_wanted="A working lift.")
ASK = AskForInformation(asked="Photographs of the damp.")
ARRIVED = ReceiveInformation(received="Four photographs.")
ACCEPT = Accept(said="Thank you.")
WITHDRAW = Withdraw(said="It has been sorted out.")
NOTE = Note(text="Rang back, no answer.")
MISTYPED = CorrectPerson(person=CorrectDetails(email="right@resident.example"), reasons="They spelt it out.")
MOVED_HOUSE = CorrectPerson(
    person=CorrectDetails(address="7 Heron House\nLondon", channel="letter"),
    removes=("email",),
    reasons="They have moved, and have no e-mail there.",
)
WRONG_DAY = Correct(event=1, field="happened_on", day=day("2026-01-02"), reasons="It was typed wrongly.")
CORRECTED = CorrectResponse(
    event=3,
    outcome="not-upheld",
    can_do="We can look into it again if something new comes up.",
    cannot_do="We cannot pay for it.",
    reasons="Nothing went wrong.",
    mistake="The outcome of another complaint was typed here.",
)
AGAIN = Resend(event=1, notice="acknowledgement")
EVIDENCE = AddEvidence(title="A receipt", digest="0" * 64, media_type="application/pdf", size=9)


def agree(by: str) -> AgreeTimescale:
    """Another day for the response."""
    return AgreeTimescale(respond_by=day(by), reasons="The surveyor is away.")


def remedy(by: str, owner: str = "tom.okafor") -> Remedy:
    """Something promised by a day."""
    return Remedy(what="The lift mended", by=day(by), owner=owner)


def response(
    *remedies: Remedy, outcome: Outcome | None = None, money: FinancialRemedy | None = None
) -> Respond:
    """A response: upheld where it promises something, not upheld where it does not."""
    return Respond(
        outcome=outcome or ("upheld" if remedies or money else "not-upheld"),
        can_do="We mend the lift.",
        cannot_do="We cannot build a second one.",
        reasons="The part was not ordered.",
        remedies=remedies,
        financial=money,
    )


def money(
    impact: str = "high",
    responsibility: str = "full",
    *,
    losses: tuple[int, ...] = (),
    owed: tuple[int, ...] = (),
) -> FinancialRemedy:
    """A remedy in money: what it follows from, with losses that are evidenced, in pence."""
    return FinancialRemedy(
        impact=impact,
        responsibility=responsibility,
        losses=tuple(Loss(what="A heater", pence=pence, evidence="A receipt") for pence in losses),
        owed=tuple(Debt(what="Rent", pence=pence) for pence in owed),
    )


def considered(need: str, *, made: bool = True) -> Adjust:
    """A need for which an adjustment was made, or not."""
    return Adjust(need=need, made=made, how="Asked her what she needs.")


def kept(number: int, on: str | None = None) -> KeepCommitment:
    """A commitment that was kept."""
    return KeepCommitment(number=number, kept_on=day(on) if on else None, evidence="Photograph on file.")


def broken(number: int) -> BreakCommitment:
    """A commitment that will not be kept."""
    return BreakCommitment(number=number, reasons="The part is no longer made.")


def moved(number: int, by: str) -> MoveCommitment:
    """A commitment for which another day was agreed."""
    return MoveCommitment(number=number, to=day(by), reasons="The part comes a week later.")


def approved(proposal: int) -> ApproveAward:
    """The award of that number is approved."""
    return ApproveAward(proposal=proposal)


def not_approved(proposal: int) -> DeclineAward:
    """The award of that number is declined."""
    return DeclineAward(proposal=proposal, reasons="There is no receipt for the carpet.")


def paid(number: int, on: str | None = None) -> ConfirmPayment:
    """A payment that finance has made."""
    return ConfirmPayment(number=number, reference="BACS-20451", paid_on=day(on) if on else None)


def returned(number: int, on: str | None = None) -> ReturnPayment:
    """A payment that came back."""
    return ReturnPayment(number=number, reasons="The account is closed.", returned_on=day(on) if on else None)


def asked_for_review(on: str | None = None, *, by: str | None = None) -> AskForReview:
    """The person does not agree with the remedy."""
    return AskForReview(
        asked_on=day(on) if on else None,
        why="Nobody offered us heaters.",
        remedy_wanted="What they cost us.",
        respond_by=day(by) if by else None,
    )


def panel(*members: Actor) -> AppointPanel:
    """These sit on the panel."""
    return AppointPanel(members=tuple(member.id for member in members))


def new_panel(*members: Actor) -> ChangePanel:
    """These sit on the panel from now on."""
    return ChangePanel(members=tuple(member.id for member in members), reasons="She is away.")


def conflict(who: Actor | None = None) -> DeclareConflict:
    """Somebody has a conflict of interest: whoever says so, or somebody else."""
    return DeclareConflict(staff=who.id if who else None, reasons="They are neighbours.")


PLAN = PlanReview(conduct="call", how="We ring her together.", information="The repair log.")


def proposed(
    *remedies: Remedy,
    appropriate: bool | None = None,
    replaces: tuple[int, ...] = (),
    money: FinancialRemedy | None = None,
) -> ProposeDecision:
    """A panel's decision: the remedy was appropriate where it names no other."""
    return ProposeDecision(
        appropriate=not (remedies or money) if appropriate is None else appropriate,
        can_do="We mend the lift again.",
        cannot_do="We cannot build a second one.",
        reasons="It broke down twice.",
        remedies=remedies,
        replaces=replaces,
        financial=money,
    )


def signed(proposal: int) -> SignDecision:
    """The proposal of that number is signed."""
    return SignDecision(proposal=proposal)


def declined(proposal: int) -> DeclineDecision:
    """The proposal of that number is not agreed with."""
    return DeclineDecision(proposal=proposal, reasons="It leaves out the electricity.")
