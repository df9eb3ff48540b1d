"""kill -9 while an appointment is booked, moved, reminded of and over: each happens once, at its time."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from rules.appointment.booked import slot_of
from rules.refusal import SlotTaken
from tests.faults.support import StruckHouse, Victim, patiently
from tests.house import appointment

pytestmark = pytest.mark.clause("WRC-7")

ANA, ION = "ana.duarte", "ion.popa"


async def test_while_it_is_moved_reminded_of_and_over(struck: StruckHouse, victim: Victim) -> None:
    """Killed as it is moved, as its reminder is due, and as it is over: one of each, at its time."""
    case = struck.case(begins=struck.quiet_monday())
    on = case.day(8)
    await case.open(appointment(on), by=ANA)
    await case.quiet()
    wanted = {"starts": case.at(8, "14:30").isoformat(), "adviser": ION, "asked_by": "person"}
    moving = asyncio.create_task(case.decide("move-appointment", by=ANA, **wanted))
    killed = struck.fate.kill(victim)
    answer, _ = await asyncio.gather(moving, struck.fate.back(victim, killed))
    assert answer.events == ("appointment-moved",)
    await case.quiet()
    recorded = await patiently(case.case)
    assert (recorded.owner, slot_of(recorded).starts) == (ION, datetime.fromisoformat(wanted["starts"]))
    taken = await patiently(lambda: case.desk.open(appointment(on), actor=ANA))  # its first time is free
    with pytest.raises(SlotTaken):
        await patiently(lambda: case.desk.open(appointment(on, "15:00", adviser=ION), actor=ANA))
    assert taken.case.ref != case.ref
    for day, at in ((7, "09:00"), (8, "15:15")):
        killed = struck.fate.kill(victim)
        if victim is Victim.TEMPORAL:  # which, killed while it skips time, can skip to the next timer as well
            await struck.fate.back(victim, killed)
            await case.on(day, at)
        else:
            await asyncio.gather(case.on(day, at), struck.fate.back(victim, killed))
        await case.quiet()
    await case.decide("record-attendance", by=ION, came=False)
    await case.finished()
    await case.quiet()
    rows = await _deadlines(case.house, case.ref)
    assert [(name, ended is not None) for name, ended in rows] == [
        ("appointment", True),
        ("appointment", True),
        ("attendance", True),
    ]
    assert await patiently(case.kinds) == [
        *("opened", "appointment-moved", "appointment-reminded", "appointment-over", "attendance-recorded"),
    ]
    await patiently(case.is_whole)


async def test_of_bookings_at_one_moment_one_is_there_after_a_crash(
    struck: StruckHouse, victim: Victim
) -> None:
    """Killed while eight are booked for one time: one has it, the others are refused."""
    monday = struck.quiet_monday()
    desk, on = struck.desk(clock=lambda: monday), monday.date() + timedelta(days=8)
    bodies = [appointment(on) for _ in range(8)]
    booking = [
        asyncio.create_task(patiently(lambda body=body: desk.open(body, actor=ANA)))  # type: ignore[misc]
        for body in bodies
    ]
    killed = struck.fate.kill(victim)
    came, _ = await asyncio.gather(
        asyncio.gather(*booking, return_exceptions=True), struck.fate.back(victim, killed)
    )
    assert sum(isinstance(one, SlotTaken) for one in came) == 7, came
    async with struck.pool.acquire() as connection:
        begins = datetime.fromisoformat(bodies[0]["starts"])
        booked = await connection.fetchval(
            "SELECT count(*) FROM casebook.booking WHERE lower(during) = $1 AND NOT freed", begins
        )
    assert booked == 1


async def _deadlines(house: StruckHouse, ref: str) -> list[tuple[str, int | None]]:
    async with house.pool.acquire() as connection:
        rows = await connection.fetch(
            "SELECT name, ended_by FROM casebook.deadline WHERE ref = $1 ORDER BY set_by, name", ref
        )
    return [(row["name"], row["ended_by"]) for row in rows]
