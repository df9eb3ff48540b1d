"""The dates that follow from a day: deadlines that run from it or were agreed for it, promises, terms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from rules.case import Case
from rules.events import Event
from rules.moment import Moment
from rules.promises import Commitment, Deadline

NOON = time(12)
"""The local time from which is counted what runs from a day."""


def from_receipt(case: Case, received: datetime) -> Iterator[Deadline]:
    """Return the open deadlines that run from receipt, as they run from another."""
    for deadline in case.deadlines:
        if deadline.start == case.received:
            yield deadline.model_copy(update={"start": received, "missed": False})


def set_by(event: Event, case: Case, was: date, day: date, moment: Moment) -> Iterator[Deadline]:
    """Return the open deadlines that an event set for a day, or from it, as another day sets them."""
    asked = {ask.name: ask for ask in event.sets}
    for deadline in case.deadlines:
        ask = asked.get(deadline.name)
        if ask is None or deadline.start is None:
            continue
        if ask.agreed and deadline.agreed and (deadline.start, deadline.due_day) == (ask.start, was):
            yield deadline.model_copy(update={"due_day": day, "missed": False})
        elif not ask.agreed and deadline.start == datetime.combine(was, NOON, moment.policy.zone):
            start = datetime.combine(day, NOON, moment.policy.zone)
            yield deadline.model_copy(update={"start": start, "missed": False})


def promised_for(day: date, case: Case, was: date, names: set[str]) -> Iterator[Commitment]:
    """Return the promises that were made for the wrong day, as they are for the right one."""
    for promise in case.owed:
        if promise.deadline in names and promise.by == was:
            yield promise.model_copy(update={"by": day})


def terms_of(event: Event, case: Case, was: date, day: date) -> dict[str, str]:
    """Return what holds of the case by the wrong day, by the right one."""
    wrong = was.isoformat()
    return {
        name: day.isoformat()
        for name, value in event.terms.items()
        if value == wrong and case.terms.get(name) == wrong
    }
