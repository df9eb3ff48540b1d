"""What the tests themselves stand on: a worker in this process that lives as long as they do."""

from __future__ import annotations

import pytest
from temporalio.bridge.proto.activity_task import ActivityTask
from temporalio.bridge.worker import Worker as Bridge

from embedded.stack import Stack
from tests.house import House
from worker import make_worker, pools


async def test_a_cancellation_that_comes_too_late_leaves_the_worker_at_work(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case is evicted as its recording ends: the SDK finds nothing to cancel, warns, and polls on.

    Raised in the SDK's poll loop, as pytest raises warnings, this warning ends the whole worker.
    """
    late = ActivityTask(task_token=b"ended a moment ago")
    late.cancel.SetInParent()
    tasks, poll = [late], Bridge.poll_activity_task

    async def late_cancel_first(bridge: Bridge) -> ActivityTask:
        return tasks.pop() if tasks else await poll(bridge)

    monkeypatch.setattr(Bridge, "poll_activity_task", late_cancel_first)
    async with (
        House.staffed(stack) as house,
        pools(house.settings) as (recording, delivering),
        make_worker(house.client, house.settings, recording=recording, delivering=delivering) as worker,
    ):
        await house.open()
        assert not tasks
        assert worker.is_running
