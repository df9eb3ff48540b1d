"""Money end to end: the sum follows from what is recorded, is told with its reckoning, and paid once."""

from __future__ import annotations

import asyncio
from importlib import resources
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
import xmlschema

from rules.refusal import OutOfStage
from tests.house import House, PlayedCase
from tests.workflows.reviewing import HOME, PERSON, answered, ask, planned, proposed, signed

TABLE = {
    ("none", "none"): 0, ("none", "some"): 0, ("none", "full"): 0,
    ("some", "none"): 0, ("some", "some"): 50, ("some", "full"): 100,
    ("high", "none"): 0, ("high", "some"): 100, ("high", "full"): 250,
}  # fmt: skip
"""Pounds by impact and responsibility: section 5 of the policy."""
PAIN = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
SCHEMA = resources.files("sepaxml") / "schemas" / "pain.001.001.09.xsd"


def money(impact: str, responsibility: str, **more: Any) -> dict[str, Any]:
    """A remedy in money."""
    return {"impact": impact, "responsibility": responsibility, **more}


async def paid_off(case: PlayedCase) -> None:
    """Accepted, and whatever is owed is paid and done."""
    await case.decide("accept")
    for promise in (await case.case()).owed:
        if promise.is_payment:
            await case.decide("confirm-payment", by="nina.roy", number=promise.number, reference="BACS-1")
        else:
            await case.decide("keep-commitment", number=promise.number)
    await case.finished()


@pytest.mark.clause("PH-5a", "PH-9c")
@pytest.mark.parametrize(("impact", "responsibility"), TABLE)
async def test_each_cell_of_the_table(house: House, impact: str, responsibility: str) -> None:
    """By decision, by letter, and by what finance is told to pay."""
    pounds = TABLE[impact, responsibility]
    by = (house.june().date()).isoformat()
    remedies = [{"what": "An apology", "by": by, "owner": "amira.khan"}]
    case = await house.open(begins=house.june(), person=PERSON)
    await case.contacted()
    await case.answered(remedies=remedies, financial=money(impact, responsibility))
    [responded] = await case.events("responded")
    assert responded.sum is not None
    assert responded.sum.total == pounds * 100
    assert [row["pence"] for row in await case.payments()] == ([pounds * 100] if pounds else [])
    said = await case.said("response")
    assert f"£{pounds}.00" in said
    assert len([line for line in said.split() if line.startswith("£")]) >= 2  # a reckoning, not only a sum
    await paid_off(case)


@pytest.mark.clause("PH-5b", "PH-5c", "PH-5d")
async def test_losses_debts_and_the_month(house: House) -> None:
    """Evidenced losses on top, what is owed taken off, paid within a calendar month, told line by line."""
    losses = [
        {"what": "Two heaters", "pence": 8998, "evidence": "A receipt"},
        {"what": "A rug", "pence": 2500, "evidence": "A photograph"},
    ]
    debts = [{"what": "Arrears of rent", "pence": 4000}]
    case = await answered(house, outcome="upheld", financial=money("high", "full", losses=losses, owed=debts))
    total = 25000 + 8998 + 2500 - 4000
    [promise] = (await case.case()).owed
    assert (promise.pence, promise.by) == (total, case.day(5).replace(month=7))
    said = await case.said("response")
    for line in (
        "Two heaters",
        "£89.98",
        "A rug",
        "£25.00",
        "Arrears of rent",
        "£40.00",
        "£250.00",
        "£324.98",
    ):
        assert line in said
    [row] = await case.payments()
    assert (row["pence"], row["due_day"]) == (total, promise.by)
    refusal = await case.refused("keep-commitment", number=promise.number)
    assert refusal.code == "out-of-stage"
    await paid_off(case)


@pytest.mark.clause("PH-5d")
async def test_more_is_owed_than_given(house: House) -> None:
    """Nothing is paid, never less than nothing; the letter shows the reckoning all the same."""
    debts = [{"what": "Arrears of rent", "pence": 99_999}]
    case = await answered(house, outcome="upheld", financial=money("some", "full", owed=debts))
    assert (await case.case()).owed == ()
    said = await case.said("response")
    assert "£100.00" in said
    assert "£999.99" in said
    assert "£0.00" in said
    await paid_off(case)
    assert await case.payments() == []


@pytest.mark.clause("PH-5b", "PH-9c")
@pytest.mark.parametrize(
    ("financial", "where", "clause"),
    [
        (money("some", "full", losses=[{"what": "A rug", "pence": 1}]), "losses.1.evidence", "PH-5b"),
        (money("huge", "full"), "financial.impact", "PH-5a"),
        (money("some", "partly"), "financial.responsibility", "PH-5a"),
        (money("some", "full", total=5000), "financial.total", None),
        (money("some", "full", losses=[{"what": "A rug", "pence": -5, "evidence": "-"}]), "pence", None),
        (money("some", "full", losses=[{"what": "A rug", "pence": 1.5, "evidence": "-"}]), "pence", None),
    ],
)
async def test_what_does_not_make_a_sum(
    house: House, financial: dict[str, Any], where: str, clause: str | None
) -> None:
    """A loss without evidence, a cell that is not on the table, a sum typed in: refused, by its field."""
    case = await house.open(begins=house.june(), person=PERSON)
    await case.contacted()
    response: dict[str, Any] = {"outcome": "upheld", "can_do": "-", "cannot_do": "-", "reasons": "-"}
    refusal = await case.refused("respond", **response, financial=financial)
    assert where in f"{refusal.where}"
    assert refusal.clause == clause


@pytest.mark.clause("PH-5c")
async def test_a_payment_is_handed_to_finance(house: House) -> None:
    """As a file that keeps to its schema, under the payment's own key: by cheque, or into the account."""
    schema = xmlschema.XMLSchema(str(SCHEMA))
    cheque = await answered(house, outcome="upheld", financial=money("some", "some"))
    [row] = await cheque.payments()
    schema.validate(row["file"])
    tree = Xml.parse(row["file"])  # noqa: S314 - our own file
    assert [element.text for element in tree.iter(f"{PAIN}PmtMtd")] == ["CHK"]
    assert [element.text for element in tree.iter(f"{PAIN}AdrLine")] == HOME
    ids = {element.text for tag in ("MsgId", "EndToEndId") for element in tree.iter(PAIN + tag)}
    assert ids == {f"{cheque.ref}/pay-1"}
    transfer = await house.open(begins=house.june(), person=PERSON)
    await transfer.contacted()
    await transfer.decide(
        "give-payment-details",
        by="tom.okafor",
        account_name="J Petrov",
        sort_code="12-34-56",
        account_number="12345678",
    )
    await transfer.answered(outcome="upheld", remedies=[], financial=money("some", "full"))
    [row] = await transfer.payments()
    schema.validate(row["file"])
    tree = Xml.parse(row["file"])  # noqa: S314 - our own file
    assert [element.text for element in tree.iter(f"{PAIN}PmtMtd")] == ["TRF"]
    assert [element.text for element in tree.iter(f"{PAIN}InstdAmt")] == ["100.00"]
    assert "123456" in {element.text for element in tree.iter(f"{PAIN}MmbId")}
    assert "12345678" in {element.text for element in tree.iter(f"{PAIN}Id")}


async def test_there_is_no_way_to_pay(house: House) -> None:
    """Neither account nor address: refused until one is recorded."""
    case = await house.open(begins=house.june())
    await case.contacted()
    response: dict[str, Any] = {"outcome": "upheld", "can_do": "-", "cannot_do": "-", "reasons": "-"}
    response["financial"] = money("some", "some")
    refusal = await case.refused("respond", **response)
    assert (refusal.code, refusal.where) == ("invalid", "financial")
    details = {"account_name": "N Farrow", "sort_code": "123456", "account_number": "12345678"}
    wrong = await case.refused("give-payment-details", **details | {"sort_code": "1234"})
    assert wrong.where == "sort_code"
    await case.decide("give-payment-details", by="tom.okafor", **details)
    await case.decide("respond", **response)
    assert len(await case.payments()) == 1


@pytest.mark.clause("PH-5c")
async def test_a_missed_payment_is_a_breach(house: House) -> None:
    """Escalated to the director; still owed, and confirmed later."""
    case = await answered(house, outcome="upheld", financial=money("some", "some"))
    await case.decide("accept")
    [promise] = (await case.case()).owed
    await case.on((promise.day - case.day(0)).days + 1)
    [breach] = await case.events("breached")
    assert (breach.facts["deadline"], breach.clause) == ("payment-1", "PH-5c")
    await case.decide("confirm-payment", by="nina.roy", number=1, reference="BACS-2")
    await case.finished()
    mailed = [notice for notice in await case.notices() if notice["kind"] == "breach"]
    assert [notice["address"] for notice in mailed] == ["directors@poplar.example"]


@pytest.mark.clause("PH-5c")
async def test_confirmed_at_the_very_minute_of_its_deadline(house: House) -> None:
    """The confirmation and the deadline meet: confirmed once; a breach before it or none, never after."""
    case = await answered(house, outcome="upheld", financial=money("some", "some"))
    await case.decide("accept")
    [promise] = (await case.case()).owed
    due = (await case.case()).deadlines[0].due_at
    case.moment = due
    confirming = case.decide("confirm-payment", by="nina.roy", number=promise.number, reference="BACS-3")
    passing = case.time.reach(case.handle, due)
    results = await asyncio.gather(passing, confirming, return_exceptions=True)
    assert not [result for result in results if isinstance(result, BaseException)]
    await case.finished()
    kinds = await case.kinds()
    assert kinds[-2:] == ["payment-confirmed", "closed"]
    assert kinds.count("breached") <= 1
    assert kinds.count("payment-confirmed") == 1
    assert await case.state() == await case.case()
    await case.is_whole()


@pytest.mark.clause("PH-5a", "PH-4.2d")
async def test_a_panel_gives_more(house: House) -> None:
    """What was given before is taken off, so that nothing is paid twice; the letter says so."""
    case = await answered(house, outcome="upheld", financial=money("some", "some"))
    await case.on(8)
    await ask(case)
    await planned(case)
    proposal = await proposed(case, appropriate=False, financial=money("high", "full"))
    assert len(await case.payments()) == 1  # nothing is paid before both have signed
    answer = await signed(case, proposal)
    assert answer.stage == "remedy"
    assert [row["pence"] for row in await case.payments()] == [5000, 20000]
    said = await case.said("review-decision")
    for line in ("£250.00", "£50.00", "£200.00"):
        assert line in said
    for number in (1, 2):
        await case.decide("confirm-payment", by="nina.roy", number=number, reference=f"BACS-{number}")
    await case.finished()
    assert (await case.case()).outcome == "remedy-changed"


async def test_only_finance_confirms(house: House) -> None:
    """And once: a second confirmation finds nothing to pay."""
    case = await answered(house, outcome="upheld", financial=money("some", "some"))
    refusal = await case.refused("confirm-payment", number=1, reference="BACS-1")
    assert refusal.code == "not-authorised"
    confirm: dict[str, Any] = {"by": "nina.roy", "number": 1, "reference": "BACS-1"}
    results = await asyncio.gather(
        *(case.decide("confirm-payment", **confirm) for _ in range(2)), return_exceptions=True
    )
    assert len([result for result in results if isinstance(result, OutOfStage)]) == 1
    assert len(await case.events("payment-confirmed")) == 1


def test_the_schema_is_the_banks() -> None:
    """The schema that payment files are held to is there."""
    assert Path(str(SCHEMA)).is_file()
