"""The provenance of an entry: the case as recorded, a decision that was asked for, people as they are.

The engine is not trusted with any of the three. Whoever can write to it can start a case's workflow with a
state of their own, or send it a decision; nothing of that is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping

import asyncpg

from records.cases import added_up
from records.chain import digest
from records.database import Connection
from records.intake import INTAKE
from records.people import Staff
from records.reliance import spoken_of
from records.sql import every, queries
from records.states import kept_with
from rules.case import Case
from rules.lifecycle import BY_ITSELF
from rules.recording import Entry
from rules.refusal import Changed, Invalid


async def is_as_recorded(connection: Connection, case: Case, row: asyncpg.Record) -> bool:
    """Return whether a case is the one that its events add up to; `row` is its own, locked."""
    return case == kept_with(row) or case == await added_up(connection, row)


async def staff_spoken_of(connection: Connection, entry: Entry) -> dict[str, Staff]:
    """Return those of whom an entry speaks and the staff directory knows, by their ids."""
    rows = await every(queries.staff_of(connection, policy=entry.case.policy, ids=sorted(spoken_of(entry))))
    return {row["id"]: Staff.of(dict(row)) for row in rows}


async def require_asked(connection: Connection, entry: Entry, staff: Mapping[str, Staff]) -> None:
    """Refuse a decision that nobody asked for as it is: its facts, whoever takes it, and whom it names.

    Args:
        connection: In the transaction that holds the case.
        entry: The decision, or what happens by itself.
        staff: Those of whom it speaks, as the directory has them.

    Raises:
        Invalid: no such decision is kept under the key, of this attempt.
        Changed: the staff directory says something else by now of somebody than it was judged by.

    """
    if entry.decision is None:
        if entry.actor != BY_ITSELF.id:
            raise Invalid(f"{entry.actor} decides nothing without saying what", where="decision")
        return
    kept = await queries.hold_words(connection, ref=entry.case.ref, key=entry.key, attempt=entry.attempt)
    if kept is None or not _asks_for(kept["asked"], entry):
        raise Invalid("this decision was not kept before it was taken; send it again", where="key")
    _require_as_they_are(entry, staff)


def _asks_for(asked: str | None, entry: Entry) -> bool:
    """Return whether the decision was asked for, by its actor or, with a list of people, by anybody."""
    if asked is None:  # kept by an earlier version, or the words of the intake, which are no decision's
        return entry.key != INTAKE
    return asked in {digest([entry.decision, actor, entry.facts]) for actor in (entry.actor, None)}


def _require_as_they_are(entry: Entry, staff: Mapping[str, Staff]) -> None:
    known = {one.id: one.actor for one in staff.values()} | {BY_ITSELF.id: BY_ITSELF}
    if entry.actor not in {person.id for person in entry.people}:
        raise Invalid(f"{entry.actor} is not among those who were judged", where="actor")
    for person in entry.people:
        if known.get(person.id) != person:
            raise Changed(f"the staff directory has changed what it says of {person.id}; send it again")
