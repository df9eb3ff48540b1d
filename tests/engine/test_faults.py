"""The embedded stack when things are killed: the data stays, and nothing is left running."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import asyncpg
import pytest

from engine.settings import STACK_FILE
from engine.waiting import until
from tests.engine.support import SOON, a_stack, has_trace, is_alive, leave_trace, until_exists

pytestmark = pytest.mark.server


async def test_postgres_killed(tmp_path: Path) -> None:
    """After kill -9 with a session open, PostgreSQL comes back at its address with its data."""
    async with a_stack(tmp_path) as stack:
        await leave_trace(stack)
        address, pid = stack.settings.database_url, stack.postgres_pid
        busy = await asyncpg.connect(address)
        asleep = asyncio.create_task(busy.execute("SELECT pg_sleep(3600)"))
        os.kill(pid, signal.SIGKILL)
        await stack.restart_postgres()
        with pytest.raises((asyncpg.PostgresError, OSError)):
            await asleep
        busy.terminate()
        assert stack.postgres_pid != pid
        assert stack.settings.database_url == address
        assert await has_trace(stack)


async def test_postgres_lock_file_of_a_stranger(tmp_path: Path) -> None:
    """A process id that meanwhile belongs to another program does not keep PostgreSQL down."""
    async with a_stack(tmp_path) as stack:
        await leave_trace(stack)
    (tmp_path / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{tmp_path}\n")
    async with a_stack(tmp_path) as stack:
        assert await has_trace(stack)


async def test_temporal_killed(tmp_path: Path) -> None:
    """After kill -9, Temporal comes back on its ports with its histories."""
    async with a_stack(tmp_path) as stack:
        await leave_trace(stack)
        address, pid = stack.address, stack.temporal_pid
        os.kill(pid, signal.SIGKILL)
        await stack.restart_temporal()
        assert stack.temporal_pid != pid
        assert stack.address == address
        assert await has_trace(stack)


async def test_worker_killed(tmp_path: Path) -> None:
    """A worker that dies is started again; one can also be asked for."""
    async with a_stack(tmp_path, worker=True) as stack:
        first = stack.worker_pid
        os.kill(first, signal.SIGKILL)

        async def another() -> bool:
            noted = json.loads((tmp_path / STACK_FILE).read_text())["processes"]["worker"]["pid"]
            return bool(stack.worker_pid != first and noted == stack.worker_pid)

        await until(another, within=SOON)
        second = stack.worker_pid
        await stack.restart_worker()
        assert not is_alive(second)
        assert is_alive(stack.worker_pid)
        last = stack.worker_pid
        os.kill(last, signal.SIGKILL)
        await stack.restart_worker()
        assert is_alive(stack.worker_pid)


async def supervised(data: Path, sign: signal.Signals) -> list[int]:
    """Run a stack in another process, end that one by the signal; the ids of what it had started."""
    command = [sys.executable, "-m", "tests.engine.supervisor", str(data)]
    root = Path(__file__).parents[2]
    supervisor = await asyncio.create_subprocess_exec(
        *command, cwd=root, start_new_session=True, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await until_exists(data / "up")
        noted = json.loads((data / STACK_FILE).read_text())["processes"]
        supervisor.send_signal(sign)
        await asyncio.wait_for(supervisor.wait(), SOON)
    finally:
        if supervisor.returncode is None:
            supervisor.kill()
            await supervisor.wait()
    assert len(noted) == 3
    return [process["pid"] for process in noted.values()]


async def test_supervisor_killed(tmp_path: Path) -> None:
    """A killed supervisor leaves servers behind; the next start ends them and has all the data."""
    async with a_stack(tmp_path) as stack:
        await leave_trace(stack)
    orphans = await supervised(tmp_path, signal.SIGKILL)
    assert all(is_alive(pid) for pid in orphans)
    async with a_stack(tmp_path) as stack:
        assert not any(is_alive(pid) for pid in orphans)
        assert await has_trace(stack)


async def test_supervisor_interrupted(tmp_path: Path) -> None:
    """Ctrl-C stops everything in good order."""
    left = await supervised(tmp_path, signal.SIGINT)
    assert not any(is_alive(pid) for pid in left)
    assert not (tmp_path / STACK_FILE).exists()


async def test_a_stranger_with_a_noted_id(tmp_path: Path) -> None:
    """A process that merely has the id of one of ours, as after a reboot, is left alone."""
    stranger = await asyncio.create_subprocess_exec(sys.executable, "-c", "import signal; signal.pause()")
    try:
        noted = {"pid": stranger.pid, "command": ["temporal", "server"], "stop_signal": int(signal.SIGTERM)}
        (tmp_path / STACK_FILE).write_text(json.dumps({"processes": {"Temporal": noted}}))
        async with a_stack(tmp_path):
            assert is_alive(stranger.pid)
    finally:
        stranger.kill()
        await stranger.wait()
