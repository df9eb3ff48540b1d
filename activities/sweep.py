"""The sweep after a change of the calendar: which cases wait, and each one's dates moved, exactly once.

The list was committed with the closure. Its rows say what is done, so that whoever goes on with it, after
whatever crash, moves no case twice and forgets none.
"""

from __future__ import annotations

import asyncpg
from temporalio import activity
from temporalio.client import Client

from activities.errand import Follower, tried_again
from contracts.messages import LOOK_AT_SWEEP, MOVE_DATES, MoveKey, SweepFrom, Sweeping, no_such
from records.cases import case_at
from records.sql import every, queries
from rules.library import Library
from rules.moving import MoveDates

AT_ONCE = 8
"""As many as a worker has activities in hand at once; the next are looked up meanwhile."""


class Sweeper:
    """Moves the dates of cases, one after another."""

    def __init__(self, pool: asyncpg.Pool, client: Client, library: Library) -> None:
        self._follower = Follower(pool, client, library)

    @activity.defn(name=LOOK_AT_SWEEP)
    async def look(self, sweep: SweepFrom) -> Sweeping:
        """How far it has come, and which cases are next."""
        key = sweep.model_dump(include={"policy", "day"})
        with tried_again():
            async with self._follower.records() as connection:
                row = await queries.progress(connection, **key)
                waiting = await every(queries.next_moves(connection, **key, after=sweep.after, most=AT_ONCE))
        return Sweeping(**dict(row), next=tuple(move["ref"] for move in waiting))

    @activity.defn(name=MOVE_DATES)
    async def move(self, key: MoveKey) -> str:
        """Move the dates of a case; returns `done`, or the code of the refusal where nothing is left to move.

        Raises:
            ApplicationError: it is not known whether they were moved (retried); no such move was recorded
                (not retried).

        """
        with tried_again():
            async with self._follower.records() as connection:
                row = await queries.get_move(connection, **key.model_dump())
                if row is None:
                    raise no_such(key)
                case = await case_at(connection, key.ref)
            if row["done_at"]:
                return str(row["came_to"])
            names = tuple(moved["deadline"] for moved in row["dates"])
            decision = MoveDates(day=key.day, deadlines=names)
            came_to = await self._follower.bring(case, key.decision_key, decision)
            async with self._follower.records() as connection:
                await queries.move_done(connection, **key.model_dump(), came_to=came_to)
        return came_to
