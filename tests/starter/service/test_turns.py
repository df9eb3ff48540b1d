"""Turns at a case: a few at a time, in order, for a while; whatever becomes of them, the next comes."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from rules.refusal import Busy
from starter.service import turns as waiting
from starter.service.turns import AT_ONCE, Turns

LONG, SHORT = timedelta(minutes=1), timedelta(milliseconds=20)
REF, OTHER = "PH-2026-000001", "PH-2026-000002"


class Case:
    """Something that each turn goes to, and stays at until it is let go."""

    def __init__(self, turns: Turns, ref: str = REF) -> None:
        self.turns, self.ref = turns, ref
        self.came: list[int] = []
        self.inside = self.most = 0
        self.leave = asyncio.Semaphore(0)

    async def visit(self, number: int, patience: timedelta = LONG) -> None:
        """Wait for a turn, and stay until somebody is let go."""
        async with self.turns.turn(self.ref, patience):
            self.came.append(number)
            self.inside += 1
            self.most = max(self.most, self.inside)
            await self.leave.acquire()
            self.inside -= 1


async def settled() -> None:
    """Let every task go as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_few_at_a_time_in_order() -> None:
    """However many come, no more than that are inside, and the first to come is the first to go in."""
    case = Case(Turns())
    visits = [asyncio.create_task(case.visit(number)) for number in range(10)]
    await settled()
    assert case.came == list(range(AT_ONCE))
    for gone in range(1, 11):
        case.leave.release()
        await settled()
        assert case.came == list(range(min(AT_ONCE + gone, 10)))
    await asyncio.gather(*visits)
    assert case.most == AT_ONCE
    assert case.turns._queues == {}


async def test_another_case_does_not_wait() -> None:
    """A crowd at one case keeps nobody from another."""
    crowded = Case(turns := Turns())
    crowd = [asyncio.create_task(crowded.visit(number)) for number in range(10)]
    await settled()
    other = Case(turns, OTHER)
    visit = asyncio.create_task(other.visit(1))
    await settled()
    assert other.came == [1]
    for one in (*crowd, visit):
        one.cancel()
    await asyncio.gather(*crowd, visit, return_exceptions=True)
    assert turns._queues == {}


async def test_whoever_waits_too_long_is_told() -> None:
    """Their turn goes to the next; nothing of them stays behind."""
    case = Case(Turns(at_once=1))
    first = asyncio.create_task(case.visit(1))
    await settled()
    with pytest.raises(Busy, match=f"too much is asked of {REF} at once"):
        await case.visit(2, SHORT)
    third = asyncio.create_task(case.visit(3))
    await settled()
    for _ in range(2):
        case.leave.release()
    await asyncio.gather(first, third)
    assert case.came == [1, 3]
    assert case.turns._queues == {}


async def test_a_turn_that_fails_is_over() -> None:
    """An error inside, and a caller who goes away while they wait, free the turn."""
    turns = Turns(at_once=1)

    async def fail() -> None:
        async with turns.turn(REF, LONG):
            raise LookupError

    for _ in range(3):
        with pytest.raises(LookupError):
            await fail()
    case = Case(turns)
    inside, gone, last = [asyncio.create_task(case.visit(number)) for number in range(3)]
    await settled()
    gone.cancel()
    await settled()
    for _ in range(2):
        case.leave.release()
    await asyncio.gather(inside, last)
    assert case.came == [0, 2]
    assert turns._queues == {}


async def test_not_everybody_may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a number they are told at once, so that no crowd fills the memory."""
    monkeypatch.setattr(waiting, "MOST_WAITING", 3)
    case = Case(Turns(at_once=1))
    visits = [asyncio.create_task(case.visit(number)) for number in range(4)]
    await settled()
    with pytest.raises(Busy):
        await case.visit(5)
    for _ in range(4):
        case.leave.release()
    await asyncio.gather(*visits)
    assert case.came == [0, 1, 2, 3]
