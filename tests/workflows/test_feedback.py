"""Feedback to the charity on the real engine: answered in full, or missed, escalated and still answered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house import House, PlayedCase

pytestmark = pytest.mark.clause("WRC-19")
MANAGERS, TRUSTEES = "senior.managers@workrights.example", "trustees@workrights.example"


def full(case: PlayedCase, **fields: Any) -> dict[str, Any]:
    """A full response, with one promise for two days on."""
    remedy = {"what": "A meeting with an adviser", "by": case.day(11).isoformat(), "owner": "ana.duarte"}
    return {
        "by": "martin.achebe",
        "outcome": "upheld",
        "can_do": "An adviser calls you back today.",
        "cannot_do": "We cannot answer every call at once.",
        "reasons": "Your messages were noted and never handed on.",
        "remedies": [remedy],
    } | fields


async def test_it_is_answered_in_full_and_the_promise_kept(house: House) -> None:
    """A manager hears of it at once; the person hears when, what, why, and that it is done."""
    case = await house.feedback(begins=house.june())
    assert case.ref.startswith("WRC-")
    received = await case.notice("received")
    assert (received["audience"], received["address"]) == ("senior-manager", MANAGERS)
    assert "Marisol" not in received["body"]
    assert "three times" not in received["body"]
    assert "Our senior managers see all feedback." in await case.said("acknowledgement")

    refusal = await case.refused("respond", **full(case, by="lena.wolska"))
    assert (refusal.code, refusal.clause) == ("not-authorised", "WRC-19")
    await case.on(2)
    await case.contacted(by="martin.achebe", remedy_wanted="A call back.")
    await case.on(9)
    await case.answered(**full(case))
    response = await case.said("response")
    for part in ("We agree with your feedback.", "noted and never handed on", "cannot answer every call"):
        assert part in response
    assert "A meeting with an adviser: by " in response
    assert "Immigration Advice Authority" in response
    assert "review" not in response

    await case.on(11)
    await case.decide("keep-commitment", by="lena.wolska", number=1)
    await case.decide("accept", by="martin.achebe")
    await case.finished()
    assert (await case.case()).outcome == "upheld"
    assert await case.kinds() == [
        *("opened", "contacted", "responded", "commitment-kept", "accepted", "closed")
    ]
    assert "We agreed with your feedback." in await case.said("closure")
    assert not any(notice["failure"] for notice in await case.notices())
    await case.is_whole()


async def test_it_is_missed_escalated_and_still_owed(house: House) -> None:
    """The contact to senior managers, the response to the trustees; the case is open until it is answered."""
    case = await house.feedback(begins=house.june())
    await case.on(4)
    assert [notice["address"] for notice in await case.notices() if notice["kind"] == "breach"] == [MANAGERS]
    await case.on(60)
    told = [notice["address"] for notice in await case.notices() if notice["kind"] == "breach"]
    assert told == [MANAGERS, TRUSTEES]
    missed = await case.case()
    assert (missed.stage, [one.name for one in missed.overdue]) == ("resolve", ["contact", "response"])

    await case.contacted(by="lena.wolska", remedy_wanted="A call back.")
    await case.answered(**full(case, outcome="not-upheld", remedies=[]))
    assert (await case.case()).overdue == ()
    await case.on(80)
    await case.finished()
    assert (await case.kinds())[-2:] == ["not-disputed", "closed"]
    assert await case.kinds() == [
        *("opened", "breached", "breached", "contacted", "responded", "not-disputed", "closed")
    ]
