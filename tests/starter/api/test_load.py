"""Mixed callers at once, a fifth of them hostile: each answer is held against what was recorded.

It can be run by hand: `.venv/bin/pytest -m long tests/starter/api/test_load.py`.
"""

from __future__ import annotations

import asyncio
import random
import uuid
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from engine.waiting import until
from records.cases import broken_chain
from records.database import Connection
from records.sql import queries
from starter.api.limits import PLAIN
from tests.starter.api.conftest import Served
from tests.starter.api.hostility import Hostile
from tests.starter.api.processes import an_api
from tests.starter.api.test_cases import complaint

PROCESSES, ORDINARY = 2, 16
CASES, HOT_NOTES, CROWDS = 4, 40, 4
"""Cases that each ordinary caller lives through; notes that crowd one case at once, and how often they do."""
NOT_KNOWN = {202, 503}
REMEDY = {"what": "The lift mended", "owner": "tom.okafor"}
RESPONSE = {"outcome": "upheld", "can_do": "-", "cannot_do": "-", "reasons": "-"}


@dataclass
class Heard:
    """Answers that callers were given, by the case and the key that they asked under."""

    statuses: Counter[int] = field(default_factory=Counter)
    answers: dict[tuple[str, str], list[tuple[int, Any]]] = field(default_factory=dict)

    def hear(self, ref: str, key: str, answer: httpx.Response) -> None:
        """Remember an answer; nothing but 503 is an answer of a server that cannot."""
        self.statuses[answer.status_code] += 1
        assert answer.status_code < 500 or answer.status_code == 503, answer.text
        if answer.status_code in NOT_KNOWN | {429}:
            assert int(answer.headers["Retry-After"]) > 0
        self.answers.setdefault((ref, key), []).append((answer.status_code, answer.json()))


class Caller:
    """Somebody who asks until they know, under a key of their own for each thing they ask."""

    def __init__(self, http: httpx.AsyncClient, heard: Heard, chance: random.Random) -> None:
        self.http, self.heard, self.chance = http, heard, chance

    async def opened(self) -> str:
        """Take a complaint in, sometimes twice."""
        body = complaint(source="load", source_id=str(uuid.uuid4()))
        refs = {
            (await self.http.post("/complaints", json=body)).json()["ref"]
            for _ in range(self.chance.choice((1, 2)))
        }
        [ref] = refs
        return str(ref)

    async def decide(self, ref: str, name: str, fields: dict[str, Any], key: str | None = None) -> int:
        """Take a decision, asking again while it is not known; returns the status that it came to."""
        key = key or str(uuid.uuid4())
        while True:
            answer = await self.http.post(
                f"/cases/{ref}/decisions/{name}", json=fields, headers={"Idempotency-Key": key}
            )
            self.heard.hear(ref, key, answer)
            if answer.status_code not in NOT_KNOWN:
                return answer.status_code
            await asyncio.sleep(float(answer.headers["Retry-After"]) * self.chance.random())

    async def live(self) -> None:
        """Take a complaint through its whole life, with a decision that is refused, and looks in between."""
        ref = await self.opened()
        assert await self.decide(ref, "contact", {"remedy_wanted": "A working lift."}) == 200
        assert await self.decide(ref, "contact", {"remedy_wanted": "Another."}) == 409
        key = str(uuid.uuid4())
        same = [self.decide(ref, "note", {"text": "Rang back."}, key) for _ in range(3)]
        assert set(await asyncio.gather(*same)) == {200}
        assert (await self.http.get(f"/cases/{ref}")).status_code == 200
        by = (datetime.now(UTC).date() + timedelta(days=10)).isoformat()
        assert await self.decide(ref, "respond", RESPONSE | {"remedies": [REMEDY | {"by": by}]}) == 200
        assert await self.decide(ref, "accept", {}) == 200
        assert await self.decide(ref, "accept", {}) == 409
        assert (await self.http.get("/cases", params={"q": ref})).status_code == 200

    async def crowd(self, ref: str) -> None:
        """Send notes to one case, all at once, each twice under its key."""
        keys = [str(uuid.uuid4()) for _ in range(HOT_NOTES)]
        notes = [self.decide(ref, "note", {"text": key}, key) for key in keys * 2]
        assert set(await asyncio.gather(*notes)) == {200}


async def require_true(connection: Connection, heard: Heard) -> None:
    """Hold answers to the record: each 200 is what is recorded, and nothing that was refused is."""
    for (ref, key), answers in heard.answers.items():
        row = await queries.get_decision(connection, ref=ref, key=key)
        taken = [body for status, body in answers if status == 200]
        refused = [body for status, body in answers if status not in NOT_KNOWN | {200}]
        assert bool(taken) != bool(refused), (ref, key, answers)
        if refused:
            assert row is None, (ref, key, refused)
        for body in taken:
            assert body == row["answer"], (ref, key)


@pytest.mark.long
async def test_mixed_callers(served: Served, tmp_path: Path) -> None:
    """Through two processes: no answer is a fault, and each is true; the hostile fifth stops nobody.

    It crowds one case, sends large bodies, slow ones, and tokens that are not believed.
    """
    chance, heard = random.Random(17), Heard()  # noqa: S311 - no secret
    async with AsyncExitStack() as open_:
        urls = [await open_.enter_async_context(an_api(served, tmp_path)) for _ in range(PROCESSES)]
        headers = {"Authorization": f"Bearer {served.token('amira.khan')}"}
        callers = [
            Caller(
                await open_.enter_async_context(
                    httpx.AsyncClient(base_url=urls[number % PROCESSES], headers=headers, timeout=60)
                ),
                heard,
                chance,
            )
            for number in range(ORDINARY + 1)
        ]
        hot = await callers[0].opened()
        hostile, stop = Hostile(urls[0], served.token("tom.okafor"), hot), asyncio.Event()

        async def lives(caller: Caller) -> None:
            for _ in range(CASES):
                await caller.live()

        async def crowds(caller: Caller) -> None:
            for _ in range(CROWDS):
                await caller.crowd(hot)

        async with asyncio.TaskGroup() as interfering:
            for way in (hostile.swell, hostile.drip, hostile.pretend):
                interfering.create_task(hostile.go_on(way, stop))
            async with asyncio.TaskGroup() as asking:
                for caller in callers[:ORDINARY]:
                    asking.create_task(lives(caller))
                asking.create_task(crowds(callers[ORDINARY]))

            async def were_slow() -> bool:
                return hostile.heard[408] > 0

            await until(were_slow, within=2 * PLAIN.within)
            stop.set()
    assert {401, 403, 408, 413, 422} <= set(hostile.heard), hostile.heard
    assert heard.statuses[200] == ORDINARY * CASES * 6 + CROWDS * HOT_NOTES * 2
    async with served.house.pool.acquire() as connection:
        await require_true(connection, heard)
        for ref in {ref for ref, _ in heard.answers}:
            assert await broken_chain(connection, ref) is None
