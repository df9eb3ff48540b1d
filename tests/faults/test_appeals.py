"""What follows from one case in another, through kill -9: it happens there once, whatever dies between."""

from __future__ import annotations

import asyncio

import pytest

from engine.waiting import until
from records.sql import every, queries
from tests.faults.support import LOST_DELIVERY, Held, StruckCase, StruckHouse, Victim, patiently, victims
from tests.house import complaint
from tests.workflows.warning import WARNED, warning

pytestmark = pytest.mark.clause("PH-7e")


async def warned(struck: StruckHouse) -> StruckCase:
    """A warning in force."""
    case = struck.case()
    await case.open(warning(), by="amira.khan")
    await case.decide("approve-warning", by="ruth.lewin")
    return case


async def appeal_against(case: StruckCase) -> StruckCase:
    """An appeal against it, which came in and was opened."""
    appeal = case.house.case()
    fields = complaint(appeal.day(0), person=WARNED, appeals=case.ref)
    await appeal.open(fields, by="amira.khan")
    return appeal


async def errands_done(case: StruckCase) -> None:
    """Wait until every errand from and to a case is done."""

    async def done() -> bool:
        async with case.house.pool.acquire() as connection:
            return all(row["done_at"] for row in await every(queries.errands_of(connection, ref=case.ref)))

    await until(lambda: patiently(done), within=LOST_DELIVERY)


@pytest.mark.parametrize("victim", victims(Victim.POSTGRES))
async def test_killed_while_the_appeal_is_upheld(struck: StruckHouse, victim: Victim) -> None:
    """Its response is being recorded when one of them dies: the warning is lifted once, and told once."""
    case = await warned(struck)
    appeal = await appeal_against(case)
    await errands_done(case)
    await appeal.decide("contact", by="tom.okafor", remedy_wanted="It removed.")
    async with Held(appeal).recording():
        answering = asyncio.create_task(appeal.answered(by="tom.okafor", outcome="upheld", remedies=[]))
        await Held(appeal).has_one()
        killed = struck.fate.kill(victim)
    await struck.fate.back(victim, killed)
    await answering
    await errands_done(appeal)
    await case.finished()
    assert (await patiently(case.kinds))[-3:] == ["appealed", "appeal-decided", "warning-lifted"]
    assert len(await case.events("appealed")) == 1
    assert len(await appeal.events("responded")) == 1


@pytest.mark.parametrize("victim", victims(Victim.POSTGRES))
async def test_killed_while_the_warning_is_lifted(struck: StruckHouse, victim: Victim) -> None:
    """What follows is being recorded there when one of them dies: it happens once, and the errand ends."""
    case = await warned(struck)
    appeal = await appeal_against(case)
    await errands_done(case)
    await appeal.decide("contact", by="tom.okafor", remedy_wanted="It removed.")
    async with Held(case).recording():
        await appeal.answered(by="tom.okafor", outcome="upheld", remedies=[])
        await Held(case).has_one()
        killed = struck.fate.kill(victim)
    await struck.fate.back(victim, killed)
    await errands_done(appeal)
    await case.finished()
    assert await patiently(case.kinds) == [
        *("opened", "warning-approved", "appealed", "appeal-decided", "warning-lifted")
    ]


@pytest.mark.parametrize("victim", victims(Victim.POSTGRES))
async def test_killed_as_the_appeal_comes_in(struck: StruckHouse, victim: Victim) -> None:
    """Opened, or not yet: the warning knows of it once, and whoever decided it stands aside once."""
    case = await warned(struck)
    appeal = struck.case()
    await appeal.take_in(complaint(appeal.day(0), person=WARNED, appeals=case.ref))
    killed = struck.fate.kill(victim)
    await struck.fate.back(victim, killed)
    await appeal.begin()
    await errands_done(case)
    assert await patiently(appeal.kinds) == ["opened", "stood-aside"]
    assert await patiently(case.kinds) == ["opened", "warning-approved", "appealed"]
