"""Behaviour towards staff, on the engine: recorded, a contact ended for it, a case closed for it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house import House
from tests.starter.api.conftest import serving
from tests.starter.api.test_cases import problem
from tests.workflows.test_calls import ANA, ANSWER, BY_PHONE, LENA, printed

pytestmark = pytest.mark.clause("WRC-9")

RUDE: dict[str, Any] = {"behaviours": ["rude", "abusive"], "what": "He shouted at Ana, and insulted her."}
ENDED = {"contact": "call", "explanation": "You shouted at our adviser and insulted her."}
CLOSED = {
    "considered": "You told us of no illness. We offered you letters instead of calls.",
    "reasons": "You threatened our adviser after we had written to you.",
}


async def test_a_contact_is_ended_courteously_and_the_case_goes_on(house: House) -> None:
    """The leads read the reference alone; the person reads what happened, and that they can contact us."""
    case = await house.advice(begins=house.june("11:00"))
    await case.decide("record-behaviour", by=ANA, **RUDE)
    report = await case.notice("behaviour-recorded")
    assert report["address"] == "casework.leads@workrights.example"
    for secret in ("Marisol", "shouted", "insulted"):
        assert secret not in report["body"]
    await case.decide("end-contact", by=ANA, **ENDED)
    said = await case.said("contact-ended")
    for words in (
        ENDED["explanation"],
        "You are welcome to contact us again",
        "we may have to close this case",
    ):
        assert words in said
    assert "We will" not in said.partition("What happened")[0]
    assert [deadline.name for deadline in (await case.case()).deadlines] == ["first-response"]
    assert f"what: {RUDE['what']}; rude, abusive" in await printed(case)
    await case.decide("advise", by=ANA, **ANSWER)
    await case.finished()
    await case.is_whole()


async def test_a_case_is_closed_by_another_of_rank_and_its_timers_end(house: House) -> None:
    """Needs first; the letter says what was considered, why, and how to give feedback, and names the lead."""
    case = await house.advice(begins=house.june("11:00"), needs=["interpreter"])
    await case.decide("record-behaviour", by=LENA, **RUDE)
    await case.decide("end-contact", by=ANA, **ENDED)
    refusal = await case.refused("close-for-behaviour", by=LENA, **CLOSED)
    assert (refusal.code, refusal.clause) == ("conflict-of-interest", "WRC-9")
    refusal = await case.refused("close-for-behaviour", by="martin.achebe", **CLOSED)
    assert (refusal.code, "interpreter" in refusal.detail) == ("out-of-stage", True)
    await case.decide("adjust", by=ANA, need="interpreter", made=True, how="A volunteer joined the call.")
    await case.decide("close-for-behaviour", by="martin.achebe", **CLOSED)
    await case.finished()
    said = await case.said("closed-for-behaviour")
    for words in (
        *CLOSED.values(),
        "rudeness to our staff",
        "ask to speak to a member of our senior management",
        "Martin Achebe",
    ):
        assert words in said
    assert "Ana Duarte" not in said
    assert (await case.case()).outcome == "closed-for-behaviour"
    await case.decide("record-behaviour", by=ANA, behaviours=["threatening"], what="He called once more.")
    await case.is_whole()


async def test_feedback_is_never_closed_for_it(house: House) -> None:
    """It is recorded there as well, and a visit ended; whoever gave it has a full response all the same."""
    case = await house.feedback(begins=house.june("11:00"))
    await case.decide("record-behaviour", by=LENA, **RUDE)
    await case.decide("end-contact", by=LENA, **ENDED | {"contact": "visit"})
    said = await case.said("contact-ended")
    assert "we ended a meeting with you" in said
    assert "close" not in said
    refusal = await case.refused("close-for-behaviour", by="martin.achebe", **CLOSED)
    assert (refusal.code, refusal.where) == ("unknown", "decision")
    await case.decide("withdraw", by=LENA)
    await case.finished()


async def test_whoever_has_nothing_but_a_telephone_is_told_by_it(house: House) -> None:
    """As of everything else; it can be told by somebody else than whoever ended the contact."""
    case = await house.advice(begins=house.june("11:00"), person=BY_PHONE)
    await case.decide("record-behaviour", by=ANA, **RUDE)
    await case.decide("close-for-behaviour", by=LENA, **CLOSED)
    await case.finished()
    waiting = await case.notice("closed-for-behaviour")
    assert (waiting["channel"], waiting["told_at"]) == ("phone", None)
    check = await case.checked(by=LENA)
    await case.decide("tell-by-phone", by=LENA, event=waiting["seq"], check=check)
    assert (await case.notice("closed-for-behaviour"))["told_by"] == LENA


async def test_over_http_it_says_who_may_and_what_is_missing(
    house: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """403 for whoever recorded it, 409 before anything is on record, 422 for a kind that there is not."""
    async with serving(house, tmp_path_factory.mktemp("issuer")) as served:
        case = await house.advice(begins=house.june("11:00"))
        path = f"/cases/{case.ref}/decisions"
        async with served.caller(LENA, "work-rights-centre") as lena:
            answer = await lena.post(f"{path}/close-for-behaviour", json=CLOSED)
            assert problem(answer) == (409, "out-of-stage")
            assert "'record-behaviour'" in answer.json()["detail"]
            answer = await lena.post(f"{path}/record-behaviour", json=RUDE | {"behaviours": ["loud"]})
            assert problem(answer) == (422, "unknown")
            assert "rude, abusive, threatening" in answer.json()["detail"]
            assert (await lena.post(f"{path}/record-behaviour", json=RUDE)).status_code == 200
            answer = await lena.post(f"{path}/close-for-behaviour", json=CLOSED)
            assert problem(answer) == (403, "conflict-of-interest")
            answer = await lena.post(f"{path}/close-for-behaviour", json={"reasons": "-"})
            assert problem(answer) == (422, "invalid")
