"""What notices are told of promises and money, from the case and the words that were kept."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from policies import library
from records.promised import commitments_of, money_of
from rules.amounts import Amount
from rules.case import Case
from rules.events import Event
from rules.money import Sum
from rules.promises import Commitment, Deadline

POLICY = library().current("poplar-harca")
NOW = datetime(2027, 1, 13, 10, tzinfo=UTC)
RECKONED = Sum(
    impact="high", responsibility="full", table=25000, losses=(8998, 2500), owed=(4000,), decided_before=10000
)
WORDS = {
    "financial.losses.1.what": "Two heaters",
    "financial.losses.2.what": "A rug",
    "financial.owed.1.what": "Arrears",
}


def pounds(pence: int) -> Amount:
    """A sum in the policy's currency."""
    return Amount(pence, "GBP")


def event(seq: int, kind: str = "reviewed", **given: object) -> Event:
    """An event of the made-up case."""
    return Event.model_validate({"seq": seq, "kind": kind, "at": NOW, "actor": "helen.ashe", **given})


def case(*commitments: Commitment, **given: object) -> Case:
    """A case with these commitments."""
    return Case.model_validate(
        {
            "ref": "PH-2026-000123",
            "policy": POLICY.id,
            "version": POLICY.version,
            "matter": "complaint",
            "service": "repairs",
            "received": NOW,
            "commitments": commitments,
            **given,
        }
    )


@pytest.mark.clause("PH-1")
def test_what_is_promised_comes_from_the_words_it_was_promised_in() -> None:
    """A panel's second remedy is not told in the words of the first answer's second."""
    day = date(2027, 2, 9)
    pipe = Commitment(number=1, by=day, owner="tom.okafor", kind="repair", made_in=4, place=1)
    door = Commitment(number=2, by=day, owner="tom.okafor", kind="repair", made_in=9, place=1)
    pay = Commitment(number=3, by=day, owner="helen.ashe", kind="payment", pence=15000, made_in=9)
    said = {4: {"remedies.1.what": "The pipe"}, 9: {"remedies.1.what": "The door"}}
    reviewed = event(10, words_of=9, promises=(door, pay))
    told = commitments_of(case(pipe, door, pay), reviewed, said, POLICY)
    assert [(one["what"], one["payment"], one["new"]) for one in told] == [
        ("The pipe", None, False),
        ("The door", None, True),
        (None, pounds(15000), True),
    ]


def test_a_promise_whose_day_has_passed_is_known_as_late() -> None:
    """What was missed and is still owed is told as late."""
    pay = Commitment(number=3, by=date(2027, 1, 12), owner="helen.ashe", kind="payment", pence=1, made_in=4)
    due = Deadline(
        name="payment-3", clause="PH-5c", duty="Pay", due_day=date(2027, 1, 12), due_at=NOW, missed=True
    )
    [told] = commitments_of(case(pay, deadlines=(due,)), event(11, "breached"), {}, POLICY)
    assert told["missed"]


@pytest.mark.clause("PH-5a", "PH-5b", "PH-5d")
def test_reckoning_is_told_in_amounts_and_words() -> None:
    """Every line with its sum in the policy's currency, and the words of each loss and debt."""
    assert money_of(case(), event(10, sum=RECKONED), WORDS, POLICY) == {
        "impact": "High impact",
        "responsibility": "Full",
        "table": pounds(25000),
        "losses": [
            {"what": "Two heaters", "amount": pounds(8998)},
            {"what": "A rug", "amount": pounds(2500)},
        ],
        "owed": [{"what": "Arrears", "amount": pounds(4000)}],
        "decided_before": pounds(10000),
        "total": pounds(22498),
        "pays": True,
    }


@pytest.mark.clause("PH-5d")
def test_more_owed_than_given_is_told_as_nothing() -> None:
    """The total is nothing, never less, and the lines are all there."""
    less = Sum(impact="some", responsibility="full", table=10000, owed=(99_999,))
    told = money_of(case(), event(10, sum=less), WORDS, POLICY)
    assert told is not None
    assert (told["table"], told["total"], told["pays"]) == (pounds(10000), pounds(0), False)
    assert told["decided_before"] is None
    assert money_of(case(), event(10), WORDS, POLICY) is None
