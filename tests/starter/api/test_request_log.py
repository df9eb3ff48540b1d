"""The log of requests: each has an id and a line, which name its case and nobody."""

from __future__ import annotations

import logging
import uuid
from typing import Any

import asyncpg
import httpx
import pytest

from engine.logs import Context
from starter.api import request_log
from tests.starter.api.conftest import Served
from tests.starter.api.test_cases import complaint, opened, problem

GIVEN = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The lines of requests, with what each is about."""
    caplog.set_level(logging.INFO, request_log.logger.name)
    caplog.handler.addFilter(Context(lambda _: False))
    return caplog


def lines(log: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Return the lines of requests."""
    return [vars(record) for record in log.records if record.name == request_log.logger.name]


async def test_every_request_has_an_id(amira: httpx.AsyncClient, log: pytest.LogCaptureFixture) -> None:
    """Its own, or the one that it came with, in the answer and in the log; with case, status and time."""
    ref = await opened(amira)
    log.clear()
    answers = [
        await amira.get(f"/cases/{ref}"),
        await amira.post(f"/cases/{ref}/decisions/note", json={}, headers={"X-Request-Id": GIVEN}),
    ]
    shown, refused = lines(log)
    assert [line["request"] for line in (shown, refused)] == [
        answer.headers["X-Request-Id"] for answer in answers
    ]
    uuid.UUID(shown["request"])
    assert refused["request"] == GIVEN
    assert shown["case"] == refused["case"] == ref
    assert (shown["status"], refused["status"]) == (200, 422)
    assert shown["message"].startswith("GET /cases/{ref}: 200 in ")
    assert refused["message"].startswith("POST /cases/{ref}/decisions/note: 422 in ")


@pytest.mark.parametrize("given", ["nadia.farrow", "x" * 100, "", "a b", "NADIA", "dead\u00e9beef"])
async def test_an_id_that_could_name_somebody(amira: httpx.AsyncClient, given: str) -> None:
    """It is not taken; the request has one of ours."""
    answer = await amira.get("/policies", headers=[(b"X-Request-Id", given.encode())])
    uuid.UUID(answer.headers["X-Request-Id"])


async def test_nobody_is_named(
    served: Served, amira: httpx.AsyncClient, log: pytest.LogCaptureFixture
) -> None:
    """Not who is searched for, who asks, whose entry it is, or what a path that leads nowhere says."""
    for path in (
        "/cases?q=Nadia+Farrow",
        "/staff/amira.khan",
        "/nadia-farrow",
        "/cases/Nadia/decisions/farrow",
    ):
        await amira.get(path)
    await amira.request("FARROW", "/cases")
    await amira.post("/complaints", json=complaint())
    async with httpx.AsyncClient(base_url=served.url) as nobody:
        await nobody.get("/cases", headers={"Authorization": "Bearer nadia-farrow"})
    told = " ".join(record.getMessage() for record in log.records).casefold()
    assert len(lines(log)) == 7
    assert told.count("no route") == 3  # the path that leads nowhere, the method that is none, the stranger
    for name in ("nadia", "farrow", "amira", "khan"):
        assert name not in told


async def test_an_error_is_logged_once_and_without_its_words(
    amira: httpx.AsyncClient, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the request that met it; the server, which would quote it, does not hear of it."""

    async def fails(*_: Any, **__: Any) -> None:
        raise asyncpg.DataError("invalid input: Nadia Farrow")

    monkeypatch.setattr("starter.api.cases.shown", fails)
    ref = (await amira.post("/complaints", json=complaint())).json()["ref"]
    log.clear()
    answer = await amira.get(f"/cases/{ref}")
    assert problem(answer) == (500, "failed")
    [error] = [record for record in log.records if record.levelno >= logging.ERROR]
    assert error.getMessage() == "a request failed: DataError"
    assert vars(error)["request"] == answer.headers["X-Request-Id"]
    assert vars(error)["case"] == ref
    assert [line["status"] for line in lines(log)] == [500]


async def test_an_outage_has_no_line_for_each_request(
    amira: httpx.AsyncClient, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log says once that the database is away; each request is answered with 503."""

    async def fails(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("starter.api.callers.staff_member", fails)
    for ask in (amira.get("/cases"), amira.post("/complaints", json=complaint())):
        assert problem(await ask) == (503, "records-away")
    assert not log.records
