"""The closures of an organisation, the changes of its calendar, and how far each has come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from records.calendar import MovedDate
from records.database import Connection
from records.sql import every, queries
from rules.model import CaseRef, Model, StaffId
from rules.policy import Policy
from rules.refusal import Unknown


class ClosedDay(Model):
    """A day on which the organisation is closed, beside weekends and bank holidays."""

    day: date
    reason: str


class Change(ClosedDay):
    """A closure that was announced while cases were open, and how far it has come.

    Attributes:
        cases: How many it touched.
        moved: Of how many dates were moved.
        waiting: How many it has yet to come to; in the rest nothing was left to move.

    """

    confirmed_by: StaffId
    confirmed_at: datetime
    cases: int
    moved: int
    waiting: int


class Move(Model):
    """A case that a change touches, its dates as they were listed, and what came of it."""

    ref: CaseRef
    told: bool
    dates: tuple[MovedDate, ...]
    done_at: datetime | None
    came_to: str | None


async def closures_of(connection: Connection, policy: Policy) -> Mapping[date, str]:
    """Return the days on which an organisation is closed, the earliest first, each with its reason."""
    rows = await every(queries.closures(connection, policy=policy.id))
    return {row["day"]: row["reason"] for row in rows}


async def changes_of(connection: Connection, policy: Policy) -> tuple[Change, ...]:
    """Return the changes of a policy's calendar, the latest day first."""
    rows = await every(queries.changes(connection, policy=policy.id))
    return tuple(Change.model_validate(dict(row)) for row in rows)


async def change_of(connection: Connection, policy: Policy, day: date) -> Change:
    """Return the change that closed a day.

    Raises:
        Unknown: no such day was closed by one.

    """
    for change in await changes_of(connection, policy):
        if change.day == day:
            return change
    raise Unknown(f"no change closed {day:%-d %B %Y}")


async def moves_of(connection: Connection, policy: Policy, day: date) -> tuple[Move, ...]:
    """Return the cases that the change which closed a day touches."""
    rows = await every(queries.moves(connection, policy=policy.id, day=day))
    return tuple(Move.model_validate(dict(row)) for row in rows)
