"""The cases that somebody may read, one by one; `records.finding` searches them."""

from __future__ import annotations

from collections.abc import Iterable

from records.cases import case_of
from records.database import Connection
from records.sql import every, queries
from rules.case import Case
from rules.model import CaseRef, StaffId
from rules.policy import Policy
from rules.reading import ReadAccess


async def readable(connection: Connection, access: ReadAccess, refs: Iterable[CaseRef]) -> frozenset[CaseRef]:
    """Return those of some references under which there is a case that somebody may read."""
    rows = await every(queries.readable(connection, refs=list(refs), **access.as_filter()))
    return frozenset(row["ref"] for row in rows)


async def readable_case(
    connection: Connection, access: ReadAccess, ref: CaseRef, key: str | None = None
) -> Case | None:
    """Return a case that somebody may read, or on which they took the decision of a key; None for others.

    A member's last signature ends what they may read of the case; its answer is theirs all the same.
    """
    row = await queries.readable_case(connection, ref=ref, key=key, **access.as_filter())
    return await case_of(connection, row) if row is not None else None


async def log_access(
    connection: Connection, policy: Policy, staff: StaffId, action: str, ref: CaseRef | None
) -> None:
    """Write into the access log that somebody reads personal data, of a case where one is named."""
    await queries.log_access(connection, policy=policy.id, actor=staff, action=action, ref=ref)
