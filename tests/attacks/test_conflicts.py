"""Somebody says that everybody else has a conflict of interest, so that a case is left to nobody."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from starter.cli.printing import print_case
from tests.house import House, PlayedCase
from tests.workflows.reviewing import under_review
from tests.workflows.warning import appeal_against, errands_done, in_force

MINE = {"reasons": "I know them."}
pytestmark = pytest.mark.clause("PH-4.2b")


async def mailboxes(case: PlayedCase) -> list[str]:
    """The roles whose mailboxes were told of a conflict of interest, in order."""
    return [notice["audience"] for notice in await case.notices() if notice["kind"] == "conflict"]


async def test_a_volunteer_excludes_everybody_else(cached_house: House) -> None:
    """Nothing changes by it, until somebody of rank who is neither of the two says so."""
    case = await under_review(cached_house)
    others = ["amira.khan", "tom.okafor", "ruth.lewin", "omar.reyes", "david.moss", "helen.ashe", "nina.roy"]
    for other in others:
        answer = await case.decide("declare-conflict", by="leila.brandt", staff=other, reasons="-")
        assert answer.events == ("conflict-proposed",)
    assert (await case.case()).conflicted == ()
    for other in ("amira.khan", "ruth.lewin", "david.moss", "helen.ashe"):
        await case.decide("note", by=other, text="I decide as before.")
    refusal = await case.refused("confirm-conflict", by="leila.brandt", staff="helen.ashe")
    assert refusal.code == "not-authorised"
    refusal = await case.refused("confirm-conflict", by="helen.ashe", staff="helen.ashe")
    assert refusal.code == "conflict-of-interest"
    for other in others:
        await case.decide("decline-conflict", by="grace.owusu", staff=other, reasons="Nothing bears it out.")
    assert (await case.case()).proposed_conflicts == ()


async def test_somebody_who_is_not_there_is_named(cached_house: House) -> None:
    """The directory is looked at before it is proposed."""
    case = await cached_house.open()
    refusal = await case.refused("declare-conflict", staff="no.body", reasons="-")
    assert (refusal.code, refusal.where) == ("unknown", "staff")


async def test_it_is_confirmed_and_taken_back(cached_house: House) -> None:
    """By somebody else, each with its reasons; the owner's is told to whoever hands cases over."""
    case = await cached_house.open()
    await case.contacted()
    await case.decide("declare-conflict", by="tom.okafor", staff="amira.khan", reasons="Her neighbour.")
    answer = await case.decide("confirm-conflict", by="ruth.lewin", staff="amira.khan", reasons="She is.")
    assert answer.events == ("conflict-confirmed",)
    assert await mailboxes(case) == ["head-of-service", "head-of-service"]
    assert (await case.refused("note", text="-")).code == "conflict-of-interest"
    await case.decide("withdraw-conflict", by="omar.reyes", staff="amira.khan", reasons="Another street.")
    await case.decide("note", text="I decide again.")
    assert (await case.state()) == await case.case()


async def test_a_case_that_is_left_to_nobody_goes_to_the_next_rank(cached_house: House) -> None:
    """Finance's decisions to a director, who takes them from then on, and not before."""
    case = await cached_house.open(
        person={"name": "J Petrov", "channel": "letter", "address": ["1 A Street"]}
    )
    await case.contacted()
    await case.answered(financial={"impact": "high", "responsibility": "full"})
    paid: dict[str, Any] = {"number": 2, "reference": "BACS-1"}
    assert (await case.refused("confirm-payment", by="grace.owusu", **paid)).code == "not-authorised"
    *first, last = await case.colleagues("finance")
    for who in first:
        await case.decide("declare-conflict", by=who, **MINE)
    assert await mailboxes(case) == []
    answer = await case.decide("declare-conflict", by=last, **MINE)
    assert answer.events == ("conflict-declared", "passed-to-next-rank")
    [passed] = await case.events("passed-to-next-rank")
    assert passed.facts == {"decisions": "confirm-payment, return-payment", "to": "director"}
    assert (passed.clause, await mailboxes(case)) == ("PH-4.2b", ["director"])
    assert (await case.refused("confirm-payment", by="ruth.lewin", **paid)).code == "not-authorised"
    answer = await case.decide("confirm-payment", by="grace.owusu", **paid)
    assert "payment-confirmed" in answer.events
    assert (await case.state()) == await case.case()


async def test_a_case_that_nobody_may_decide_says_so(cached_house: House) -> None:
    """To the highest rank there is, which has somebody put among the staff; the case goes on."""
    case = await cached_house.open()
    managers = await case.colleagues("head-of-service", "assistant-director", "director")
    for who in managers:
        answer = await case.decide("declare-conflict", by=who, **MINE)
    assert answer.events == ("conflict-declared", "nobody-may-decide")
    [said] = await case.events("nobody-may-decide")
    assert "withdraw-conflict" in str(said.facts["decisions"])
    assert said.facts["to"] is None
    assert (await mailboxes(case))[-1] == "director"
    await case.contacted()
    seen = io.StringIO()
    print_case(Console(file=seen, width=200), await case.seen_by("tom.okafor"), cached_house.policy)
    assert f"May not decide: {', '.join(managers)} (" in seen.getvalue()


@pytest.mark.clause("PH-7e")
async def test_whoever_decided_a_warning_is_not_let_back(cached_house: House) -> None:
    """A conflict that another case tells of is not taken back in this one."""
    warned = await in_force(cached_house, cached_house.june())
    appeal = await appeal_against(warned, warned.begins)
    await errands_done(appeal)
    refusal = await appeal.refused("withdraw-conflict", by="helen.ashe", staff="ruth.lewin", reasons="-")
    assert (refusal.code, refusal.where, refusal.clause) == ("conflict-of-interest", "staff", "PH-4.2b")
