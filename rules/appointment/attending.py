"""Attendance: whether the person came to their appointment, on record once it has begun (WRC-7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rules.appointment.booked import begins
from rules.appointment.changing import has_begun
from rules.appointment.life import APPOINTMENT, OPEN
from rules.case import Case
from rules.decision import Decision
from rules.events import Proposal, Tell
from rules.lifecycle import CLOSED
from rules.moment import Moment
from rules.refusal import OutOfStage


class RecordAttendance(Decision):
    """The person came to the appointment, or did not.

    Attributes:
        came: Whether the person came.

    """

    name: ClassVar[str] = "record-attendance"
    came: bool


def _not_begun(case: Case, moment: Moment) -> None:
    if not has_begun(case, moment):
        raise OutOfStage(
            f"it begins on {begins(case)}; whether the person came is recorded from then on",
            clause=moment.matter(case).decisions["record-attendance"].clause,
        )


@APPOINTMENT.decision(RecordAttendance, at=OPEN, unless=_not_begun)
def record_attendance(case: Case, decision: RecordAttendance, moment: Moment) -> Iterator[Proposal]:
    """End the appointment as kept or as missed; whoever missed it is written to, without reproach."""
    paper = moment.matter(case).decisions["record-attendance"]
    yield Proposal(
        kind="attendance-recorded",
        clause=paper.clause,
        because=paper.because,
        facts={"came": decision.came},
        stage=CLOSED,
        outcome="attended" if decision.came else "missed",
        ends=tuple(deadline.name for deadline in case.deadlines),
        tells=() if decision.came else (Tell(notice="appointment-missed"),),
    )
