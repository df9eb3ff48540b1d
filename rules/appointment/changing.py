"""Appointments that are moved or cancelled, by either side: in time, or with late notice (WRC-7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal

from rules.appointment.booked import (
    BOOKED,
    MOVED_FROM,
    SEQUENCE,
    begins,
    sequence_of,
    slot_of,
    tell_by,
    terms_of,
)
from rules.appointment.life import APPOINTMENT, OPEN, until_its_end
from rules.case import Case
from rules.decision import Choices, Decision
from rules.diary import Minutes, Slot
from rules.events import Fact, Proposal, Tell
from rules.lifecycle import CLOSED
from rules.matters import MatterRule
from rules.model import Day, Slug, StaffId, Words, ZonedTime
from rules.moment import Moment
from rules.policy import Policy
from rules.refusal import ConflictOfInterest, Invalid, OutOfStage

Side = Literal["person", "us"]
"""The side that wants it: the person, or the organisation."""


class MoveAppointment(Decision):
    """The appointment takes place at another time, or with another adviser.

    Attributes:
        starts: When it begins now, with the offset from UTC that the clocks have there then.
        minutes: How long it lasts; as long as before where that is left out.
        adviser: The member of staff whom the person sees; the same where that is left out.
        place: Where; the same where that is left out.
        asked_by: The side that wants it.
        told_on: The local day on which that side told the other; today where that is left out.
        reasons: Why we move it, which the person reads; left out where they want it.

    """

    name: ClassVar[str] = "move-appointment"
    starts: ZonedTime
    minutes: Minutes | None = None
    adviser: StaffId | None = None
    place: Slug | None = None
    asked_by: Side
    told_on: Day | None = None
    reasons: Words | None = None

    @classmethod
    def choices(cls, policy: Policy, matter: MatterRule) -> Choices:
        """Return the places that have opening times."""
        return {"place": policy.opening}


class CancelAppointment(Decision):
    """The appointment does not take place.

    Attributes:
        by: The side that cancels it.
        told_on: The local day on which that side told the other; today where that is left out.
        reasons: Why we cancel it, which the person reads; left out where they do.

    """

    name: ClassVar[str] = "cancel-appointment"
    by: Side
    told_on: Day | None = None
    reasons: Words | None = None


def has_begun(case: Case, moment: Moment) -> bool:
    """Return whether the time of an appointment has come."""
    return moment.now >= slot_of(case).starts


def _begun(case: Case, moment: Moment) -> None:
    if has_begun(case, moment):
        raise OutOfStage(
            f"it began on {begins(case)}; record whether the person came, or that they had cancelled it, and "
            "book another",
            clause=moment.matter(case).decisions["move-appointment"].clause,
        )


@APPOINTMENT.decision(MoveAppointment, at=[BOOKED], unless=_begun)
def move(case: Case, decision: MoveAppointment, moment: Moment) -> Iterator[Proposal]:
    """Take another time in the diary in the place of the first; whoever is booked then has the case."""
    clause = moment.matter(case).decisions["move-appointment"].clause
    before = slot_of(case)
    slot = Slot(
        adviser=decision.adviser or before.adviser,
        starts=decision.starts,
        minutes=before.minutes if decision.minutes is None else decision.minutes,
        place=decision.place or before.place,
    )
    if slot == before:
        raise Invalid("it is booked for that time already", where="starts", clause=clause)
    if slot.adviser in case.conflicted:
        raise ConflictOfInterest(f"{slot.adviser} has a conflict of interest", where="adviser", clause=clause)
    _require_reasons(decision.asked_by, decision.reasons, clause)
    told_on = _told_on(case, decision.told_on, moment, clause)
    terms = terms_of(slot) | {SEQUENCE: sequence_of(case) + 1, MOVED_FROM: before.starts.isoformat()}
    moved = case.model_copy(update={"terms": case.terms | terms})
    yield Proposal(
        kind="appointment-moved",
        clause=clause,
        facts={"asked_by": decision.asked_by} | _notice_given(case, told_on, moment),
        terms=terms,
        owner=slot.adviser,
        books=slot,
        sets=(until_its_end(moved, moment),),
        tells=(Tell(notice="appointment-moved"),),
    )


@APPOINTMENT.decision(CancelAppointment, at=OPEN)
def cancel(case: Case, decision: CancelAppointment, moment: Moment) -> Iterator[Proposal]:
    """End the appointment and free its time; whoever told us before it began may be recorded after it."""
    clause = moment.matter(case).decisions["cancel-appointment"].clause
    told_on = _told_on(case, decision.told_on, moment, clause)
    if has_begun(case, moment):
        _require_told_before(case, decision, told_on, clause)
    _require_reasons(decision.by, decision.reasons, clause)
    yield Proposal(
        kind="appointment-cancelled",
        clause=clause,
        facts={"by": decision.by} | _notice_given(case, told_on, moment),
        terms={SEQUENCE: sequence_of(case) + 1},
        stage=CLOSED,
        outcome="cancelled-by-person" if decision.by == "person" else "cancelled-by-us",
        frees=True,
        ends=tuple(deadline.name for deadline in case.deadlines),
        tells=(Tell(notice="appointment-cancelled"),),
    )


def _require_told_before(case: Case, decision: CancelAppointment, told_on: date, clause: str | None) -> None:
    """Refuse to cancel what has begun, but for what the person had told us by its day."""
    if decision.by == "us":
        raise OutOfStage(f"it began on {begins(case)}; record whether the person came", clause=clause)
    if told_on > slot_of(case).starts.date():
        raise Invalid(
            f"{told_on:%-d %B %Y} is after the appointment; record whether the person came",
            where="told_on",
            clause=clause,
        )


def _require_reasons(side: Side, reasons: str | None, clause: str | None) -> None:
    if side == "us" and reasons is None:
        raise Invalid("say why; the person reads it", where="reasons", clause=clause)


def _told_on(case: Case, told_on: date | None, moment: Moment, clause: str | None) -> date:
    return moment.past_day(case, told_on, "told_on", clause)


def _notice_given(case: Case, told_on: date, moment: Moment) -> dict[str, Fact]:
    """Return the local day on which the other side was told, and whether that is later than it should be."""
    return {"told_on": told_on.isoformat(), "late": told_on > tell_by(case, moment.policy)}
