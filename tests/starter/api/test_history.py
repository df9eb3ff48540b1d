"""A long case over HTTP comes in parts: its latest events at once, what came before as it is asked for."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
from rich.console import Console

from starter.api.client import ApiClient
from starter.cli.printing import print_case
from starter.service.history import LATEST, MOST
from tests.starter.api.conftest import Served
from tests.starter.api.test_cases import opened, problem

NOTES = LATEST + 20


@pytest.fixture(scope="module")
async def long_case(served: Served) -> str:
    """A complaint with more notes than one answer has."""
    async with served.caller() as amira:
        ref = await opened(amira)
        for number in range(NOTES):
            note = {"text": f"Note {number}."}
            assert (await amira.post(f"/cases/{ref}/decisions/note", json=note)).status_code == 200
    return ref


async def test_the_latest_and_what_came_before(amira: httpx.AsyncClient, long_case: str) -> None:
    """Every event is in one part; the case says before which number the part comes that it leaves out."""
    latest = (await amira.get(f"/cases/{long_case}")).json()
    assert len(latest["history"]) == LATEST
    assert latest["notices"] == []
    assert latest["earlier"] == NOTES + 2 - LATEST
    parts: list[dict[str, Any]] = [latest]
    while before := parts[-1]["earlier"]:
        asked = {"before": before, "limit": 7}
        parts.append((await amira.get(f"/cases/{long_case}/history", params=asked)).json())
    told = [event for part in parts[::-1] for event in part["history"]]
    assert [event["event"]["seq"] for event in told] == list(range(1, NOTES + 2))
    assert [event["words"] for event in told[1:]] == [{"text": f"Note {number}."} for number in range(NOTES)]
    assert [notice["kind"] for notice in parts[-1]["notices"]] == ["acknowledgement", "received"]
    assert {part["broken_chain"] for part in parts} == {None}
    whole = (await amira.get(f"/cases/{long_case}/history", params={"limit": MOST})).json()
    assert whole["history"] == told
    assert whole["earlier"] is None


@pytest.mark.parametrize(
    "asked", [{"before": 0}, {"before": "x"}, {"before": 2**31}, {"limit": 0}, {"limit": MOST + 1}]
)
async def test_a_part_that_cannot_be(amira: httpx.AsyncClient, long_case: str, asked: dict[str, Any]) -> None:
    """Is refused with the field at fault; a number that no event has yet is that of the latest part."""
    answer = await amira.get(f"/cases/{long_case}/history", params=asked)
    assert problem(answer) == (422, "invalid")
    [name] = asked
    assert [error["where"] for error in answer.json()["errors"]] == [f"query.{name}"]
    beyond = (await amira.get(f"/cases/{long_case}/history", params={"before": 2**31 - 1})).json()
    assert beyond == (await amira.get(f"/cases/{long_case}/history")).json()


async def test_the_client_goes_back_to_the_beginning(served: Served, long_case: str) -> None:
    """It says at first that there is more; part by part it becomes the whole case."""
    async with ApiClient(served.url, served.token("amira.khan")) as client:
        found = await client.show(long_case)
        assert printed(served, found).count("redress show") == 1
        async for part in client.history(long_case, found.earlier):
            found = found.with_earlier(part)
    assert [entry.event.seq for entry in found.history] == list(range(1, NOTES + 2))
    assert (found.earlier, found.broken_chain) == (None, None)
    assert "redress show" not in printed(served, found)


def printed(served: Served, found: Any) -> str:
    """Return a case as it is printed."""
    out = io.StringIO()
    print_case(Console(file=out, width=200), found, served.house.policy)
    return out.getvalue()


async def test_reading_it_is_logged(served: Served, amira: httpx.AsyncClient, long_case: str) -> None:
    """Each part that somebody reads is in the access log."""
    await amira.get(f"/cases/{long_case}/history")
    async with served.house.pool.acquire() as connection:
        read = await connection.fetch(
            "SELECT DISTINCT actor, action FROM casebook.access WHERE ref = $1", long_case
        )
    assert ("amira.khan", "history") in {tuple(row) for row in read}
