"""Callers who mean no good, and go on whatever they are told: for the load test, and for the benchmark.

As a process: python -m tests.starter.api.hostility URL REF TOKEN ...; each token goes on in a way of its own
until standard input ends. A line says that they have begun, the next one as JSON what they heard.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import httpx

JSON, CSV = "application/json", "text/csv"
AT_ONCE, SLOW = 20, 20
"""Notes at once on one case, and connections on which a body does not go on."""
MANY = json.dumps({f"field-{number}": 0 for number in range(120_000)}).encode()
NESTED = b"[" * 1_000_000
EMPTY = b'{"about": [' + b"[]," * 600_000 + b"[]]}"
TOO_LARGE = bytes(8 * 1024 * 1024 + 1)
STAFF = b"id,name,email,roles,trained_until\n" + b"a.b,A B,a@b.example,caseworker,2099-12-31\n" * 40_000
NO_GOOD = {202, 401, 403, 408, 413, 422, 429, 503}
"""The answers that they may get: never that it is done, never a fault."""


class Hostile:
    """Somebody with a token, or with none that is believed.

    Args:
        url: Where the API is.
        token: A token that is believed.
        ref: A case that they may write notes to.

    """

    def __init__(self, url: str, token: str, ref: str) -> None:
        self.url, self.ref, self.heard = url, ref, Counter[int]()
        self._known = {"Authorization": f"Bearer {token}"}
        self._large = itertools.cycle(self._bodies())

    @property
    def ways(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        """Return what they can do, one of them each."""
        return self.crowd, self.swell, self.drip, self.pretend

    async def go_on(self, way: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
        """Do something again and again, until told to stop."""
        ended = asyncio.ensure_future(stop.wait())
        while not stop.is_set():
            doing = asyncio.ensure_future(way())
            await asyncio.wait({doing, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not doing.done():
                doing.cancel()
            with suppress(asyncio.CancelledError, httpx.TransportError, ConnectionError):
                await doing

    async def crowd(self) -> None:
        """Send notes to one case, all at once."""
        async with self._caller() as caller:
            path = f"/cases/{self.ref}/decisions/note"
            keys = [{"Idempotency-Key": str(uuid.uuid4())} for _ in range(AT_ONCE)]
            notes = [caller.post(path, json={"text": "-"}, headers=key) for key in keys]
            for answer in await asyncio.gather(*notes):
                self.heard[answer.status_code] += 1

    async def swell(self) -> None:
        """Send a body that is large, and nothing that can be taken."""
        method, path, kind, body = next(self._large)
        async with self._caller() as caller:
            answer = await caller.request(method, path, content=body, headers={"Content-Type": kind})
        self.heard[answer.status_code] += 1
        assert answer.status_code in NO_GOOD, answer.text

    async def drip(self) -> None:
        """Begin many bodies, and go on with none of them but now and then."""
        await asyncio.gather(*(self._drip() for _ in range(SLOW)))

    async def pretend(self) -> None:
        """Send a large body with a token that is not believed."""
        async with httpx.AsyncClient(base_url=self.url, timeout=60) as nobody:
            answer = await nobody.post("/complaints", content=MANY, headers={"Authorization": "Bearer a.b.c"})
        self.heard[answer.status_code] += 1
        assert answer.status_code in NO_GOOD, answer.text

    def _caller(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, headers=self._known, timeout=60)

    def _bodies(self) -> Iterator[tuple[str, str, str, bytes]]:
        for body in (MANY, NESTED, EMPTY, TOO_LARGE):
            yield "POST", "/complaints", JSON, body
            yield "POST", f"/cases/{self.ref}/decisions/note", JSON, body
        yield "PUT", "/staff", CSV, STAFF

    async def _drip(self) -> None:
        address = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        try:
            lines = [
                f"POST /cases/{self.ref}/decisions/note HTTP/1.1",
                *("Host: api", f"Authorization: {self._known['Authorization']}"),
                *(f"Content-Type: {JSON}", "Content-Length: 2000000", "", "{"),
            ]
            writer.write("\r\n".join(lines).encode())
            answering = asyncio.ensure_future(reader.readline())
            while not answering.done():
                writer.write(b" ")
                await writer.drain()
                await asyncio.wait({answering}, timeout=1)
            status = int((await answering).split()[1])
            self.heard[status] += 1
            assert status in NO_GOOD
        finally:
            writer.close()


async def main(url: str, ref: str, *tokens: str) -> None:
    """Go on, each in one way, until standard input ends."""
    os.nice(19)  # what they take of this machine, they would take of another
    stop, everybody = asyncio.Event(), [Hostile(url, token, ref) for token in tokens]
    ended = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    ended.add_done_callback(lambda _: stop.set())
    async with asyncio.TaskGroup() as interfering:
        for number, each in enumerate(everybody):
            interfering.create_task(each.go_on(each.ways[number % len(each.ways)], stop))
        sys.stdout.write("begun\n")
        sys.stdout.flush()
    sys.stdout.write(json.dumps(sum((each.heard for each in everybody), Counter[int]())))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
