"""Errands: what follows in one case from an event in another, taken there as a decision, exactly once.

The event and the errand are committed together. The errand is an activity of its own, tried until the other
case has recorded it or refused it (`activities/following.py`).
"""

from __future__ import annotations

import asyncpg
from temporalio import activity
from temporalio.client import Client

from activities.following import Follower, tried_again
from contracts.messages import RUN_ERRAND, ErrandKey, no_such
from records.cases import case_at
from records.sql import queries
from rules.library import Library


class Messenger:
    """Runs errands between cases."""

    def __init__(self, pool: asyncpg.Pool, client: Client, library: Library) -> None:
        self._follower = Follower(pool, client, library)

    @activity.defn(name=RUN_ERRAND)
    async def run(self, key: ErrandKey) -> str:
        """Take an errand's decision where it belongs; returns `done`, or the code of its refusal there.

        Raises:
            ApplicationError: it is not known whether it was taken (retried); no such errand was recorded
                (not retried).

        """
        with tried_again():
            async with self._follower.records() as connection:
                errand = await queries.get_errand(connection, **key.model_dump())
                if errand is None:
                    raise no_such(key)
                case = await case_at(connection, key.to_ref)
            if errand["done_at"]:
                return str(errand["came_to"])
            decision = self._follower.decision(case, errand["decision"], errand["fields"])
            came_to = await self._follower.bring(case, key.decision_key, decision)
            async with self._follower.records() as connection:
                await queries.errand_done(connection, **key.model_dump(), came_to=came_to)
        return came_to
