"""How much memory an open complaint costs the worker while it is cached, and how long a decision takes.

Run `python benchmarks/cached_case.py [CASES]`: starts a stack of its own in a temporary folder, opens so
many complaints, and prints the growth of the worker process per case, and the latency of decisions taken
one at a time. Not a test: it prints, it does not judge.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
import uuid
from datetime import date, timedelta
from pathlib import Path

import asyncpg
import psutil  # type: ignore[import-untyped] # ships no types

from embedded.stack import Stack
from policies import HERE, library
from records.database import open_pool
from records.people import import_staff
from starter.cli.rehearsal import until
from starter.service.desk import Desk

STAFF = HERE / "scenarios" / "poplar_harca" / "staff.csv"
WARM_UP = 20
AT_ONCE = 20


async def main(cases: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            Stack(Path(folder) / "stack", ports="free") as stack,
            await open_pool(stack.settings.database_url) as pool,
        ):
            desk = Desk(pool, await stack.client(), library(), stack.settings.task_queue)
            await _staff(pool)
            await _open(desk, pool, WARM_UP)
            before = _resident(stack.worker_pid)
            refs = await _open(desk, pool, cases)
            grown = _resident(stack.worker_pid) - before
            print(f"{cases} open complaints: {grown / cases / 1024:.0f} KiB of worker memory each")
            await _decide(desk, refs[: min(100, cases)])


async def _staff(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection:
        policy = library().current("poplar-harca")
        await import_staff(connection, policy, STAFF.read_bytes())


async def _open(desk: Desk, pool: asyncpg.Pool, cases: int) -> list[str]:
    turn = asyncio.Semaphore(AT_ONCE)

    async def one() -> str:
        async with turn:
            taken = await desk.open(_complaint(), actor="amira.khan")
        return taken.case.ref

    refs = list(await asyncio.gather(*(one() for _ in range(cases))))

    async def all_opened() -> bool:
        waiting = "SELECT count(*) FROM casebook.casefile WHERE last_seq = 0"
        unsent = "SELECT count(*) FROM people.notice WHERE sent_at IS NULL"
        return not await pool.fetchval(waiting) and not await pool.fetchval(unsent)

    await until(all_opened)
    return refs


async def _decide(desk: Desk, refs: list[str]) -> None:
    took = []
    for ref in refs:
        began = time.perf_counter()
        await desk.decide(ref, "contact", {"remedy_wanted": "A new seal."}, actor="amira.khan", key="contact")
        took.append((time.perf_counter() - began) * 1000)
    cuts = statistics.quantiles(took, n=100)
    print(f"{len(took)} decisions, one at a time: p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms")


def _complaint() -> dict[str, object]:
    return {
        "policy": "poplar-harca",
        "service": "repairs",
        "happened_on": (date.today() - timedelta(days=10)).isoformat(),  # noqa: DTZ011 - ten days are roomy
        "about": "The lift has stood still for a week.",
        "person": {"name": "Nadia Farrow", "email": "nadia.farrow@resident.example"},
        "source": "benchmark",
        "source_id": str(uuid.uuid4()),
    }


def _resident(pid: int) -> int:
    resident: int = psutil.Process(pid).memory_info().rss
    return resident


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
