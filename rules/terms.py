"""The terms in which policies speak of time: working days, calendar days and months, weekdays."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from rules.model import Strict

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip


class Within(Strict):
    """A length of time as policies state it: exactly one of its fields."""

    working_days: int | None = Field(None, ge=1)
    calendar_days: int | None = Field(None, ge=1)
    calendar_months: int | None = Field(None, ge=1)

    @property
    def needs_a_calendar(self) -> bool:
        """Whether it can be told only by knowing which days are working days."""
        return self.working_days is not None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError("give exactly one of working_days, calendar_days, calendar_months")
        return self

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the length of time that reads so: the inverse of `str()`."""
        count, _, words = text.partition(" ")
        return cls.model_validate({f"{words.removesuffix('s')}s".replace(" ", "_"): int(count)})

    @property
    def counted(self) -> tuple[str, int]:
        """The unit by its field's name (`working_days`), and how many of it."""
        return next(iter(self.model_dump(exclude_none=True).items()))

    def __str__(self) -> str:
        unit, count = self.counted
        words = unit.replace("_", " ")
        return f"{count} {words if count != 1 else words.removesuffix('s')}"


def _without_calendar(within: Within) -> Within:
    if within.needs_a_calendar:
        raise ValueError("give calendar_days or calendar_months")
    return within


Before = Annotated[Within, AfterValidator(_without_calendar)]
"""A length of time that is counted backwards: in calendar days or months."""
