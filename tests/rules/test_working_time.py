"""When promises fall due, worked out by hand on the shipped policy's calendar: England and Wales, London."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from rules.bank_holidays import working_calendar
from rules.terms import Within
from rules.working_time import Reckoning, WorkingCalendar, after, before_day
from tests.rules.play import LONDON, POPLAR, day, local

ENGLAND = working_calendar(POPLAR, {})
MONTH = Within(calendar_months=1)
SEVEN_DAYS = Within(calendar_days=7)


def working_days(number: int, start: str, calendar: WorkingCalendar = ENGLAND) -> Reckoning:
    """So many working days from a local time."""
    return calendar.reckon(Within(working_days=number), local(start))


@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param("2026-06-01 10:00", "2026-06-03", id="Monday"),
        pytest.param("2026-06-04 10:00", "2026-06-08", id="Thursday"),
        pytest.param("2026-06-05 18:30", "2026-06-09", id="Friday evening"),
        pytest.param("2026-06-06 11:00", "2026-06-09", id="Saturday"),
        pytest.param("2026-06-07 23:59", "2026-06-09", id="Sunday, last minute"),
        pytest.param("2026-06-08 00:00", "2026-06-10", id="Monday, first minute"),
        pytest.param("2026-04-02 09:00", "2026-04-08", id="Thursday before Easter 2026"),
        pytest.param("2026-04-03 09:00", "2026-04-08", id="Good Friday 2026"),
        pytest.param("2026-04-06 09:00", "2026-04-08", id="Easter Monday 2026"),
        pytest.param("2026-05-01 09:00", "2026-05-06", id="before May Day"),
        pytest.param("2026-05-22 09:00", "2026-05-27", id="before the spring bank holiday"),
        pytest.param("2026-08-28 09:00", "2026-09-02", id="before the summer bank holiday"),
        pytest.param("2026-12-24 16:00", "2026-12-30", id="Christmas Eve 2026"),
        pytest.param("2026-12-25 12:00", "2026-12-30", id="Christmas Day 2026"),
        pytest.param("2026-12-26 12:00", "2026-12-30", id="Boxing Day 2026, a Saturday"),
        pytest.param("2026-12-27 12:00", "2026-12-30", id="Sunday 27 December 2026"),
        pytest.param("2026-12-28 12:00", "2026-12-30", id="substitute for Boxing Day 2026"),
        pytest.param("2026-12-29 12:00", "2026-12-31", id="the first working day after it"),
        pytest.param("2026-12-30 12:00", "2027-01-04", id="over New Year 2027"),
        pytest.param("2026-12-31 12:00", "2027-01-05", id="New Year's Eve 2026"),
        pytest.param("2027-03-25 12:00", "2027-03-31", id="Easter 2027, when summer time begins"),
        pytest.param("2027-12-24 12:00", "2027-12-30", id="Christmas 2027, two substitutes"),
        pytest.param("2027-12-31 12:00", "2028-01-05", id="New Year 2028, a Saturday"),
        pytest.param("2028-02-28 12:00", "2028-03-01", id="over 29 February 2028"),
    ],
)
def test_two_working_days(start: str, due: str) -> None:
    """Day 1 is the first working day after the day of receipt; bank holidays of England do not count."""
    assert working_days(2, start).due_day == day(due)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-06-05 12:00", "2026-06-19"),
        ("2026-06-06 12:00", "2026-06-19"),
        ("2026-03-30 12:00", "2026-04-15"),
        ("2026-04-04 12:00", "2026-04-20"),
    ],
)
def test_ten_working_days_as_published(start: str, due: str) -> None:
    """A table of response dates, published for the bank holidays of 2026."""
    assert working_days(10, start).due_day == day(due)


def test_twenty_working_days_over_the_turn_of_the_year() -> None:
    """10 days until Christmas Eve, 3 until New Year's Eve, 7 in January."""
    assert working_days(20, "2026-12-10 12:00").due_day == day("2027-01-12")


def test_closures_do_not_count_and_give_their_reason() -> None:
    """The organisation's own closures are days off, beside the bank holidays."""
    closed = {date(2026, 12, number): "Offices closed" for number in (29, 30, 31)}
    reckoning = working_days(2, "2026-12-24 16:00", working_calendar(POPLAR, closed))
    assert reckoning.due_day == day("2027-01-05")
    assert {(skip.day, skip.why) for skip in reckoning.skipped} >= {*closed.items()}


@pytest.mark.parametrize("closed", ["2026-06-01", "2026-06-06", "2026-06-10"])
def test_a_closure_that_is_not_counted_over_changes_nothing(closed: str) -> None:
    """Closed on the day of receipt, at a weekend, or after the due day: the due day stays."""
    calendar = working_calendar(POPLAR, {day(closed): "Away day"})
    assert working_days(6, "2026-06-01 10:00", calendar).due_day == day("2026-06-09")


@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param("2026-06-04T22:59:59+00:00", "2026-06-08", id="23:59 on Thursday in London"),
        pytest.param("2026-06-04T23:00:00+00:00", "2026-06-09", id="midnight: Friday in London"),
        pytest.param("2026-06-04T23:59:00+00:00", "2026-06-09", id="Thursday in UTC, Friday in London"),
        pytest.param("2026-12-03T23:59:00+00:00", "2026-12-07", id="Thursday in both, in winter"),
        pytest.param("2026-12-04T00:00:00+00:00", "2026-12-08", id="Friday in both, in winter"),
        pytest.param("2026-06-05T08:30:00+09:30", "2026-06-09", id="Friday in Adelaide and in London"),
        pytest.param("2026-06-05T08:29:00+09:30", "2026-06-08", id="Friday in Adelaide, Thursday in London"),
    ],
)
def test_the_day_of_receipt_is_the_local_day(start: str, due: str) -> None:
    """Around midnight in summer time the UTC day is another; the day in London is what counts."""
    assert ENGLAND.reckon(Within(working_days=2), datetime.fromisoformat(start)).due_day == day(due)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param("2026-01-31", "2026-02-28", id="31 January"),
        pytest.param("2028-01-31", "2028-02-29", id="31 January of a leap year"),
        pytest.param("2026-01-29", "2026-02-28", id="29 January"),
        pytest.param("2028-01-29", "2028-02-29", id="29 January of a leap year"),
        pytest.param("2026-01-28", "2026-02-28", id="28 January"),
        pytest.param("2026-02-28", "2026-03-28", id="28 February is not a month's end for ever"),
        pytest.param("2028-02-29", "2028-03-29", id="29 February"),
        pytest.param("2026-03-31", "2026-04-30", id="31 March"),
        pytest.param("2026-12-31", "2027-01-31", id="over New Year; a Sunday"),
        pytest.param("2026-05-06", "2026-06-06", id="ends on a Saturday, does not roll"),
        pytest.param("2026-05-07", "2026-06-07", id="ends on a Sunday, does not roll"),
        pytest.param("2026-11-25", "2026-12-25", id="ends on Christmas Day, does not roll"),
        pytest.param("2026-11-28", "2026-12-28", id="ends on a substitute holiday, does not roll"),
    ],
)
def test_a_calendar_month(start: str, due: str) -> None:
    """A month ends on the corresponding day or on the last there is; weekends and holidays move nothing."""
    reckoning = ENGLAND.reckon(MONTH, local(f"{start} 15:00"))
    assert reckoning.due_day == day(due)
    assert reckoning.counted == reckoning.skipped == ()


def test_a_month_is_local_too() -> None:
    """Half past midnight on 1 July in London is still 30 June in UTC: the month ends on 1 August."""
    start = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert ENGLAND.reckon(MONTH, start).due_day == day("2026-08-01")


@pytest.mark.parametrize(
    ("end", "months", "begins"),
    [
        ("2026-08-31", 6, "2026-02-28"),
        ("2028-08-31", 6, "2028-02-29"),
        ("2028-02-29", 6, "2027-08-29"),
        ("2027-03-01", 6, "2026-09-01"),
        ("2026-06-30", 6, "2025-12-30"),
    ],
)
def test_months_counted_backwards(end: str, months: int, begins: str) -> None:
    """Backwards, too, a month that has no such day ends on its last."""
    assert before_day(day(end), Within(calendar_months=months)) == day(begins)


def test_calendar_days_count_every_day() -> None:
    """7 calendar days over Easter are 7 days, forwards and backwards."""
    assert after(day("2026-04-01"), SEVEN_DAYS) == day("2026-04-08")
    assert before_day(day("2026-04-08"), SEVEN_DAYS) == day("2026-04-01")
    assert ENGLAND.reckon(SEVEN_DAYS, local("2026-04-01 12:00")).due_day == day("2026-04-08")


def test_working_days_are_not_told_without_a_calendar() -> None:
    """Working days added to a bare date would be a guess: that is refused."""
    with pytest.raises(ValueError, match="2 working days cannot be told without a working calendar"):
        after(day("2026-06-01"), Within(working_days=2))


@pytest.mark.parametrize(
    ("start", "due_at"),
    [
        pytest.param("2026-12-24 16:00", "2026-12-31T00:00", id="in winter"),
        pytest.param("2026-06-05 18:30", "2026-06-09T23:00", id="in summer"),
        pytest.param("2026-03-26 12:00", "2026-03-30T23:00", id="from winter into summer"),
        pytest.param("2026-10-22 12:00", "2026-10-27T00:00", id="from summer into winter"),
    ],
)
def test_due_until_the_local_midnight_after_the_due_day(start: str, due_at: str) -> None:
    """The due day itself is in time: the breach is at the midnight that ends it, in London."""
    reckoning = working_days(2, start)
    assert reckoning.due_at == datetime.fromisoformat(due_at).replace(tzinfo=UTC)
    assert reckoning.due_at.tzinfo is UTC
    assert reckoning.due_at.astimezone(LONDON).date() == reckoning.due_day + timedelta(days=1)


@pytest.mark.parametrize(
    ("agreed", "due_at"),
    [
        pytest.param("2026-03-28", "2026-03-29T00:00", id="the day before clocks go forward"),
        pytest.param("2026-03-29", "2026-03-29T23:00", id="the day of 23 hours"),
        pytest.param("2026-10-24", "2026-10-24T23:00", id="the day before clocks go back"),
        pytest.param("2026-10-25", "2026-10-26T00:00", id="the day of 25 hours"),
    ],
)
def test_an_agreed_day_lasts_until_its_own_midnight(agreed: str, due_at: str) -> None:
    """An agreed day is taken as it is, a Sunday too; no days are counted or skipped."""
    reckoning = ENGLAND.agreed(day(agreed), local("2026-03-02 12:00"))
    assert reckoning.due_day == day(agreed)
    assert reckoning.due_at == datetime.fromisoformat(due_at).replace(tzinfo=UTC)
    assert reckoning.counted == reckoning.skipped == ()


def test_what_was_counted_and_what_was_not() -> None:
    """A reckoning lists each day counted, each day skipped and for what."""
    reckoning = working_days(2, "2026-12-24 16:00")
    assert reckoning.start_day == day("2026-12-24")
    assert reckoning.counted == (day("2026-12-29"), day("2026-12-30"))
    assert [(f"{skip.day:%a %-d}", skip.why) for skip in reckoning.skipped] == [
        ("Fri 25", "Christmas Day"),
        ("Sat 26", "Boxing Day"),
        ("Sun 27", "weekend"),
        ("Mon 28", "Boxing Day (observed)"),
    ]


@pytest.mark.parametrize(
    ("reckoning", "why"),
    [
        (working_days(2, "2026-06-01 10:00"), "2 working days from Mon 1 Jun 2026"),
        (working_days(1, "2026-06-01 10:00"), "1 working day from Mon 1 Jun 2026"),
        (
            working_days(2, "2026-06-05 18:30"),
            "2 working days from Fri 5 Jun 2026, not counting 2 weekend days",
        ),
        (
            working_days(2, "2026-06-06 11:00"),
            "2 working days from Sat 6 Jun 2026, not counting 1 weekend day",
        ),
        (
            working_days(2, "2026-12-24 16:00"),
            "2 working days from Thu 24 Dec 2026, not counting 1 weekend day and Fri 25 Dec Christmas Day; "
            "Sat 26 Dec Boxing Day; Mon 28 Dec Boxing Day (observed)",
        ),
        (
            working_days(1, "2026-06-09 10:00", working_calendar(POPLAR, {date(2026, 6, 10): "Away day"})),
            "1 working day from Tue 9 Jun 2026, not counting Wed 10 Jun Away day",
        ),
        (ENGLAND.reckon(MONTH, local("2026-01-31 10:00")), "1 calendar month from Sat 31 Jan 2026"),
        (ENGLAND.reckon(SEVEN_DAYS, local("2026-06-01 10:00")), "7 calendar days from Mon 1 Jun 2026"),
        (
            ENGLAND.agreed(day("2026-06-29"), local("2026-06-05 12:00")),
            "agreed on Fri 5 Jun 2026: Mon 29 Jun 2026",
        ),
    ],
)
def test_a_due_date_says_why(reckoning: Reckoning, why: str) -> None:
    """One sentence: what was counted from when, and what was skipped, holidays by name."""
    assert reckoning.why() == why


@pytest.mark.parametrize("within", [Within(working_days=1), Within(calendar_days=14), MONTH, SEVEN_DAYS])
def test_a_reckoning_knows_what_it_counted(within: Within) -> None:
    """The length of time that was counted is read back from its words; none where the day was agreed."""
    assert ENGLAND.reckon(within, local("2026-06-01 10:00")).within == within
    assert ENGLAND.agreed(day("2026-06-29"), local("2026-06-05 12:00")).within is None


@pytest.mark.parametrize(
    ("due", "reminded_at"),
    [
        pytest.param("2026-07-01", "2026-06-24T08:00", id="a Wednesday in summer"),
        pytest.param("2027-01-13", "2027-01-06T09:00", id="a Wednesday in winter"),
        pytest.param("2026-06-14", "2026-06-05T08:00", id="a week before is a Sunday: Friday"),
        pytest.param("2026-06-01", "2026-05-22T08:00", id="a week before is a bank holiday: Friday"),
        pytest.param("2027-01-04", "2026-12-24T09:00", id="a week before is in the Christmas holidays"),
        pytest.param("2026-10-30", "2026-10-23T08:00", id="a week before is still in summer time"),
    ],
)
def test_a_reminder_comes_at_least_a_week_before_on_a_working_day(due: str, reminded_at: str) -> None:
    """At 9 in the morning in London, however far in UTC that is."""
    reminder = ENGLAND.reminder(day(due), SEVEN_DAYS, time(9))
    assert reminder == datetime.fromisoformat(reminded_at).replace(tzinfo=UTC)
    assert reminder.tzinfo is UTC


def test_no_reminder_on_a_closure() -> None:
    """A closed Wednesday: the reminder goes on Tuesday."""
    calendar = working_calendar(POPLAR, {date(2026, 6, 24): "Away day"})
    assert calendar.reminder(day("2026-07-01"), SEVEN_DAYS, time(9)) == local("2026-06-23 09:00")
