"""The file of a case beside its events: its person, its deadlines, its links, and what was sent of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from records.database import Connection
from records.sql import every, queries
from rules.model import CaseRef, Digest, MediaType, Slug
from rules.refusal import Unknown
from rules.working_time import Reckoning


class Evidence(NamedTuple):
    """A file that was put on file, as it was sent."""

    digest: Digest
    media_type: MediaType
    content: bytes


class Errand(NamedTuple):
    """A consequence of one case in another.

    Attributes:
        ref: The case from which it follows, and `to_ref` that in which it is taken.
        decision: The decision by which it is taken there.
        came_to: `done`, or the code of the refusal that it met; None while it is on its way.

    """

    ref: CaseRef
    to_ref: CaseRef
    decision: Slug
    came_to: str | None


class Duplicate(NamedTuple):
    """A case that goes on under another, and what was said in it; None where that was erased."""

    ref: CaseRef
    about: str | None


async def person_of(connection: Connection, ref: CaseRef) -> dict[str, Any]:
    """Return the person whose case it is, field by field; empty where it is nobody's."""
    person = dict(await queries.get_person(connection, ref=ref) or {})
    person.pop("id", None)
    return person


async def evidence_of(connection: Connection, ref: CaseRef, seq: int) -> Evidence:
    """Return the file that an event put on file.

    Raises:
        Unknown: it put none.

    """
    row = await queries.get_evidence(connection, ref=ref, seq=seq)
    if row is None:
        raise Unknown(f"event {seq} of {ref} put no file on file", where="ref")
    return Evidence(row["digest"], row["media_type"], row["content"])


async def reckonings_of(connection: Connection, ref: CaseRef) -> dict[str, Reckoning]:
    """Return how each of a case's deadlines was reckoned, the last time that it was set, by its name."""
    rows = await every(queries.deadlines(connection, ref=ref))
    return {row["name"]: Reckoning.model_validate(row["reckoning"]) for row in rows}


async def errands_of(connection: Connection, ref: CaseRef) -> list[Errand]:
    """Return what follows from a case elsewhere, and what followed in it from others, in order."""
    rows = await every(queries.errands_of(connection, ref=ref))
    return [Errand(row["ref"], row["to_ref"], row["decision"], row["came_to"]) for row in rows]


async def duplicates_of(connection: Connection, ref: CaseRef) -> list[Duplicate]:
    """Return the cases that go on under a case, the first to be received first."""
    rows = await every(queries.duplicates(connection, ref=ref))
    return [Duplicate(row["ref"], row["about"]) for row in rows]


async def original_of(connection: Connection, ref: CaseRef) -> CaseRef | None:
    """Return the case under which a case goes on, as a duplicate of it; None where it is none."""
    original: CaseRef | None = await queries.original_of(connection, ref=ref)
    return original


async def notices_of(connection: Connection, ref: CaseRef) -> list[Any]:
    """Return the rows of a case's notices, in order."""
    return await every(queries.notices(connection, ref=ref))


async def is_quiet(connection: Connection, ref: CaseRef) -> bool:
    """Return whether whatever follows from a case's events has been sent, paid or done, or has failed."""
    notices = await notices_of(connection, ref)
    payments = await every(queries.payments(connection, ref=ref))
    errands = await errands_of(connection, ref)
    return (
        all(row["sent_at"] or row["failure"] for row in notices)
        and all(row["instructed_at"] or row["withdrawn_by"] for row in payments)
        and all(errand.came_to for errand in errands)
    )


async def is_overlooked(connection: Connection, ref: CaseRef, moment: datetime) -> bool:
    """Return whether a deadline or a reminder lies before a moment (aware) and was not acted on."""
    count: int = await queries.waking_before(connection, ref=ref, moment=moment)
    return count > 0
