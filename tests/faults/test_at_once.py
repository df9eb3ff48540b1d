"""Many cases at once while things die: every caller gets an answer, and no case has a scar."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from engine.waiting import until
from tests.faults.support import SOON, Held, StruckCase, StruckHouse, Victim, patiently
from tests.house import complaint

CASES, KILLS, EVENTS = 20, 6, 5  # five events to a case: opened, contacted, responded, accepted, closed


async def live(case: StruckCase) -> None:
    """A whole life, with a caller who asks again whenever there is no answer."""
    await case.open(complaint(case.day(0)), by="amira.khan")
    await case.contacted()
    await case.answered(outcome="not-upheld", remedies=[])
    await case.decide("accept")
    await case.finished()


@pytest.mark.long
async def test_the_worker_killed_again_and_again(struck: StruckHouse) -> None:
    """Twenty lives go on while the worker is killed six times, each time in the middle of them."""
    now = datetime.now(UTC).astimezone(struck.policy.zone)
    cases = [struck.case(begins=now) for _ in range(CASES)]

    async def events() -> int:
        async with struck.pool.acquire() as connection:
            count: int = await connection.fetchval(
                "SELECT count(*) FROM casebook.event WHERE ref = ANY($1::text[])",
                [case.ref for case in cases],
            )
            return count

    async def kill_again_and_again() -> None:
        for number in range(KILLS):

            async def further() -> bool:
                return await events() >= (number + 0.5) * CASES * EVENTS / KILLS  # noqa: B023 - awaited here

            await until(further, within=SOON)
            await struck.fate.strike(Victim.WORKER)

    async with asyncio.TaskGroup() as lives:
        for case in cases:
            lives.create_task(live(case))
        lives.create_task(kill_again_and_again())
    for case in cases:
        due = {
            deadline.name: deadline.due_day for event in await case.events() for deadline in event.deadlines
        }
        assert due.keys() == {"contact", "response", "acceptance"}
        await case.is_sound("opened", "contacted", "responded", "accepted", "closed", due=due)


async def test_everything_killed_at_once(struck: StruckHouse) -> None:
    """Worker, Temporal and PostgreSQL die together with decisions in flight; all of them are answered."""
    cases = [await struck.opened() for _ in range(3)]
    for case in cases:
        await case.on(1)
    async with Held(cases[0]).recording():
        deciding = [asyncio.create_task(case.contacted()) for case in cases]
        await Held(cases[0]).has_one()
        for victim in Victim:
            struck.fate.kill(victim)
    await struck.stack.restart_postgres()
    await struck.stack.restart_temporal()
    await struck.stack.restart_worker()
    assert [answer.events for answer in await asyncio.gather(*deciding)] == [("contacted",)] * 3
    for case in cases:
        await case.on(15)
        assert await case.breaches() == [("response", case.day(14).isoformat())]
        await case.is_sound(
            *("opened", "contacted", "staff-reminded", "breached"),
            due={"contact": case.day(2), "response": case.day(14)},
        )
        assert (await patiently(case.case)).owner == "amira.khan"
