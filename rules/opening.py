"""Opening times: when an organisation's doors are open, or its telephone is answered, in a plain week."""

from __future__ import annotations

from itertools import pairwise
from typing import Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from rules.matters import Text
from rules.model import LocalTime, Strict
from rules.terms import Weekday


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
        return hours
