"""Deadlines as the working calendar has them, with the closures that the database holds."""

from __future__ import annotations

from datetime import datetime

from records.database import Connection
from records.sql import every, queries
from rules.bank_holidays import working_calendar
from rules.policy import Policy
from rules.promises import Deadline, ToReckon
from rules.refusal import Refusal
from rules.working_time import Reckoning, WorkingCalendar


async def calendar_now(connection: Connection, policy: Policy) -> WorkingCalendar:
    """The calendar of a policy with the closures that are announced by now."""
    rows = await every(queries.closures(connection, policy=policy.id))
    return working_calendar(policy, {row["day"]: row["reason"] for row in rows})


def reckoned(
    ask: ToReckon, policy: Policy, calendar: WorkingCalendar, at: datetime
) -> tuple[Deadline, Reckoning]:
    """A deadline with its day, its reminder and its lapse as the calendar has them, and its reckoning.

    One that has passed when it is set, at a moment (aware), has no reminder: nobody is told what is coming
    together with its breach.
    """
    reckoning = due(ask, calendar)
    remind_at = (
        calendar.reminder(reckoning.due_day, ask.remind_before, policy.calendar.reminders_at)
        if ask.remind_before and reckoning.due_at > at
        else None
    )
    deadline = Deadline(
        name=ask.name,
        clause=ask.clause,
        duty=ask.duty,
        due_day=reckoning.due_day,
        due_at=reckoning.due_at,
        remind_at=remind_at if remind_at and remind_at > ask.start else None,
        lapse_at=calendar.lapse(reckoning.due_day, ask.record_within) if ask.record_within else None,
        start=ask.start,
        agreed=ask.agreed is not None,
        until=reckoning.until,
    )
    return deadline, reckoning


def due(ask: ToReckon, calendar: WorkingCalendar) -> Reckoning:
    """The reckoning of a deadline: counted from its start, or for the day that was agreed."""
    if ask.agreed is not None:
        return calendar.agreed(ask.agreed, ask.start, until=ask.until)
    if ask.within is None:
        raise Refusal(f"{ask.name}: neither a length of time nor an agreed day is given", clause=ask.clause)
    return calendar.reckon(ask.within, ask.start)
