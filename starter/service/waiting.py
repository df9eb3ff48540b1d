"""Waiting for a case that was just taken in: nothing about it can be decided before its workflow opens it."""

from __future__ import annotations

from datetime import timedelta

from engine.waiting import until
from records.cases import case_at
from records.keeping import Records
from rules.case import Case
from rules.refusal import EngineAway


async def opened(records: Records, case: Case, patience: timedelta) -> Case:
    """A case, at once where it was opened, else once it is.

    Raises:
        EngineAway: it is not opened in time; nothing is recorded, and asking again is safe.
        RecordsAway: the database cannot be reached.

    """
    if case.seq:
        return case

    async def now() -> Case:
        async with records() as connection:
            return await case_at(connection, case.ref)

    async def is_opened() -> bool:
        return (await now()).seq > 0

    try:
        await until(is_opened, within=patience.total_seconds())
    except TimeoutError:
        raise not_started(case.ref) from None
    return await now()


def not_started(ref: str) -> EngineAway:
    """The refusal of a decision on a case whose workflow does not run yet."""
    return EngineAway(f"{ref} is taken in but not yet started; ask again under the same key")
