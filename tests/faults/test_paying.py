"""Payments when things die: finance gets one instruction, whatever was done twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.common import RetryPolicy

from contracts.posting import post
from embedded.stack import Stack
from engine.files import put
from starter.cli.rehearsal import until
from tests.faults.support import StruckHouse
from tests.faults.test_between_steps import Once
from tests.house import complaint

HOME = {"name": "Nadia Farrow", "email": "n@resident.example", "address": ["1 Example Road", "London"]}
MONEY = {"impact": "some", "responsibility": "some"}


@pytest.fixture
async def house(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StruckHouse]:
    """A house with its worker in this process, which tries again without much delay."""
    monkeypatch.setattr(
        "contracts.posting.RETRIES", RetryPolicy(initial_interval=timedelta(milliseconds=100))
    )
    async with StruckHouse.at_work(stack) as house:
        assert isinstance(house, StruckHouse)
        yield house


async def is_paid_once(house: StruckHouse) -> None:
    """A case that gives money: one payment on record, one file, under the payment's own key."""
    case = house.case()
    await case.open(complaint(case.day(0), person=HOME), by="tom.okafor")
    await case.contacted()
    await case.answered(remedies=[], financial=MONEY)
    [payment] = await case.payments()
    assert payment["pence"] == 5000
    files = list(house.settings.finance.glob(f"{case.ref}*"))
    assert [str(file) for file in files] == [payment["file"]]
    assert files[0].read_text().count("<CdtTrfTxInf>") == 1
    assert f"<EndToEndId>{case.ref}/pay-1</EndToEndId>" in files[0].read_text()


@pytest.mark.clause("PH-5c")
async def test_killed_between_instructing_and_noting_it(
    house: StruckHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is there and the note of it is lost: the retry puts the same file in its place."""
    once, contents = Once(), list[bytes]()

    def put_then_lost(file: Path, content: bytes) -> None:
        put(file, content)
        contents.append(content)
        once.fail(file)

    monkeypatch.setattr("activities.pay.put", put_then_lost)
    await is_paid_once(house)
    assert len(contents) == 2
    assert contents[0] == contents[1]


@pytest.mark.clause("PH-5c")
async def test_killed_between_commit_and_posting_a_payment(
    house: StruckHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The decision is recorded, and dies on its way to the engine: the retry posts the payment, once."""
    once = Once()

    async def lost_at_first(client: Any, key: Any, task_queue: str) -> None:
        once.fail(key.id)
        await post(client, key, task_queue)

    monkeypatch.setattr("activities.record.post", lost_at_first)
    await is_paid_once(house)


@pytest.mark.clause("PH-5c")
async def test_another_account_is_given_between_the_file_and_the_note_of_it(
    house: StruckHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is given meanwhile: every try writes the very file that the first one wrote."""
    contents, lost = list[bytes](), True

    def put_then_lost(file: Path, content: bytes) -> None:
        put(file, content)
        contents.append(content)
        if lost:
            raise OSError("struck down")

    monkeypatch.setattr("activities.pay.put", put_then_lost)
    case = house.case()
    await case.open(complaint(case.day(0), person=HOME), by="tom.okafor")
    await case.contacted()
    await case.answered(remedies=[], financial=MONEY)
    details = {"account_name": "N Farrow", "sort_code": "12-34-56", "account_number": "12345678"}

    async def tried() -> bool:
        return bool(contents)

    await until(tried)
    await case.decide("give-payment-details", **details)
    lost = False
    [payment] = await case.payments()
    assert len(contents) >= 2
    assert set(contents) == {Path(payment["file"]).read_bytes()}
    assert b"12345678" not in contents[0]
