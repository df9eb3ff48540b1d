"""The rules of booking: where and with whom appointments are, how long they last, how they are changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Self

from pydantic import Field, model_validator

from rules.marks import ClauseId, MatterName, OpeningName, RoleName
from rules.matters import Listing, MatterRule, Table
from rules.terms import CalendarTime


class BookingRule(Table):
    """The rules of booking.

    Attributes:
        places: The opening times within which appointments lie.
        opening_clause: The clause by which they keep to those.
        advisers: The roles with which people have appointments.
        about: The kinds of matter about whose cases there can be one.
        notice: How long before its day one is moved or cancelled; what is said later is late.
        shortest: The minutes that one has at least, and `longest` at most.
        ahead: How far ahead one can be booked.

    """

    places: tuple[OpeningName, ...] = Field(min_length=1)
    opening_clause: ClauseId
    advisers: tuple[RoleName, ...] = Field(min_length=1)
    about: tuple[MatterName, ...] = ()
    notice: CalendarTime
    shortest: int = Field(ge=1)
    longest: int = Field(ge=1)
    ahead: CalendarTime

    @model_validator(mode="after")
    def _shortest_first(self) -> Self:
        if self.longest < self.shortest:
            raise ValueError("longest: is shorter than the shortest")
        return self

    def listings(self, title_of: Callable[[str], str]) -> Iterator[Listing]:
        """Return where, with whom, how long, and with what notice."""
        yield Listing(
            ("Appointments", ""),
            (
                (f"Within the opening times ({self.opening_clause})", ", ".join(self.places)),
                ("With", ", ".join(title_of(role) for role in self.advisers)),
                ("About cases of", ", ".join(self.about) or "none: walk-ins alone"),
                ("Minutes", f"{self.shortest} to {self.longest}"),
                ("Booked ahead, at most", str(self.ahead)),
                ("Moved or cancelled in time, before its day", str(self.notice)),
            ),
        )


class AppointmentMatter(MatterRule):
    """A kind of appointment."""

    booking: BookingRule


def booking_rule(matter: MatterRule) -> BookingRule:
    """Return the rules of booking of a kind of appointment."""
    return matter.own(BookingRule)
