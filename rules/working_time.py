"""Working time: when a promise falls due, and why on that day.

Day 1 is the first working day after the day of the start. A due day lasts until its local midnight:
the due day itself is in time, and the breach is the moment after (`due_at`). A calendar month ends on
the corresponding day of the next month, or on its last day where there is none, and rolls over
nothing. All days are local to the calendar's zone, so that summer time never moves a due day.

Opening hours are counted in whole minutes, in those hours alone that an office or a telephone is open, on
days that are no bank holiday and no closure. What is due after so many of them is due at a time of day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from rules.model import Instant, LocalTime, Model, Slug, day_of
from rules.opening import Opening
from rules.terms import WEEKDAYS, Weekday, Within

AGREED = "agreed"
"""How the rule of a day begins that was not counted but agreed."""
WEEKEND = "weekend"
"""Why a day does not count on which nobody works in any week."""


class DayOff(Model):
    """A day that does not count, and why: a weekend, a bank holiday by name, a closure by its reason."""

    day: date
    why: str


class CountedHours(Model):
    """A part of a local day that was counted.

    Attributes:
        minutes: How many it has; not as many as the clock shows, where that changes meanwhile.

    """

    day: date
    begins: LocalTime
    ends: LocalTime
    minutes: int


class Reckoning(Model):
    """A due date with everything that led to it.

    Attributes:
        counted: The days that were counted, in whole or in part.
        hours: The parts of those days, where hours were counted.
        until: The local time on the due day, where it does not last until the end of the day.

    """

    start: Instant
    start_day: date
    rule: str
    counted: tuple[date, ...]
    skipped: tuple[DayOff, ...]
    due_day: date
    due_at: Instant
    """The moment of breach, in UTC: the midnight that ends the due day, or the time of that day."""
    hours: tuple[CountedHours, ...] = ()
    until: LocalTime | None = None

    @property
    def within(self) -> Within | None:
        """The length of time that was counted; None where the day was agreed."""
        return None if self.rule.startswith(AGREED) else Within.parse(self.rule)

    def why(self) -> str:
        """One sentence: what was counted from when, and what was skipped; or when the day was agreed."""
        if self.rule.startswith(AGREED):
            at = f" {self.until:%H:%M}" if self.until else ""
            return f"{AGREED} on {self.start_day:%a %-d %b %Y}: {self.due_day:%a %-d %b %Y}{at}"
        off = "; ".join(f"{skip.day:%a %-d %b} {skip.why}" for skip in self.skipped if skip.why != WEEKEND)
        weekends = sum(skip.why == WEEKEND for skip in self.skipped)
        parts = [f"{weekends} weekend {'day' if weekends == 1 else 'days'}"] if weekends else []
        parts += [off] if off else []
        skipped = f", not counting {' and '.join(parts)}" if parts else ""
        hours = ", ".join(
            f"{each.day:%a %-d %b} {each.begins:%H:%M}-{each.ends:%H:%M}" for each in self.hours
        )
        counted = f": {hours}" if hours else ""
        return f"{self.rule} from {self.start_day:%a %-d %b %Y}{counted}{skipped}"


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days count.

    Attributes:
        zone: Where the days begin and end.
        weekend: Weekdays that never count.
        day_off: The name of a day's bank holiday or closure, or None.
        opening: The opening times by whose hours something can be counted.

    """

    zone: ZoneInfo
    weekend: tuple[Weekday, ...]
    day_off: Callable[[date], str | None]
    opening: Mapping[Slug, Opening] = field(default_factory=dict)

    def why_off(self, day: date) -> str | None:
        """Why a day does not count, or None where it does."""
        return self.day_off(day) or (WEEKEND if WEEKDAYS[day.weekday()] in self.weekend else None)

    def reckon(self, within: Within, start: datetime) -> Reckoning:
        """The due date of something promised within a time from `start` (an aware time)."""
        if within.opening_hours is not None and within.of is not None:
            return self._opening_hours(
                within, timedelta(hours=within.opening_hours), self.opening[within.of], start
            )
        start_day = day_of(start, self.zone)
        counted: tuple[date, ...] = ()
        skipped: tuple[DayOff, ...] = ()
        if within.working_days is not None:
            counted, skipped = self._working_days(start_day, within.working_days)
            due_day = counted[-1]
        else:
            due_day = after(start_day, within)
        return self._reckoning(start, str(within), due_day, counted, skipped)

    def agreed(self, due_day: date, start: datetime, *, until: datetime | None = None) -> Reckoning:
        """The reckoning of a date that was agreed, or of a moment (aware) on it: no days are counted."""
        reckoning = self._reckoning(start, f"{AGREED}: {due_day:%a %-d %b %Y}", due_day, (), ())
        if until is None:
            return reckoning
        times = {"due_at": until.astimezone(UTC), "until": until.astimezone(self.zone).time()}
        return reckoning.model_copy(update=times)

    def reminder(self, due_day: date, before: Within, at: time) -> datetime:
        """When to remind of a due day: a working day at least so long before it, at a local time, in UTC."""
        left = before.working_days or 0
        day = due_day if left else before_day(due_day, before)
        while left > 0 or self.why_off(day):
            day -= timedelta(days=1)
            left -= self.why_off(day) is None
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def lapse(self, due_day: date, within: Within) -> datetime:
        """When a due day is over for good, in UTC: once staff have had time to record what came on it."""
        return self.reckon(within, datetime.combine(due_day, time(12), self.zone)).due_at

    def _working_days(self, start_day: date, number: int) -> tuple[tuple[date, ...], tuple[DayOff, ...]]:
        counted: list[date] = []
        skipped: list[DayOff] = []
        day = start_day
        while len(counted) < number:
            day += timedelta(days=1)
            why = self.why_off(day)
            if why is None:
                counted.append(day)
            else:
                skipped.append(DayOff(day=day, why=why))
        return tuple(counted), tuple(skipped)

    def _opening_hours(self, within: Within, left: timedelta, opening: Opening, start: datetime) -> Reckoning:
        day, until = day_of(start, self.zone), _whole_minute(start)
        counted: list[CountedHours] = []
        skipped: list[DayOff] = []
        while left:
            why = self.day_off(day)
            if why and opening.on(day):
                skipped.append(DayOff(day=day, why=why))
            for begins, ends in () if why else opening.open_on(day, self.zone):
                begins = max(begins, until)
                if (taken := min(ends - begins, left)) > timedelta():
                    left, until = left - taken, begins + taken
                    counted.append(_counted(day, begins, until, self.zone))
            day += timedelta(days=1)
        due = until.astimezone(self.zone)
        return Reckoning(
            start=start,
            start_day=day_of(start, self.zone),
            rule=str(within),
            counted=tuple(dict.fromkeys(each.day for each in counted)),
            skipped=tuple(skipped),
            due_day=due.date(),
            due_at=until,
            hours=tuple(counted),
            until=due.time(),
        )

    def _reckoning(
        self, start: datetime, rule: str, due_day: date, counted: Iterable[date], skipped: Iterable[DayOff]
    ) -> Reckoning:
        midnight = datetime.combine(due_day + timedelta(days=1), time(), self.zone)
        return Reckoning(
            start=start,
            start_day=day_of(start, self.zone),
            rule=rule,
            counted=tuple(counted),
            skipped=tuple(skipped),
            due_day=due_day,
            due_at=midnight,
        )


def _whole_minute(moment: datetime) -> datetime:
    """Return the first whole minute that does not lie before a moment (aware), in UTC."""
    begun = moment.astimezone(UTC).replace(second=0, microsecond=0)
    return begun if begun == moment else begun + timedelta(minutes=1)


def _counted(day: date, begins: datetime, ends: datetime, zone: ZoneInfo) -> CountedHours:
    """Return a part of a day, as the clock shows it there."""
    return CountedHours(
        day=day,
        begins=begins.astimezone(zone).time(),
        ends=ends.astimezone(zone).time(),
        minutes=round((ends - begins) / timedelta(minutes=1)),
    )


def _calendar_time(within: Within) -> relativedelta:
    if within.needs_a_calendar:
        raise ValueError(f"{within} cannot be told without a working calendar")
    return relativedelta(months=within.calendar_months or 0, days=within.calendar_days or 0)


def after(day: date, within: Within) -> date:
    """The day that lies calendar days or months after another; a month's end is the last day there is."""
    return day + _calendar_time(within)


def before_day(day: date, within: Within) -> date:
    """The day that lies calendar days or months before another."""
    return day - _calendar_time(within)
