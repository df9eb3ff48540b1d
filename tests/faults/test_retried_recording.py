"""A worker that stops soon after a recording was tried again.

The SDK's core leaves the timer of the first try running. When it fires after its worker has stopped, its
thread panics with a message on stderr: nothing waits for that timer, so no task and no later worker may
suffer from it.
"""

from __future__ import annotations

import pytest
from temporalio import activity

from activities.contracts import RECORD
from activities.record import Recorder
from engine.stack import Stack
from engine.waiting import until
from rules.recording import Entry, Recorded
from tests.faults.support import SOON, StruckHouse
from tests.faults.test_between_steps import Once, is_as_if_nothing_had_been

PANIC = "receive half not dropped"
"""The words of the panic, in temporalio 1.35.0. Once they no longer come, delete the limit in the docs."""


async def test_the_timer_of_a_first_try_outlives_its_worker(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The worker stops in good order, the panic comes, and another worker takes the case to its end."""
    once = Once()

    class FailsAtFirst(Recorder):
        @activity.defn(name=RECORD)
        async def record(self, entry: Entry) -> Recorded:
            once.fail(entry.key)
            return await super().record(entry)

    monkeypatch.setattr("worker.Recorder", FailsAtFirst)
    async with StruckHouse.staffed(stack) as house:
        assert isinstance(house, StruckHouse)
        async with house.working():
            case = await house.opened()
        said = ""

        async def has_panicked() -> bool:
            nonlocal said
            said += capfd.readouterr().err
            return PANIC in said

        await until(has_panicked, within=SOON)
        async with house.working():
            await case.on(1)
            await case.contacted()
            await case.answered(outcome="not-upheld", remedies=[])
            await case.decide("accept")
            await case.finished()
            await is_as_if_nothing_had_been(case)
