"""kill -9 while a webhook is being called: nothing is lost, and what goes twice goes under one id."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from engine.waiting import until
from records.database import every, queries
from records.webhooks import end, subscribe
from tests.faults.support import LOST_DELIVERY, StruckHouse, Victim
from tests.receiver import Receiver, a_receiver


@pytest.fixture
async def receiver(struck: StruckHouse) -> AsyncIterator[Receiver]:
    """Another system, which hears of every event of the house until the test is over."""
    async with a_receiver() as receiver:
        async with struck.pool.acquire() as connection:
            webhook, _ = await subscribe(
                connection, struck.policy, receiver.url, (), by="ada.min", key=receiver.url
            )
        yield receiver
        async with struck.pool.acquire() as connection:
            await end(connection, webhook["id"], "deleted")


async def test_killed_between_sending_and_marking(
    struck: StruckHouse, receiver: Receiver, victim: Victim
) -> None:
    """The receiver has the event in hand when one of our processes dies, and takes it: it is sent again."""
    receiver.taking.clear()
    case = await struck.opened()
    await receiver.has(1)
    killed = struck.fate.kill(victim)
    await struck.fate.back(victim, killed)
    receiver.taking.set()
    await case.decide("note", text="Rang.")

    async def all_delivered() -> bool:
        async with struck.pool.acquire() as connection:
            return not await every(queries.webhooks_waiting(connection, ref=case.ref))

    await until(all_delivered, within=LOST_DELIVERY)
    ids = [message.id for message in receiver.received]
    assert list(dict.fromkeys(ids)) == [f"{case.ref}-1", f"{case.ref}-2"]
    assert ids == sorted(ids)
    if victim is Victim.WORKER:
        assert ids.count(f"{case.ref}-1") == 2
    assert len({message.body for message in receiver.received}) == 2
