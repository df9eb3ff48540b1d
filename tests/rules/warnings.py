"""Warnings played on paper: a proposal as it comes in, and plain content for each decision."""

from __future__ import annotations

from typing import Any

from rules.authority import Actor
from rules.decision import Decision
from rules.lifecycle import BY_ITSELF
from rules.warning.appeals import DecideAppeal, LogAppeal
from rules.warning.approval import ApproveWarning, DeclineWarning, ProposeRestrictions
from rules.warning.intake import WarningIntake
from rules.warning.review import KeepWarning, LiftWarning
from tests.rules.people import AMIRA, RUTH
from tests.rules.play import MONDAY, POPLAR, Play

KEEP = KeepWarning(reasons="He rang eleven times in one day last week.", explanation="You still ring often.")
LIFT = LiftWarning(reasons="Nothing has happened since May.", explanation="Nothing has happened since May.")
APPROVE = ApproveWarning()
DECLINE = DeclineWarning(reasons="Once, and under great strain.")
APPEAL = "PH-2026-000002"
LOGGED = LogAppeal(appeal=APPEAL)


def proposal(**changed: Any) -> WarningIntake:
    """A warning as it is proposed; any of its fields can be replaced, or left out by None."""
    fields: dict[str, Any] = {
        "policy": POPLAR.id,
        "source_id": "1",
        "behaviours": ["aggression-or-abuse"],
        "about": "Shouted at two caretakers and blocked the door.",
        "risk": "May do so again when staff call.",
        "restrictions": ["no-visits-alone"],
        "explanation": "On Monday you shouted at two of our caretakers and blocked the door.",
        "person": {"name": "Nadia Farrow", "email": "nadia.farrow@resident.example"},
    }
    return WarningIntake.model_validate(
        {name: value for name, value in (fields | changed).items() if value is not None}
    )


def untold(**changed: Any) -> WarningIntake:
    """One of which the person is not to be told."""
    because = "He has said what he would do if he were written to."
    return proposal(tell=False, explanation=None, not_told_because=because, **changed)


def proposed(at: str = MONDAY, *, by: Actor = AMIRA, intake: WarningIntake | None = None) -> Play:
    """A warning that waits for approval."""
    taken = intake or proposal()
    return Play.opened(
        at, matter="warning", service=None, raised_by="staff", opened_by=by.id, terms=taken.terms(by.id)
    )


def in_force(at: str = MONDAY, *, intake: WarningIntake | None = None) -> Play:
    """A warning that Amira proposed and Ruth approved, at once."""
    play = proposed(at, intake=intake)
    play.decide(APPROVE, by=RUTH)
    return play


def others(*restrictions: str, contact: str | None = None, tell: bool = True) -> ProposeRestrictions:
    """Other restrictions, in the place of those in force."""
    return ProposeRestrictions(
        restrictions=restrictions,
        contact=contact,
        reasons="Two of them are not enough.",
        tell=tell,
        explanation="You rang eleven times." if tell else None,
        not_told_because=None if tell else "He has said what he would do.",
    )


def valid() -> dict[str, Decision]:
    """Decisions with content that nothing is wrong with, by name."""
    return {
        "approve-warning": APPROVE,
        "decline-warning": DECLINE,
        "propose-restrictions": others("no-offices"),
        "keep-warning": KEEP,
        "lift-warning": LIFT,
    }


def appealed(play: Play) -> None:
    """A complaint about it has come in."""
    play.decide(LOGGED, by=BY_ITSELF)


def appeal_decided(play: Play, *, upheld: bool) -> None:
    """It was decided."""
    play.decide(DecideAppeal(appeal=APPEAL, upheld=upheld), by=BY_ITSELF)
