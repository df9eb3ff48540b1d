"""The time that ordinary decisions take while a fifth of all callers is hostile, and while none is.

Run `make bench`, or `python -m benchmarks.hostile [SECONDS]`: starts a stack of its own in a temporary folder
and one process of the API with the limits of production. Sixteen caseworkers take a note every half second or
so, each on a case of their own. In every other span of so many seconds four others, in a process of their
own, crowd a case, send large bodies, slow ones, and tokens that are not believed, and go on whatever they are
told. Not a test: it prints, it does not judge.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx

from benchmarks.decision import opened
from embedded.ports import HOST, free_ports
from embedded.stack import Stack
from engine.tokens import Issuer
from policies import library
from records.database import open_pool
from records.people import import_staff
from starter.api.client import ApiClient
from starter.cli.rehearsal import until

ORDINARY, HOSTILE = 16, 4
SPANS = 3
"""Spans of each kind, in turn: without, with, without, with ..."""
PAUSE = (0.3, 0.7)
"""Seconds between two decisions of a caseworker, at least and at most."""
AFTERWARDS = 5
"""Seconds for what they began to be over."""
REDRESS = Path(sys.executable).with_name("redress")


async def main(seconds: float) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        async with Stack(Path(folder) / "stack", ports="free") as stack:
            staff = [f"one.n{number}" for number in range(ORDINARY + HOSTILE)]
            rows = "".join(f"{who},Una First,{who}@poplar.example,caseworker,2099-12-31\n" for who in staff)
            async with await open_pool(stack.settings.database_url) as pool, pool.acquire() as connection:
                policy = library().current("poplar-harca")
                await import_staff(connection, policy, f"id,name,email,roles,trained_until\n{rows}".encode())
            [port] = free_ports([None])
            there = {"REDRESS_DATA": str(stack.settings.data), "REDRESS_EMBEDDED_ISSUER": "true"}
            api = await asyncio.create_subprocess_exec(
                *(REDRESS, "api", "--host", HOST, "--port", str(port)),
                env=os.environ | there,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                issuer = Issuer(stack.settings.data)
                lasts = timedelta(hours=1)
                tokens = [issuer.token(who, "poplar-harca", audience="redress", lasts=lasts) for who in staff]
                await _measure(f"http://{HOST}:{port}", tokens, seconds)
            finally:
                api.terminate()
                await api.wait()


async def _measure(url: str, tokens: list[str], seconds: float) -> None:
    async with httpx.AsyncClient(base_url=url) as nobody:

        async def is_ready() -> bool:
            try:
                return (await nobody.get("/health/ready")).status_code == 200
            except httpx.TransportError:
                return False

        await until(is_ready)
    clients = [ApiClient(url, token) for token in tokens[:ORDINARY]]
    work = [(client, await opened(client)) for client in clients]
    hot = await opened(clients[0])
    heard = Counter[str]()
    times: dict[str, list[float]] = {"none hostile": [], "a fifth hostile": []}
    await _span(work, seconds)  # to warm up
    for _ in range(SPANS):
        times["none hostile"] += await _span(work, seconds)
        async with _hostile(url, hot, tokens[ORDINARY:], heard):
            times["a fifth hostile"] += await _span(work, seconds)
        await asyncio.sleep(AFTERWARDS)
    for name, taken in times.items():
        cuts = statistics.quantiles(taken, n=100)
        print(
            f"{name:16} {len(taken)} decisions of {ORDINARY} caseworkers: p50 {cuts[49] * 1000:.0f} ms, "
            f"p99 {cuts[98] * 1000:.0f} ms"
        )
    print("the hostile heard", ", ".join(f"{heard[status]} times {status}" for status in sorted(heard)))
    for client in clients:
        await client.__aexit__(None, None, None)


@contextlib.asynccontextmanager
async def _hostile(url: str, ref: str, tokens: list[str], heard: Counter[str]) -> AsyncIterator[None]:
    """Have them go on until the end of the block, and count what they heard."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.starter.api.hostility", url, ref, *tokens),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    if process.stdout is not None:
        await process.stdout.readline()  # its own start is no part of what is measured
    yield
    said, _ = await process.communicate(b"")  # which ends its input
    heard.update(json.loads(said))


async def _span(work: list[tuple[ApiClient, str]], seconds: float) -> list[float]:
    """Return how long each decision took in a span of time."""
    stop, taken = asyncio.Event(), list[float]()
    async with asyncio.TaskGroup() as asking:
        for client, ref in work:
            asking.create_task(_work(client, ref, stop, taken))
        await asyncio.sleep(seconds)
        stop.set()
    return taken


async def _work(client: ApiClient, ref: str, stop: asyncio.Event, taken: list[float]) -> None:
    while not stop.is_set():
        await asyncio.sleep(random.uniform(*PAUSE))  # noqa: S311 - no secret
        began = time.perf_counter()
        await client.decide(ref, "note", {"text": "Rang back, no answer."}, key=str(uuid.uuid4()))
        taken.append(time.perf_counter() - began)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 20))
