"""What follows in another case follows there once, whatever is killed between the two.

A complaint takes an enquiry on: the enquiry closes, and its member is told, exactly once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from temporalio import activity
from temporalio.common import RetryPolicy

from activities.errand import DONE, Follower, Messenger
from activities.record import Recorder
from contracts.messages import RUN_ERRAND, ErrandKey
from contracts.posting import post
from embedded.stack import Stack
from engine.waiting import until
from records.sql import every, queries
from rules.case import Case
from rules.decision import Decision
from rules.recording import Entry, Recorded
from tests.faults.support import (
    LOST_DELIVERY,
    Held,
    StruckCase,
    StruckHouse,
    Victim,
    each_notice_went_once,
    patiently,
    victims,
)
from tests.faults.test_between_steps import Once
from tests.house import complaint, enquiry

Fault = Callable[[pytest.MonkeyPatch, Once], None]


async def open_enquiry(house: StruckHouse) -> StruckCase:
    """An enquiry that came in, was opened and acknowledged."""
    case = house.case()
    await case.open(enquiry(), by="amira.khan")
    await case.quiet()
    return case


async def taken_on_once(case: StruckCase, by: StruckCase) -> None:
    """The errand came to its end; both cases are whole, and everybody was told once."""

    async def is_done() -> bool:
        async def errands() -> list[Any]:
            async with case.house.pool.acquire() as connection:
                return await every(queries.errands_of(connection, ref=case.ref))

        rows = await patiently(errands)
        return [(row["ref"], row["came_to"]) for row in rows] == [(by.ref, DONE)]

    await until(is_done, within=LOST_DELIVERY)
    await case.finished()
    await case.is_sound("opened", "became-complaint", due={"answer": case.day(14)})
    assert (await case.case()).terms["complaint"] == by.ref
    await by.is_sound("opened", due={"contact": by.day(2), "response": by.day(14)})
    for told in (case, by):
        await each_notice_went_once(told)


@pytest.mark.clause("PH-6a")
@pytest.mark.parametrize("victim", victims(Victim.POSTGRES))
async def test_killed_while_it_is_recorded_in_the_other_case(struck: StruckHouse, victim: Victim) -> None:
    """The complaint is recorded, the enquiry's closing is being recorded, and the process dies just there."""
    case = await open_enquiry(struck)
    taking_on = struck.case()
    async with Held(case).recording():
        await taking_on.open(complaint(taking_on.day(0), enquiry=case.ref), by="amira.khan")
        await Held(case).has_one()
        killed = struck.fate.kill(victim)
    await struck.fate.back(victim, killed)
    await taken_on_once(case, taking_on)


@pytest.mark.clause("PH-6a")
@pytest.mark.parametrize("victim", victims(Victim.POSTGRES))
async def test_killed_while_it_is_recorded_at_home(struck: StruckHouse, victim: Victim) -> None:
    """The complaint's opening is being recorded: the errand is committed with it, or neither is."""
    case = await open_enquiry(struck)
    taking_on = struck.case()
    await taking_on.take_in(complaint(taking_on.day(0), enquiry=case.ref))
    async with Held(taking_on).recording():
        beginning = asyncio.create_task(taking_on.begin())
        await Held(taking_on).has_one()
        killed = struck.fate.kill(victim)
    await struck.fate.back(victim, killed)
    await beginning
    await taken_on_once(case, taking_on)


def _lost_on_its_way(patch: pytest.MonkeyPatch, once: Once) -> None:
    async def lost_at_first(client: Any, key: Any, task_queue: str) -> None:
        if isinstance(key, ErrandKey):
            once.fail(key.id)
        await post(client, key, task_queue)

    patch.setattr("activities.record.post", lost_at_first)


def _posted_twice(patch: pytest.MonkeyPatch, once: Once) -> None:
    async def posted_then_lost(client: Any, key: Any, task_queue: str) -> None:
        await post(client, key, task_queue)
        if isinstance(key, ErrandKey):
            once.fail(key.id)

    patch.setattr("activities.record.post", posted_then_lost)


def _taken_and_not_noted(patch: pytest.MonkeyPatch, once: Once) -> None:
    class Interrupted(Follower):
        async def bring(self, case: Case, key: str, decision: Decision) -> str:
            came_to = await super().bring(case, key, decision)
            once.fail(key)
            return came_to

    patch.setattr("activities.errand.Follower", Interrupted)


def _noted_and_not_reported(patch: pytest.MonkeyPatch, once: Once) -> None:
    class Interrupted(Messenger):
        @activity.defn(name=RUN_ERRAND)
        async def run(self, key: ErrandKey) -> str:
            came_to = await super().run(key)
            once.fail(key.id)
            return came_to

    patch.setattr("worker.Messenger", Interrupted)


def _recorded_and_not_counted(patch: pytest.MonkeyPatch, once: Once) -> None:
    class Interrupted(Recorder):
        @activity.defn(name="record")
        async def record(self, entry: Entry) -> Recorded:
            recorded = await super().record(entry)
            if entry.decision == "became-complaint":
                once.fail(entry.key)
            return recorded

    patch.setattr("worker.Recorder", Interrupted)


FAULTS: dict[str, Fault] = {
    "lost on its way": _lost_on_its_way,
    "posted twice": _posted_twice,
    "taken, and not noted": _taken_and_not_noted,
    "noted, and not reported": _noted_and_not_reported,
    "recorded there, and not counted": _recorded_and_not_counted,
}


@pytest.mark.clause("PH-6a")
@pytest.mark.parametrize("fault", FAULTS)
async def test_killed_between_two_steps(stack: Stack, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """Each step of the errand is done and not reported, once: the next try finds what was done."""
    monkeypatch.setattr(
        "contracts.posting.RETRIES", RetryPolicy(initial_interval=timedelta(milliseconds=100))
    )
    once = Once()
    FAULTS[fault](monkeypatch, once)
    async with StruckHouse.at_work(stack) as house:
        assert isinstance(house, StruckHouse)
        case = await open_enquiry(house)
        taking_on = house.case()
        await taking_on.open(complaint(taking_on.day(0), enquiry=case.ref), by="amira.khan")
        await taken_on_once(case, taking_on)
    assert once.was_asked, "the fault happened"
