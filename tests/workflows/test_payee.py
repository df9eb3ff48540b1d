"""Whom a payment goes to: fixed with the decision, never the former lead, and changed only by a return."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as Xml

import asyncpg
import pytest

from contracts.posting import post
from records.database import HERE
from records.sql import queries
from tests.house import House, PlayedCase
from tests.workflows.reviewing import HOME, PERSON, answered, ask, planned, proposed, signed
from tests.workflows.test_petition import BY_LETTER, petition

PAIN = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
MONEY = {"impact": "some", "responsibility": "some"}
UPHELD: dict[str, Any] = {"outcome": "upheld", "can_do": "-", "cannot_do": "-", "reasons": "-"}
MINE = {"account_name": "J Petrov", "sort_code": "12-34-56", "account_number": "12345678"}
OTHER = {"account_name": "J Petrov", "sort_code": "65-43-21", "account_number": "87654321"}


def said(payment: asyncpg.Record, tag: str) -> list[str | None]:
    """What a payment's file says under a tag, of the person alone."""
    tree = Xml.parse(payment["file"])  # noqa: S314 - our own file
    [part] = tree.iter(f"{PAIN}CdtTrfTxInf")
    return [element.text for element in part.iter(PAIN + tag)]


async def pays(case: PlayedCase) -> None:
    """The answer gives money, and nothing else."""
    await case.answered(outcome="upheld", remedies=[], financial=MONEY)


@pytest.mark.clause("PH-5c", "PH-4.1c")
async def test_a_former_leads_account_is_not_the_new_leads(house: House) -> None:
    """Details of before the change are nobody's; those that the new lead gives are theirs."""
    for details, method in (({}, "CHK"), (OTHER, "TRF")):
        case = await petition(house)
        await case.contacted()
        await case.decide("give-payment-details", by="tom.okafor", **MINE)
        await case.decide("change-lead", by="tom.okafor", lead=BY_LETTER, reasons="She moves away.")
        if details:
            await case.decide("give-payment-details", by="tom.okafor", **details)
        await pays(case)
        [payment] = await case.payments()
        tree = Xml.parse(payment["file"])  # noqa: S314 - our own file
        assert [element.text for element in tree.iter(f"{PAIN}PmtMtd")] == [method]
        assert "12345678" not in said(payment, "Id")
        assert ("87654321" in said(payment, "Id")) == bool(details)
        assert said(payment, "AdrLine") == ([] if details else BY_LETTER["address"].splitlines())


@pytest.mark.clause("PH-5c", "PH-4.1c")
async def test_a_former_leads_account_is_no_way_to_pay_the_new_one(house: House) -> None:
    """A lead without an address has to give an account of their own before money is given."""
    case = await petition(house)
    await case.contacted()
    await case.decide("give-payment-details", by="tom.okafor", **MINE)
    lead = {"name": "Yusuf Aydin", "email": "yusuf.aydin@resident.example"}
    await case.decide("change-lead", by="tom.okafor", lead=lead, reasons="She moves away.")
    refusal = await case.refused("respond", **UPHELD, financial=MONEY)
    assert (refusal.code, refusal.where) == ("invalid", "financial")


async def test_an_address_that_fits_on_no_cheque(house: House) -> None:
    """It is refused while it can be mended, and not by a bank a month later."""
    case = await house.open(begins=house.june(), person=PERSON | {"address": ["x" * 200] * 8})
    await case.contacted()
    refusal = await case.refused("respond", **UPHELD, financial=MONEY)
    assert (refusal.where, "too long for a cheque" in refusal.detail) == ("financial", True)


@pytest.mark.clause("PH-5c")
async def test_a_payment_goes_where_it_was_decided_that_it_goes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However late its file is made: neither account nor lead given after the decision change it."""
    posted = list[Any]()

    async def kept_back(client: Any, key: Any, task_queue: str) -> None:
        posted.append((client, key, task_queue))

    case = await petition(house, needs=[])
    await case.contacted()
    await case.decide("give-payment-details", by="tom.okafor", **MINE)
    with monkeypatch.context() as patched:
        patched.setattr("activities.record.post", kept_back)
        await pays(case)
        await case.decide("give-payment-details", by="tom.okafor", **OTHER)
        await case.decide("change-lead", by="tom.okafor", lead=BY_LETTER, reasons="She moves away.")
    for client, key, task_queue in posted:
        await post(client, key, task_queue)
    [payment] = await case.payments()
    assert "12345678" in said(payment, "Id")
    assert said(payment, "Nm") == ["J Petrov"]
    late = (await case.events("payment-details-given"))[1]
    assert late.facts == {"not_for_payments": "1"}


@pytest.mark.clause("PH-5c")
async def test_a_payment_that_came_back_goes_elsewhere(house: House) -> None:
    """By cheque at first; returned by finance, it is instructed once more, into the account given since."""
    case = await answered(house, outcome="upheld", financial=MONEY)
    [cheque] = await case.payments()
    assert said(cheque, "AdrLine") == HOME
    await case.decide("accept")
    await case.decide("give-payment-details", by="tom.okafor", **MINE)
    refusal = await case.refused("return-payment", number=1, reasons="She has no use for a cheque.")
    assert refusal.code == "not-authorised"
    back: dict[str, Any] = {"number": 1, "reasons": "She has no use for a cheque."}
    await case.decide("return-payment", by="nina.roy", **back)
    first, anew = await case.payments()
    assert first == cheque
    assert (anew["number"], anew["pence"], anew["due_day"]) == (2, cheque["pence"], cheque["due_day"])
    assert "12345678" in said(anew, "Id")
    assert said(anew, "EndToEndId") == [f"{case.ref}/pay-2"]
    assert [promise.status for promise in (await case.case()).commitments] == ["returned", "open"]
    await case.decide("confirm-payment", by="nina.roy", number=2, reference="BACS-2")
    await case.finished()
    await case.is_whole()


async def test_what_was_not_handed_to_finance_does_not_come_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file is still to be made: were it made anew as well, both would be paid."""

    async def lost(client: Any, key: Any, task_queue: str) -> None: ...

    with monkeypatch.context() as patched:
        patched.setattr("activities.record.post", lost)
        case = await answered(house, outcome="upheld", financial=MONEY)
        refusal = await case.refused("return-payment", by="nina.roy", number=1, reasons="-")
    assert (refusal.code, refusal.where, refusal.clause) == ("invalid", "number", "PH-5c")
    assert "not handed to finance" in refusal.detail


async def test_what_waited_when_payees_came_in_goes_where_it_would_have_gone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The migration finds, for payments without a file, the very payee that is kept today."""

    async def lost(client: Any, key: Any, task_queue: str) -> None: ...

    filled = (HERE / "migrations" / "20261125_06_payee.sql").read_text()
    filled = filled[filled.index("INSERT INTO") : filled.index(";", filled.index("WHERE y.instructed_at"))]
    for details in ({}, MINE):
        case = await house.open(begins=house.june(), person=PERSON)
        await case.contacted()
        if details:
            await case.decide("give-payment-details", by="tom.okafor", **details)
        with monkeypatch.context() as patched:
            patched.setattr("activities.record.post", lost)
            await pays(case)
            await case.decide("give-payment-details", by="tom.okafor", **OTHER)
        async with house.pool.acquire() as connection, connection.transaction():
            kept = await queries.get_payee(connection, ref=case.ref, number=1)
            await connection.execute("DELETE FROM people.payee WHERE ref = $1", case.ref)
            await connection.execute(f"{filled} AND y.ref = $1", case.ref)
            assert await queries.get_payee(connection, ref=case.ref, number=1) == kept


@pytest.mark.clause("PH-5c")
async def test_letters_say_how_it_is_paid(house: House) -> None:
    """The answer's by cheque to the address; the panel's into the account given since, two digits of it."""
    case = await answered(house, outcome="upheld", financial=MONEY)
    said_first = await case.said("response")
    assert f"by cheque, and post the cheque to: Address: {', '.join(HOME)}" in said_first
    await case.decide("give-payment-details", by="tom.okafor", **MINE)
    await case.on(8)
    await ask(case)
    await planned(case)
    financial = {"impact": "high", "responsibility": "full"}
    await signed(case, await proposed(case, appropriate=False, financial=financial))
    said_then = await case.said("review-decision")
    assert "Account number ends in: 78" in said_then
    assert "12345678" not in said_then


@pytest.mark.clause("PH-5a")
async def test_no_payment_is_recorded_of_which_nobody_read_whom_it_goes_to(
    cached_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recording that failed to see that it pays is a fault, and not a payment without its checks."""
    case = await cached_house.open(person=PERSON | {"address": ["3 Mast House", "London"]})
    await case.contacted()
    monkeypatch.setattr("records.casebook.pays", lambda entry: False)
    assert (await case.refused("respond", **UPHELD, financial=MONEY)).code == "fault"
    assert await case.payments() == []
