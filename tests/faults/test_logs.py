"""Logs and starts of processes while PostgreSQL is away: a line as it goes, one as it is back."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from engine.waiting import until
from tests.faults.support import SOON, StruckHouse, Victim
from tests.starter.api.conftest import Served, serving
from tests.starter.api.processes import an_api
from tests.starter.api.test_cases import complaint

ASKED = 40
JSON = {"REDRESS_LOG": "json"}
MARK = "zanzibarquince"
"""A word of somebody's, which no log may hold."""
PERSON = {"name": MARK.title(), "email": f"{MARK}@resident.example"}


class Log:
    """The log of a process, in JSON."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return its lines, each of which is JSON."""
        return [json.loads(line) for line in self.file.read_text(encoding="utf-8").splitlines()]

    def said(self, words: str) -> list[dict[str, Any]]:
        """The lines whose message has some words."""
        return [line for line in self.lines if words in line["message"]]

    async def has(self, words: str) -> None:
        """Wait until it says something."""

        async def is_there() -> bool:
            return bool(self.said(words))

        await until(is_there, within=SOON)


@pytest.fixture
async def served(struck: StruckHouse, tmp_path: Path) -> AsyncIterator[Served]:
    """The issuer and the staff of a house whose processes may be killed."""
    async with serving(struck, tmp_path) as served:
        yield served


@asynccontextmanager
async def a_worker(struck: StruckHouse, folder: Path, queue: str) -> AsyncIterator[Log]:
    """Another worker of the house, as production runs it, on a task queue of its own; its log."""
    log = Log(folder / "worker.log")
    settings = {
        **JSON,
        "REDRESS_DATA": str(struck.settings.data),
        "REDRESS_TASK_QUEUE": queue,
        "REDRESS_READY_FILE": str(folder / "ready"),
    }
    with log.file.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "worker"), env=os.environ | settings, stdout=out, stderr=out
        )
    try:
        yield log
    finally:
        process.terminate()
        await process.wait()


async def answered(caller: httpx.AsyncClient, path: str) -> None:
    """Ask until there is an answer."""

    async def is_answered() -> bool:
        return (await caller.get(path)).status_code == 200

    await until(is_answered, within=SOON)


async def test_an_outage_is_told_twice(struck: StruckHouse, served: Served, tmp_path: Path) -> None:
    """By the API: as it goes, and as it is back, with how often it was asked meanwhile; nothing personal."""
    log = Log(tmp_path / "api.log")
    with log.file.open("wb") as out:
        async with an_api(served, tmp_path, log=out, **JSON) as url:
            headers = {"Authorization": f"Bearer {served.token('amira.khan')}"}
            async with httpx.AsyncClient(base_url=url, headers=headers, timeout=SOON) as amira:
                body = complaint(about=MARK, person=PERSON)
                ref = (await amira.post("/complaints", json=body)).json()["ref"]
                killed = await struck.fate.take_away(Victim.POSTGRES)
                statuses = {
                    (await amira.post("/complaints", json=body | {"about": f"{MARK} {number}"})).status_code
                    for number in range(ASKED)
                }
                await struck.fate.back(Victim.POSTGRES, killed)
                assert statuses == {503}
                await answered(amira, f"/cases/{ref}")
                assert (await amira.get(f"/cases?q={MARK}")).status_code == 200
    [gone] = log.said("the database is away")
    [back] = log.said("the database is back after")
    assert gone["level"] == back["level"] == "WARNING"
    assert int(back["message"].split()[-2]) >= ASKED // 2
    assert len(log.lines) < ASKED
    text = log.file.read_text(encoding="utf-8").casefold()
    for secret in (MARK, "amira"):
        assert secret not in text
    assert not [line for line in log.lines if "error" in line]
    shown = log.said("GET /cases/{ref}: 200")[0]
    assert shown["case"] == ref
    assert shown["request"]


async def test_processes_wait_for_a_database(struck: StruckHouse, served: Served, tmp_path: Path) -> None:
    """An API and a worker that start while it is away say what they wait for, and go to work then."""
    killed = await struck.fate.take_away(Victim.POSTGRES)
    log = Log(tmp_path / "api.log")
    with log.file.open("wb") as out:
        async with a_worker(struck, tmp_path, "waiting") as working:
            api = an_api(served, tmp_path, log=out, **JSON)
            starting = asyncio.ensure_future(api.__aenter__())
            for each in (log, working):
                await each.has("waiting for the database")
            await struck.fate.back(Victim.POSTGRES, killed)
            url = await starting
            try:
                async with httpx.AsyncClient(base_url=url) as nobody:
                    assert (await nobody.get("/health/ready")).status_code == 200
                await working.has("at work on task queue waiting")
            finally:
                await api.__aexit__(None, None, None)
    for each in (log, working):
        assert len(each.said("waiting for the database")) == 1
        assert not [line for line in each.lines if "error" in line]


async def test_a_worker_tells_an_outage_twice(struck: StruckHouse) -> None:
    """However often the engine has it try again meanwhile."""
    case = await struck.opened()
    log = struck.settings.data / "logs" / "worker.log"
    before = len(log.read_text(encoding="utf-8"))

    def said() -> str:
        return log.read_text(encoding="utf-8")[before:]

    killed = await struck.fate.take_away(Victim.POSTGRES)
    deciding = asyncio.create_task(case.on(4))

    async def is_away() -> bool:
        return "the database is away" in said()

    await until(is_away, within=SOON)
    await struck.fate.back(Victim.POSTGRES, killed)
    await deciding
    await case.is_whole()

    async def is_back() -> bool:
        return "the database is back" in said()

    await until(is_back, within=SOON)
    assert said().count("the database is away") == 1
    assert '  File "' not in said(), "no attempt has a path of its own"
