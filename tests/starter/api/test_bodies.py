"""Bodies: who may not send one is told so before it comes, and one that takes long to check stops nobody."""

from __future__ import annotations

import asyncio
import json
import pickle
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import psutil  # type: ignore[import-untyped] # ships no types
import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from engine.waiting import until
from records.people import MOST_ROWS
from rules.complaint.intake import MOST_SIGNATORIES
from starter.api.app import create_app
from starter.api.bodies import SMALL, Route
from starter.api.limits import BURST, LISTING, PLAIN, Pace
from starter.api.opening import intakes
from tests.starter.api.conftest import Served
from tests.starter.api.staffing import COLUMNS, TRAINED, hire
from tests.starter.api.test_cases import complaint, opened, problem
from tests.starter.api.wire import head, wire
from tests.starter.cli.command import in_process

SIGNED = {"raised_by": "petition", "petition": {"signatures": 100_000}}
MANY = {f"field-{number}": 0 for number in range(120_000)}
JSON = "application/json"


def petition(people: int, **fields: Any) -> dict[str, Any]:
    """A complaint that many have signed, each listed with an address."""
    listed = [{"name": f"Person {number}", "address": f"{number} Mast House"} for number in range(people)]
    return complaint(raised_by="petition", petition={"signatures": 100_000, "signatories": listed}, **fields)


def checkers() -> list[psutil.Process]:
    """The processes that check large bodies for this one."""
    return [
        child
        for child in psutil.Process().children()
        if "anyio.to_process" in " ".join(child.cmdline()) and child.status() != psutil.STATUS_ZOMBIE
    ]


@asynccontextmanager
async def hasty(served: Served, staff: str, a_minute: int) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who may ask the API only so often."""
    await hire(served.house, {staff: "caseworker"})
    app = create_app(replace(served.doors, pace=Pace(a_minute, slowed=0)))
    headers = {"Authorization": f"Bearer {served.token(staff)}"}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://api", headers=headers) as caller:
        yield caller


def with_bodies(served: Served) -> Iterator[APIRoute]:
    """Every route that takes a body."""
    for context in iter_route_contexts(create_app(served.doors).routes):
        route = context.original_route
        if isinstance(route, APIRoute) and route.body_field is not None:
            yield route


async def test_every_body_is_read_with_care(served: Served) -> None:
    """By the route that knows the right first; and each kind of body can be named to another process."""
    routes = list(with_bodies(served))
    assert len(routes) > 40
    for route in routes:
        assert isinstance(route, Route), route.path
        kind = route.body_field.field_info.annotation if route.body_field else None
        assert pickle.loads(pickle.dumps(kind)) is kind, route.path  # noqa: S301 - our own


async def test_the_limits_are_described(served: Served) -> None:
    """OpenAPI says of every body how large it may be and in what time it comes, and of 408 and 413."""
    async with httpx.AsyncClient(base_url=served.url) as nobody:
        paths = (await nobody.get("/openapi.json")).json()["paths"]
    bodies = {path: way for path in paths for way in paths[path].values() if "requestBody" in way}
    for path, way in bodies.items():
        said, most = way["requestBody"]["description"], 8 if path == "/complaints" else 2
        assert f"At most {most} MiB" in said or path.endswith("/evidence"), path
        assert "within" in said
        assert {"408", "413"} <= way["responses"].keys(), path


@pytest.mark.parametrize(
    ("staff", "method", "path", "kind"),
    [
        ("leila.brandt", "POST", "/warnings", JSON),
        ("nina.roy", "POST", "/complaints", JSON),
        ("amira.khan", "PUT", "/staff", "text/csv"),
        ("amira.khan", "POST", "/webhooks", JSON),
        ("peter.vale", "POST", "/cases/PH-2019-000001/decisions/note", JSON),
        ("peter.vale", "POST", "/cases/PH-2019-000001/evidence?title=x", "image/png"),
        ("no.body", "POST", "/complaints", JSON),
    ],
)
async def test_a_body_without_the_right(
    served: Served, staff: str, method: str, path: str, kind: str
) -> None:
    """403 before a byte of it came."""
    known = f"Bearer {served.token(staff)}"
    async with wire(served) as caller:
        sent = head(method, path, Authorization=known, Content_Type=kind, Content_Length=1_000_000)
        await caller.send(sent)
        assert (await caller.answer()).status_code == 403


@pytest.mark.parametrize(
    ("path", "size"), [("/enquiries", PLAIN), ("/complaints", LISTING)], ids=["a plain one", "one that lists"]
)
async def test_a_body_of_a_size(amira: httpx.AsyncClient, path: str, size: Any) -> None:
    """8 MiB where signatories are listed, 2 MiB elsewhere: what is larger is refused with the limit."""
    answer = await amira.post(path, content=b" " * (size.most + 1), headers={"Content-Type": JSON})
    assert problem(answer) == (413, "too-large")
    assert f"at most {size.said}" in answer.json()["detail"]
    just = await amira.post(path, content=b" " * (size.most - 2) + b"{}", headers={"Content-Type": JSON})
    assert problem(just) == (422, "invalid")


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/enquiries", "it has more than 2,000 names and values"),
        ("/cases/PH-2019-000001/decisions/note", "it has more than 2,000 names and values"),
        ("/complaints", "there is no such field"),
    ],
)
async def test_a_body_of_many_fields(amira: httpx.AsyncClient, path: str, detail: str) -> None:
    """422 with a short answer; where people are listed, the fields at fault are counted."""
    answer = await amira.post(path, json=complaint() | MANY)
    assert problem(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["detail"].startswith(detail)
    said = "120000 fields are not valid: " if path == "/complaints" else f"body: {detail}"
    assert answer.json()["detail"].startswith(said)
    assert len(answer.content) < 20_000
    small = await amira.post(
        path, content=b'{"about": [' + b"0," * 20_000 + b"0]}", headers={"Content-Type": JSON}
    )
    assert problem(small) == (422, "invalid")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        pytest.param(b'{"about": "' + b"x" * SMALL, "body", id="no end"),
        pytest.param(b'"' + b"x" * SMALL + b'"', "body", id="a text"),
        pytest.param(b"[" * 2 * SMALL, None, id="nested"),
        pytest.param(b'{"about": "' + b"\xe9" * SMALL + b'"}', None, id="Latin-1"),
    ],
)
async def test_a_large_body_that_is_no_json_of_ours(
    amira: httpx.AsyncClient, body: bytes, where: str | None
) -> None:
    """It is refused as a small one would be."""
    answer = await amira.post("/complaints", content=body, headers={"Content-Type": JSON})
    assert problem(answer) == (422, "invalid")
    assert [error["where"] for error in answer.json().get("errors", ())] == ([where] if where else [])


def test_the_process_that_checks_knows_every_door(tmp_path: Path) -> None:
    """It imports the models of bodies by the name of their module, and nothing else of ours before."""
    code = "from starter.api.opening import intakes; print(*sorted(intakes()))"
    told = in_process([sys.executable, "-P", "-c", code], cwd=tmp_path)
    assert told.stdout.split() == sorted(intakes()), told.stderr


async def test_others_are_answered_while_a_large_body_is_checked(amira: httpx.AsyncClient) -> None:
    """However long it takes: it is checked by another process, here one that was stopped in the middle."""
    assert (await amira.post("/complaints", json=complaint() | MANY)).status_code == 422
    [checker] = checkers()
    checker.suspend()
    large = asyncio.create_task(amira.post("/complaints", json=petition(10_000)))
    try:
        for _ in range(3):
            assert (await amira.get("/cases")).status_code == 200
            assert (await amira.post("/complaints", json=complaint())).status_code == 201
        assert not large.done()
    finally:
        checker.resume()
    assert (await large).status_code == 201


async def test_a_check_that_does_not_end(amira: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 with when to ask again; the process is ended, and the next body is checked by another."""
    assert (await amira.post("/complaints", json=complaint() | MANY)).status_code == 422
    [checker] = checkers()
    monkeypatch.setattr("starter.api.bodies.CHECKED_WITHIN", 0.5)
    checker.suspend()
    answer = await amira.post("/complaints", json=petition(2_000))
    assert problem(answer) == (503, "busy")
    assert int(answer.headers["Retry-After"]) > 0
    monkeypatch.undo()

    async def is_gone() -> bool:
        return checker.pid not in {other.pid for other in checkers()}

    await until(is_gone, within=30)
    assert (await amira.post("/complaints", json=petition(2_000))).status_code == 201


@pytest.mark.clause("PH-4.1a")
async def test_the_longest_list(served: Served, amira: httpx.AsyncClient) -> None:
    """50,000 signatories are taken in, once, and each is on the list; one more is refused."""
    body = petition(MOST_SIGNATORIES, source="web", source_id="longest")
    assert SMALL < len(json.dumps(body)) < LISTING.most
    first, again = [await amira.post("/complaints", json=body) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 200), first.text[:300]
    async with served.house.pool.acquire() as connection:
        count = "SELECT count(*) FROM people.signatory WHERE ref = $1"
        assert await connection.fetchval(count, first.json()["ref"]) == MOST_SIGNATORIES
    refused = await amira.post("/complaints", json=petition(MOST_SIGNATORIES + 1))
    assert problem(refused) == (422, "invalid")
    assert [error["where"] for error in refused.json()["errors"]] == ["body.petition.signatories"]


async def test_a_large_body_counts_as_many(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """429 while it comes, by the pieces that it has; a small one is still one request."""
    monkeypatch.setattr("starter.api.limits.BURST", 20)  # else it would come evenly, for a minute
    async with hasty(served, "large.sender", 20) as caller:
        for _ in range(5):
            assert (await caller.post("/enquiries", json={})).status_code == 422
        too_much = await caller.post("/enquiries", content=bytes(PLAIN.most), headers={"Content-Type": JSON})
        assert problem(too_much) == (429, "too-many-requests")


async def test_pace_comes_before_the_body(served: Served) -> None:
    """429 without reading it, and on paths that lead nowhere too."""

    async def never() -> AsyncIterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    async with hasty(served, "hasty.sender", 1) as caller:
        assert (await caller.get("/policies")).status_code == 200
        for path in ("/complaints", "/no-such-thing"):
            answer = await caller.post(path, content=never(), headers={"Content-Type": JSON})
            assert problem(answer) == (429, "too-many-requests")


def test_requests_are_answered_evenly() -> None:
    """Ten of a caller at once, the next ones as their share of a minute has it; nobody waits for another."""
    pace, began = Pace(60), 1000.0
    waits = [pace.wait("amira", began) for _ in range(BURST + 3)]
    assert waits == [0.0] * BURST + [1.0, 2.0, 3.0]
    assert pace.wait("tom", began) == 0
    assert pace.wait("amira", began + 4) == 0
    later = [pace.wait("amira", began + 1000) for _ in range(BURST + 2)]
    assert later == [0.0] * BURST + [1.0, 2.0]
    far = [pace.wait("amira", began + 1000) for _ in range(BURST)]
    assert far == [3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 11.0]  # of which the last two are refused


async def test_a_slow_body(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """408 where it has not come in time, to each of a crowd; the connections end, and others are answered."""
    monkeypatch.setattr(Route, "size", replace(PLAIN, within=0.5))
    monkeypatch.setattr("starter.api.evidence.FILE_WITHIN", 0.5)
    known = f"Bearer {served.token('amira.khan')}"
    async with served.caller() as amira:
        ref = await opened(amira)
        paths = ["/enquiries", f"/cases/{ref}/decisions/note", f"/cases/{ref}/evidence?title=x"] * 20

        async def slow(path: str) -> None:
            kind = "image/png" if "evidence" in path else JSON
            async with wire(served) as caller:
                sent = head("POST", path, Authorization=known, Content_Type=kind, Content_Length=1_000_000)
                await caller.send(sent + b"{")
                assert problem(await caller.answer()) == (408, "too-slow")
                await caller.ended()

        async with asyncio.TaskGroup() as asking:
            for path in paths:
                asking.create_task(slow(path))
            assert (await amira.get("/cases")).status_code == 200


async def test_a_caller_who_goes_away(served: Served, amira: httpx.AsyncClient) -> None:
    """Half a body is no fault of ours, and nothing is taken in: the whole one is the first."""
    known, body = f"Bearer {served.token('amira.khan')}", complaint(source="web", source_id="half")
    async with wire(served) as caller:
        sent = head("POST", "/complaints", Authorization=known, Content_Type=JSON, Content_Length=10_000)
        await caller.send(sent + json.dumps(body).encode())
    assert (await amira.post("/complaints", json=body)).status_code == 201


async def test_tokens_that_are_not_believed_are_counted(served: Served) -> None:
    """401, then 429 for their address; whoever has one that is believed is answered from there."""
    app = create_app(replace(served.doors, strangers=Pace(3, slowed=0)))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as nobody:
        for number in range(3):
            bad = {"Authorization": f"Bearer no-{number}"} if number else {}
            assert problem(await nobody.get("/cases", headers=bad)) == (401, "not-authenticated")
        for path in ("/cases", "/no-such-thing"):
            answer = await nobody.get(path)
            assert problem(answer) == (429, "too-many-requests")
            assert int(answer.headers["Retry-After"]) > 0
        known = {"Authorization": f"Bearer {served.token('amira.khan')}"}
        assert (await nobody.get("/policies", headers=known)).status_code == 200
        assert (await nobody.get("/health/live")).status_code == 200


@pytest.mark.parametrize(
    ("kind", "detail"),
    [
        ("text/csv", "the file has more than 5,000 rows; send it in parts"),
        (JSON, "send the content of a file"),
    ],
)
async def test_a_file_of_staff(served: Served, kind: str, detail: str) -> None:
    """With more people than one file may have, or of another kind, none of them is put into the directory."""
    rows = [
        f"crowd.m{number},Una First,m{number}@poplar.example,,caseworker,,{TRAINED}"
        for number in range(MOST_ROWS + 1)
    ]
    async with served.caller("sara.quill") as sara:
        file = "\n".join([COLUMNS, *rows])
        refused = await sara.put("/staff", content=file, headers={"Content-Type": kind})
        assert problem(refused) == (422, "invalid")
        assert [error["detail"] for error in refused.json()["errors"]] == [detail]
        assert problem(await sara.get("/staff/crowd.m0")) == (404, "unknown")
