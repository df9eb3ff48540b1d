"""A webhook through kill -9, and through an event that comes as its sender is about to end.

Nothing is lost, and what goes twice goes under one id.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from temporalio import activity

from activities.call_webhook import WebhookCaller
from contracts.messages import NEXT_FOR_WEBHOOK, CaseForWebhook
from embedded.stack import Stack
from engine.waiting import until
from records.sql import every, queries
from records.webhooks import end, subscribe
from tests.faults.support import LOST_DELIVERY, SOON, StruckHouse, Victim, victims
from tests.house import House
from tests.receiver import Received, Receiver, a_receiver


@pytest.fixture
async def receiver(struck: StruckHouse) -> AsyncIterator[Receiver]:
    """Another system, which hears of every event of the house until the test is over."""
    async with a_receiver() as receiver, hears(receiver, struck):
        yield receiver


@asynccontextmanager
async def hears(receiver: Receiver, house: House) -> AsyncIterator[None]:
    """A webhook for every event of a house, until the block ends."""
    async with house.pool.acquire() as connection:
        webhook, _ = await subscribe(
            connection, house.policy, receiver.url, (), by="ada.min", key=receiver.url
        )
    yield
    async with house.pool.acquire() as connection:
        await end(connection, webhook["id"], "deleted")


@pytest.mark.parametrize("victim", victims(Victim.POSTGRES))
async def test_killed_between_sending_and_marking(
    struck: StruckHouse, receiver: Receiver, victim: Victim
) -> None:
    """The receiver has the event in hand when one of our processes dies, and takes it: it is sent again."""
    receiver.taking.clear()
    case = await struck.opened()

    def about_it() -> list[Received]:  # the reconciler may open the review of the policy meanwhile
        return [message for message in receiver.received if message.id.startswith(case.ref)]

    async def in_hand() -> bool:
        return bool(about_it())

    await until(in_hand, within=SOON)
    killed = struck.fate.kill(victim)
    await struck.fate.back(victim, killed)
    receiver.taking.set()
    await case.decide("note", text="Rang.")

    async def all_delivered() -> bool:
        async with struck.pool.acquire() as connection:
            return not await every(queries.webhooks_waiting(connection, ref=case.ref))

    await until(all_delivered, within=LOST_DELIVERY)
    ids = [message.id for message in about_it()]
    assert list(dict.fromkeys(ids)) == [f"{case.ref}-1", f"{case.ref}-2"]
    assert ids == sorted(ids)
    if victim is Victim.WORKER:
        assert ids.count(f"{case.ref}-1") == 2
    assert len({message.body for message in about_it()}) == 2


async def test_an_event_that_comes_at_the_last_look(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its sender has just seen that nothing waits, and is about to end: it looks once more."""
    looked, recorded = asyncio.Event(), asyncio.Event()

    class Hesitant(WebhookCaller):
        @activity.defn(name=NEXT_FOR_WEBHOOK)
        async def next(self, case: CaseForWebhook) -> int | None:
            seq = await super().next(case)
            if seq is None:
                looked.set()
                await recorded.wait()
            return seq

    monkeypatch.setattr("worker.WebhookCaller", Hesitant)
    async with a_receiver() as receiver, House.at_work(stack) as house, hears(receiver, house):
        case = await house.open()
        async with asyncio.timeout(SOON):
            await looked.wait()
        await case.decide("note", text="Rang.")
        recorded.set()
        messages = await receiver.has(2)
        assert [message.id for message in messages] == [f"{case.ref}-1", f"{case.ref}-2"]
