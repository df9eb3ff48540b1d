"""Appointments played on paper: booked on a Monday for Thursday of the same week, and plain decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rules.appointment.attending import RecordAttendance
from rules.appointment.changing import CancelAppointment, MoveAppointment
from rules.appointment.intake import AppointmentIntake
from rules.case import Case
from rules.decision import Decision
from rules.diary import Slot
from rules.policy import Policy
from tests.rules.advice import CALLED, FAILED, STAFF
from tests.rules.people import ANA
from tests.rules.play import CHARTER, MONDAY, Play, local

THURSDAY, NEXT_TUESDAY = "2026-06-04 10:00", "2026-06-09 14:30"
WHY = "Ana is at a hearing that morning."
CAME, DID_NOT_COME = RecordAttendance(came=True), RecordAttendance(came=False)
CANCEL = CancelAppointment(by="person")
WE_CANCEL = CancelAppointment(by="us", reasons=WHY)


def slot(at: str = THURSDAY, **fields: Any) -> Slot:
    """Three quarters of an hour with Ana at the clinic, from a local time on."""
    given = {"adviser": ANA.id, "starts": local(at), "minutes": 45, "place": "clinic"}
    return Slot.model_validate(given | fields)


def move(at: str = NEXT_TUESDAY, **fields: Any) -> MoveAppointment:
    """The person asks for another time."""
    return MoveAppointment.model_validate({"starts": local(at), "asked_by": "person"} | fields)


def we_move(at: str = NEXT_TUESDAY, **fields: Any) -> MoveAppointment:
    """We need another time, and say why."""
    return move(at, **{"asked_by": "us", "reasons": WHY} | fields)


def intake(at: str = THURSDAY, **fields: Any) -> AppointmentIntake:
    """The appointment of somebody who walks in."""
    given: dict[str, Any] = {
        "policy": CHARTER.id,
        "about": "Wants her contract read before she signs it.",
        "person": {"name": "Marisol Pinto", "email": "marisol.pinto@client.example"},
        "source_id": "1",
    }
    return AppointmentIntake.model_validate(given | slot(at).model_dump() | fields)


def received(at: str = MONDAY, *, starts: str = THURSDAY, **fields: Any) -> Case:
    """The case of an appointment that was booked at a local time."""
    taken = intake(starts, **fields)
    return Case(
        ref="WRCA-2026-000001",
        policy=CHARTER.id,
        version=CHARTER.version,
        matter=taken.matter,
        received=local(at),
        raised_by="staff",
        opened_by=ANA.id,
        needs=taken.needs,
        terms=taken.terms(ANA.id),
    )


def booked(
    at: str = MONDAY,
    *,
    starts: str = THURSDAY,
    policy: Policy = CHARTER,
    closures: dict[Any, str] | None = None,
    **fields: Any,
) -> Play:
    """An appointment that was booked at a local time, and confirmed."""
    play = Play(received(at, starts=starts, **fields), policy, closures)
    play.directory = STAFF
    play.open()
    return play


def _after(*steps: Decision | str, **fields: Any) -> Callable[[], Play]:
    def play() -> Play:
        played = booked(**fields)
        for step in steps:
            if isinstance(step, str):
                played.on(step)
            else:
                played.decide(step, by=ANA)
        return played

    return play


SITUATIONS: dict[str, Callable[[], Play]] = {
    "not yet opened": lambda: Play(received(), CHARTER),
    "booked": _after(),
    "booked, a need unconsidered": _after(needs=("interpreter",)),
    "moved": _after(move()),
    "called about it": _after(CALLED),
    "locked": _after(FAILED, FAILED, FAILED),
    "begun": _after("2026-06-04 10:10"),
    "over": _after("2026-06-04 10:45"),
    "attendance missed": _after("2026-06-06 00:00"),
    "closed: kept": _after("2026-06-04 11:00", CAME),
    "closed: missed": _after("2026-06-04 11:00", DID_NOT_COME),
    "closed: cancelled": _after(CANCEL),
    "closed: cancelled by us": _after(WE_CANCEL),
}


def valid() -> dict[str, Decision]:
    """Decisions with content that nothing is wrong with, by name."""
    return {
        "move-appointment": move("2026-06-11 15:00"),
        "cancel-appointment": CANCEL,
        "record-attendance": CAME,
    }
