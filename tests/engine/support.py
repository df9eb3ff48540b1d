"""What the tests of the plumbing share: a stack with a stand-in worker, and a trace left in its data."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import psutil  # type: ignore[import-untyped] # ships no types
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from contracts.attributes import CASE_DUE, CASE_STAGE
from embedded.stack import Ports, Stack
from engine.waiting import until

FAKE_WORKER = (sys.executable, str(Path(__file__).with_name("fake_worker.py")))
SOON = 30.0  # seconds; far more than anything here takes


async def no_tables(dsn: str) -> None:
    """In place of the migrations: these tests need no tables of ours."""


def a_stack(data: Path, *, ports: Ports = "free", worker: bool = False, ui_writes: bool = False) -> Stack:
    """A stack like the real one, less tables and work."""
    return Stack(
        data,
        ports=ports,
        worker=worker,
        ui_writes=ui_writes,
        worker_command=FAKE_WORKER,
        prepare=no_tables,
    )


async def leave_trace(stack: Stack) -> None:
    """Commit a row and start a workflow that no worker will take up."""
    connection = await asyncpg.connect(stack.settings.database_url)
    await connection.execute("CREATE TABLE trace AS SELECT 'here' AS word")
    await connection.close()
    known = TypedSearchAttributes(
        [
            SearchAttributePair(CASE_STAGE, "open"),
            SearchAttributePair(CASE_DUE, datetime(2026, 12, 1, tzinfo=UTC)),
        ]
    )
    client = await stack.client()
    await client.start_workflow("Trace", id="trace", task_queue="nobody", search_attributes=known)


async def has_trace(stack: Stack) -> bool:
    """Whether both are still there."""
    connection = await asyncpg.connect(stack.settings.database_url)
    word = await connection.fetchval("SELECT word FROM trace")
    await connection.close()
    found = await (await stack.client()).get_workflow_handle("trace").describe()
    return word == "here" and found.typed_search_attributes[CASE_STAGE] == "open"


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that ended but was not yet collected does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


async def until_exists(path: Path) -> None:
    """Wait for the file to be there."""

    async def exists() -> bool:
        return path.exists()

    await until(exists, within=SOON)
