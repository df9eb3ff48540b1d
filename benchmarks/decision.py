"""The time a decision takes: on a new case, on a long one, and by the bare Update of the engine, in one run.

Run `make bench`, or `python benchmarks/decision.py [DECISIONS]`: starts a stack of its own in a temporary
folder, takes so many notes each way in turn, one at a time, and prints p50 and p99, of looking at both cases
too; then how long a hundred notes at once take on one case. Not a test: it prints, it does not judge.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path

import uvicorn

from contracts.updates import Order
from embedded.ports import free_ports
from embedded.stack import Stack
from engine.settings import Settings
from engine.tokens import Issuer
from policies import HERE, library
from records.database import Connection, open_pool
from records.people import import_staff, staff_member
from records.sql import queries
from rules.casework import Note
from rules.recording import Answer
from starter.api.app import create_app, open_doors
from starter.api.callers import Doors
from starter.api.client import ApiClient
from starter.cli.rehearsal import until

STAFF = HERE / "scenarios" / "poplar_harca" / "staff.csv"
WARM_UP = 20
LONG, AT_ONCE = 1_500, 100
"""The events of the long case, and the notes at once."""
NOTE = Note(text="Rang back, no answer.")


async def main(decisions: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        async with Stack(Path(folder) / "stack", ports="free") as stack:
            trial = {"requests_per_minute": 1_000_000, "embedded_issuer": True}
            settings = stack.settings.model_copy(update=trial)
            async with await open_pool(settings.database_url) as pool, pool.acquire() as connection:
                policy = library().current("poplar-harca")
                await import_staff(connection, policy, STAFF.read_bytes())
                async with open_doors(settings) as doors:
                    await _measure(doors, settings, connection, decisions)


async def _measure(doors: Doors, settings: Settings, connection: Connection, decisions: int) -> None:
    [port] = free_ports([None])
    server = uvicorn.Server(
        uvicorn.Config(create_app(doors), host="127.0.0.1", port=port, lifespan="off", log_config=None)
    )
    serving = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    await until(started)
    token = Issuer(settings.data).token(
        "amira.khan", "poplar-harca", audience=settings.oidc_audience, lasts=timedelta(hours=1)
    )
    async with ApiClient(f"http://127.0.0.1:{port}", token) as client:
        ref, long = await opened(client), await opened(client)
        for _ in range(LONG // AT_ONCE):
            await _at_once(client, long)
        case = (await client.show(ref)).case
        handle = doors.desk.handle(case)
        policy = library().current("poplar-harca")
        actor = (await staff_member(connection, policy, "amira.khan")).actor

        async def by_api() -> None:
            await client.decide(ref, "note", NOTE.model_dump())

        async def on_a_long_case() -> None:
            await client.decide(long, "note", NOTE.model_dump())

        async def by_update() -> None:
            key = str(uuid.uuid4())
            await queries.keep_words(connection, ref=ref, key=key, digest=key, words=NOTE.words(), asked=None)
            order: Order[Note] = Order(actor=actor, decision=NOTE.without_words())
            await handle.execute_update("note", order, id=key, result_type=Answer)

        ways = {
            "API, a new case": by_api,
            f"API, {LONG} events": on_a_long_case,
            "bare Update": by_update,
            "look at a new case": lambda: client.show(ref),
            f"look at {LONG} events": lambda: client.show(long),
        }
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(WARM_UP + decisions):
            for name, way in ways.items():
                seconds = await _timed(way)
                if number >= WARM_UP:
                    taken[name].append(seconds)
        together = await _timed(lambda: _at_once(client, long))
    for name, times in taken.items():
        cuts = statistics.quantiles(times, n=100)
        print(f"{name:20} {len(times)} times: p50 {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms")
    print(f"{AT_ONCE} notes at once on one case: {together:.1f} s")
    server.should_exit = True
    await serving


async def opened(client: ApiClient) -> str:
    """Return the reference of a complaint that was taken in and opened."""
    taken = await client.open(
        {
            "policy": "poplar-harca",
            "service": "repairs",
            "happened_on": (date.today() - timedelta(days=10)).isoformat(),  # noqa: DTZ011 - any day will do
            "about": "The lift has stood still for a week.",
            "person": {"name": "Nadia Farrow", "email": "nadia.farrow@resident.example"},
        }
    )

    async def is_open() -> bool:
        return (await client.show(taken.ref)).case.seq > 0

    await until(is_open)
    return taken.ref


async def _at_once(client: ApiClient, ref: str) -> None:
    await asyncio.gather(*(client.decide(ref, "note", NOTE.model_dump()) for _ in range(AT_ONCE)))


async def _timed(way: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await way()
    return time.perf_counter() - began


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
