"""The staff directory as it is looked up: everybody, or somebody, and the cases that they have."""

from __future__ import annotations

from records.database import Connection
from records.people import Staff
from records.sql import every, queries
from rules.model import StaffId
from rules.policy import Policy


async def whole_directory(connection: Connection, policy: Policy) -> tuple[Staff, ...]:
    """Return everybody in a policy's staff directory, ordered by their ids."""
    return tuple(Staff.of(dict(row)) for row in await every(queries.list_staff(connection, policy=policy.id)))


async def entry_of(connection: Connection, policy: Policy, staff: StaffId) -> Staff | None:
    """Return somebody's entry in the directory; None where it has none."""
    row = await queries.get_staff(connection, policy=policy.id, id=staff)
    return None if row is None else Staff.of(row)


async def open_cases_of(connection: Connection, policy: Policy, staff: StaffId) -> int:
    """Return how many unfinished cases somebody has."""
    count: int = await queries.open_cases_of(connection, policy=policy.id, staff=staff)
    return count
