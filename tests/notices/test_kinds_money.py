"""What a notice says of money: the reckoning line by line, whatever it comes to."""

from __future__ import annotations

from typing import Any

import pytest

from notices.blocks import Figures
from tests.notices.told import Told


def reckoning(told: Told, way: str, **changed: Any) -> tuple[tuple[str, str], ...]:
    """The lines of a notice's reckoning."""
    tables = [block.rows for block in told.notice(way, **changed).blocks if isinstance(block, Figures)]
    [found] = [rows for rows in tables if rows[0][0] == "How it affected you"]
    return found


@pytest.mark.clause("PH-5a", "PH-5b", "PH-5d")
def test_reckoning_stands_line_by_line(told: Told) -> None:
    """Table, each loss, each debt, what was decided before, and the total: a line each, in that order."""
    lines = (
        ("How it affected you", "High impact"),
        ("Our responsibility", "Full"),
        ("Payment for that", "£250.00"),
        ("Your loss: Two electric heaters", "£89.98"),
        ("Your loss: A rug: the blue one", "£25.00"),
        ("Less: Arrears of rent", "£65.00"),
    )
    assert reckoning(told, "response: cheque") == (*lines, ("What we pay you", "£299.98"))
    before = ("Less: decided before", "£100.00")
    assert reckoning(told, "review-decision") == (*lines, before, ("What we pay you now", "£199.98"))


@pytest.mark.clause("PH-5a", "PH-5d")
def test_a_sum_of_nothing_is_reckoned_too(told: Told) -> None:
    """Where it comes to nothing, the letter shows why, and promises no payment."""
    assert reckoning(told, "response: nothing to pay") == (
        ("How it affected you", "No demonstrable impact"),
        ("Our responsibility", "Full"),
        ("Payment for that", "£0.00"),
        ("What we pay you", "£0.00"),
    )
    said = told.text("response: nothing to pay")
    assert "This comes to nothing, so there is no payment." in said
    assert "We take off what you owe us." not in said
    assert "so there is no further payment." in told.text("review-decision: nothing more")


@pytest.mark.clause("PH-5c")
def test_payment_is_promised_with_its_day(told: Told) -> None:
    """The payment stands among the promises, by its sum and its day."""
    said = told.text("response: cheque")
    assert "- A payment of £299.98: by Saturday 30 January 2027" in said
    assert "How we worked out the money" not in told.text("response")


@pytest.mark.parametrize("hostile", ["## Less\n- x :: £1,000,000.00", "a :: b", "> c", "{{ 7*7 }}"])
def test_no_loss_becomes_a_line_of_its_own(told: Told, hostile: str) -> None:
    """Whatever a loss or debt is called, it stays one line of the reckoning."""
    line = {"what": hostile, "amount": "£1.00"}
    money = told.context("review-decision")["money"] | {"losses": [line], "owed": [line]}
    rows = reckoning(told, "review-decision", money=money)
    shown = " ".join(hostile.split())
    assert rows[3:5] == ((f"Your loss: {shown}", "£1.00"), (f"Less: {shown}", "£1.00"))
    assert len(rows) == 7


@pytest.mark.clause("PH-5c")
def test_says_how_the_money_is_paid_and_whom_to_tell(told: Told) -> None:
    """By transfer, with two digits of the account; by cheque to the address, asking for an account."""
    by_transfer = told.text("response: transfer")
    assert "We pay it by transfer" in by_transfer
    assert "Account number ends in: 78" in by_transfer
    assert "If you no longer use this account, please contact us" in by_transfer
    by_cheque = told.text("response: cheque")
    assert "We pay it by cheque" in by_cheque
    assert "Address: Flat 7, Heron House, 3 Example Walk, London, E14 9ZZ" in by_cheque
    assert "We do not have the details of your bank account." in by_cheque
    assert "transfer" not in by_cheque
    for said in (told.text("response"), told.text("response: nothing to pay")):
        assert "We pay it" not in said
