"""The diary: times for which members of staff are booked; nobody is booked twice for the same time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from rules.model import Model, Slug, StaffId, ZonedTime

Minutes = Annotated[int, Field(ge=1, le=24 * 60)]
"""A length of time within a day, in minutes."""


class Slot(Model):
    """A time for which a member of staff is booked.

    Attributes:
        starts: When it begins, with the offset from UTC that the clocks have there then.
        minutes: How long it lasts.
        place: The opening times within which it lies, and so where it takes place.

    """

    adviser: StaffId
    starts: ZonedTime
    minutes: Minutes
    place: Slug

    @property
    def ends(self) -> datetime:
        """The moment at which it is over, with the offset with which it begins."""
        return self.starts + timedelta(minutes=self.minutes)

    @property
    def span(self) -> str:
        """Its time as staff read it: Thu 3 Dec 2026 10:00-10:45."""
        return f"{self.starts:%a %-d %b %Y %H:%M}-{self.ends:%H:%M}"
