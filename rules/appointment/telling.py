"""The facts of an appointment that its notices speak of."""

from __future__ import annotations

from datetime import datetime

from rules.appointment.booked import BOOKED, moved_from, sequence_of, slot_of, tell_by
from rules.case import Case
from rules.facts import Colleague, Facts
from rules.policy import Policy

SAYS_WHEN = frozenset({"appointment-confirmed", "appointment-moved", "appointment-reminder"})
"""The notices that say when an appointment is."""


def is_overtaken(then: Case, now: Case) -> bool:
    """Return whether what an appointment was as a notice was queued is not so any more.

    It was moved or cancelled since, or is over.
    """
    return now.stage != BOOKED or sequence_of(now) > sequence_of(then)


def told(case: Case, policy: Policy) -> Facts:
    """Return an appointment as its notices speak of it: when, how long, where, with whom, when it was before.

    Its calendar entry needs more: `starts`, `ends` (ISO 8601) and `sequence`.
    """
    slot, before = slot_of(case), moved_from(case)
    return {
        "appointment": {
            **_at(slot.starts),
            "minutes": slot.minutes,
            "place": policy.opening[slot.place].title,
            "adviser": Colleague(slot.adviser, on=slot.starts.date()),
            "was": _at(before) if before and before != slot.starts else None,
            "tell_by": tell_by(case, policy),
            "starts": slot.starts.isoformat(),
            "ends": slot.ends.isoformat(),
            "sequence": sequence_of(case),
        }
    }


def _at(moment: datetime) -> Facts:
    """Return a moment as the filter `due` prints it."""
    return {"day": moment.date(), "until": moment.time()}
