"""An appointment as its case has it: the terms that say when, where and with whom."""

from __future__ import annotations

from datetime import date, datetime

from rules.appointment.paper import booking_rule
from rules.case import Case
from rules.diary import Slot
from rules.events import Terms, count_in
from rules.model import CaseRef, day_of
from rules.policy import Policy
from rules.working_time import before_day

BOOKED, OVER = "booked", "over"
"""The stages of an appointment: before its end; after it, until it is on record whether the person came."""
STARTS, MINUTES, ADVISER, PLACE = "starts", "minutes", "adviser", "place"
SEQUENCE = "sequence"
"""The term that counts how often it was moved or cancelled; calendars go by the highest that they have."""
MOVED_FROM = "moved_from"
"""The term that says when it would have begun before it was moved last."""
BOOKED_BY = "booked_by"
"""The term that says how it was asked for."""
CASE = "case"
"""The term that names the case that it is about; none where somebody walked in."""
SPOKEN_TO = ("in-person", "phone")
"""The ways of booking by which the person heard the day and the time as it was booked."""


def terms_of(slot: Slot) -> Terms:
    """Return the terms of a slot; its start with the offset from UTC that it was given with."""
    return {
        STARTS: slot.starts.isoformat(),
        MINUTES: slot.minutes,
        ADVISER: slot.adviser,
        PLACE: slot.place,
    }


def is_appointment(case: Case) -> bool:
    """Return whether a case is an appointment."""
    return STARTS in case.terms


def slot_of(case: Case) -> Slot:
    """Return the slot of an appointment."""
    return Slot.model_validate({name: case.terms[name] for name in (STARTS, MINUTES, ADVISER, PLACE)})


def sequence_of(case: Case) -> int:
    """Return how often an appointment was moved or cancelled."""
    return count_in(case.terms, SEQUENCE)


def moved_from(case: Case) -> datetime | None:
    """Return when an appointment would have begun before it was moved; None where it never was."""
    before = case.terms.get(MOVED_FROM)
    return datetime.fromisoformat(str(before)) if before else None


def about(case: Case) -> CaseRef | None:
    """Return the case that an appointment is about; None where there is none, or this is no appointment."""
    ref = case.terms.get(CASE) if is_appointment(case) else None
    return str(ref) if ref else None


def tell_by(case: Case, policy: Policy) -> date:
    """Return the last local day on which either side can say in time that it moves or cancels one."""
    notice = booking_rule(policy.matters[case.matter]).notice
    return before_day(day_of(slot_of(case).starts, policy.zone), notice)


def begins(case: Case) -> str:
    """Return when an appointment begins, as staff read it: Thu 3 Dec 2026 10:00."""
    return f"{slot_of(case).starts:%a %-d %b %Y %H:%M}"
