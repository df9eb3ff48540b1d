"""The times at which an appointment can be: within opening times to come, and on no day off (WRC-10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from rules.appointment.bookable import require_bookable
from rules.appointment.paper import booking_rule
from rules.bank_holidays import working_calendar
from rules.refusal import Refusal
from tests.rules.appointments import THURSDAY, slot
from tests.rules.play import CHARTER, MONDAY, day, local

pytestmark = [pytest.mark.clause("WRC-10"), pytest.mark.clause("WRC-7")]

CLOSED = {day("2026-06-11"): "moving house"}


def refusal(now: str = MONDAY, **fields: Any) -> Refusal | None:
    """Return why a slot cannot be booked at a local time; None where it can."""
    rule, calendar = booking_rule(CHARTER.matters["appointment"]), working_calendar(CHARTER, CLOSED)
    try:
        require_bookable(slot(**fields), rule, CHARTER, calendar, local(now), "WRC-7")
    except Refusal as refused:
        return refused
    return None


@pytest.mark.parametrize(
    ("at", "minutes"),
    [
        ("2026-06-02 10:00", 15),  # as it opens
        ("2026-06-02 12:45", 15),  # until it closes at noon
        ("2026-06-02 14:00", 120),
        ("2026-06-04 17:15", 45),  # until it closes, later on Thursdays
        ("2026-10-27 10:00", 45),  # after the clocks went back
        ("2026-12-01 16:00", 60),  # the last day ahead
    ],
)
def test_within_opening_times(at: str, minutes: int) -> None:
    """From the minute at which it opens to that at which it closes."""
    assert refusal(at=at, minutes=minutes) is None


@pytest.mark.parametrize(
    ("at", "minutes", "where", "clause", "said"),
    [
        (
            "2026-06-02 09:45",
            30,
            "starts",
            "WRC-10",
            "open on Tuesdays from 10:00 to 13:00 and 14:00 to 17:00",
        ),
        ("2026-06-02 12:30", 45, "starts", "WRC-10", "Tue 2 Jun 2026 12:30-13:15 lies within none of these"),
        ("2026-06-02 12:30", 120, "starts", "WRC-10", "12:30-14:30 lies within none"),
        ("2026-06-02 16:30", 45, "starts", "WRC-10", "16:30-17:15 lies within none"),
        ("2026-06-03 10:00", 45, "starts", "WRC-10", "Clinic is closed on Wednesdays"),
        ("2026-06-06 10:00", 45, "starts", "WRC-10", "Clinic is closed on Saturdays"),
        ("2026-06-11 10:00", 45, "starts", "WRC-10", "Thursday 11 June 2026 is a day off: moving house"),
        ("2026-05-28 10:00", 45, "starts", "WRC-7", "28 May 2026 10:00 has passed already"),
        ("2026-12-03 10:00", 45, "starts", "WRC-7", "up to 6 calendar months ahead: until 1 December 2026"),
        ("2062-06-01 10:00", 45, "starts", "WRC-7", "up to 6 calendar months ahead"),
        (THURSDAY, 14, "minutes", "WRC-7", "lasts 15 to 120 minutes, and not 14"),
        (THURSDAY, 121, "minutes", "WRC-7", "lasts 15 to 120 minutes, and not 121"),
    ],
)
def test_what_cannot_be_booked(at: str, minutes: int, where: str, clause: str, said: str) -> None:
    """Outside opening times, across them, on a day off, in the past, too far ahead, too short or too long."""
    refused = refusal(at=at, minutes=minutes)
    assert refused
    assert (refused.where, refused.clause) == (where, clause)
    assert said in refused.detail


def test_somebody_who_walks_in_is_seen_at_once() -> None:
    """This very minute can be booked, and not the one before."""
    assert refusal(now="2026-06-04 10:00", at="2026-06-04 10:00") is None
    refused = refusal(now="2026-06-04 10:01", at="2026-06-04 10:00")
    assert refused
    assert refused.detail == "4 June 2026 10:00 has passed already"


def test_a_bank_holiday_is_a_day_off() -> None:
    """Christmas Day 2025 was a Thursday."""
    refused = refusal(now="2025-12-01 10:00", at="2025-12-25 10:00")
    assert refused
    assert refused.detail == "Thursday 25 December 2025 is a day off: Christmas Day"


def test_a_place_without_appointments() -> None:
    """The telephone has opening times, and no appointments."""
    refused = refusal(place="phone")
    assert refused
    assert (refused.code, refused.where) == ("unknown", "place")
    assert refused.detail == "there is no place 'phone'; there are: clinic"


@pytest.mark.parametrize(
    ("starts", "meant", "moment"),
    [
        ("2026-06-04T10:00:00Z", "2026-06-04T10:00:00+01:00", "2026-06-04T11:00:00+01:00"),
        ("2026-06-04T11:00:00+02:00", "2026-06-04T11:00:00+01:00", "2026-06-04T10:00:00+01:00"),
        ("2026-10-27T10:00:00+01:00", "2026-10-27T10:00:00+00:00", "2026-10-27T09:00:00+00:00"),
    ],
)
def test_an_offset_that_the_clocks_do_not_have_then(starts: str, meant: str, moment: str) -> None:
    """Which hour is meant is not sure; both that it can be are named, as they would be written."""
    refused = refusal(starts=datetime.fromisoformat(starts.replace("Z", "+00:00")))
    assert refused
    assert (refused.where, refused.clause) == ("starts", "WRC-7")
    assert refused.detail == (
        f"that is not the offset of Europe/London then; write {meant} for that time there, or {moment} for "
        "that moment"
    )


def test_seconds_are_a_slip() -> None:
    """Nobody is told of them."""
    refused = refusal(starts=local(THURSDAY).replace(second=30))
    assert refused
    assert refused.detail == "an appointment begins at a whole minute"
