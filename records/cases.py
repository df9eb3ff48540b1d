"""A case as recorded: folded from its events, with the words that went with them."""

from __future__ import annotations

from typing import Any, NamedTuple

from records.chain import first_break
from records.database import Connection, every, queries
from records.intake import case_as_received
from rules.case import Case
from rules.events import Event
from rules.refusal import Unknown


class Past(NamedTuple):
    """An event, and the key under which it was recorded."""

    event: Event
    key: str


async def history(connection: Connection, ref: str) -> tuple[Past, ...]:
    """Everything that was recorded of a case, in order."""
    rows = await every(queries.events(connection, ref=ref))
    return tuple(Past(Event.model_validate(row["body"]), row["key"]) for row in rows)


async def case_at(connection: Connection, ref: str, seq: int | None = None) -> Case:
    """The case as it stood after an event; as it stands, where none is named.

    Raises:
        Unknown: there is no such case.

    """
    if await queries.get_case(connection, ref=ref) is None:
        raise Unknown(f"there is no case {ref}", where="ref")
    case = await case_as_received(connection, ref)
    for event, _ in await history(connection, ref):
        if seq is None or event.seq <= seq:
            case = case.after(event)
    return case


async def words_of(connection: Connection, ref: str, key: str) -> dict[str, str]:
    """The free text that was kept under a key; empty where there was none, or it was erased."""
    words: Any = await queries.get_words(connection, ref=ref, key=key)
    return words or {}


async def broken_chain(connection: Connection, ref: str) -> str | None:
    """What is wrong with a case's recorded events, or None where nothing is."""
    row = await queries.get_case(connection, ref=ref)
    return first_break(
        ref, await every(queries.events(connection, ref=ref)), row["last_seq"], row["last_hash"]
    )
