"""Opening times: when an organisation's doors are open, or its telephone is answered, in a plain week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, field_validator, model_validator

from rules.matters import Text
from rules.model import LocalTime, Strict
from rules.terms import WEEKDAYS, Weekday

_A_SECOND = timedelta(seconds=1)


class Hours(Strict):
    """From when to when, in local time; on one day."""

    model_config = ConfigDict(populate_by_name=True)

    opens: LocalTime = Field(alias="from")
    closes: LocalTime = Field(alias="to")

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError(f"closes at {self.closes:%H:%M}, and opens at {self.opens:%H:%M} only")
        return self


class Open(NamedTuple):
    """A time without a break in which it is open: from a moment until another, in UTC."""

    begins: datetime
    ends: datetime


class Opening(Strict):
    """An office or a telephone, and its hours on each weekday; it is closed on those not named."""

    title: Text
    hours: dict[Weekday, tuple[Hours, ...]] = Field(min_length=1)

    @field_validator("hours")
    @classmethod
    def _one_after_the_other(
        cls, hours: dict[Weekday, tuple[Hours, ...]]
    ) -> dict[Weekday, tuple[Hours, ...]]:
        for day, spans in hours.items():
            for earlier, later in pairwise(spans):
                if later.opens < earlier.closes:
                    raise ValueError(f"{day}: opens at {later.opens:%H:%M} while it is open already")
        if not any(hours.values()):
            raise ValueError("it is never open; give the hours of a weekday at least")
        return hours

    def on(self, day: date) -> tuple[Hours, ...]:
        """Return its hours on a local day, going by the weekday alone."""
        return self.hours.get(WEEKDAYS[day.weekday()], ())

    def open_on(self, day: date, zone: ZoneInfo) -> Iterator[Open]:
        """Return when it is open on a local day, going by the weekday alone.

        It opens and closes when the clock first shows the time, or passes it: on a day on which the clocks
        change, it is open for as long as that takes.
        """
        for hours in self.on(day):
            begins, ends = (_first_shown(day, at, zone) for at in (hours.opens, hours.closes))
            if begins < ends:  # else the clocks went forward over all of it
                yield Open(begins, ends)


def _first_shown(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the first moment (UTC) at which a clock has reached a time of a day."""
    before = datetime.combine(day, at, zone).astimezone(UTC)
    if before.astimezone(zone).time() == at:
        return before
    # no clock shows it: they go forward over it, somewhere between these two
    late, early = before, datetime.combine(day, at, zone).replace(fold=1).astimezone(UTC)
    while late - early > _A_SECOND:
        middle = early + (late - early) // 2
        if middle.astimezone(zone).time() < at:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)
