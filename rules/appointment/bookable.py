"""The times at which an appointment can be booked: opening times that are not over, and on no day off.

These are checked while it is booked or moved, with the calendar as it is then, and never again: what was
agreed stays agreed, whatever is announced afterwards.
"""

from __future__ import annotations

from datetime import datetime

from rules.appointment.paper import BookingRule
from rules.diary import Slot
from rules.model import day_of
from rules.policy import Policy
from rules.refusal import Invalid, require_known
from rules.working_time import WorkingCalendar, after


def require_bookable(
    slot: Slot,
    rule: BookingRule,
    policy: Policy,
    calendar: WorkingCalendar,
    now: datetime,
    clause: str | None,
) -> None:
    """Do nothing where an appointment can be at a time; whether its adviser is free then is not asked here.

    Args:
        slot: The time.
        rule: The rules of booking.
        policy: Theirs.
        calendar: The working calendar, with all closures announced by now.
        now: The moment of booking (aware).
        clause: The clause of the appointment.

    Raises:
        Refusal: naming the field and the reason.

    """
    require_known(slot.place, rule.places, where="place", clause=rule.opening_clause, kind="place")
    if not rule.shortest <= slot.minutes <= rule.longest:
        lengths = f"{rule.shortest} to {rule.longest} minutes"
        raise Invalid(
            f"an appointment lasts {lengths}, and not {slot.minutes}", where="minutes", clause=clause
        )
    _require_offset(slot, policy, clause)
    if slot.starts.second or slot.starts.microsecond:
        raise Invalid("an appointment begins at a whole minute", where="starts", clause=clause)
    if slot.starts < now:
        raise Invalid(f"{slot.starts:%-d %B %Y %H:%M} has passed already", where="starts", clause=clause)
    last = after(day_of(now, policy.zone), rule.ahead)
    if slot.starts.date() > last:
        raise Invalid(
            f"appointments are booked up to {rule.ahead} ahead: until {last:%-d %B %Y}",
            where="starts",
            clause=clause,
        )
    _require_open(slot, policy, calendar, rule.opening_clause)


def _require_offset(slot: Slot, policy: Policy, clause: str | None) -> None:
    """Refuse an offset from UTC that clocks do not have there then: which hour is meant is not sure."""
    there = slot.starts.astimezone(policy.zone)
    if there.utcoffset() != slot.starts.utcoffset():
        meant = slot.starts.replace(tzinfo=policy.zone)
        raise Invalid(
            f"that is not the offset of {policy.time_zone} then; write {meant.isoformat()} for that time "
            f"there, or {there.isoformat()} for that moment",
            where="starts",
            clause=clause,
        )


def _require_open(slot: Slot, policy: Policy, calendar: WorkingCalendar, clause: str) -> None:
    """Refuse a day off, and a time that does not lie within one span of the opening times."""
    opening, day = policy.opening[slot.place], slot.starts.date()
    if why := calendar.day_off(day):
        raise Invalid(f"{day:%A %-d %B %Y} is a day off: {why}", where="starts", clause=clause)
    spans = tuple(opening.open_on(day, policy.zone))
    if not spans:
        raise Invalid(f"{opening.title} is closed on {day:%A}s", where="starts", clause=clause)
    if not any(span.begins <= slot.starts and slot.ends <= span.ends for span in spans):
        hours = " and ".join(f"{hours.opens:%H:%M} to {hours.closes:%H:%M}" for hours in opening.on(day))
        raise Invalid(
            f"{opening.title} is open on {day:%A}s from {hours}; {slot.span} lies within none of these",
            where="starts",
            clause=clause,
        )
