"""A holiday announced while many cases are open; in the campaign the worker dies while their dates move.

The house is one of its own, so that its calendar is nobody else's; its cases came in during the last weeks,
in real time, since a sweep goes through all of them at once.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import pytest_asyncio

from contracts.messages import ChangeKey
from engine.waiting import until
from records.calendar import Closure, Confirmation, Look, confirm, look
from records.cases import broken_chain, case_at, history
from records.days import calendar_now
from records.sql import queries
from rules.case import Case
from rules.working_time import WorkingCalendar
from tests.faults.support import SOON, StruckHouse, Victim, a_house, own_folder, patiently
from tests.house import complaint

FEW, MANY = 60, 500
AT_ONCE = 12
LONG = 180.0
"""Seconds in which a sweep ends, with a worker killed on the way."""
KINDS = (*["fresh"] * 13, "contacted", "contacted", "agreed", "answered", "late", "old", "withdrawn")
MOVED = {
    "fresh": {"contact", "response"},
    "contacted": {"response"},
    "answered": {"acceptance"},
    "late": {"response"},
}
"""What the closure moves of each kind; nothing of the others."""


@pytest_asyncio.fixture(loop_scope="session")
async def alone() -> AsyncIterator[StruckHouse]:
    """A house whose worker may be killed, and whose calendar may be changed."""
    with own_folder() as folder:
        async with a_house(folder) as house:
            yield house


async def each(work: Iterable[Callable[[], Awaitable[Any]]]) -> None:
    """Do all of it, a few things at once."""
    few = asyncio.Semaphore(AT_ONCE)

    async def one(do: Callable[[], Awaitable[Any]]) -> None:
        async with few:
            await do()

    async with asyncio.TaskGroup() as group:
        for do in work:
            group.create_task(one(do))


def working_day(calendar: WorkingCalendar, start: date, number: int) -> date:
    """The working day that lies so many after a day; before it, where the number is negative."""
    step = timedelta(days=1 if number > 0 else -1)
    day = start
    for _ in range(abs(number)):
        day += step
        while calendar.why_off(day):
            day += step
    return day


class Crowd:
    """Cases of every kind, and the day that will not count: the next working day."""

    def __init__(self, house: StruckHouse, calendar: WorkingCalendar) -> None:
        self.house, self.desk = house, house.desk()
        self.today = datetime.now(house.policy.zone).date()
        self.day = working_day(calendar, self.today, 1)
        # contact was to be made by the day before yesterday, so that it is missed; the response was not yet
        self.received = {
            "late": working_day(calendar, self.today, -5),
            "old": working_day(calendar, self.today, -30),
        }
        self.refs: dict[str, str] = {}

    async def open(self, kind: str) -> None:
        """A case of a kind, brought to where such cases stand."""
        received = self.received.get(kind, self.today)
        fields = complaint(received)
        if received != self.today:
            at = datetime.combine(received, time(10), self.house.policy.zone)
            fields["received"] = at.isoformat()
        ref = (await self.desk.open(fields, actor="amira.khan")).case.ref
        self.refs[ref] = kind
        later = (self.today + timedelta(days=30)).isoformat()
        remedy = {"remedy_wanted": "A working lift."}
        if kind in ("contacted", "answered"):
            await self.decide(ref, "contact", remedy)
        if kind == "agreed":
            await self.decide(ref, "contact", remedy | {"respond_by": later})
        if kind == "withdrawn":
            await self.decide(ref, "withdraw", {})
        if kind == "answered":
            said = {"can_do": "We mend it.", "cannot_do": "No second one.", "reasons": "A part was missing."}
            await self.decide(ref, "respond", said | {"outcome": "not-upheld", "remedies": []})

    async def decide(self, ref: str, name: str, fields: dict[str, Any]) -> None:
        """A decision by a caseworker, once the case is opened."""

        async def opened() -> bool:
            return (await self.case(ref)).seq > 0

        await until(opened, within=SOON)
        await self.desk.decide(ref, name, fields, actor="amira.khan", key=str(uuid.uuid4()))

    async def case(self, ref: str) -> Case:
        """A case as recorded."""
        async with self.house.pool.acquire() as connection:
            return await case_at(connection, ref)

    async def settled(self) -> None:
        """Wait until each is opened, and what was missed is recorded."""
        missed = {"late": 1, "old": 2}

        async def all_there() -> bool:
            cases = [await self.case(ref) for ref in self.refs]
            return all(case.seq and len(case.overdue) >= missed.get(self.refs[case.ref], 0) for case in cases)

        await until(all_there, within=SOON)


@pytest.mark.clause("PH-4.1c", "PH-4.1d")
@pytest.mark.parametrize("number", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
async def test_a_holiday_moves_open_cases_once_each(alone: StruckHouse, number: int) -> None:
    """Exactly those it should, by one event and one notice each, though the worker dies half-way."""
    async with alone.pool.acquire() as connection:
        crowd = Crowd(alone, await calendar_now(connection, alone.policy))
    kinds = [KINDS[place % len(KINDS)] for place in range(number)]
    await each([lambda kind=kind: crowd.open(kind) for kind in kinds])  # type: ignore[misc]
    await crowd.settled()
    before = {ref: await crowd.case(ref) for ref in crowd.refs}

    seen = await confirmed(crowd)
    assert {case.ref: {moved.deadline for moved in case.dates} for case in seen.cases} == {
        ref: MOVED[kind] for ref, kind in crowd.refs.items() if kind in MOVED
    }
    key = ChangeKey(policy=alone.policy.id, day=crowd.day)
    await crowd.desk.sweep(key)
    if number == MANY:
        await until(lambda: moved_at_least(alone, key, number // 10), within=SOON)
        assert not await moved_at_least(alone, key, len(seen.cases))
        await alone.fate.strike(Victim.WORKER)
    await until(lambda: moved_at_least(alone, key, len(seen.cases)), within=LONG)
    sweeping = await alone.client.get_workflow_handle(key.id).result()
    assert (sweeping["moved"], sweeping["waiting"]) == (len(seen.cases), 0)

    await each(
        [lambda ref=ref: stands(crowd, before[ref], seen) for ref in crowd.refs]  # type: ignore[misc]
    )
    await until(lambda: told_once(alone, seen), within=LONG)


async def confirmed(crowd: Crowd) -> Look:
    """The next working day closed, with the list of cases that it touches."""
    house, now = crowd.house, datetime.now(UTC)
    closure = Closure(day=crowd.day, reason="A day of national mourning")
    async with house.pool.acquire() as connection:
        seen = await look(connection, house.library, house.policy, crowd.day, now)
        yes = Confirmation(seen.digest, "sara.quill", "sara.quill/mourning", now)
        assert not await confirm(connection, house.library, house.policy, closure, yes)
    return seen


async def moved_at_least(house: StruckHouse, key: ChangeKey, number: int) -> bool:
    """Whether so many cases were moved."""
    async with house.pool.acquire() as connection:
        row = await queries.progress(connection, **key.model_dump())
    return bool(row["moved"] >= number)


async def stands(crowd: Crowd, before: Case, seen: Look) -> None:
    """One event where dates moved, each to the day that was listed; nothing where none did."""
    ref = before.ref
    moved = MOVED.get(crowd.refs[ref], set())
    async with crowd.house.pool.acquire() as connection:
        past = [event for event, _ in await history(connection, ref)]
        assert await broken_chain(connection, ref) is None
    new = [event for event in past if event.seq > before.seq]
    case = await crowd.case(ref)
    assert [event.kind for event in new] == (["dates-moved"] if moved else []), ref
    assert {deadline.name for event in new for deadline in event.deadlines} == moved
    listed = {date.deadline: date for entry in seen.cases if entry.ref == ref for date in entry.dates}
    for was in before.deadlines:
        now = case.deadline(was.name)
        assert now is not None
        if was.name in moved:
            assert (was.due_day, now.due_day) == (listed[was.name].was, listed[was.name].becomes)
            assert now.due_day > was.due_day
        else:
            assert now == was
    if not case.finished:
        state = await patiently(lambda: crowd.desk.handle(case).query("state", result_type=Case))
        assert state == case


async def told_once(house: StruckHouse, seen: Look) -> bool:
    """Whether each person whose dates moved was told by one notice, and nobody else by any."""
    async with house.pool.acquire() as connection:
        rows = await connection.fetch(
            "SELECT ref, sent_at FROM people.notice WHERE kind = 'dates-moved' ORDER BY ref"
        )
    assert Counter(row["ref"] for row in rows) == Counter(case.ref for case in seen.cases if case.told)
    return all(row["sent_at"] for row in rows)
