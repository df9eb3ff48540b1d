"""Requests that are too large, not what they say, or no HTTP: refused early, and never a fault."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import Any

import httpx
import pytest

from starter.api import server
from starter.api.faults import MOST_FIELDS
from starter.api.limits import LISTING
from starter.api.server import REST
from tests.starter.api.conftest import Served
from tests.starter.api.test_cases import complaint, problem
from tests.starter.api.wire import SMALL_BUFFER, head, wire

MIB = 1024 * 1024
FAR_TOO_LARGE = 100 * MIB
UNDER_WAY = REST + 40 * MIB  # with what the buffers of both ends hold
"""What may be dropped of a refused body, and what the kernel keeps for a server that has stopped reading."""
JSON = "application/json"


@pytest.fixture
def known(served: Served) -> str:
    """What a caseworker sends as `Authorization`."""
    return f"Bearer {served.token('amira.khan')}"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections on which a refused body stands still end sooner than in production."""
    monkeypatch.setitem(server._WITHIN, "rest", 1)


async def test_a_body_that_says_it_is_too_large(served: Served, known: str) -> None:
    """413 before a byte of it came; what is sent all the same is not taken, and the connection ends."""
    async with wire(served) as caller:
        sent = head("POST", "/complaints", Authorization=known, Content_Length=FAR_TOO_LARGE)
        await caller.send(sent)
        assert problem(await caller.answer()) == (413, "too-large")
        assert await caller.push(bytes(SMALL_BUFFER), FAR_TOO_LARGE) < UNDER_WAY
        await caller.ended()


async def test_a_body_that_becomes_too_large(served: Served, known: str) -> None:
    """413 as soon as it passes the limit, where it did not say its length; no more of it is taken."""
    piece = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    async with wire(served) as caller:
        sent = head("POST", "/complaints", Authorization=known, Transfer_Encoding="chunked")
        await caller.send(sent)
        answering = asyncio.create_task(caller.answer())
        taken = await caller.push(piece, FAR_TOO_LARGE)
        assert problem(await answering) == (413, "too-large")
        assert LISTING.most < taken < LISTING.most + UNDER_WAY
        await caller.ended()


@pytest.mark.parametrize("headers", [{}, {"Expect": "100-continue"}], ids=["plain", "asks before it sends"])
async def test_nobody_unknown_sends_a_body(served: Served, headers: dict[str, str]) -> None:
    """401 before a byte of it came, without being asked for it, and not taken either."""
    async with wire(served) as caller:
        await caller.send(head("POST", "/complaints", Content_Length=FAR_TOO_LARGE, **headers))
        assert problem(await caller.answer()) == (401, "not-authenticated")
        assert await caller.push(bytes(SMALL_BUFFER), FAR_TOO_LARGE) < UNDER_WAY
        await caller.ended()


async def test_a_body_may_be_under_way(served: Served, amira: httpx.AsyncClient) -> None:
    """It is dropped, and the next request on the connection is answered; who sends all first reads why."""
    answer = await amira.post("/complaints", content=bytes(LISTING.most + 1))
    assert problem(answer) == (413, "too-large")
    async with wire(served) as caller:
        await caller.send(head("POST", "/complaints", Content_Length=REST))
        assert problem(await caller.answer()) == (401, "not-authenticated")
        await caller.send(bytes(REST))
        await caller.send(head("GET", "/health/live"))
        assert (await caller.answer()).json() == {"status": "ok"}


NESTED = b"[" * 500_000 + b"]" * 500_000
REPEATED = b"{" + b",".join([b'"about": "x"'] * 500_000) + b"}"
MANY = b"{" + b",".join(b'"f%d":0' % number for number in range(200_000)) + b"}"
LONG = b'{"' + b"x" * 1_000_000 + b'": 0}'
GOOD = json.dumps(complaint()).encode()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param(NESTED, {}, id="nested"),
        pytest.param(REPEATED, {}, id="one field again and again"),
        pytest.param(MANY, {}, id="fields without end"),
        pytest.param(LONG, {}, id="a field with a long name"),
        pytest.param(gzip.compress(GOOD), {"Content-Encoding": "gzip"}, id="compressed"),
        pytest.param(gzip.compress(bytes(50 * MIB)), {"Content-Encoding": "gzip"}, id="a bomb"),
        pytest.param(GOOD, {"Content-Type": "text/plain"}, id="as text"),
        pytest.param(GOOD, {"Content-Type": "application/xml"}, id="as XML"),
        pytest.param(GOOD, {"Content-Type": "multipart/form-data; boundary=x"}, id="as a form"),
        pytest.param(GOOD, {"Content-Type": "x" * 1000}, id="as nonsense"),
    ],
)
async def test_a_body_that_is_not_what_it_should_be(
    amira: httpx.AsyncClient, body: bytes, headers: dict[str, str]
) -> None:
    """422 and a short answer, however long the question."""
    answer = await amira.post("/complaints", content=body, headers={"Content-Type": JSON} | headers)
    assert problem(answer) == (422, "invalid")
    assert len(answer.content) < 20_000


async def test_the_fields_at_fault_are_counted(amira: httpx.AsyncClient) -> None:
    """All of them; where they are many, the first are named."""
    fields = complaint() | {f"field-{number}": 0 for number in range(2000)}
    answer = await amira.post("/complaints", json=fields)
    assert problem(answer) == (422, "invalid")
    assert answer.json()["detail"].startswith("2000 fields are not valid: field-0: there is no such field; ")
    assert len(answer.content) < 10_000
    named = [error["where"] for error in answer.json()["errors"]]
    assert named == [f"body.field-{number}" for number in range(MOST_FIELDS)]


POST, GET = b"POST /complaints HTTP/1.1\r\nHost: a\r\n%s", b"GET /cases HTTP/1.1\r\nHost: a\r\n%s"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}{}", id="two lengths"),
        pytest.param(POST + b"Content-Length: -1\r\n\r\n{}", id="a length below nothing"),
        pytest.param(POST + b"Content-Length: 0x2\r\n\r\n{}", id="a length in hex"),
        pytest.param(POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", id="a chunk without a length"),
        pytest.param(POST + b"Transfer-Encoding: gzip\r\n\r\n{}", id="coded"),
        pytest.param(GET.replace(b"Host: a\r\n", b"") + b"\r\n", id="no host"),
        pytest.param(GET + b"X: a\rb\r\n\r\n", id="half a line end"),
        pytest.param(GET.replace(b"/cases", b"/cases\x00") + b"\r\n", id="NUL"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03%s\r\n\r\n", id="TLS"),
    ],
)
async def test_what_is_no_http(served: Served, known: str, raw: bytes) -> None:
    """400 and nothing more than that, and the connection ends."""
    async with wire(served) as caller:
        await caller.send(raw.replace(b"%s", f"Authorization: {known}\r\n".encode()))
        answer = await caller.answer()
        assert answer.status_code in {400, 422}, answer.text
        assert answer.text == "Invalid HTTP request received." or problem(answer)
        await caller.ended()


@pytest.mark.parametrize(
    "begins", [b"GET /", b"GET / HTTP/1.1\r\nX: ", b"x"], ids=["path", "header", "method"]
)
async def test_a_head_without_end(served: Served, begins: bytes) -> None:
    """Is not taken, and the connection ends."""
    async with wire(served) as caller:
        await caller.send(begins)
        assert await caller.push(b"a" * SMALL_BUFFER, FAR_TOO_LARGE) < UNDER_WAY
        await caller.ended()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/cases/%00", (422, "invalid")),
        ("/cases/PH-2026-000001%0d%0aX-Injected:%20yes", (422, "invalid")),
        ("/cases/%ff%fe", (422, "invalid")),
        ("/cases/%2e%2e%2fhealth%2flive", (404, "unknown")),
        ("/health/../cases/%2e%2e%2f%2e%2e%2fetc%2fpasswd", (404, "unknown")),
        ("/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd", (404, "unknown")),
        ("//health/live", (404, "unknown")),
        ("http://elsewhere.example/health/live", (404, "unknown")),
        ("/cases/", (404, "unknown")),
        ("/cases/" + "A" * 10_000, (422, "invalid")),
    ],
)
async def test_a_path_that_leads_astray(
    served: Served, known: str, path: str, expected: tuple[int, str]
) -> None:
    """Leads to nothing: no file, no other route, no redirect, no header of its own; and nowhere unknown."""
    for headers, wanted in [({"Authorization": known}, expected), ({}, (401, "not-authenticated"))]:
        async with wire(served) as caller:
            sent: dict[str, Any] = headers
            await caller.send(head("GET", path, **sent))
            answer = await caller.answer()
            assert problem(answer) == wanted
            assert {"x-injected", "location"}.isdisjoint(answer.headers)


@pytest.mark.parametrize(
    "key", ["", "a b", "-", "é", "x" * 201, "a\tb", "' OR 1=1", "{{7*7}}", "\x7f", "ключ".encode("koi8-r")]
)
async def test_a_key_that_is_none(amira: httpx.AsyncClient, key: str | bytes) -> None:
    """An `Idempotency-Key` with anything but its plain letters is refused by its name."""
    raw = key if isinstance(key, bytes) else key.encode()
    for path, body in [("/complaints", complaint()), ("/cases/PH-2019-000001/decisions/note", {"text": "-"})]:
        answer = await amira.post(path, json=body, headers=[(b"Idempotency-Key", raw)])
        assert problem(answer) == (422, "invalid")
        assert [error["where"] for error in answer.json()["errors"]] == ["header.Idempotency-Key"]


@pytest.mark.parametrize(
    "tag", ["", "7", 'W/"7"', '"7", "8"', '"-1"', '"' + "9" * 30 + '"', '"é"', '"7', "**"]
)
async def test_a_tag_that_is_none(amira: httpx.AsyncClient, served: Served, tag: str) -> None:
    """An `If-Match` that no case ever sent is refused by its name."""
    opened = await amira.post("/complaints", json=complaint())
    path = f"/cases/{opened.json()['ref']}/decisions/note"
    answer = await amira.post(path, json={"text": "-"}, headers=[(b"If-Match", tag.encode())])
    assert problem(answer) == (422, "invalid")
    assert [error["where"] for error in answer.json()["errors"]] == ["header.If-Match"]
