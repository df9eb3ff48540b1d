"""What a notice says of money: the reckoning line by line, whatever it comes to."""

from __future__ import annotations

from typing import Any

import pytest

from notices.blocks import Figures
from tests.notices.sample_facts import MONEY
from tests.notices.samples import sample
from tests.notices.variants import NOTHING, VARIANTS, text


def reckoning(kind: str, **changed: Any) -> tuple[tuple[str, str], ...]:
    """The lines of a notice's reckoning."""
    tables = [block.rows for block in sample(kind, **changed).blocks if isinstance(block, Figures)]
    [found] = [rows for rows in tables if rows[0][0] == "How it affected you"]
    return found


@pytest.mark.clause("PH-5a", "PH-5b", "PH-5d")
@pytest.mark.parametrize(
    ("kind", "changed"),
    [("review-decision", {}), VARIANTS["response with a payment"]],
    ids=["panel", "answer"],
)
def test_reckoning_stands_line_by_line(kind: str, changed: dict[str, Any]) -> None:
    """Table, each loss, each debt, what was decided before, and the total: a line each, in that order."""
    assert reckoning(kind, **changed) == (
        ("How it affected you", "High impact"),
        ("Our responsibility", "Full"),
        ("Payment for that", "£250.00"),
        ("Your loss: Two electric heaters", "£89.98"),
        ("Your loss: A rug: the blue one", "£25.00"),
        ("Less: Arrears of rent", "£65.00"),
        ("Less: decided before", "£100.00"),
        ("What we pay you now", "£199.98"),
    )


@pytest.mark.clause("PH-5a", "PH-5d")
def test_a_sum_of_nothing_is_reckoned_too() -> None:
    """Where it comes to nothing, the letter shows why, and promises no payment."""
    assert reckoning("response", money=NOTHING) == (
        ("How it affected you", "No demonstrable impact"),
        ("Our responsibility", "Full"),
        ("Payment for that", "£0.00"),
        ("What we pay you", "£0.00"),
    )
    said = text("response", money=NOTHING, commitments=[])
    assert "This comes to nothing, so there is no payment." in said
    assert "We take off what you owe us." not in said
    before = NOTHING | {"decided_before": "£250.00"}
    assert "so there is no further payment." in text("response", money=before)


@pytest.mark.clause("PH-5c")
def test_payment_is_promised_with_its_day() -> None:
    """The payment stands among the promises, by its sum and its day."""
    said = text("response", **VARIANTS["response with a payment"][1])
    assert "- A payment of £199.98: by Monday 15 February 2027" in said
    assert "How we worked out the money" not in text("response")


@pytest.mark.parametrize("hostile", ["## Less\n- x :: £1,000,000.00", "a :: b", "> c", "{{ 7*7 }}"])
def test_no_loss_becomes_a_line_of_its_own(hostile: str) -> None:
    """Whatever a loss or debt is called, it stays one line of the reckoning."""
    line = {"what": hostile, "amount": "£1.00"}
    rows = reckoning("review-decision", money=MONEY | {"losses": [line], "owed": [line]})
    shown = " ".join(hostile.split())
    assert rows[3:5] == ((f"Your loss: {shown}", "£1.00"), (f"Less: {shown}", "£1.00"))
    assert len(rows) == 7


@pytest.mark.clause("PH-5c")
def test_says_how_the_money_is_paid_and_whom_to_tell() -> None:
    """By transfer, with two digits of the account; by cheque to the address, asking for an account."""
    by_transfer = text("response", **VARIANTS["response with a transfer"][1])
    assert "We pay it by transfer" in by_transfer
    assert "Account number ends in: 78" in by_transfer
    assert "If you no longer use this account, please contact us" in by_transfer
    by_cheque = text("response", **VARIANTS["response with a payment"][1])
    assert "We pay it by cheque" in by_cheque
    assert "Address: Flat 7, Heron House, London, E14 9ZZ" in by_cheque
    assert "We do not have the details of your bank account." in by_cheque
    assert "transfer" not in by_cheque
    for said in (text("response"), text("response", money=NOTHING, commitments=[])):
        assert "We pay it" not in said
