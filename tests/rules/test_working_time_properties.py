"""What holds of every due date, whatever the calendar, the zone and the figures."""

from __future__ import annotations

import calendar as months
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from rules.bank_holidays import working_calendar
from rules.model import day_of
from rules.terms import WEEKDAYS, Within
from rules.working_time import WorkingCalendar, after, before_day
from tests.rules.play import LONDON, POPLAR

ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/London",
        "America/New_York",
        "America/Havana",  # clocks go back to midnight
        "Africa/Cairo",  # clocks go forward at midnight, so that some days have none
        "Asia/Kolkata",
        "Pacific/Kiritimati",
        "Pacific/Honolulu",
    )
]
BANK_HOLIDAYS = working_calendar(POPLAR, {}).day_off
ONE_DAY, AN_INSTANT = timedelta(days=1), timedelta(microseconds=1)


class Closed(NamedTuple):
    """The days off of a made-up calendar: some closures, over the bank holidays of England or none."""

    closures: frozenset[date]
    bank_holidays: bool

    def __call__(self, day: date) -> str | None:
        """Why a day is off."""
        if day in self.closures:
            return "closed"
        return BANK_HOLIDAYS(day) if self.bank_holidays else None


days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
zones = st.sampled_from(ZONES)
closures = st.frozensets(days, max_size=40) | st.builds(
    lambda start, length: frozenset(start + n * ONE_DAY for n in range(length)), days, st.integers(1, 40)
)
calendars = st.builds(
    WorkingCalendar,
    zone=zones,
    weekend=st.lists(st.sampled_from(WEEKDAYS), max_size=6, unique=True).map(tuple),
    day_off=st.builds(Closed, closures, st.booleans()),
)
counts = st.integers(1, 40)
in_working_days = st.builds(lambda number: Within(working_days=number), counts)
in_calendar_days = st.builds(lambda number: Within(calendar_days=number), st.integers(1, 400))
in_months = st.builds(lambda number: Within(calendar_months=number), st.integers(1, 40))
lengths = in_working_days | in_calendar_days | in_months
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=zones)  # noqa: DTZ001 - bounds


@given(calendars, lengths, moments, moments)
def test_who_comes_later_is_not_due_earlier(
    calendar: WorkingCalendar, within: Within, one: datetime, other: datetime
) -> None:
    """A later start never falls due before an earlier one."""
    first, second = sorted([one, other])
    assert calendar.reckon(within, first).due_at <= calendar.reckon(within, second).due_at


@given(calendars, counts, moments)
def test_one_more_working_day_is_later(calendar: WorkingCalendar, number: int, start: datetime) -> None:
    """N + 1 working days end on the working day after the end of N."""
    shorter = calendar.reckon(Within(working_days=number), start)
    longer = calendar.reckon(Within(working_days=number + 1), start)
    assert longer.counted == (*shorter.counted, longer.due_day)
    assert longer.due_day > shorter.due_day


@given(in_calendar_days | in_months, days)
def test_a_longer_time_ends_later(within: Within, day: date) -> None:
    """One calendar day or month more is later; the same length backwards is earlier."""
    unit, number = next(iter(within.model_dump(exclude_none=True).items()))
    assert day < after(day, within) < after(day, Within(**{unit: number + 1}))
    assert day > before_day(day, within) > before_day(day, Within(**{unit: number + 1}))


@given(calendars, in_working_days, moments)
def test_counted_and_skipped_are_every_day_once(
    calendar: WorkingCalendar, within: Within, start: datetime
) -> None:
    """From the day after the start to the due day each day is either counted or skipped for a reason."""
    reckoning = calendar.reckon(within, start)
    assert reckoning.start_day == start.astimezone(calendar.zone).date()
    assert len(reckoning.counted) == within.working_days
    assert reckoning.counted[-1] == reckoning.due_day
    assert all(calendar.why_off(day) is None for day in reckoning.counted)
    assert all(calendar.why_off(skip.day) == skip.why for skip in reckoning.skipped)
    passed = sorted([*reckoning.counted, *(skip.day for skip in reckoning.skipped)])
    span = (reckoning.due_day - reckoning.start_day).days
    assert passed == [reckoning.start_day + n * ONE_DAY for n in range(1, span + 1)]


@given(calendars, in_working_days, moments)
def test_never_due_on_a_day_off(calendar: WorkingCalendar, within: Within, start: datetime) -> None:
    """What is promised in working days falls due on no weekend, bank holiday or closure."""
    due_day = calendar.reckon(within, start).due_day
    assert WEEKDAYS[due_day.weekday()] not in calendar.weekend
    assert calendar.day_off(due_day) is None


@given(calendars, in_working_days, moments, closures)
def test_a_closure_never_makes_it_earlier(
    calendar: WorkingCalendar, within: Within, start: datetime, more: frozenset[date]
) -> None:
    """However many days are closed, what is due is due then or later."""
    closed = WorkingCalendar(
        calendar.zone, calendar.weekend, lambda day: "closed" if day in more else calendar.day_off(day)
    )
    assert closed.reckon(within, start).due_day >= calendar.reckon(within, start).due_day


@given(calendars, lengths, days, st.times(), st.times(), st.booleans())
def test_any_time_of_the_local_day_is_due_alike(
    calendar: WorkingCalendar, within: Within, day: date, one: time, other: time, later: bool
) -> None:
    """Summer time never moves a due day: it follows from the local day alone, whatever hours that has."""
    starts = [
        datetime.combine(day, at, calendar.zone).replace(fold=fold)
        for at, fold in ((time(0), 0), (one, 0), (other, int(later)), (time(23, 59, 59), 0))
    ]
    in_utc = WorkingCalendar(ZoneInfo("UTC"), calendar.weekend, calendar.day_off)
    without_summer_time = in_utc.reckon(within, datetime.combine(day, one, UTC)).due_day
    # of a time that the clocks leave out, the second reading is the evening before
    that_day = [start for start in starts if day_of(start.astimezone(UTC), calendar.zone) == day]
    assert that_day
    assert {calendar.reckon(within, start).due_day for start in that_day} == {without_summer_time}


@given(calendars, lengths, moments, zones)
def test_it_does_not_matter_where_the_start_was_written_down(
    calendar: WorkingCalendar, within: Within, start: datetime, elsewhere: ZoneInfo
) -> None:
    """The same moment in any zone gives the same reckoning, to the last field."""
    there = start.astimezone(UTC).astimezone(elsewhere)
    assert calendar.reckon(within, there) == calendar.reckon(within, start)


@given(st.integers(1, 40), days)
def test_a_month_ends_on_the_corresponding_day_or_the_last(number: int, day: date) -> None:
    """N months later is the same day of the month, or the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    last = months.monthrange(year, month + 1)[1]
    assert after(day, Within(calendar_months=number)) == date(year, month + 1, min(day.day, last))


@given(calendars, lengths, moments)
def test_due_until_the_due_day_is_over(calendar: WorkingCalendar, within: Within, start: datetime) -> None:
    """An instant before `due_at` it is still the due day there; at `due_at` it is the next."""
    reckoning = calendar.reckon(within, start)
    assert (reckoning.due_at - AN_INSTANT).astimezone(calendar.zone).date() == reckoning.due_day
    assert reckoning.due_at.astimezone(calendar.zone).date() == reckoning.due_day + ONE_DAY
    assert reckoning.due_at > start


@given(lengths, moments)
def test_due_at_midnight_in_london(within: Within, start: datetime) -> None:
    """Where every day has a midnight, the due day ends at 00:00 on the clock, summer or winter."""
    reckoning = WorkingCalendar(LONDON, ("saturday", "sunday"), BANK_HOLIDAYS).reckon(within, start)
    assert reckoning.due_at.astimezone(LONDON).time() == time()


@given(calendars, days, in_calendar_days | in_months, st.times())
def test_a_reminder_is_on_the_last_working_day_that_is_early_enough(
    calendar: WorkingCalendar, due_day: date, before: Within, at: time
) -> None:
    """It is on a working day, at least so long before, and on the last such day there is."""
    reminder = calendar.reminder(due_day, before, at)
    day, latest = reminder.astimezone(calendar.zone).date(), before_day(due_day, before)
    assert day <= latest
    assert calendar.why_off(day) is None
    assert all(calendar.why_off(day + n * ONE_DAY) for n in range(1, (latest - day).days + 1))
    assert reminder == datetime.combine(day, at, calendar.zone)


@given(calendars, days, st.integers(1, 20), st.times())
def test_a_reminder_in_working_days_is_so_many_of_them_before(
    calendar: WorkingCalendar, due_day: date, number: int, at: time
) -> None:
    """It is on a working day, and so many lie between it and the due day, itself among them."""
    reminder = calendar.reminder(due_day, Within(working_days=number), at)
    day = reminder.astimezone(calendar.zone).date()
    between = [day + n * ONE_DAY for n in range((due_day - day).days)]
    assert calendar.why_off(day) is None
    assert sum(calendar.why_off(each) is None for each in between) == number
    assert reminder == datetime.combine(day, at, calendar.zone)


@given(calendars, days, moments)
def test_an_agreed_day_is_taken_as_it_is(calendar: WorkingCalendar, agreed: date, start: datetime) -> None:
    """No calendar moves a day that was agreed."""
    reckoning = calendar.agreed(agreed, start)
    assert (reckoning.due_day, reckoning.counted, reckoning.skipped) == (agreed, (), ())
    assert reckoning.due_at.astimezone(calendar.zone).date() == agreed + ONE_DAY
