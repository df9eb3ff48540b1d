"""Warnings and appeals on the real engine: proposed, approved, appealed, and what they become."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from records.sql import every, queries
from starter.cli.rehearsal import until
from tests.house import House, PlayedCase, complaint
from tests.rules.warnings import proposal

WARNED: dict[str, Any] = {"name": "Marek Dunmore", "email": "marek.dunmore@resident.example"}


def warning(**changed: Any) -> dict[str, Any]:
    """The fields of a warning as it is proposed; any of them can be replaced, or left out by None."""
    fields = proposal(person=WARNED, **changed).model_dump(mode="json", exclude_unset=True)
    unique = complaint(date(2026, 6, 1))
    return fields | {"matter": "warning", "source": "tests", "source_id": unique["source_id"]}


async def proposed(house: House, begins: datetime, **changed: Any) -> PlayedCase:
    """A warning that Amira proposed and nobody has decided yet."""
    played = PlayedCase(house, begins)
    await played.open(warning(**changed), by="amira.khan")
    return played


async def in_force(house: House, begins: datetime, **changed: Any) -> PlayedCase:
    """A warning that Amira proposed and Ruth approved, at once."""
    played = await proposed(house, begins, **changed)
    await played.decide("approve-warning", by="ruth.lewin")
    return played


async def appeal_against(warned: PlayedCase, begins: datetime) -> PlayedCase:
    """A complaint about a warning that came in at a moment, and of which the warning has heard."""
    played = await warned.house.open(begins=begins, person=WARNED, appeals=warned.ref)
    await errands_done(played)
    await errands_done(warned)
    return played


async def errands_done(case: PlayedCase) -> list[str]:
    """What became of the errands from and to a case, once all are done."""

    async def done() -> bool:
        return all(row["done_at"] for row in await _errands(case))

    await until(done)
    return [f"{row['decision']} {row['came_to']}" for row in await _errands(case)]


async def _errands(case: PlayedCase) -> list[Any]:
    async with case.house.pool.acquire() as connection:
        return await every(queries.errands_of(connection, ref=case.ref))
