"""The directory of services outside an organisation that people are pointed to, which its staff keep.

Every entry stays in all its versions: a notice says what the entry said when it was decided to point there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from records.database import Connection
from records.signposts import Signpost, SignpostVersion
from records.sql import every, queries
from records.tables import read_table
from rules.model import Slug, StaffId, day_of
from rules.organisation import SignpostsRule
from rules.policy import Policy
from rules.refusal import Invalid, Unknown

MOST_ROWS = 1_000
"""Services in one file."""


def directory_rule(policy: Policy) -> SignpostsRule:
    """Return what a policy says of its directory of services.

    Raises:
        Unknown: it has none.

    """
    if policy.signposts is None:
        raise Unknown(f"{policy.id} keeps no directory of services", where="ref")
    return policy.signposts


async def put_signposts(
    connection: Connection,
    policy: Policy,
    signposts: Iterable[Signpost],
    now: datetime,
    *,
    by: StaffId | None = None,
) -> None:
    """Put services into the directory, or change what it says of them: all of them, or none.

    An entry that says what it said before gets no new version.

    Args:
        connection: The database.
        policy: Whose directory.
        signposts: The entries, whole.
        now: When (aware).
        by: Whoever puts them there; none on the command line.

    Raises:
        Unknown: the policy has no directory.
        Invalid: one was checked on a day to come.

    """
    directory_rule(policy)
    entries = [_as_row(_checked(signpost, policy, now), policy, by) for signpost in signposts]
    async with connection.transaction():
        await queries.lock_signposts(connection, policy=policy.id)
        await queries.put_signpost(connection, entries)


def _checked(signpost: Signpost, policy: Policy, now: datetime) -> Signpost:
    if signpost.checked_on > day_of(now, policy.zone):
        raise Invalid(f"{signpost.checked_on:%-d %B %Y} is still to come", where="checked_on")
    return signpost


def _as_row(signpost: Signpost, policy: Policy, by: StaffId | None) -> dict[str, Any]:
    return signpost.model_dump() | {
        "languages": list(signpost.languages),
        "policy": policy.id,
        "put_by": by,
    }


async def import_signposts(
    connection: Connection, policy: Policy, content: bytes, now: datetime, *, by: StaffId | None = None
) -> int:
    """Put the services of a CSV file into the directory, as `put_signposts` does; of how many.

    Raises:
        Unknown: as `put_signposts`.
        Invalid: naming the line and the column at fault.

    """
    directory_rule(policy)
    found = await asyncio.to_thread(read_signposts, policy, content, now)  # hundreds of addresses are checked
    await put_signposts(connection, policy, found, now, by=by)
    return len(found)


def read_signposts(policy: Policy, content: bytes, now: datetime) -> list[Signpost]:
    """Return the services of a CSV file.

    Columns: id, name, helps_with, checked_on (YYYY-MM-DD); and, where they are wanted, phone, email, website,
    languages (separated by spaces), ended_on. What is left empty is not known. At most `MOST_ROWS`.

    Raises:
        Invalid: naming the line and the column at fault.

    """
    table = read_table(content, most=MOST_ROWS)
    table.require_columns(Signpost)

    def entry(cells: dict[str, Any]) -> Signpost:
        known: dict[str, Any] = {name: cell for name, cell in cells.items() if cell}
        if "languages" in known:
            known["languages"] = tuple(known["languages"].split())
        return _checked(Signpost.model_validate(known), policy, now)

    found: dict[str, Signpost] = {}
    for row in table.rows:
        signpost = row.read(entry)
        if found.setdefault(signpost.id, signpost) is not signpost:
            raise Invalid(f"{signpost.id!r} is on the file twice", where=row.at("id"))
    return list(found.values())


async def all_signposts(connection: Connection, policy: Policy) -> tuple[SignpostVersion, ...]:
    """Return every entry of a policy's directory as it is now, those that ended among them, by their ids."""
    rows = await every(queries.signposts(connection, policy=policy.id))
    return tuple(SignpostVersion.of(row) for row in rows)


async def latest_of(connection: Connection, policy: Policy, signpost: Slug) -> SignpostVersion | None:
    """Return what a directory says of a service now; None where it has never said anything."""
    rows = await every(queries.signposts_named(connection, policy=policy.id, ids=[signpost]))
    return SignpostVersion.of(rows[0]) if rows else None


async def versions_of(connection: Connection, policy: Policy, signpost: Slug) -> tuple[SignpostVersion, ...]:
    """Return what a directory has said of a service, the latest first.

    Raises:
        Unknown: it has said nothing of it.

    """
    rows = await every(queries.signpost_versions(connection, policy=policy.id, id=signpost))
    if not rows:
        raise Unknown(f"the directory has no service {signpost!r}", where="ref")
    return tuple(SignpostVersion.of(row) for row in rows)
