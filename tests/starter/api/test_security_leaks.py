"""What an answer must not tell: of faults, of the machine, of people; and what it must say to caches."""

from __future__ import annotations

import logging
from typing import Any

import asyncpg
import httpx
import pytest

from starter.api.limits import LISTING
from tests.starter.api.conftest import Served
from tests.starter.api.routes import routes
from tests.starter.api.test_cases import complaint, opened, problem

SECRET = "SELECT name FROM people.person WHERE name = 'Nadia Farrow'; /etc/redress/database.toml"


class Astray(Exception):
    """Something that nobody has thought of."""


FAULTS = [
    Astray(SECRET),
    KeyError(SECRET),
    asyncpg.UndefinedTableError(SECRET),
    asyncpg.UniqueViolationError(SECRET),
    ValueError(SECRET),
    AssertionError(SECRET),
    RecursionError(SECRET),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
@pytest.mark.parametrize(
    ("where", "method", "path"),
    [
        pytest.param("starter.api.cases.shown", "GET", "/cases/{ref}", id="in a route"),
        pytest.param("starter.api.callers.staff_member", "GET", "/cases", id="before a route"),
        pytest.param("starter.service.desk.take_in", "POST", "/complaints", id="at the desk"),
    ],
)
async def test_a_fault_is_ours_alone(
    amira: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Exception,
    where: str,
    method: str,
    path: str,
) -> None:
    """The caller hears that there was one; what it was stands in the log."""
    ref = await opened(amira)

    async def fails(*_: Any, **__: Any) -> None:
        raise fault

    monkeypatch.setattr(where, fails)
    with caplog.at_level(logging.ERROR):
        answer = await amira.request(method, path.replace("{ref}", ref), json=complaint())
    assert problem(answer) == (500, "failed")
    assert ("not known: ask again under the same key" in answer.text) == (method != "GET")
    told = answer.text + str(answer.headers)
    for secret in (SECRET[:20], SECRET[-20:], type(fault).__name__, "Nadia", "Traceback", ".py", "asyncpg"):
        assert secret not in told
    assert type(fault).__name__ in caplog.text


async def test_what_every_answer_says(served: Served, amira: httpx.AsyncClient) -> None:
    """To caches: keep nothing. To browsers: it is what it says. Of the server: nothing."""
    ref = await opened(amira)
    async with httpx.AsyncClient(base_url=served.url) as nobody:
        answers = [await route.asked(who, ref) for route in routes(served.doors) for who in (nobody, amira)]
        answers += [await nobody.get(path) for path in ("/docs", "/openapi.json", "/no-such-thing")]
        answers.append(await amira.request("BREW", "/cases"))
        answers.append(await amira.post("/complaints", content=bytes(LISTING.most + 1)))
    assert {200, 401, 404, 405, 413, 422} <= {answer.status_code for answer in answers}
    for answer in answers:
        assert answer.headers.get_list("Cache-Control") == ["no-store"], answer.url
        assert answer.headers.get_list("X-Content-Type-Options") == ["nosniff"]
        assert {"server", "x-powered-by"}.isdisjoint(answer.headers)


async def test_a_fault_too_is_kept_by_no_cache(
    amira: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what is answered where nothing else was able to."""

    def fails(*_: Any) -> None:
        raise Astray(SECRET)

    monkeypatch.setattr("starter.api.problems.Problem", fails)  # so that even the problem is none
    answer = await amira.get("/cases/PH-2019-000001")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")
    assert answer.headers.get_list("Cache-Control") == ["no-store"]
