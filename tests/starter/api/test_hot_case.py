"""A hundred at one case at once: every answer says what is so, and each is recorded once in the end."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx

from engine.waiting import until
from records.cases import case_at, words_of
from starter.api.client import ApiClient
from starter.service.turns import Turns
from tests.house import PlayedCase
from tests.starter.api.conftest import Served
from tests.starter.api.processes import an_api
from tests.starter.api.test_away import through
from tests.starter.api.test_cases import opened
from tests.starter.cli.command import LONGEST

NOTES, PROCESSES = 100, 2
TOO_MANY = 40
"""In flight: far more than Temporal's ten."""


async def told(caller: httpx.AsyncClient, ref: str, number: int, seen: Counter[int]) -> int:
    """Send a note under a key of its own until it is answered; returns the number of its event."""
    while True:
        answer = await caller.post(
            f"/cases/{ref}/decisions/note",
            json={"text": f"Note {number}."},
            headers={"Idempotency-Key": f"note-{number}"},
        )
        seen[answer.status_code] += 1
        if answer.status_code == 200:
            seq: int = answer.json()["seq"]
            return seq
        assert answer.status_code in (202, 503), answer.text
        assert int(answer.headers["Retry-After"]) > 0
        await asyncio.sleep(float(answer.headers["Retry-After"]))


async def each_is_recorded_once(served: Served, ref: str, seqs: list[int]) -> None:
    """Every note is an event of its own, with its words, and its caller was told of that event."""
    async with served.house.pool.acquire() as connection:
        case = PlayedCase.of(served.house, await case_at(connection, ref))
    events = await case.events("noted")
    assert sorted(seqs) == [event.seq for event in events]
    assert len(set(seqs)) == len(seqs)
    async with served.house.pool.acquire() as connection:
        said = [(await words_of(connection, ref, f"note-{number}"))["text"] for number in range(len(seqs))]
    assert said == [f"Note {number}." for number in range(len(seqs))]
    await case.is_whole()
    await until(case.in_step, within=30)


@asynccontextmanager
async def held_up(served: Served, ref: str) -> AsyncIterator[None]:
    """Nothing is recorded of a case until the block ends: what is asked of it stays in flight."""
    held = await asyncpg.connect(served.house.settings.database_url)
    try:
        await held.execute("BEGIN")
        await held.execute("SELECT 1 FROM casebook.casefile WHERE ref = $1 FOR NO KEY UPDATE", ref)
        yield
    finally:
        held.terminate()


async def test_a_hundred_notes_at_once(served: Served, amira: httpx.AsyncClient) -> None:
    """Through one API they wait for their turns: all are taken, and nobody has to ask again."""
    ref, seen = await opened(amira), Counter[int]()
    patient = served.house.desk(patience=timedelta(seconds=LONGEST))
    async with through(replace(served.doors, desk=patient), served) as caller:
        seqs = await asyncio.gather(*(told(caller, ref, number, seen) for number in range(NOTES)))
    await each_is_recorded_once(served, ref, seqs)
    assert seen == {200: NOTES}


async def test_more_than_the_engine_takes(served: Served, amira: httpx.AsyncClient) -> None:
    """Too much for the engine itself is 503 and never 500; the same key mends it."""
    ref, seen = await opened(amira), Counter[int]()
    patience = timedelta(seconds=2)
    desks = [served.house.desk(turns=Turns(TOO_MANY), patience=patience) for _ in range(2)]
    async with AsyncExitStack() as open_:
        callers = [
            await open_.enter_async_context(through(replace(served.doors, desk=desk), served))
            for desk in desks
        ]
        async with held_up(served, ref):
            telling = [
                asyncio.create_task(told(callers[number % 2], ref, number, seen))
                for number in range(TOO_MANY)
            ]

            async def some_are_put_off() -> bool:
                return seen[503] > 0

            await until(some_are_put_off, within=30)
        seqs = await asyncio.gather(*telling)
    await each_is_recorded_once(served, ref, seqs)


async def test_several_processes_and_the_client(
    served: Served, amira: httpx.AsyncClient, tmp_path: Path
) -> None:
    """Each has its own turns; the client asks again by itself, and each of its calls has the one answer."""
    ref = await opened(amira)
    async with AsyncExitStack() as open_:
        urls = [await open_.enter_async_context(an_api(served, tmp_path)) for _ in range(PROCESSES)]
        clients = [
            await open_.enter_async_context(ApiClient(url, served.token("amira.khan"))) for url in urls
        ]
        answers = await asyncio.gather(
            *(
                clients[number % PROCESSES].decide(
                    ref, "note", {"text": f"Note {number}."}, key=f"note-{number}"
                )
                for number in range(NOTES)
            )
        )
    await each_is_recorded_once(served, ref, [answer.seq for answer in answers])
