"""kill -9 of the worker, of Temporal and of PostgreSQL, at each point of a case.

Whatever is killed, and whenever: the case goes on, nothing of it is missing or doubled, its deadlines
keep their dates, and whoever asked gets the answer under the key they asked with. That each of their
notices went exactly once is checked when the tests of this house are over (`struck` in `conftest.py`).
"""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts.starting import begin
from engine.waiting import until
from records.sql import every, queries
from tests.faults.conftest import SlowMail
from tests.faults.support import (
    SOON,
    Held,
    StruckCase,
    StruckHouse,
    Victim,
    patiently,
)
from tests.house import complaint

BY_LETTER = {
    "name": "Nadia Farrow",
    "channel": "letter",
    "address": ["1 Example Road", "London E14 0ZZ"],
}


def first_promises(case: StruckCase) -> dict[str, date]:
    """What receiving a complaint on a Monday in June promises: contact in 2 working days, answer in 10."""
    return {"contact": case.day(2), "response": case.day(14)}


async def test_between_recording_and_its_notice(
    struck: StruckHouse, victim: Victim, slow_mail: SlowMail
) -> None:
    """Killed while the mail server has the notice in hand: the decision stands, the notice goes later."""
    case = struck.case()
    await case.open(
        complaint(case.day(0), person=BY_LETTER | {"email": "n@resident.example"}), by="amira.khan"
    )
    await case.on(1)
    await case.decide("contact", remedy_wanted="A working lift.")
    await case.quiet()
    mailed = await struck.opened()
    async with asyncio.timeout(SOON):
        await slow_mail.in_hand.wait()
    killed = struck.fate.kill(victim)
    if victim is Victim.TEMPORAL:
        await struck.fate.back(victim, killed)
        slow_mail.takes_it()
    else:
        slow_mail.refuses_for_now()
        await struck.fate.back(victim, killed)
    await mailed.is_sound("opened", due=first_promises(mailed))
    await case.is_sound("opened", "contacted", due=first_promises(case))


async def test_between_intake_and_start(
    struck: StruckHouse, victim: Victim, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the commit of the intake, before its workflow starts: asked again, it is the same case."""
    killed = list[int]()

    async def strike_then_begin(*args: Any) -> None:
        if not killed:
            killed.append(struck.fate.kill(victim))
        await begin(*args)

    case = struck.case()
    fields = complaint(case.day(0))
    with monkeypatch.context() as patched:
        patched.setattr("starter.service.desk.begin", strike_then_begin)
        first = await case.take_in(fields)
    await struck.fate.back(victim, killed[0])
    again = await case.take_in(fields)
    assert again.repeated
    assert again.case == first.case
    await case.begin()
    await case.is_sound("opened", due=first_promises(case))


async def test_while_opening(struck: StruckHouse, victim: Victim) -> None:
    """Killed while the opening is being recorded: it is recorded once, with the day it came in."""
    case = struck.case()
    await case.take_in(complaint(case.day(0)))
    async with Held(case).recording():
        beginning = asyncio.create_task(case.begin())
        await Held(case).has_one()
        killed = struck.fate.kill(victim)
    await struck.fate.back(victim, killed)
    await beginning
    await case.is_sound("opened", due=first_promises(case))


async def test_while_a_decision_is_in_flight(struck: StruckHouse, victim: Victim) -> None:
    """Killed while a decision is being recorded: its caller asks again under its key and is answered once."""
    case = struck.case()
    await case.open(complaint(case.day(0), person=BY_LETTER), by="amira.khan")
    await case.on(1)
    await case.quiet()
    async with Held(case).recording():
        deciding = asyncio.create_task(case.contacted(respond_by=case.day(17).isoformat()))
        await Held(case).has_one()
        killed = struck.fate.kill(victim)
    answer, _ = await asyncio.gather(deciding, struck.fate.back(victim, killed))
    assert answer.events == ("contacted",)
    assert answer == await case.decide(
        "contact", key=answer.key, remedy_wanted="A working lift.", respond_by=case.day(17).isoformat()
    )
    async with struck.pool.acquire() as connection:
        rows = await every(queries.deadlines(connection, ref=case.ref))
    assert [(row["name"], row["due_day"], row["ended_by"]) for row in rows] == [
        ("contact", case.day(2), 2),
        ("response", case.day(14), 2),
        ("response", case.day(17), None),
    ]
    assert await patiently(case.state) == await case.case()
    assert await case.kinds() == ["opened", "contacted"]


async def test_while_a_deadline_is_due(struck: StruckHouse, victim: Victim) -> None:
    """Dead while a deadline passes: afterwards the breach is recorded once, under the day it was due."""
    case = await struck.opened()
    await case.on(1, "09:00")
    await case.quiet()
    moment = case.at(3, "00:05")

    async def has_passed() -> bool:
        return await patiently(lambda: case.time.now(case.handle)) >= case.at(3, "00:00")

    if victim is Victim.TEMPORAL:  # without Temporal no time passes: it dies as the breach is recorded
        async with Held(case).recording():
            passing = asyncio.create_task(case.until(moment))
            await Held(case).has_one()
            killed = struck.fate.kill(victim)
    else:
        killed = struck.fate.kill(victim)
        passing = asyncio.create_task(case.until(moment))
        await until(has_passed, within=SOON)
    await struck.fate.back(victim, killed)
    await passing
    assert await case.breaches() == [("contact", case.day(2).isoformat())]
    (breach,) = await case.events("breached")
    assert breach.at >= case.at(3, "00:00")
    await case.is_sound("opened", "staff-reminded", "breached", due=first_promises(case))


async def test_while_an_information_month_runs(struck: StruckHouse, victim: Victim) -> None:
    """Killed within the month that information may take: reminder, breach and closure come on their days."""
    case = await struck.opened()
    await case.on(1)
    await case.contacted()
    await case.decide("ask-for-information", asked="Which lift?")
    month_after = case.day(1).replace(month=case.day(1).month + 1)
    await case.on(9)
    await case.quiet()
    await struck.fate.strike(victim)
    await case.on(20)
    await case.until(case.at(0, "10:00").replace(month=month_after.month, day=month_after.day))
    assert "closed" not in await case.kinds()
    awaited = (await case.case()).deadline("information")
    assert awaited is not None
    assert awaited.lapse_at is not None
    await case.until(awaited.lapse_at)
    await patiently(case.finished)
    await case.is_sound(
        *("opened", "contacted", "information-asked", "staff-reminded", "breached"),
        *("information-reminded", "closed"),
        due=first_promises(case) | {"information": month_after},
    )
    assert await case.breaches() == [("response", case.day(14).isoformat())]
    assert (await case.case()).outcome == "no-information"


async def test_while_closing(struck: StruckHouse, victim: Victim) -> None:
    """Killed while the last decision is being recorded: the case closes once, and the caller hears of it."""
    case = struck.case()
    await case.open(complaint(case.day(0), person=BY_LETTER), by="amira.khan")
    await case.on(1)
    await case.contacted()
    await case.answered(outcome="not-upheld", remedies=[])
    await case.quiet()
    async with Held(case).recording():
        accepting = asyncio.create_task(case.decide("accept"))
        await Held(case).has_one()
        killed = struck.fate.kill(victim)
    answer, _ = await asyncio.gather(accepting, struck.fate.back(victim, killed))
    assert answer.events == ("accepted", "closed")
    await case.finished()
    acceptance = (await case.events("responded"))[0].deadlines[0].due_day
    await case.is_sound(
        *("opened", "contacted", "responded", "accepted", "closed"),
        due=first_promises(case) | {"acceptance": acceptance},
    )
    assert answer == await case.decide("accept", key=answer.key)


async def test_what_nobody_asks_for_again_is_started(struck: StruckHouse) -> None:
    """Taken in while Temporal was dead, and its caller gone: the reconciler starts it, once."""
    case = struck.case(begins=datetime.now(UTC).astimezone(struck.policy.zone))
    fate, client = struck.fate, struck.client
    killed = await fate.take_away(Victim.TEMPORAL)
    await case.take_in(complaint(case.day(0)))
    await fate.back(Victim.TEMPORAL, killed)
    assert (await case.case()).seq == 0
    async with struck.pool.acquire() as connection:  # as if it had lain there for a while
        await connection.execute(
            "UPDATE casebook.casefile SET taken_in_at = taken_in_at - $2::interval WHERE ref = $1",
            case.ref,
            timedelta(minutes=1),
        )
    for _ in range(2):
        await patiently(client.get_schedule_handle("reconcile").trigger)
    await until(lambda: patiently(case.opened), within=SOON)
    async with struck.pool.acquire() as connection:
        row = await queries.get_case(connection, ref=case.ref)
    assert row["started_at"] is not None
    deadlines = {deadline.name: deadline.due_day for deadline in (await case.case()).deadlines}
    await case.is_sound("opened", due=deadlines)
