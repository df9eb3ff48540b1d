"""The embedded stack: it starts, keeps its data, and stops what it started."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import aiosmtplib
import asyncpg
import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest

from embedded import stack as stacks
from embedded.ports import free_ports
from embedded.stack import Stack
from engine.connect import connect
from engine.errors import ChildFailed, FolderUnusable, StackRunning
from engine.settings import STACK_FILE, TEMPORAL_FILE, Settings
from tests.engine.support import a_stack, has_trace, is_alive, leave_trace, no_tables

pytestmark = pytest.mark.server


async def test_starts_and_stops_everything(tmp_path: Path) -> None:
    """All servers answer, others find them through the folder alone, and nothing is left afterwards."""
    async with a_stack(tmp_path, worker=True) as stack:
        assert Settings(data=tmp_path) == stack.settings
        client = await connect(Settings(data=tmp_path))
        described = await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace="default")
        )
        assert described.config.workflow_execution_retention_ttl.ToTimedelta() == timedelta(days=90)
        message = b"Message-ID: <1@example.org>\r\n\r\nhello\r\n"
        host, port = stack.settings.smtp_host, stack.settings.smtp_port
        await aiosmtplib.send(message, sender="a@b.org", recipients=["c@d.org"], hostname=host, port=port)
        assert [kept.read_bytes() for kept in stack.mail_folder.glob("*.eml")] == [message]
        started = [stack.postgres_pid, stack.temporal_pid, stack.worker_pid]
        assert all(is_alive(pid) for pid in started)
    assert not any(is_alive(pid) for pid in started)
    assert not (tmp_path / STACK_FILE).exists()
    assert not (tmp_path / TEMPORAL_FILE).exists()


async def test_data_survives_a_restart(tmp_path: Path) -> None:
    """Rows, workflows and search attributes are there again after a stop."""
    async with a_stack(tmp_path) as stack:
        await leave_trace(stack)
    async with a_stack(tmp_path) as stack:
        assert await has_trace(stack)


async def test_one_stack_to_a_folder(stack: Stack) -> None:
    """A second start says who runs the first, and leaves it alone."""
    folder = stack.settings.data
    owner = json.loads((folder / STACK_FILE).read_text())["pid"]
    with pytest.raises(StackRunning, match=f"process {owner}"):
        await a_stack(folder).__aenter__()
    assert is_alive(stack.postgres_pid)
    assert (folder / STACK_FILE).exists()


async def test_taken_ports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A preferred port that somebody else has is not fought for; a free one is used."""
    with socket.socket() as other, socket.socket() as nobody:
        other.bind(("127.0.0.1", 0))
        other.listen()
        nobody.bind(("127.0.0.1", 0))
        taken, free = other.getsockname()[1], nobody.getsockname()[1]
        nobody.close()
        monkeypatch.setattr(stacks, "PREFERRED", [taken, free, taken])
        async with a_stack(tmp_path, ports="preferred") as stack:
            assert stack.address != f"127.0.0.1:{taken}"
            assert stack.ui_url == f"http://127.0.0.1:{free}"
            assert stack.settings.smtp_port != taken


async def test_two_that_start_at_the_same_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both come up, each with servers of its own, on ports that only one of them can have."""
    monkeypatch.setattr(stacks, "PREFERRED", free_ports([None, None, None]))
    folders = [tmp_path / name for name in ("one", "other")]
    async with AsyncExitStack() as both:
        coming = (both.enter_async_context(a_stack(folder, ports="preferred")) for folder in folders)
        one, other = await asyncio.gather(*coming)
        assert one.temporal_pid != other.temporal_pid
        assert one.address != other.address
        assert one.ui_url != other.ui_url
        assert one.settings.smtp_port != other.settings.smtp_port
        for stack in (one, other):
            await leave_trace(stack)  # which nothing else holds yet
            assert await has_trace(stack)


async def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    """Is told with its reason, and with what to do."""
    (tmp_path / "file").touch()
    with pytest.raises(FolderUnusable, match=r"Not a directory.*--data"):
        await a_stack(tmp_path / "file" / "data").__aenter__()


@pytest.mark.parametrize("name", ["a folder, with 'odd' signs & é", "long" * 30])
async def test_awkward_folders(tmp_path: Path, name: str) -> None:
    """Paths that no socket can have are no obstacle, nor are signs that mean something to programs."""
    async with a_stack(tmp_path / name) as stack:
        connection = await asyncpg.connect(Settings(data=tmp_path / name).database_url)
        assert await connection.fetchval("SELECT current_database()") == "redress"
        await connection.close()
        await connect(stack.settings)


async def test_a_worker_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The start fails with the worker's own words, and stops what it had started."""
    monkeypatch.setenv("REDRESS_FAKE_FAILURE", "yes")
    stack = a_stack(tmp_path, worker=True)
    with pytest.raises(ChildFailed, match="the fake worker was told to fail"):
        await stack.__aenter__()
    assert not is_alive(stack.postgres_pid)
    assert not is_alive(stack.temporal_pid)


async def test_tables_that_fail(tmp_path: Path) -> None:
    """An error of the migrations comes through, and the servers are stopped."""

    async def broken(dsn: str) -> None:
        raise LookupError(dsn)

    stack = Stack(tmp_path, ports="free", worker=False, prepare=broken)
    with pytest.raises(LookupError):
        await stack.__aenter__()
    assert not is_alive(stack.postgres_pid)
    async with Stack(tmp_path, ports="free", worker=False, prepare=no_tables):
        pass


async def test_nobody_else_can_read_the_folder(stack: Stack) -> None:
    """Letters, messages, logs and the database are the owner's alone."""
    data = stack.settings.data
    for folder in (stack.outbox, stack.mail_folder, data / "logs", data / "postgres"):
        assert folder.stat().st_mode & 0o077 == 0
