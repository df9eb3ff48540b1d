"""A recording that is tried again: the SDK's core leaves the timer of its first try running.

When that timer fires after its worker has stopped, its thread panics with a message on stderr; when it fires
before, it cuts a later try short. Nothing is lost by either.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from temporalio import activity

from activities.record import Recorder
from contracts.messages import RECORD
from embedded.stack import Stack
from engine.waiting import until
from rules.recording import Entry, Recorded
from tests.faults.support import SOON, StruckHouse
from tests.faults.test_between_steps import Killed, Once, is_as_if_nothing_had_been, live

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


async def test_a_try_that_is_cut_short_is_made_again(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first try fails, the second hangs until a timer ends it, the third records, once."""
    monkeypatch.setattr("workflows.standing.ONE_TRY", timedelta(seconds=1))
    tries = Counter[str]()

    class FailsThenHangs(Recorder):
        @activity.defn(name=RECORD)
        async def record(self, entry: Entry) -> Recorded:
            tries[entry.key] += 1
            if tries[entry.key] == 1:
                raise Killed
            if tries[entry.key] == 2:
                await asyncio.Event().wait()
            return await super().record(entry)

    monkeypatch.setattr("worker.Recorder", FailsThenHangs)
    async with StruckHouse.at_work(stack) as house:
        assert isinstance(house, StruckHouse)
        await is_as_if_nothing_had_been(await live(house))
    assert len(tries) == 4  # opened, contacted, responded, accepted together with closed
    assert min(tries.values()) >= 3
