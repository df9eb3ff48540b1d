"""A part of what happened to a case: events that follow each other, with their words, checked for changes.

A long case is read in parts. Each is checked by itself, and against the hash that what comes after it, or the
case itself, remembers; so all of its parts together are the whole chain.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from records.chain import first_break
from records.correcting import corrections_of
from records.database import Connection
from records.mending import details_before
from records.sql import every, queries
from rules.events import Event


class Part(NamedTuple):
    """Events with the words that went with them.

    Attributes:
        told: In the order in which they happened; with what was corrected of the person, as it was.
        notices: The rows of the notices that they sent.
        corrections: The events by which some of these were corrected, at any time.
        earlier: The number before which the part that comes before this one ends; None where there is none.
        broken: What is wrong with the chain of these events, or None where nothing is.

    """

    told: tuple[tuple[Event, dict[str, str]], ...]
    notices: tuple[Any, ...]
    corrections: tuple[Event, ...]
    earlier: int | None
    broken: str | None


async def part_of(connection: Connection, ref: str, most: int, before: int | None = None) -> Part:
    """Return the latest events of a case, or the latest before a number: so many at most."""
    rows = (await every(queries.story(connection, ref=ref, before=before, most=most)))[::-1]
    link = await queries.link(connection, ref=ref, before=before)
    first = rows[0]["seq"] if rows else 1
    anchor = {"count": first - 1, "previous": rows[0]["previous_hash"]} if first > 1 else {}
    notices = await every(queries.notices_between(connection, ref=ref, first=first, before=before))
    events = [Event.model_validate(row["body"]) for row in rows]
    before_it = await details_before(connection, ref, events)
    return Part(
        told=tuple(
            (event, (row["words"] or {}) | before_it.get(event.seq, {}))
            for event, row in zip(events, rows, strict=True)
        ),
        notices=tuple(notices),
        corrections=await corrections_of(connection, ref, [event.seq for event in events]),
        earlier=first if first > 1 else None,
        broken=first_break(ref, rows, link["seq"], link["hash"], **anchor),
    )
