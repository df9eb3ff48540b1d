"""A case as recorded: as it stands or stood, its events, and the words that went with them."""

from __future__ import annotations

from typing import Any, NamedTuple

from records.chain import first_break
from records.database import Connection
from records.sql import every, queries
from records.states import as_received, kept_with
from rules.case import Case
from rules.events import Event
from rules.refusal import Unknown


class Past(NamedTuple):
    """An event, and the key under which it was recorded."""

    event: Event
    key: str


async def history(connection: Connection, ref: str) -> tuple[Past, ...]:
    """Return everything that was recorded of a case, in order."""
    rows = await every(queries.events(connection, ref=ref))
    return tuple(Past(Event.model_validate(row["body"]), row["key"]) for row in rows)


async def case_at(connection: Connection, ref: str, seq: int | None = None) -> Case:
    """Return the case as it stood after an event; as it stands, where none is named.

    Raises:
        Unknown: there is no such case.

    """
    row = await queries.get_case(connection, ref=ref)
    if row is None:
        raise Unknown(f"there is no case {ref}", where="ref")
    return await case_of(connection, row, seq)


async def case_of(connection: Connection, row: Any, seq: int | None = None) -> Case:
    """Return the same, of the case whose row is given.

    As it stands it is kept in the row; as it stood, its events up to then are added up.
    """
    kept = kept_with(row)
    if kept is not None and seq in (None, kept.seq):
        return kept
    return await added_up(connection, row, seq)


async def added_up(connection: Connection, row: Any, seq: int | None = None) -> Case:
    """Return the sum of a case's events up to one, or of all of them."""
    case = as_received(row)
    for event, _ in await history(connection, row["ref"]):
        if seq is None or event.seq <= seq:
            case = case.after(event)
    return case


async def event_at(connection: Connection, ref: str, seq: int) -> Past:
    """Return the event of a number.

    Raises:
        Unknown: there is none.

    """
    row = await queries.event_at(connection, ref=ref, seq=seq)
    if row is None:
        raise Unknown(f"{ref} has no event {seq}", where="seq")
    return Past(Event.model_validate(row["body"]), row["key"])


async def words_of(connection: Connection, ref: str, key: str) -> dict[str, str]:
    """Return the free text that was kept under a key; empty where there was none, or it was erased."""
    words: Any = await queries.get_words(connection, ref=ref, key=key)
    return words or {}


async def was_asked(connection: Connection, ref: str, key: str) -> bool:
    """Return whether a decision was asked for under a key, whatever came of it."""
    return await queries.get_words(connection, ref=ref, key=key) is not None


async def broken_chain(connection: Connection, ref: str) -> str | None:
    """Return what is wrong with a case's recorded events, or None where nothing is."""
    row = await queries.get_case(connection, ref=ref)
    return first_break(
        ref, await every(queries.events(connection, ref=ref)), row["last_seq"], row["last_hash"]
    )
