"""The working calendar of a policy: its country's bank holidays by name, and its own closures."""

from __future__ import annotations

from datetime import date

import pytest

from rules.bank_holidays import bank_holidays, working_calendar
from rules.organisation import Calendar
from tests.policies.harbour import HARBOUR_POLICY
from tests.rules.play import POPLAR

ENGLAND = {
    2026: {
        "2026-01-01": "New Year's Day",
        "2026-04-03": "Good Friday",
        "2026-04-06": "Easter Monday",
        "2026-05-04": "May Day",
        "2026-05-25": "Spring Bank Holiday",
        "2026-08-31": "Late Summer Bank Holiday",
        "2026-12-25": "Christmas Day",
        "2026-12-28": "Boxing Day (observed)",
    },
    2027: {
        "2027-01-01": "New Year's Day",
        "2027-03-26": "Good Friday",
        "2027-03-29": "Easter Monday",
        "2027-05-03": "May Day",
        "2027-05-31": "Spring Bank Holiday",
        "2027-08-30": "Late Summer Bank Holiday",
        "2027-12-27": "Christmas Day (observed)",
        "2027-12-28": "Boxing Day (observed)",
    },
}
"""The bank holidays that the government published for England and Wales, less those at weekends."""


def days_of(year: int) -> list[date]:
    """Every day of a year."""
    return [
        date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    ]


@pytest.mark.parametrize("year", sorted(ENGLAND))
def test_bank_holidays_of_england_as_published(year: int) -> None:
    """On weekdays exactly these are off, by name; on weekend days everything is."""
    calendar = working_calendar(POPLAR, {})
    off = {day: calendar.why_off(day) for day in days_of(year)}
    assert {day.isoformat(): why for day, why in off.items() if why and day.weekday() < 5} == ENGLAND[year]
    assert all(off[day] for day in off if day.weekday() >= 5)


def test_a_one_off_bank_holiday_is_known() -> None:
    """The coronation of 2023: the library keeps up with proclamations."""
    assert working_calendar(POPLAR, {}).why_off(date(2023, 5, 8)) is not None


def test_a_closure_counts_beside_the_bank_holidays_and_over_their_name() -> None:
    """A closed day has its reason; other days stay what they were."""
    closures = {date(2026, 6, 10): "Away day", date(2026, 12, 25): "Flood"}
    calendar = working_calendar(POPLAR, closures)
    assert calendar.why_off(date(2026, 6, 10)) == "Away day"
    assert calendar.why_off(date(2026, 12, 25)) == "Flood"
    assert calendar.why_off(date(2026, 4, 3)) == "Good Friday"
    assert calendar.why_off(date(2026, 6, 11)) is None


def test_another_country_and_weekend() -> None:
    """Malta, with Fridays and Saturdays off: Sundays are worked, but not on Republic Day."""
    calendar = working_calendar(HARBOUR_POLICY, {})
    assert str(calendar.zone) == "Europe/Malta"
    assert calendar.why_off(date(2026, 12, 11)) == "weekend"
    assert calendar.why_off(date(2026, 12, 6)) is None
    assert calendar.why_off(date(2026, 12, 13)) == "Republic Day"
    assert calendar.why_off(date(2026, 8, 31)) is None


@pytest.mark.parametrize(("country", "part"), [("XX", None), ("GB", "ENGLAND"), ("MT", "ENG")])
def test_a_country_that_nobody_knows_is_refused(country: str, part: str | None) -> None:
    """By name; a policy file that has it does not load."""
    calendar = Calendar.model_validate(
        {"country": country, "subdivision": part, "weekend": ["sunday"], "reminders_at": "09:00"}
    )
    with pytest.raises(ValueError, match=f"calendar: .*{part or country}"):
        bank_holidays(calendar)
