"""Answers to callers of the API as processes die under what they asked: not known, and then what is so."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from engine.waiting import until
from records.cases import words_of
from starter.service.desk import Desk
from tests.faults.support import SOON, Held, StruckCase, StruckHouse, Victim
from tests.starter.api.conftest import Served, serving

CALLERS, EACH, STRIKES = 8, 12, 6
NOT_KNOWN = {202, 503}
PATIENCE = timedelta(seconds=5)


@pytest.fixture
async def served(struck: StruckHouse, tmp_path: Path) -> AsyncIterator[Served]:
    """The API of a house whose processes may be killed; it asks once, and says what it heard."""
    desk = Desk(struck.pool, struck.client, struck.library, struck.task_queue, patience=PATIENCE)
    async with serving(struck, tmp_path, desk) as served:
        yield served


async def sent(caller: httpx.AsyncClient, case: StruckCase, key: str) -> httpx.Response:
    """Send a note under a key, once."""
    path, headers = f"/cases/{case.ref}/decisions/note", {"Idempotency-Key": key}
    return await caller.post(path, json={"text": key}, headers=headers)


async def told(caller: httpx.AsyncClient, case: StruckCase, key: str, seen: Counter[int]) -> int:
    """Send a note until it is known what came of it; returns the number of its event."""
    async with asyncio.timeout(2 * SOON):
        while True:
            answer = await sent(caller, case, key)
            seen[answer.status_code] += 1
            if answer.status_code not in NOT_KNOWN:
                assert answer.status_code == 200, answer.text
                seq: int = answer.json()["seq"]
                return seq
            await asyncio.sleep(0.2)


async def each_is_recorded_once(case: StruckCase, seqs: dict[str, int]) -> None:
    """Each note is an event of its own, the one of which its caller was told."""
    assert sorted(seqs.values()) == [event.seq for event in await case.events("noted")]
    async with case.house.pool.acquire() as connection:
        for key in seqs:
            assert await words_of(connection, case.ref, key) == {"text": key}
    await case.is_whole()


async def test_temporal_dies_with_decisions_in_hand(struck: StruckHouse, served: Served) -> None:
    """Nobody hears of a fault, nor of nothing changed; the same key finds out, and each is taken once."""
    case = await struck.opened()
    await case.on(1)
    keys = [f"in-hand-{number}" for number in range(4)]
    async with served.caller() as amira:
        async with Held(case).recording():
            asking = [asyncio.create_task(sent(amira, case, key)) for key in keys]
            await Held(case).has_one()
            killed = struck.fate.kill(Victim.TEMPORAL)
            answers = await asyncio.gather(*asking)
        assert {answer.status_code for answer in answers} <= NOT_KNOWN, [answer.text for answer in answers]
        await struck.fate.back(Victim.TEMPORAL, killed)
        seqs = {key: await told(amira, case, key, Counter()) for key in keys}
    await each_is_recorded_once(case, seqs)


@pytest.mark.long
async def test_callers_who_go_on_while_everything_dies(struck: StruckHouse, served: Served) -> None:
    """On one case, through six kills of each process in turn: no answer is a fault, and every 200 is true."""
    case, seen, seqs = await struck.opened(), Counter[int](), dict[str, int]()
    await case.on(1)

    async def go_on(caller: int) -> None:
        async with served.caller() as amira:
            for number in range(EACH):
                key = f"caller-{caller}-{number}"
                seqs[key] = await told(amira, case, key, seen)

    async def strike() -> None:
        for number in range(STRIKES):

            async def further() -> bool:
                return len(seqs) >= (number + 0.5) * CALLERS * EACH / STRIKES  # noqa: B023 - awaited here

            await until(further, within=2 * SOON)
            await struck.fate.strike(list(Victim)[number % len(Victim)])

    async with asyncio.TaskGroup() as lives:
        for caller in range(CALLERS):
            lives.create_task(go_on(caller))
        lives.create_task(strike())
    assert seen[200] == CALLERS * EACH
    await each_is_recorded_once(case, seqs)
