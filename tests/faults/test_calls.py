"""kill -9 while a call is to be returned, or callers fail: each happens once, and what is locked stays so."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from rules.refusal import Locked
from tests.faults.support import StruckHouse, Victim, patiently
from tests.house import advice

NOT_KNOWN: dict[str, Any] = {"asked": ["reference", "telephone"], "right": ["telephone"]}
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


@pytest.mark.clause("WRC-12")
async def test_while_callers_fail_the_security_questions(struck: StruckHouse, victim: Victim) -> None:
    """Killed as the last of them fails: each is counted once, the lock is there, and one letter went."""
    case = struck.case(begins=struck.june("11:00"))
    await case.open(advice(), by="ana.duarte")
    await case.quiet()
    for _ in range(2):
        await case.decide("check-caller", by="ana.duarte", **NOT_KNOWN)
    failing = asyncio.create_task(case.decide("check-caller", by="ana.duarte", **NOT_KNOWN))
    killed = struck.fate.kill(victim)
    answer, _ = await asyncio.gather(failing, struck.fate.back(victim, killed))
    assert answer.events == ("caller-checked", "phone-locked")
    with pytest.raises(Locked):
        await case.decide("resolve-call", by="ana.duarte", **ANSWER)
    await case.decide("advise", by="ana.duarte", **ANSWER)
    await case.finished()
    await case.quiet()
    await case.is_sound(
        *("opened", "consent-recorded", "caller-checked", "caller-checked", "caller-checked"),
        *("phone-locked", "advised"),
        due={"first-response": case.day(3)},
    )
