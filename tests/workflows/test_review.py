"""A review end to end: asked for, decided by two who sign, final, and told."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from contracts import attributes as a
from rules.refusal import OutOfStage, Refusal
from tests.house import House
from tests.workflows.reviewing import PANEL, answered, ask, plan, planned, proposed, signed, under_review


@pytest.mark.whole
@pytest.mark.clause("PH-4.2a", "PH-4.2b", "PH-4.2c", "PH-4.2d", "PH-4.2e")
async def test_a_panel_finds_the_remedy_appropriate(house: House) -> None:
    """Asked for within the window; two decide and sign; the answer stands, finally, and the case ends."""
    case = await answered(house)
    await case.on(8)
    await ask(case)
    deadline = (await case.case()).deadline("review")
    assert deadline is not None
    assert deadline.due_day == case.day(36)  # 20 working days from a Tuesday in June
    assert await case.shown(a.CASE_STAGE) == "review"
    await case.on(10)
    await planned(case)
    proposal = await proposed(case)
    answer = await signed(case, proposal)
    assert answer.events == ("reviewed", "closed")
    await case.finished()
    assert (await case.case()).outcome == "not-upheld"
    assert await case.kinds() == [
        *("opened", "contacted", "responded", "review-asked", "panel-appointed", "review-planned"),
        *("decision-proposed", "reviewed", "closed"),
    ]
    said = await case.said("review-decision")
    assert "The log bears the answer out." in said
    assert "Helen Ashe" in said
    assert "Leila Brandt" in said
    assert "What it cost me." in await case.said("review-acknowledgement")
    assert await case.state() == await case.case()


@pytest.mark.clause("PH-4.2b")
@pytest.mark.parametrize(
    ("members", "why"),
    [
        (["helen.ashe", "helen.ashe"], "twice"),
        (["helen.ashe", "david.moss"], "same directorate"),
        (["tom.okafor", "omar.reyes"], "do not fill the seats"),
        (["grace.owusu", "omar.reyes"], "same directorate"),
        (["grace.owusu", "leila.brandt"], "do not fill the seats"),
        (["helen.ashe"], "2 members"),
    ],
)
async def test_a_panel_that_the_policy_does_not_accept(house: House, members: list[str], why: str) -> None:
    """Whom the directory gives the wrong rank or directorate is refused, and nothing changes."""
    case = await answered(house)
    await ask(case)
    refusal = await case.refused("appoint-panel", by="ruth.lewin", members=members)
    assert (refusal.code, refusal.clause) == ("panel-refused", "PH-4.2b")
    assert why in refusal.detail


@pytest.mark.clause("PH-4.2b")
async def test_whoever_answered_does_not_review(house: House) -> None:
    """Nor whoever declares a conflict; others take the place, and what was proposed falls."""
    case = await house.open(begins=house.june())
    await case.contacted()
    await case.decide(
        "respond", by="david.moss", outcome="not-upheld", can_do="-", cannot_do="-", reasons="-", remedies=[]
    )
    await ask(case)
    refusal = await case.refused("appoint-panel", by="ruth.lewin", members=["david.moss", "omar.reyes"])
    assert "under review" in refusal.detail
    await planned(case, ["helen.ashe", "omar.reyes"])
    proposal = await proposed(case, by="omar.reyes")
    await case.decide("declare-conflict", by="omar.reyes", reasons="She is a friend.")
    refusal = await case.refused("sign-decision", by="omar.reyes", proposal=proposal)
    assert refusal.code == "conflict-of-interest"
    refusal = await case.refused("sign-decision", by="helen.ashe", proposal=proposal)
    assert refusal.code == "out-of-stage"
    await case.decide("change-panel", by="ruth.lewin", members=PANEL, reasons="A conflict of interest.")
    refusal = await case.refused(
        "propose-decision", by=PANEL[0], appropriate=True, can_do="-", cannot_do="-", reasons="-"
    )
    assert "decide first" in refusal.detail
    await plan(case)
    await signed(case, await proposed(case))
    await case.finished()


async def test_somebody_whom_the_directory_does_not_have(house: House) -> None:
    """Cannot sit on a panel, and is named."""
    case = await answered(house)
    await ask(case)
    refusal = await case.refused("appoint-panel", by="ruth.lewin", members=["helen.ashe", "no.body"])
    assert "no.body" in refusal.detail


@pytest.mark.clause("PH-4.2d")
async def test_both_sign_at_the_same_instant(house: House) -> None:
    """The one who proposed cannot sign; the other's two signatures at once count once."""
    case = await under_review(house)
    proposal = await proposed(case)
    signing = [signed(case, proposal, by=PANEL[1]), signed(case, proposal), signed(case, proposal)]
    results = await asyncio.gather(*signing, return_exceptions=True)
    taken = [result for result in results if not isinstance(result, BaseException)]
    assert [answer.events for answer in taken] == [("reviewed", "closed")]
    assert all(isinstance(result, OutOfStage) for result in results if isinstance(result, BaseException))
    assert len(await case.events("reviewed")) == 1
    assert len([notice for notice in await case.notices() if notice["kind"] == "review-decision"]) == 1


@pytest.mark.clause("PH-4.2d")
async def test_both_propose_at_the_same_instant(house: House) -> None:
    """One proposal waits, the other is refused; each can then only be signed by who did not make it."""
    case = await under_review(house)
    results = await asyncio.gather(
        proposed(case, by=PANEL[0]), proposed(case, by=PANEL[1]), return_exceptions=True
    )
    numbers = [result for result in results if isinstance(result, int)]
    assert len(numbers) == 1
    assert [result for result in results if isinstance(result, OutOfStage)]
    by = (await case.events("decision-proposed"))[0].actor
    other = next(member for member in PANEL if member != by)
    assert (await signed(case, numbers[0], by=other)).stage == "closed"


@pytest.mark.clause("PH-4.2d")
async def test_a_member_who_does_not_agree(house: House) -> None:
    """Says why; the proposal falls; the next one is decided on its own number."""
    case = await under_review(house)
    first = await proposed(case)
    await case.decide("decline-decision", by=PANEL[0], proposal=first, reasons="The log is not complete.")
    refusal = await case.refused("sign-decision", by=PANEL[0], proposal=first)
    assert refusal.code == "out-of-stage"
    second = await proposed(case, by=PANEL[0])
    refusal = await case.refused("sign-decision", by=PANEL[1], proposal=first)
    assert refusal.code == "invalid"
    await signed(case, second, by=PANEL[1])
    await case.finished()


@pytest.mark.clause("PH-4.2f")
async def test_information_for_the_review_never_comes(house: House) -> None:
    """A calendar month on the review is closed under its own clause; what was promised is still owed."""
    case = await under_review(house, outcome="upheld", remedies=[remedy(house, 80)])
    await case.decide("ask-for-information", asked="The receipts.")
    deadline = (await case.case()).deadline("information")
    assert deadline is not None
    assert deadline.clause == "PH-4.2f"
    assert deadline.lapse_at is not None
    await case.until(deadline.lapse_at)
    assert (await case.case()).stage == "remedy"
    [ended] = await case.events("no-information")
    assert ended.clause == "PH-4.2f"
    assert "still" in await case.said("review-ended")
    assert "your review" in await case.said("information-request")
    await case.decide("keep-commitment", number=1)
    await case.finished()
    assert (await case.case()).outcome == "upheld"


@pytest.mark.clause("PH-4.2a")
async def test_a_late_review_is_a_breach(house: House) -> None:
    """Escalated to the director at the midnight after its day; it still goes on to its decision."""
    case = await under_review(house)
    deadline = (await case.case()).deadline("review")
    assert deadline is not None
    await case.on((deadline.due_day - case.day(0)).days + 1)
    [breach] = await case.events("breached")
    assert breach.facts["deadline"] == "review"
    await signed(case, await proposed(case))
    await case.finished()
    mailed = [notice for notice in await case.notices() if notice["kind"] == "breach"]
    assert [notice["address"] for notice in mailed] == ["directors@poplar.example"]


@pytest.mark.clause("PH-4.2e")
async def test_what_comes_after_the_end(house: House) -> None:
    """A later letter is logged, answered as final, once for its key; nothing else is decided any more."""
    case = await under_review(house)
    await signed(case, await proposed(case))
    await case.finished()
    await case.on(60)
    late: dict[str, Any] = {"said": "I still do not agree.", "reply": "We have read it."}
    answer = await case.decide("log-representation", key="late", **late)
    assert answer.events == ("representation-logged",)
    assert answer == await case.decide("log-representation", key="late", **late)
    said = await case.said("representation")
    assert "final" in said
    assert "We have read it." in said
    refusal = await case.refused("ask-for-review", why="-", remedy_wanted="-")
    assert refusal.code == "out-of-stage"
    with pytest.raises(Refusal, match="used before"):
        await case.decide("log-representation", key="late", said="Something else.")
    await case.decide("record-learning", learning_point="Keep the log complete.", satisfaction="neither")
    assert [event.kind for event in await case.events()][-2:] == [
        "representation-logged",
        "learning-recorded",
    ]
    await case.is_whole()


async def test_a_duplicate_goes_on_under_its_original(house: House) -> None:
    """Closed, told under which reference it goes on; the original must exist."""
    original, case = await house.open(), await house.open()
    refusal = await case.refused("link-duplicate", original="PH-2019-000001")
    assert (refusal.code, refusal.where) == ("unknown", "original")
    refusal = await case.refused("link-duplicate", original=case.ref)
    assert refusal.where == "original"
    await case.decide("link-duplicate", original=original.ref)
    await case.finished()
    assert original.ref in await case.said("duplicate")
    assert (await case.case()).outcome == "duplicate"


def remedy(house: House, day: int) -> dict[str, Any]:
    """Something promised for a day, counted from the Monday in June."""
    by = house.june().date() + timedelta(days=day)
    return {"what": "The lift mended", "by": by.isoformat(), "owner": "tom.okafor"}
