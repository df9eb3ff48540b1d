"""Changes of a house's calendar, each in weeks in which no other test has a case."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from contracts.messages import ChangeKey
from contracts.starting import sweep
from records.calendar import Closure, Confirmation, Look, confirm, look
from records.sql import every, queries
from tests.house import House

SEASONS = ((6, 1), (7, 8), (9, 1), (10, 8))
"""Months and days after which England has five weeks without a bank holiday."""


class Changes:
    """Changes of a house's calendar, in a year that no other test plays in; each test has days of its own."""

    def __init__(self, house: House, policy: str = "poplar-harca") -> None:
        self.house, self.policy = house, house.library.current(policy)

    async def monday(self) -> datetime:
        """A Monday morning with five weeks after it in which no other case is open, and no bank holiday."""
        async with self.house.pool.acquire() as connection:
            given = await queries.next_number(connection, prefix="MONDAYS", year=0) - 1
        begins = date(datetime.now(UTC).year + 2 + given // len(SEASONS), *SEASONS[given % len(SEASONS)])
        day = begins + timedelta(days=-begins.weekday() % 7)
        return datetime.combine(day, time(9, 30), self.policy.zone)

    async def look(self, day: date, now: datetime) -> Look:
        """Return the dates that a closure would move."""
        async with self.house.pool.acquire() as connection:
            return await look(connection, self.house.library, self.policy, day, now)

    async def confirm(
        self, seen: Look, now: datetime, *, reason: str = "The heating has failed", key: str = ""
    ) -> bool:
        """Confirm what was listed; the sweep is left to whoever starts it."""
        confirmed = Confirmation(seen.digest, "sara.quill", key or f"sara.quill/{seen.day}", now)
        async with self.house.pool.acquire() as connection:
            closure = Closure(day=seen.day, reason=reason)
            return await confirm(connection, self.house.library, self.policy, closure, confirmed)

    async def swept(self, day: date) -> Any:
        """Have the cases moved, and wait for the end: how far it came."""
        key = ChangeKey(policy=self.policy.id, day=day)
        await sweep(self.house.client, key, self.house.task_queue)
        return await self.house.client.get_workflow_handle(key.id).result()

    async def close(self, day: date, now: datetime) -> Look:
        """Close a day, and have what it touches moved."""
        seen = await self.look(day, now)
        await self.confirm(seen, now)
        await self.swept(day)
        return seen

    async def came_to(self, day: date) -> dict[str, str]:
        """Return the result of each case."""
        async with self.house.pool.acquire() as connection:
            rows = await every(queries.moves(connection, policy=self.policy.id, day=day))
        return {row["ref"]: row["came_to"] for row in rows}
