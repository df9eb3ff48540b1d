"""A web page in the browser of somebody who runs the stack: it can send to any port of their machine."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil  # type: ignore[import-untyped] # ships no types
import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle

from embedded.stack import Stack
from engine.waiting import until
from tests.engine.support import a_stack

pytestmark = pytest.mark.server

EVIL = "https://evil.example"
AS_A_PAGE = {"Content-Type": "text/plain", "Origin": EVIL}
"""Headers that a page can send without being asked by the browser first."""


def doors(stack: Stack) -> Iterator[str]:
    """Every TCP port on which Temporal listens, its UI's own among them."""
    for connection in psutil.Process(stack.temporal_pid).net_connections("tcp"):
        if connection.status == psutil.CONN_LISTEN:
            yield f"http://{connection.laddr.ip}:{connection.laddr.port}"


def attacks(handle: WorkflowHandle[Any, Any]) -> dict[str, dict[str, Any]]:
    """Paths of Temporal's HTTP API that stop a workflow or start an activity, and what to send there."""
    namespace = "/api/v1/namespaces/default"
    batch = {
        "jobId": "job-1",
        "namespace": "default",
        "visibilityQuery": f'WorkflowId = "{handle.id}"',
        "reason": "none",
        "terminationOperation": {"identity": "a page"},
    }
    activity = {"activityType": {"name": "record"}, "taskQueue": {"name": "casework"}, "requestId": "1"}
    return {
        f"{namespace}/batch-operations/job-1": batch,
        f"{namespace}/workflows/{handle.id}/terminate": {"reason": "none"},
        f"{namespace}/workflows/{handle.id}/cancel": {},
        f"{namespace}/activities/attack": activity | {"startToCloseTimeout": "10s"},
    }


async def posted(url: str, body: dict[str, Any], headers: dict[str, str]) -> bool:
    """Return whether a post was taken."""
    async with httpx.AsyncClient(trust_env=False, timeout=10) as page:
        try:
            return (await page.post(url, json=body, headers=headers)).is_success
        except httpx.HTTPError:
            return False  # no door for a browser


async def start(stack: Stack) -> WorkflowHandle[Any, Any]:
    """Start a workflow that nobody works on."""
    client = await stack.client()
    return await client.start_workflow("Nobodys", id=str(uuid.uuid4()), task_queue="nobodys")


async def is_running(handle: WorkflowHandle[Any, Any]) -> bool:
    """Return whether a workflow still runs."""
    return (await handle.describe()).status == WorkflowExecutionStatus.RUNNING


async def ui_is_up(stack: Stack) -> None:
    """Wait until the UI has found the server beside it."""

    async def reads() -> bool:
        async with httpx.AsyncClient(trust_env=False, base_url=stack.ui_url) as ui:
            return (await ui.get("/api/v1/namespaces")).is_success

    await until(reads, within=30)


async def test_a_page_posts_to_every_port_of_temporal(stack: Stack) -> None:
    """Neither as another site nor under a name of its own that points here."""
    handle = await start(stack)
    await ui_is_up(stack)
    found = list(doors(stack))
    assert len(found) > 2
    assert stack.address in {door.removeprefix("http://") for door in found}
    for door in (*found, stack.ui_url):
        rebound = AS_A_PAGE | {"Host": "evil.example", "Origin": "http://evil.example"}
        for path, body in attacks(handle).items():
            for headers in (AS_A_PAGE, rebound):
                assert not await posted(door + path, body, headers), (door, path)
    assert await is_running(handle)
    await handle.terminate()


async def test_a_page_reads_nothing_under_a_name_of_its_own(stack: Stack) -> None:
    """Nor would its browser hand the answer to it where it asks as another site."""
    async with httpx.AsyncClient(trust_env=False, base_url=stack.ui_url) as page:
        await ui_is_up(stack)
        for headers, status in (({"Host": "evil.example"}, 400), ({"Origin": EVIL}, 403)):
            assert (await page.get("/api/v1/namespaces", headers=headers)).status_code == status
        answer = await page.get("/api/v1/namespaces")
    assert answer.is_success
    assert "access-control-allow-origin" not in answer.headers


async def by_the_ui(stack: Stack, handle: WorkflowHandle[Any, Any]) -> httpx.Response:
    """Terminate a workflow as the UI's own page does it."""
    async with httpx.AsyncClient(trust_env=False, base_url=stack.ui_url) as ui:
        settings = await ui.get("/api/v1/settings")
        token = {"X-CSRF-Token": settings.cookies["_csrf"], "Origin": stack.ui_url}
        answer = await ui.post(
            f"/api/v1/namespaces/default/workflows/{handle.id}/terminate", json={}, headers=token
        )
        assert settings.json()["DisableWriteActions"] == (not answer.is_success)
        return answer


async def test_the_ui_is_to_look_at(stack: Stack) -> None:
    """Its own page changes nothing either, shows no button for it, and says how it could."""
    handle = await start(stack)
    await ui_is_up(stack)
    answer = await by_the_ui(stack, handle)
    assert answer.status_code == 403
    assert "--ui-writes" in answer.json()["message"]
    assert await is_running(handle)
    await handle.terminate()


async def test_the_ui_writes_where_that_was_asked_for(tmp_path: Path) -> None:
    """`redress up --ui-writes`: its own page can terminate; another site still cannot."""
    async with a_stack(tmp_path, ui_writes=True) as stack:
        handle = await start(stack)
        await ui_is_up(stack)
        for path, body in attacks(handle).items():
            assert not await posted(stack.ui_url + path, body, AS_A_PAGE), path
        assert await is_running(handle)
        assert (await by_the_ui(stack, handle)).is_success
        assert not await is_running(handle)
