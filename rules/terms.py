"""The terms in which policies speak of time: working days, opening hours, calendar days, weekdays."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from rules.marks import OpeningName
from rules.model import Strict

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip

_OF = " of "


class Within(Strict):
    """A length of time as policies state it, in exactly one unit.

    Attributes:
        opening_hours: Hours in which an office or a telephone is open.
        of: The opening times that those hours are of.

    """

    working_days: int | None = Field(None, ge=1)
    calendar_days: int | None = Field(None, ge=1)
    calendar_months: int | None = Field(None, ge=1)
    opening_hours: int | None = Field(None, ge=1)
    of: OpeningName | None = None

    @property
    def needs_a_calendar(self) -> bool:
        """True where it can be told only by knowing which days, or which hours of them, count."""
        return self.working_days is not None or self.opening_hours is not None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_dump(exclude={"of"}, exclude_none=True)) != 1:
            raise ValueError(
                "give exactly one of working_days, calendar_days, calendar_months, opening_hours"
            )
        if (self.of is None) != (self.opening_hours is None):
            raise ValueError("of goes with opening_hours, and with them alone: it names the opening times")
        return self

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the length of time that reads so: the inverse of `str()`."""
        length, _, of = text.partition(_OF)
        count, _, words = length.partition(" ")
        unit = f"{words.removesuffix('s')}s".replace(" ", "_")
        return cls.model_validate({unit: int(count), "of": of or None})

    @property
    def counted(self) -> tuple[str, int]:
        """The unit by its field's name (`working_days`), and how many of it."""
        return next(iter(self.model_dump(exclude_none=True).items()))

    def __str__(self) -> str:
        unit, count = self.counted
        words = unit.replace("_", " ")
        length = f"{count} {words if count != 1 else words.removesuffix('s')}"
        return f"{length}{_OF}{self.of}" if self.of else length


def _without_calendar(within: Within) -> Within:
    if within.needs_a_calendar:
        raise ValueError("give calendar_days or calendar_months")
    return within


def _in_days(within: Within) -> Within:
    if within.opening_hours is not None:
        raise ValueError("give working_days, calendar_days or calendar_months")
    return within


CalendarTime = Annotated[Within, AfterValidator(_without_calendar)]
"""A length of time in calendar days or months, which no working calendar changes."""
Before = Annotated[Within, AfterValidator(_in_days)]
"""A length of time that is counted backwards from a day: in working days, calendar days or months."""
InDays = Annotated[Within, AfterValidator(_in_days)]
"""A length of time that is over at the end of a day."""
