"""What callers hear while the engine or the database is away, or takes its time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from embedded.stack import Stack
from engine.waiting import until
from starter.api.app import create_app
from starter.api.callers import Doors
from tests.house import House
from tests.starter.api.conftest import Served, serving
from tests.starter.api.test_cases import complaint, opened, problem

SHORT = timedelta(seconds=1)
UNTIL_ACCEPTED = timedelta(seconds=7)
"""A worker says that it has accepted a decision after four seconds, where it is not done before."""


def through(doors: Doors, served: Served) -> httpx.AsyncClient:
    """A caseworker who asks an API of other doors, in this process."""
    headers = {"Authorization": f"Bearer {served.token('amira.khan')}"}
    transport = httpx.ASGITransport(create_app(doors), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://api", headers=headers, timeout=30)


@pytest.fixture
async def no_engine() -> Client:
    """A client of a Temporal that is not there."""
    return await Client.connect("127.0.0.1:1", lazy=True, data_converter=pydantic_data_converter)


async def test_the_engine_is_away(served: Served, amira: httpx.AsyncClient, no_engine: Client) -> None:
    """Decisions get 503 and when to ask again; intake is safe; readiness says so; reading goes on."""
    ref = await opened(amira)
    desk = served.house.desk(client=no_engine, patience=SHORT)
    async with through(replace(served.doors, desk=desk, client=no_engine), served) as caller:
        answer = await caller.post(f"/cases/{ref}/decisions/note", json={"text": "Rang back."})
        assert problem(answer) == (503, "engine-away")
        assert int(answer.headers["Retry-After"]) > 0
        assert problem(await caller.get("/health/ready")) == (503, "engine-away")
        assert (await caller.get(f"/cases/{ref}")).status_code == 200
        assert (await caller.post("/complaints", json=complaint())).status_code == 201


async def test_the_database_is_away(served: Served) -> None:
    """Everything gets 503, without a word of where the database is."""
    pool = await asyncpg.create_pool("postgresql://nobody@127.0.0.1:1/nothing", min_size=0)
    desk = type(served.house.desk())(pool, served.house.client, served.house.library, "casework")
    async with through(replace(served.doors, desk=desk, pool=pool), served) as caller:
        for path in ("/cases", "/health/ready", "/policies"):
            answer = await caller.get(path)
            assert problem(answer) == (503, "records-away")
            assert "127.0.0.1" not in answer.text


@pytest.fixture
async def slow(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    """A caseworker whose API waits for the engine no longer than a moment."""
    async with through(
        replace(served.doors, desk=served.house.desk(patience=UNTIL_ACCEPTED)), served
    ) as caller:
        yield caller


async def test_a_decision_takes_longer_than_the_wait(
    served: Served, amira: httpx.AsyncClient, slow: httpx.AsyncClient
) -> None:
    """202 with a place to look, where it is 202 too until it has been recorded."""
    ref = await opened(amira)
    path, key = f"/cases/{ref}/decisions/note", {"Idempotency-Key": "slow"}
    held = await asyncpg.connect(served.house.settings.database_url)
    try:
        await held.execute("BEGIN")
        await held.execute("SELECT 1 FROM casebook.casefile WHERE ref = $1 FOR NO KEY UPDATE", ref)
        answer = await slow.post(path, json={"text": "Rang back."}, headers=key)
        looked = await amira.get(answer.headers["Location"])
        assert (looked.status_code, looked.json()) == (202, answer.json())
    finally:
        await held.close()
    assert answer.status_code == 202, answer.text
    look = answer.headers["Location"]
    assert answer.json() == {"look": look}

    async def is_answered() -> bool:
        return (await amira.get(look)).status_code == 200

    await until(is_answered, within=30)
    assert (await amira.get(look)).json()["events"] == ["noted"]


async def test_a_case_that_no_worker_has_opened(stack: Stack, tmp_path: Path) -> None:
    """A decision right after 201 waits, and is then not known: never refused for a stage that nobody chose.

    Once a worker is there, the same key is taken.
    """
    async with (
        House.staffed(stack) as house,
        serving(house, tmp_path, house.desk(patience=SHORT)) as served,
        served.caller() as amira,
    ):
        taken = await amira.post("/complaints", json=complaint())
        assert taken.status_code == 201
        path, key = f"/cases/{taken.json()['ref']}/decisions/note", {"Idempotency-Key": "early"}

        async def noted() -> httpx.Response:
            return await amira.post(path, json={"text": "Rang back."}, headers=key)

        answer = await noted()
        assert problem(answer) == (503, "engine-away")
        assert int(answer.headers["Retry-After"]) > 0

        async def is_taken() -> bool:
            return (await noted()).status_code == 200

        async with house.working():
            await until(is_taken, within=30)
        assert (await noted()).json()["events"] == ["noted"]


async def test_nothing_was_asked_under_a_key(amira: httpx.AsyncClient) -> None:
    """There is no answer to look at for a key that is not in hand, or was refused."""
    ref = await opened(amira)
    assert problem(await amira.get(f"/cases/{ref}/answers/never")) == (404, "unknown")
    assert problem(await amira.get(f"/cases/{ref}/answers/intake")) == (404, "unknown")
    early = await amira.post(f"/cases/{ref}/decisions/accept", json={}, headers={"Idempotency-Key": "early"})
    assert problem(early) == (409, "out-of-stage")
    assert problem(await amira.get(f"/cases/{ref}/answers/early")) == (404, "unknown")
