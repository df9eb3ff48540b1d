"""A response that was wrong: another takes its place, with its dates, its promises and its money."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from activities.pay import WITHDRAWN, Paymaster
from contracts.messages import PaymentKey
from rules.recording import Answer
from rules.refusal import Refusal, RefusalFacts
from tests.house import House, PlayedCase
from tests.workflows.mail import MoodyMail

MONEY = {"impact": "some", "responsibility": "full"}
ACCOUNT = {"account_name": "N Farrow", "sort_code": "102030", "account_number": "12345678"}
MISTAKE = "The outcome of another complaint was typed."
NOT_UPHELD: dict[str, Any] = {"outcome": "not-upheld", "remedies": [], "mistake": MISTAKE}


def said(case: PlayedCase, **fields: Any) -> dict[str, Any]:
    """The fields of a response that upholds the complaint, with one promise, unless it is told otherwise."""
    return {
        "event": 3,
        "mistake": MISTAKE,
        "outcome": "upheld",
        "can_do": "We mend the lift.",
        "cannot_do": "We cannot build a second one.",
        "reasons": "The part was not ordered.",
        "remedies": [{"what": "A new part", "by": case.day(30).isoformat(), "owner": "tom.okafor"}],
    } | fields


async def correct(case: PlayedCase, *, by: str = "ruth.lewin", **fields: Any) -> Answer:
    """The response is corrected."""
    return await case.decide("correct-response", by=by, **said(case, **fields))


async def refused(case: PlayedCase, *, by: str = "ruth.lewin", **fields: Any) -> RefusalFacts:
    """The correction is refused."""
    return await case.refused("correct-response", by=by, **said(case, **fields))


async def dismissed(house: House) -> PlayedCase:
    """A complaint that was not upheld, by mistake, on the fifth day."""
    case = await house.open(begins=house.june())
    await case.on(1)
    await case.contacted()
    await case.on(5)
    await case.answered(by="ruth.lewin", outcome="not-upheld", remedies=[])
    return case


@pytest.mark.clause("PH-4.2a")
async def test_a_corrected_outcome_changes_what_is_due(house: House) -> None:
    """What it promises and pays falls due, and the person has the whole time again to accept it or not."""
    case = await dismissed(house)
    before = (await case.state()).deadline("acceptance")
    await case.decide("give-payment-details", by="tom.okafor", **ACCOUNT)
    await case.on(10)
    answer = await correct(case, financial=MONEY, by="grace.owusu")
    assert (answer.events, answer.stage) == (("response-corrected",), "answered")
    state = await case.state()
    assert (state.outcome, state.given) == ("upheld", 10_000)
    assert {deadline.name for deadline in state.deadlines} == {"acceptance", "commitment-1", "payment-2"}
    after = state.deadline("acceptance")
    assert before
    assert after
    assert after.due_day > before.due_day
    seen = await case.seen_by("amira.khan")
    assert [(one.event, one.field, one.was, one.now) for one in seen.history[2].corrected] == [
        (5, "outcome", "not-upheld", "upheld")
    ]
    assert seen.history[2].event.facts["outcome"] == "not-upheld"
    letter = await case.said("response-corrected")
    assert MISTAKE in letter
    assert "A payment of £100.00" in letter
    assert f"Ask for a review by: {after.due_day:%A %-d %B %Y}" in letter
    await case.payments()
    await case.on(60)
    late = {event.facts["deadline"] for event in await case.events("breached")}
    assert late == {"commitment-1", "payment-2"}
    await case.is_whole()


@pytest.mark.clause("PH-5a")
async def test_a_payment_that_finance_stopped_is_made_for_the_right_sum(house: House) -> None:
    """The first is withdrawn and not paid beside the second; nothing is set off that was not given."""
    case = await house.open(begins=house.june())
    await case.contacted()
    await case.decide("give-payment-details", by="tom.okafor", **ACCOUNT)
    answer = await case.answered(by="ruth.lewin", financial=MONEY)
    await case.payments()
    in_hand = await refused(case, event=answer.seq, financial=MONEY | {"impact": "high"})
    assert (in_hand.where, "payment 2 was handed to finance; have it stopped" in in_hand.detail) == (
        *("stopped", True),
    )
    unknown = await refused(case, event=answer.seq, stopped=[7])
    assert unknown.detail == "payment 7 is not open; these are: 2"
    await correct(case, event=answer.seq, financial=MONEY | {"impact": "high"}, stopped=[2])
    state = await case.state()
    assert [(promise.number, promise.pence, promise.status) for promise in state.commitments] == [
        *((1, None, "replaced"), (2, 10_000, "replaced"), (3, None, "open"), (4, 25_000, "open"))
    ]
    assert state.given == 25_000
    rows = {row["number"]: row for row in await case.payments()}
    assert (rows[2]["withdrawn_by"], rows[4]["withdrawn_by"]) == (5, None)
    gone = await case.refused("confirm-payment", by="nina.roy", number=2, reference="PAY-2")
    assert "payment 2 is not open; these are: 4" in gone.detail
    await case.decide("confirm-payment", by="nina.roy", number=4, reference="PAY-4")
    paid = await refused(case, event=5)
    assert "payment 4 of the response was made; it stands" in paid.detail


async def test_a_payment_that_waits_is_taken_back(house: House, tmp_path: Path) -> None:
    """One that was not handed to finance by then never is."""
    case = await house.open(begins=house.june())
    await case.contacted()
    await case.decide("give-payment-details", by="tom.okafor", **ACCOUNT)
    await case.answered(by="ruth.lewin", financial=MONEY)
    await case.payments()
    async with house.pool.acquire() as connection:  # as it is until the file is written
        await connection.execute(
            "UPDATE casebook.payment SET instructed_at = NULL, file = NULL WHERE ref = $1", case.ref
        )
    await correct(case, event=4, **NOT_UPHELD)
    async with house.pool.acquire() as connection:
        row = await connection.fetchrow(
            "SELECT instructed_at, withdrawn_by FROM casebook.payment WHERE ref = $1", case.ref
        )
    assert tuple(row or ()) == (None, 5)
    assert (await case.state()).owed == ()
    key = PaymentKey(ref=case.ref, number=2)
    assert await Paymaster(house.pool, house.library, tmp_path).pay(key) == WITHDRAWN
    assert list(tmp_path.iterdir()) == []


@pytest.mark.clause("PH-5a")
async def test_a_corrected_award_above_what_one_may_give_waits(house: House) -> None:
    """It is approved by somebody else; until then the response stands, and can be accepted."""
    dear = MONEY | {"losses": [{"what": "A heater", "pence": 45_000, "evidence": "A receipt"}]}
    case = await dismissed(house)
    await case.decide("give-payment-details", by="tom.okafor", **ACCOUNT)
    answer = await correct(case, financial=dear)
    assert (answer.events, answer.stage) == (("award-proposed",), "answered")
    assert (await case.state()).outcome == "not-upheld"
    own = await case.refused("approve-award", by="ruth.lewin", proposal=5)
    assert own.code == "conflict-of-interest"
    approved = await case.decide("approve-award", by="grace.owusu", proposal=5)
    assert approved.events == ("response-corrected",)
    state = await case.state()
    assert (state.outcome, state.draft, state.given) == ("upheld", None, 55_000)
    assert "A heater" in await case.said("response-corrected")
    other = await dismissed(house)
    await other.decide("give-payment-details", by="tom.okafor", **ACCOUNT)
    await correct(other, financial=dear)
    await other.decide("accept")
    await other.finished()
    assert (await other.case()).draft is None


async def test_two_corrections_at_once_leave_one(house: House) -> None:
    """Each names the response that it corrects; the later one is told which stands now."""
    case = await dismissed(house)
    found = await asyncio.gather(
        correct(case), correct(case, by="grace.owusu", outcome="partly-upheld"), return_exceptions=True
    )
    [refusal] = [one for one in found if isinstance(one, Refusal)]
    assert refusal.detail == "the response of event 3 was corrected in event 4; correct that one"
    assert await case.kinds() == ["opened", "contacted", "responded", "response-corrected"]
    await correct(case, event=4, outcome="partly-upheld")
    assert (await case.state()).outcome == "partly-upheld"
    await case.is_whole()


async def test_a_response_that_nobody_disputed_can_be_corrected(house: House) -> None:
    """Neither accepted nor paid: the case waits for the person again."""
    case = await house.open(begins=house.june())
    await case.contacted()
    await case.answered(by="ruth.lewin")
    await case.on(60)
    assert (await case.state()).stage == "remedy"
    remedy = {"what": "A new part", "by": case.day(90).isoformat(), "owner": "tom.okafor"}
    await correct(case, remedies=[remedy])
    assert (await case.state()).stage == "answered"
    await case.decide("accept")
    late = await case.refused("correct-response", by="ruth.lewin", **said(case, event=6))
    assert late.detail == "the person has accepted the response; it stands"


async def test_what_cannot_be_corrected_is_refused(house: House) -> None:
    """With the reason: nothing there, another event, a review that was asked for."""
    case = await house.open(begins=house.june())
    await case.contacted()
    await case.decide("note", text="Rang back.")
    early = await refused(case, event=2)
    assert "where 'correct-response' is not open" in early.detail
    await case.answered(by="ruth.lewin")
    note = await refused(case, event=3)
    assert note.detail == "event 3, 'noted', is no response"
    none = await refused(case, event=9)
    assert none.detail == "there is no event 9; the last is 4"
    bare = await refused(case, event=4, remedies=[])
    assert bare.detail == "a response that upholds a complaint names its remedy"
    await case.decide("ask-for-review", why="It is not mended.", remedy_wanted="A new lift.")
    asked = await refused(case, event=4)
    assert "'correct-response' is not open" in asked.detail
    await case.decide("withdraw")
    withdrawn = await refused(case, event=4)
    assert withdrawn.detail == "the person has asked for a review of the response; it stands"


async def test_a_wrong_response_that_still_waits_is_not_sent(
    remote_house: House, port: int, tmp_path: Path
) -> None:
    """The mail server is away as it is corrected: the person reads the right one alone."""
    case = await dismissed(remote_house)
    await correct(case)
    async with MoodyMail(tmp_path, port):
        notices = {notice["kind"]: notice for notice in await case.notices()}
    assert notices["response"]["failure"] == "overtaken"
    assert notices["response-corrected"]["sent_at"]
    again = await case.refused("resend", event=3, notice="response")
    assert again.detail == "the response was corrected since; send that one again"
