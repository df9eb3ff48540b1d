"""The cases that somebody may read: one by one, and found by a search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from records.database import Connection, every, queries
from rules.model import CaseRef
from rules.reading import ReadAccess


async def readable(connection: Connection, access: ReadAccess, refs: Iterable[CaseRef]) -> frozenset[CaseRef]:
    """Return those of some references under which there is a case that somebody may read."""
    rows = await every(queries.readable(connection, refs=list(refs), **_whose(access)))
    return frozenset(row["ref"] for row in rows)


async def search(connection: Connection, access: ReadAccess, **filters: Any) -> list[Any]:
    """Return a page of the cases that somebody may read; the filters are those of `search_cases`."""
    return await every(queries.search_cases(connection, **_whose(access), **filters))


def _whose(access: ReadAccess) -> dict[str, Any]:
    return {
        "who": access.staff,
        "policy": access.policy,
        "matters": list(access.matters),
        "panels": access.panels,
        "payments": access.payments,
    }
