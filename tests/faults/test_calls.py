"""kill -9 while a call is to be returned: it is due at its minute, missed once, and returned once."""

from __future__ import annotations

import asyncio

import pytest

from tests.faults.support import StruckHouse, Victim, patiently
from tests.house import advice

ANSWER = {"answer": "It is owed to you.", "options": "You can ask for it.", "reasons": "Your contract."}


@pytest.mark.clause("WRC-11")
async def test_while_a_call_is_to_be_returned(struck: StruckHouse, victim: Victim) -> None:
    """Killed before its time, at it, and while it is returned: one breach, one answer, at the minute due."""
    case = struck.case(begins=struck.june("15:30"))
    await case.open(advice(made_by="phone", call="missed"), by="ana.duarte")
    await case.quiet()
    await struck.fate.strike(victim)
    due = (await patiently(case.case)).deadline("callback")
    assert due is not None
    assert due.when == f"{case.day(2):%a %-d %b %Y} 10:30"
    await case.on(2, "10:29")
    assert await case.breaches() == []
    killed = struck.fate.kill(victim)
    await asyncio.gather(case.on(2, "10:30"), struck.fate.back(victim, killed))
    assert await case.breaches() == [("callback", case.day(2).isoformat())]
    await case.quiet()
    answering = asyncio.create_task(case.decide("resolve-call", by="ana.duarte", **ANSWER))
    killed = struck.fate.kill(victim)
    answer, _ = await asyncio.gather(answering, struck.fate.back(victim, killed))
    assert answer.events == ("call-resolved",)
    await case.finished()
    await case.quiet()
    await case.is_sound(
        *("opened", "consent-recorded", "call-missed", "breached", "call-resolved"),
        due={"callback": case.day(2)},
    )
