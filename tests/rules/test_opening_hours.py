"""Due dates of promises that are counted in opening hours: worked out by hand, then for any hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import HERE, PolicyFileError, read
from rules.bank_holidays import working_calendar
from rules.model import day_of
from rules.opening import Hours, Opening
from rules.terms import WEEKDAYS, Within
from rules.working_time import Reckoning, WorkingCalendar
from tests.papers import read_changed
from tests.rules.play import CHARTER, LONDON, day, local
from tests.rules.test_working_time_properties import ZONES, Closed, closures, moments, zones

SEVEN = Within(opening_hours=7, of="phone")
A_MINUTE = timedelta(minutes=1)


def returned(start: str, closed: dict[date, str] | None = None, within: Within = SEVEN) -> Reckoning:
    """A call returned within so many hours in which the charity's telephone is answered."""
    return working_calendar(CHARTER, closed or {}).reckon(within, local(start))


def due(reckoning: Reckoning) -> str:
    """Return the time at which it is due, on London's clocks, with the name of the time that they keep."""
    return f"{reckoning.due_at.astimezone(LONDON):%Y-%m-%d %H:%M %Z}"


@pytest.mark.clause("WRC-10", "WRC-11")
@pytest.mark.parametrize(
    ("start", "when"),
    [
        pytest.param("2026-11-30 15:30", "2026-12-02 10:30 GMT", id="Monday, half an hour before the end"),
        pytest.param("2026-11-28 12:00", "2026-12-01 11:00 GMT", id="Saturday"),
        pytest.param("2026-12-03 13:30", "2026-12-04 13:00 GMT", id="Thursday, over lunch"),
        pytest.param("2026-12-24 15:30", "2026-12-29 14:30 GMT", id="Christmas Eve"),
        pytest.param(
            "2027-03-25 17:30", "2027-03-31 10:30 BST", id="Maundy Thursday, when summer time begins"
        ),
        pytest.param("2027-03-26 11:00", "2027-03-31 11:00 BST", id="Good Friday"),
        pytest.param("2026-10-23 15:30", "2026-10-27 10:30 GMT", id="Friday before summer time ends"),
    ],
)
def test_seven_open_hours(start: str, when: str) -> None:
    """Monday, Tuesday, Friday 10-16, Wednesday 10-13, Thursday 10-13 and 14-18; holidays of England."""
    reckoning = returned(start)
    assert due(reckoning) == when
    assert (str(reckoning.due_day), f"{reckoning.until:%H:%M}") == tuple(when.split()[:2])


@pytest.mark.parametrize(
    ("start", "when"),
    [
        pytest.param("2026-11-30 10:00", "2026-11-30 16:00 GMT", id="a whole day of it ends as it closes"),
        pytest.param("2026-11-30 09:59", "2026-11-30 16:00 GMT", id="before it opens"),
        pytest.param("2026-11-30 16:00", "2026-12-01 16:00 GMT", id="as it closes"),
        pytest.param(
            "2026-11-30 10:00:01", "2026-12-01 10:01 GMT", id="a minute that has begun is not counted"
        ),
        pytest.param("2026-12-02 10:00", "2026-12-03 13:00 GMT", id="ends before lunch"),
        pytest.param("2026-12-02 10:01", "2026-12-03 14:01 GMT", id="goes on after lunch"),
    ],
)
def test_six_open_hours_at_the_edges(start: str, when: str) -> None:
    """Nothing is lost where it opens, closes or pauses."""
    assert due(returned(start, within=Within(opening_hours=6, of="phone"))) == when


def test_as_others_have_published_it() -> None:
    """Friday 16:30 and an hour, open from 9 to 17: Monday 09:30."""
    office = Opening(
        title="Office", hours={name: (Hours(opens=time(9), closes=time(17)),) for name in WEEKDAYS[:5]}
    )
    plain = WorkingCalendar(LONDON, ("saturday", "sunday"), lambda day: None, {"office": office})
    assert due(plain.reckon(Within(opening_hours=1, of="office"), local("2026-11-27 16:30"))).startswith(
        "2026-11-30 09:30"
    )


def test_the_hours_that_were_counted_are_said() -> None:
    """One sentence gives the days, from when to when on each, and what did not count, with its name."""
    reckoning = returned("2027-03-25 17:30")
    assert reckoning.why() == (
        "7 opening hours of phone from Thu 25 Mar 2027: Thu 25 Mar 17:30-18:00, Tue 30 Mar 10:00-16:00, "
        "Wed 31 Mar 10:00-10:30, not counting Fri 26 Mar Good Friday; Mon 29 Mar Easter Monday"
    )
    assert [each.minutes for each in reckoning.hours] == [30, 360, 30]
    assert reckoning.counted == (day("2027-03-25"), day("2027-03-30"), day("2027-03-31"))
    assert reckoning.within == SEVEN


def test_a_closure_does_not_count_even_on_the_day_of_the_start() -> None:
    """Hours count from the start itself, and so does the rest of that day; days begin after it."""
    assert due(returned("2026-11-30 15:30", {day("2026-11-30"): "Flood"})) == "2026-12-02 11:00 GMT"
    assert due(returned("2026-11-30 15:30", {day("2026-12-01"): "Flood"})) == "2026-12-03 14:30 GMT"


def test_a_weekend_on_which_it_is_open_counts() -> None:
    """Opening times say themselves on which days of the week they are kept."""
    saturdays = Opening(title="Line", hours={"saturday": (Hours(opens=time(10), closes=time(12)),)})
    calendar = WorkingCalendar(LONDON, ("saturday", "sunday"), lambda day: None, {"line": saturdays})
    reckoning = calendar.reckon(Within(opening_hours=3, of="line"), local("2026-11-28 11:00"))
    assert due(reckoning) == "2026-12-05 12:00 GMT"


@pytest.mark.parametrize(
    ("hours", "start", "count", "when"),
    [
        pytest.param(
            (time(0), time(6)), "2026-10-25 00:00", 7, "2026-10-25 06:00 GMT", id="a night of 7 hours"
        ),
        pytest.param(
            (time(0), time(6)), "2026-03-29 00:00", 5, "2026-03-29 06:00 BST", id="a night of 5 hours"
        ),
        pytest.param(
            (time(1, 30), time(3)),
            "2026-03-29 00:00",
            1,
            "2026-03-29 03:00 BST",
            id="opens as the clocks jump",
        ),
        pytest.param(
            (time(1), time(1, 30)),
            "2026-03-28 12:00",
            1,
            "2026-03-31 01:30 BST",
            id="a span that is jumped over",
        ),
    ],
)
def test_nights_on_which_the_clocks_change(
    hours: tuple[time, time], start: str, count: int, when: str
) -> None:
    """It is open from when the clock first shows or passes a time until it does so with the other."""
    line = Opening(title="Line", hours={name: (Hours(opens=hours[0], closes=hours[1]),) for name in WEEKDAYS})
    calendar = WorkingCalendar(LONDON, (), lambda day: None, {"line": line})
    assert due(calendar.reckon(Within(opening_hours=count, of="line"), local(start))) == when


quarters = st.integers(0, 94).map(lambda number: time(number // 4, number % 4 * 15))
spans = st.lists(quarters, min_size=2, max_size=6, unique=True).map(
    lambda times: tuple(
        Hours(opens=begins, closes=ends)
        for begins, ends in zip(sorted(times)[::2], sorted(times)[1::2], strict=False)
    )
)
openings = st.dictionaries(st.sampled_from(WEEKDAYS), spans, min_size=1, max_size=7).map(
    lambda week: Opening(title="Line", hours=week)
)
calendars = st.builds(
    lambda zone, off, opening: WorkingCalendar(zone, (), off, {"line": opening}),
    zones,
    st.builds(Closed, closures, st.booleans()),
    openings,
)
counts = st.integers(1, 30)


def of(count: int) -> Within:
    """Return a length of so many hours of the line."""
    return Within(opening_hours=count, of="line")


def is_open(moment: datetime, calendar: WorkingCalendar) -> bool:
    """Return whether it is open by a clock on the wall and the plain week beside it."""
    there = moment.astimezone(calendar.zone)
    hours = calendar.opening["line"].on(there.date())
    return not calendar.day_off(there.date()) and any(
        each.opens <= there.time() < each.closes for each in hours
    )


@given(calendars, counts, moments, moments)
def test_who_calls_later_is_not_called_back_earlier(
    calendar: WorkingCalendar, count: int, one: datetime, other: datetime
) -> None:
    """A later start never falls due before an earlier one."""
    first, second = sorted([one, other])
    assert calendar.reckon(of(count), first).due_at <= calendar.reckon(of(count), second).due_at


@given(calendars, counts, moments)
def test_what_was_counted_is_what_was_promised(
    calendar: WorkingCalendar, count: int, start: datetime
) -> None:
    """The minutes counted add up; each lies within hours, on no day off, after the start, until it is due."""
    reckoning = calendar.reckon(of(count), start)
    assert sum(each.minutes for each in reckoning.hours) == count * 60
    assert reckoning.due_at >= start
    assert (reckoning.due_day, reckoning.until) == (
        reckoning.due_at.astimezone(calendar.zone).date(),
        reckoning.due_at.astimezone(calendar.zone).time(),
    )
    assert reckoning.hours[-1].ends == reckoning.until
    for each in reckoning.hours:
        assert calendar.day_off(each.day) is None
    for skipped in reckoning.skipped:
        assert calendar.day_off(skipped.day) == skipped.why
        assert calendar.opening["line"].on(skipped.day)


@given(calendars, counts, moments)
def test_it_is_due_while_it_is_open_or_as_it_closes(
    calendar: WorkingCalendar, count: int, start: datetime
) -> None:
    """The last minute that was counted is one in which it is open."""
    last = calendar.reckon(of(count), start).due_at - A_MINUTE
    if (
        last.astimezone(calendar.zone).utcoffset()
        == (last - timedelta(days=1)).astimezone(calendar.zone).utcoffset()
    ):
        assert is_open(last, calendar)


@given(calendars, st.integers(1, 3), moments)
def test_every_open_minute_between_was_counted(
    calendar: WorkingCalendar, count: int, start: datetime
) -> None:
    """Counted again by the clock on the wall there are as many: away from changes of clocks."""
    reckoning = calendar.reckon(of(count), start)
    begins = start.astimezone(UTC).replace(second=0, microsecond=0)
    begins += A_MINUTE if begins < start else timedelta()
    if reckoning.due_at - begins > timedelta(days=9):
        return
    offsets = {
        (begins - timedelta(days=1) + timedelta(hours=n)).astimezone(calendar.zone).utcoffset()
        for n in range(12 * 24)
    }
    if len(offsets) == 1:
        minutes = (begins + n * A_MINUTE for n in range(int((reckoning.due_at - begins) / A_MINUTE)))
        assert sum(is_open(minute, calendar) for minute in minutes) == count * 60


@given(calendars, counts, moments, closures)
def test_a_closure_never_makes_it_earlier(
    calendar: WorkingCalendar, count: int, start: datetime, more: frozenset[date]
) -> None:
    """However many days are closed, what is due is due then or later."""
    closed = WorkingCalendar(
        calendar.zone, (), lambda day: "closed" if day in more else calendar.day_off(day), calendar.opening
    )
    assert closed.reckon(of(count), start).due_at >= calendar.reckon(of(count), start).due_at


@given(st.sampled_from(ZONES), st.integers(1, 30), st.integers(0, 23), st.booleans())
def test_it_is_due_by_the_clock_on_the_wall_in_weeks_of_change(
    zone: ZoneInfo, count: int, hour: int, later: bool
) -> None:
    """The clocks change at night: hours of the day are kept as in any week."""
    daily = Opening(title="Line", hours={name: (Hours(opens=time(9), closes=time(17)),) for name in WEEKDAYS})
    calendar = WorkingCalendar(zone, (), lambda day: None, {"line": daily})
    plain = WorkingCalendar(ZoneInfo("UTC"), (), lambda day: None, {"line": daily})
    start = datetime(2026, 10 if later else 3, 22, hour)  # noqa: DTZ001 - in either zone
    in_zone, in_utc = (
        there.reckon(of(count), start.replace(tzinfo=there.zone)) for there in (calendar, plain)
    )
    assert day_of(in_zone.start, zone) == start.date()
    assert (in_zone.due_day, in_zone.until) == (in_utc.due_day, in_utc.until)


@pytest.mark.parametrize(
    ("within", "key", "reason"),
    [
        ('{ opening_hours = 7, of = "phne" }', "within.of", "there is no 'phne' under [opening]"),
        ("{ opening_hours = 7 }", "within", "of goes with opening_hours"),
        ('{ working_days = 3, of = "phone" }', "within", "of goes with opening_hours"),
        ('{ opening_hours = 0, of = "phone" }', "within.opening_hours", "write 1 or more"),
        ('{ opening_hours = 7, working_days = 1, of = "phone" }', "within", "give exactly one of"),
    ],
)
def test_lengths_that_cannot_be(within: str, key: str, reason: str, tmp_path: Path) -> None:
    """Refused by file, key and reason."""
    with pytest.raises(PolicyFileError) as refused:
        read_changed(
            tmp_path,
            "work_rights_centre",
            ("within = { working_days = 3 }\nescalate_to", f"within = {within}\nescalate_to"),
        )
    assert f"matters.advice.deadlines.first-response.{key}" in str(refused.value)
    assert reason in str(refused.value)


def test_what_is_recorded_late_is_counted_in_days(tmp_path: Path) -> None:
    """An hour to record what came until midnight would end at night."""
    with pytest.raises(PolicyFileError, match=r"record_within: .*give working_days, calendar_days"):
        read_changed(
            tmp_path,
            "work_rights_centre",
            ("record_within = { working_days = 1 }", 'record_within = { opening_hours = 1, of = "phone" }'),
        )


def test_a_door_that_never_opens_is_refused(tmp_path: Path) -> None:
    """Nothing that is counted by it would ever fall due."""
    text = (HERE / "work_rights_centre.toml").read_text(encoding="utf-8")
    begins, ends = text.index("hours.monday"), text.index("# What is published")
    file = tmp_path / "never.toml"
    file.write_text(f"{text[:begins]}hours.monday = []\n\n{text[ends:]}", encoding="utf-8")
    with pytest.raises(PolicyFileError, match="it is never open"):
        read(file)


@pytest.mark.parametrize("within", [SEVEN, Within(opening_hours=1, of="front-desk"), Within(working_days=3)])
def test_a_length_reads_back_as_it_is_written(within: Within) -> None:
    """Its words are those of a reckoning that is kept."""
    assert Within.parse(str(within)) == within
