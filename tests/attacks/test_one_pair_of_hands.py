"""One member of staff, alone, moves money: to themselves, or more than they may."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from rich.console import Console

from records.database import HERE
from rules.refusal import RefusalFacts
from starter.cli.printing import print_case
from tests.house import House, PlayedCase
from tests.workflows.reviewing import PANEL, PERSON, ask, planned, proposed, signed

ACCOUNT = {"account_name": "A Khan", "sort_code": "12-34-56", "account_number": "12345678"}
MONEY = {"impact": "high", "responsibility": "full"}
SAID = {"can_do": "All of it.", "cannot_do": "Nothing.", "reasons": "It was late."}


def losing(*pence: int) -> dict[str, Any]:
    """The highest award of the table, £250, with losses."""
    losses = [{"what": "A carpet", "pence": one, "evidence": "none"} for one in pence]
    return MONEY | {"losses": losses}


async def opened(house: House, by: str, **fields: Any) -> PlayedCase:
    """A complaint that somebody took in, contacted."""
    case = await house.open(begins=house.june(), by=by, **fields)
    await case.contacted()
    return case


async def awarded(case: PlayedCase, financial: dict[str, Any], *, by: str = "amira.khan") -> None:
    """A response with money, and no other remedy."""
    await case.decide("respond", by=by, outcome="upheld", financial=financial, **SAID)


async def not_awarded(case: PlayedCase, financial: dict[str, Any], *, by: str = "amira.khan") -> RefusalFacts:
    """The same, refused: nothing is recorded, and nothing is to be paid."""
    refusal = await case.refused("respond", by=by, outcome="upheld", financial=financial, **SAID)
    assert await case.payments() == []
    return refusal


async def seen(case: PlayedCase) -> str:
    """Return the case as whoever is to approve an award reads it."""
    policy, out = case.house.policy, io.StringIO()
    print_case(Console(file=out, width=200), await case.seen_by("david.moss"), policy)
    return out.getvalue()


@pytest.mark.clause("PH-5b")
async def test_a_caseworker_alone_awards_a_fortune_for_a_loss(cached_house: House) -> None:
    """A loss has a limit, whatever evidence is named, and whoever would approve it."""
    case = await opened(cached_house, "tom.okafor", person=PERSON)
    refusal = await not_awarded(case, losing(1, 99_999_999))
    assert (refusal.code, refusal.where) == ("invalid", "financial.losses.2.pence")
    assert refusal.clause == "PH-5b"
    assert "500000 pence" in refusal.detail


@pytest.mark.clause("PH-5c")
@pytest.mark.parametrize("way", ["the account", "the address"])
async def test_a_caseworker_alone_awards_to_where_they_said(cached_house: House, way: str) -> None:
    """An account or an address of one's own recording: others award what goes there."""
    case = await opened(cached_house, "amira.khan" if way == "the address" else "tom.okafor", person=PERSON)
    if way == "the account":
        await case.decide("give-payment-details", **ACCOUNT)
    refusal = await not_awarded(case, MONEY)
    assert (refusal.code, refusal.where) == ("conflict-of-interest", "actor")
    assert "set where payment 1 goes" in refusal.detail
    await awarded(case, MONEY, by="ruth.lewin")
    assert [payment["pence"] for payment in await case.payments()] == [25_000]


@pytest.mark.clause("PH-5a")
async def test_an_award_above_the_limit_waits_for_somebody_else(house: House) -> None:
    """It waits whole: no letter, no payment, no promise, its deadline running, until it is approved."""
    case = await opened(house, "tom.okafor", person=PERSON)
    before = await case.case()
    await awarded(case, losing(25_001), by="ruth.lewin")
    waiting = await case.case()
    assert (waiting.stage, waiting.outcome, waiting.owed) == ("resolve", None, ())
    assert waiting.deadline("response") == before.deadline("response")
    [told] = [notice for notice in await case.notices() if notice["kind"] == "award-proposed"]
    assert (told["audience"], told["address"]) == ("head-of-service", "heads.of.service@poplar.example")
    assert not any(notice["kind"] == "response" for notice in await case.notices())
    assert await case.payments() == []
    [proposal] = await case.events("award-proposed")
    for by, code in (("amira.khan", "not-authorised"), ("ruth.lewin", "conflict-of-interest")):
        refusal = await case.refused("approve-award", by=by, proposal=proposal.seq)
        assert (refusal.code, refusal.where) == (code, None if by == "amira.khan" else "actor")
    printed = await seen(case)
    assert f"Waits to be approved: event {proposal.seq}, proposed by ruth.lewin" in printed
    assert "high impact, full responsibility: 250.00 + a loss of 250.01 = 500.01" in printed
    again = await case.refused("respond", outcome="not-upheld", **SAID)
    assert again.code == "out-of-stage"
    assert (await case.refused("approve-award", by="david.moss", proposal=1)).where == "proposal"
    await case.decide("approve-award", by="david.moss", proposal=proposal.seq)
    [payment] = await case.payments()
    assert (payment["pence"], payment["awarded_by"]) == (50_001, ["ruth.lewin", "david.moss"])
    assert "£500.01" in await case.said("response")
    assert "It was late." in await case.said("response")
    answered = await case.case()
    assert answered.deciders == ("ruth.lewin", "david.moss")
    assert answered.stage == "answered"
    await case.is_whole()


@pytest.mark.clause("PH-5a")
async def test_what_one_person_may_award_does_not_wait(cached_house: House) -> None:
    """Exactly the limit, losses included."""
    case = await opened(cached_house, "tom.okafor", person=PERSON)
    await awarded(case, losing(20_000, 5_000))
    assert [payment["pence"] for payment in await case.payments()] == [50_000]


@pytest.mark.clause("PH-5a", "PH-4.1d")
async def test_an_award_that_waits_is_late_like_any_answer(house: House) -> None:
    """Its time runs on; declined with reasons, the complaint is still to be answered."""
    case = await opened(house, "tom.okafor", person=PERSON)
    await awarded(case, losing(30_000))
    [proposal] = await case.events("award-proposed")
    await case.on(20)
    [breach] = await case.events("breached")
    assert (breach.facts["deadline"], breach.clause) == ("response", "PH-4.1d")
    declining: dict[str, Any] = {"proposal": proposal.seq, "reasons": "There is no receipt."}
    assert (await case.refused("decline-award", **declining)).code == "not-authorised"
    await case.decide("decline-award", by="ruth.lewin", **declining)
    assert (await case.case()).draft is None
    assert (
        await case.refused("approve-award", by="david.moss", proposal=proposal.seq)
    ).code == "out-of-stage"
    await awarded(case, MONEY)
    assert [payment["pence"] for payment in await case.payments()] == [25_000]
    await case.is_whole()


@pytest.mark.clause("PH-5c")
async def test_an_approver_does_not_set_where_it_goes(cached_house: House) -> None:
    """Neither they nor whoever proposed it: the account is looked at again as it is approved."""
    case = await opened(cached_house, "tom.okafor", person=PERSON)
    await awarded(case, losing(30_000))
    [proposal] = await case.events("award-proposed")
    for setter in ("ruth.lewin", "amira.khan"):
        await case.decide("give-payment-details", by=setter, **ACCOUNT)
        refusal = await case.refused("approve-award", by="ruth.lewin", proposal=proposal.seq)
        assert (refusal.code, setter in refusal.detail) == ("conflict-of-interest", True)
    await case.decide("give-payment-details", by="nina.roy", **ACCOUNT)
    await case.decide("approve-award", by="ruth.lewin", proposal=proposal.seq)
    [payment] = await case.payments()
    assert payment["payee_set_by"] == "nina.roy"


@pytest.mark.clause("PH-5c")
async def test_finance_alone_sends_a_payment_to_itself(cached_house: House) -> None:
    """Their own account, the payment returned, the new one confirmed: not by whoever gave the account."""
    case = await opened(cached_house, "tom.okafor", person=PERSON)
    await awarded(case, MONEY)
    await case.payments()
    await case.decide("give-payment-details", by="nina.roy", **ACCOUNT)
    refusal = await case.refused("return-payment", by="nina.roy", number=1, reasons="It came back.")
    assert (refusal.code, refusal.where) == ("conflict-of-interest", "actor")
    await case.decide("confirm-payment", by="nina.roy", number=1, reference="BACS-1")
    assert [payment["payee_set_by"] for payment in await case.payments()] == ["tom.okafor"]


@pytest.mark.clause("PH-5c")
async def test_whoever_set_where_it_went_neither_returns_nor_confirms_it(cached_house: House) -> None:
    """Finance recorded the account before the award: others see to what became of it."""
    case = await opened(cached_house, "tom.okafor", person=PERSON)
    await case.decide("give-payment-details", by="nina.roy", **ACCOUNT)
    await awarded(case, MONEY)
    await case.payments()
    for name, more in (("confirm-payment", {"reference": "BACS-1"}), ("return-payment", {"reasons": "-"})):
        refusal = await case.refused(name, by="nina.roy", number=1, **more)
        assert (refusal.code, refusal.where) == ("conflict-of-interest", "actor")


@pytest.mark.clause("PH-5c")
async def test_whoever_awarded_it_does_not_have_it_sent_elsewhere(cached_house: House) -> None:
    """The award is sound; then the awarder gives an account, and has finance return the payment."""
    case = await opened(cached_house, "tom.okafor", person=PERSON)
    await awarded(case, MONEY)
    await case.payments()
    await case.decide("give-payment-details", **ACCOUNT)
    refusal = await case.refused("return-payment", by="nina.roy", number=1, reasons="It came back.")
    assert (refusal.code, "amira.khan" in refusal.detail) == ("conflict-of-interest", True)


@pytest.mark.clause("PH-5a", "PH-4.2d")
async def test_a_panels_two_signatures_are_two_people(cached_house: House) -> None:
    """A panel's award waits for nobody else; neither member has set where it goes."""
    case = await opened(cached_house, "tom.okafor", person=PERSON)
    await case.decide("respond", outcome="not-upheld", **SAID)
    await ask(case)
    await planned(case)
    number = await proposed(case, appropriate=False, financial=losing(100_000))
    await case.decide("give-payment-details", by=PANEL[0], **ACCOUNT)
    refusal = await case.refused("sign-decision", by=PANEL[0], proposal=number)
    assert refusal.code == "conflict-of-interest"
    await case.decide("give-payment-details", by="tom.okafor", **ACCOUNT)
    await signed(case, number)
    [payment] = await case.payments()
    assert (payment["pence"], sorted(payment["awarded_by"])) == (125_000, sorted(PANEL))


async def test_payments_of_before_know_who_awarded_them(cached_house: House) -> None:
    """The migration finds, for payments that are there already, the very people that are kept today."""
    case = await opened(cached_house, "tom.okafor", person=PERSON)
    await case.decide("give-payment-details", by="nina.roy", **ACCOUNT)
    await awarded(case, MONEY)
    [payment] = await case.payments()
    script = (HERE / "migrations" / "20261129_12_separation.sql").read_text()
    [filling] = re.findall(r"UPDATE casebook.payment y SET.*?WHERE c.ref = y.ref\s+\)", script, re.DOTALL)
    async with cached_house.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(
            "UPDATE casebook.payment SET awarded_by = '{}', payee_set_by = NULL WHERE ref = $1", case.ref
        )
        await connection.execute(f"{filling} WHERE y.ref = $1", case.ref)
        row = await connection.fetchrow("SELECT * FROM casebook.payment WHERE ref = $1", case.ref)
        await transaction.rollback()
    assert row == payment
