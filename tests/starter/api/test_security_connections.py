"""Callers who come in crowds, and never finish what they ask: nobody else waits for them."""

from __future__ import annotations

import asyncio
import os
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from engine.waiting import until
from starter.api import server
from starter.api.app import create_app
from starter.api.limits import Pace
from tests.starter.api.conftest import Served
from tests.starter.api.staffing import hire
from tests.starter.api.test_cases import problem
from tests.starter.api.wire import Wire, head, wire

SILENT, HALF, POOL = 1000, 200, 20
"""Silent connections, those that send half a request, and what a pool of the house may open meanwhile."""
LONG_ENOUGH = server.QUIET_AFTER * 6
HALF_A_HEAD = b"GET /cases HTTP/1.1\r\nHost: api\r\nX-Long: "


def open_files() -> int:
    """How many descriptors this process holds: both ends of each connection here."""
    return len(list(Path(f"/proc/{os.getpid()}/fd").iterdir()))


async def crowd(served: Served, stack: AsyncExitStack) -> list[Wire]:
    """Connections that send nothing, and some that send half a request."""
    callers = [await stack.enter_async_context(wire(served)) for _ in range(SILENT + HALF)]
    await asyncio.gather(*(caller.send(HALF_A_HEAD) for caller in callers[:HALF]))
    return callers


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files as Linux lists them")
async def test_a_crowd_that_says_nothing(served: Served, amira: httpx.AsyncClient) -> None:
    """Others are answered meanwhile; the API ends each of its connections, and holds nothing of them."""
    assert (await amira.get("/cases")).status_code == 200
    before = open_files()
    async with AsyncExitStack() as stack:
        callers = await crowd(served, stack)
        assert (await amira.get("/cases")).status_code == 200
        async with asyncio.timeout(LONG_ENOUGH):
            await asyncio.gather(*(caller.ended() for caller in callers))

    async def all_closed() -> bool:
        return open_files() <= before + POOL

    await until(all_closed, within=30)
    assert (await amira.get("/cases")).status_code == 200


@pytest.mark.parametrize(
    ("owed", "begins"),
    [
        pytest.param("head", HALF_A_HEAD, id="a head"),
        pytest.param("head", head("GET", "/health/live") + HALF_A_HEAD, id="a second head"),
        pytest.param("body", head("POST", "/complaints", Content_Length=1_000_000) + b"{", id="a body"),
        pytest.param("rest", head("POST", "/complaints", Content_Length=60_000) + b"{", id="a refused body"),
    ],
)
async def test_a_byte_now_and_then_buys_no_time(
    served: Served, monkeypatch: pytest.MonkeyPatch, owed: server.Owed, begins: bytes
) -> None:
    """What is owed must be there in time as a whole: dripping on keeps no connection open."""
    monkeypatch.setitem(server._WITHIN, owed, 0.5)  # so that the test need not wait as long as production
    known = f"Authorization: Bearer {served.token('amira.khan')}\r\n\r\n".encode()
    async with wire(served) as caller:
        await caller.send(begins.replace(b"\r\n\r\n", b"\r\n" + known, 1) if owed == "body" else begins)
        ending = asyncio.create_task(caller.ended())

        async def dripped_in_vain() -> bool:
            await caller.push(b" ", 1)
            return ending.done()

        await until(dripped_in_vain, within=30)


async def test_a_patient_caller_is_answered(served: Served) -> None:
    """A request that comes in pieces is one that comes; and the connection serves for the next."""
    async with wire(served) as caller:
        for _ in range(2):
            for piece in head("GET", "/health/live").splitlines(keepends=True):
                await caller.send(piece)
            assert (await caller.answer()).status_code == 200


async def test_who_asks_too_often_waits_alone(served: Served) -> None:
    """429 with when to ask again, for them alone; they are known by their token, not by their address."""
    await hire(served.house, {"matrix.hasty": "caseworker"})
    app = create_app(replace(served.doors, pace=Pace(3)))

    def caller(staff: str) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {served.token(staff)}"}
        return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api", headers=headers)

    async with caller("matrix.hasty") as hasty, caller("amira.khan") as amira:
        statuses = [(await hasty.get("/policies")).status_code for _ in range(3)]
        assert statuses == [200] * 3
        for path in ("/policies", "/cases", "/cases/PH-2019-000001"):
            answer = await hasty.get(path)
            assert problem(answer) == (429, "too-many-requests")
            assert int(answer.headers["Retry-After"]) > 0
        assert (await amira.get("/cases")).status_code == 200
        assert (await hasty.get("/health/live")).status_code == 200
