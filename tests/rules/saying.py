"""What is decided in the tests of complaints: plain content for each decision."""

from __future__ import annotations

from rules.authority import Actor
from rules.complaint import decisions as d
from rules.money import Debt, FinancialRemedy, Loss
from tests.rules.play import day

CONTACT = d.Contact(remedy_wanted="A working lift.")
ASK = d.AskForInformation(asked="Photographs of the damp.")
ARRIVED = d.ReceiveInformation(received="Four photographs.")
ACCEPT = d.Accept(said="Thank you.")
WITHDRAW = d.Withdraw(said="It has been sorted out.")
NOTE = d.Note(text="Rang back, no answer.")
EVIDENCE = d.AddEvidence(title="A receipt", digest="0" * 64, media_type="application/pdf", size=9)


def agree(by: str) -> d.AgreeTimescale:
    """Another day for the response."""
    return d.AgreeTimescale(respond_by=day(by), reasons="The surveyor is away.")


def remedy(by: str, owner: str = "tom.okafor") -> d.Remedy:
    """Something promised by a day."""
    return d.Remedy(what="The lift mended", by=day(by), owner=owner)


def response(
    *remedies: d.Remedy, outcome: d.Outcome | None = None, money: FinancialRemedy | None = None
) -> d.Respond:
    """A response: upheld where it promises something, not upheld where it does not."""
    return d.Respond(
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


def considered(need: str, *, made: bool = True) -> d.Adjust:
    """A need for which an adjustment was made, or not."""
    return d.Adjust(need=need, made=made, how="Asked her what she needs.")


def kept(number: int, on: str | None = None) -> d.KeepCommitment:
    """A commitment that was kept."""
    return d.KeepCommitment(number=number, kept_on=day(on) if on else None, evidence="Photograph on file.")


def broken(number: int) -> d.BreakCommitment:
    """A commitment that will not be kept."""
    return d.BreakCommitment(number=number, reasons="The part is no longer made.")


def moved(number: int, by: str) -> d.MoveCommitment:
    """A commitment for which another day was agreed."""
    return d.MoveCommitment(number=number, to=day(by), reasons="The part comes a week later.")


def approved(proposal: int) -> d.ApproveAward:
    """The award of that number is approved."""
    return d.ApproveAward(proposal=proposal)


def not_approved(proposal: int) -> d.DeclineAward:
    """The award of that number is declined."""
    return d.DeclineAward(proposal=proposal, reasons="There is no receipt for the carpet.")


def paid(number: int, on: str | None = None) -> d.ConfirmPayment:
    """A payment that finance has made."""
    return d.ConfirmPayment(number=number, reference="BACS-20451", paid_on=day(on) if on else None)


def returned(number: int, on: str | None = None) -> d.ReturnPayment:
    """A payment that came back."""
    return d.ReturnPayment(
        number=number, reasons="The account is closed.", returned_on=day(on) if on else None
    )


def asked_for_review(on: str | None = None, *, by: str | None = None) -> d.AskForReview:
    """The person does not agree with the remedy."""
    return d.AskForReview(
        asked_on=day(on) if on else None,
        why="Nobody offered us heaters.",
        remedy_wanted="What they cost us.",
        respond_by=day(by) if by else None,
    )


def panel(*members: Actor) -> d.AppointPanel:
    """These sit on the panel."""
    return d.AppointPanel(members=tuple(member.id for member in members))


def new_panel(*members: Actor) -> d.ChangePanel:
    """These sit on the panel from now on."""
    return d.ChangePanel(members=tuple(member.id for member in members), reasons="She is away.")


def conflict(who: Actor | None = None) -> d.DeclareConflict:
    """Somebody has a conflict of interest: whoever says so, or somebody else."""
    return d.DeclareConflict(staff=who.id if who else None, reasons="They are neighbours.")


PLAN = d.PlanReview(conduct="call", how="We ring her together.", information="The repair log.")


def proposed(
    *remedies: d.Remedy,
    appropriate: bool | None = None,
    replaces: tuple[int, ...] = (),
    money: FinancialRemedy | None = None,
) -> d.ProposeDecision:
    """A panel's decision: the remedy was appropriate where it names no other."""
    return d.ProposeDecision(
        appropriate=not (remedies or money) if appropriate is None else appropriate,
        can_do="We mend the lift again.",
        cannot_do="We cannot build a second one.",
        reasons="It broke down twice.",
        remedies=remedies,
        replaces=replaces,
        financial=money,
    )


def signed(proposal: int) -> d.SignDecision:
    """The proposal of that number is signed."""
    return d.SignDecision(proposal=proposal)


def declined(proposal: int) -> d.DeclineDecision:
    """The proposal of that number is not agreed with."""
    return d.DeclineDecision(proposal=proposal, reasons="It leaves out the electricity.")
