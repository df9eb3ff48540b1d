"""Section 5: what is paid follows from what is recorded, and it is paid in time."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rules.complaint.commitments import Remedy
from rules.money import FinancialRemedy, Loss, MoneyRule, Sum, reckon
from rules.refusal import Invalid, Unknown
from tests.policies.harbour import HARBOUR_POLICY
from tests.rules.people import HELEN, LEILA, NINA, staff
from tests.rules.play import POPLAR, Play
from tests.rules.saying import (
    CONTACT,
    PLAN,
    asked_for_review,
    considered,
    money,
    paid,
    panel,
    proposed,
    remedy,
    response,
    signed,
)

TABLE = POPLAR.matters["complaint"].table(MoneyRule)
assert TABLE is not None
NINE_CELLS = {
    ("none", "none"): 0,
    ("none", "some"): 0,
    ("none", "full"): 0,
    ("some", "none"): 0,
    ("some", "some"): 50_00,
    ("some", "full"): 100_00,
    ("high", "none"): 0,
    ("high", "some"): 100_00,
    ("high", "full"): 250_00,
}


def awarded(remedy_in_money: FinancialRemedy, *remedies: Remedy, at: str = "2026-06-01 10:00") -> Play:
    """A complaint answered with a remedy in money, at once."""
    play = Play.opened(at)
    play.decide(CONTACT, response(*remedies, money=remedy_in_money))
    return play


@pytest.mark.clause("PH-5a", "PH-9c")
@pytest.mark.parametrize(("impact", "responsibility"), NINE_CELLS)
def test_the_sum_follows_from_impact_and_responsibility(impact: str, responsibility: str) -> None:
    """All nine cells of the paper's table, by decision: what is zero is not promised."""
    pence = NINE_CELLS[impact, responsibility]
    play = awarded(money(impact, responsibility), remedy("2026-07-01"))
    assert play.last.sum == Sum(impact=impact, responsibility=responsibility, table=pence)
    assert [promise.pence for promise in play.case.owed if promise.is_payment] == [pence] * bool(pence)


@pytest.mark.clause("PH-5a")
def test_money_alone_is_a_remedy_where_the_table_gives_some() -> None:
    """Fifty pounds uphold a complaint; a cell that gives nothing does not."""
    play = awarded(money("some", "some"))
    assert (play.case.outcome, [promise.kind for promise in play.case.owed]) == ("upheld", ["payment"])
    nothing = Play.opened()
    nothing.decide(CONTACT)
    refusal = nothing.refused(response(money=money("high", "none")))
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("remedies", "PH-4.1b")


def test_what_is_not_upheld_is_not_paid_for() -> None:
    """Not by the table, and not by a reckoning that comes to nothing."""
    play = Play.opened()
    play.decide(CONTACT)
    for remedy_in_money in (money(), money("none", "none")):
        refusal = play.refused(response(outcome="not-upheld", money=remedy_in_money))
        assert isinstance(refusal, Invalid)
        assert refusal.where == "financial"


@pytest.mark.parametrize(
    ("remedy_in_money", "where"),
    [(money("severe"), "financial.impact"), (money(responsibility="half"), "financial.responsibility")],
)
@pytest.mark.clause("PH-5a", "PH-9c")
def test_what_is_not_in_the_table_is_refused(remedy_in_money: FinancialRemedy, where: str) -> None:
    """With what the table has."""
    play = Play.opened()
    play.decide(CONTACT)
    refusal = play.refused(response(money=remedy_in_money))
    assert isinstance(refusal, Unknown)
    assert (refusal.where, refusal.clause) == (where, "PH-5a")
    assert "none, some, " in refusal.detail


@pytest.mark.clause("PH-5a", "PH-9c")
@pytest.mark.parametrize("field", ["table", "total", "sum", "pence", "amount", "decided_before"])
def test_no_sum_can_be_typed_in(field: str) -> None:
    """A remedy in money has no place for one; nor has any other remedy, nor the confirmation of a payment."""
    content: Any = {"impact": "some", "responsibility": "some", field: 1_000_00}
    with pytest.raises(ValidationError, match=field):
        FinancialRemedy.model_validate(content)
    for other in (remedy("2026-07-01"), paid(1)):
        with pytest.raises(ValidationError, match=field):
            type(other).model_validate(other.model_dump() | {field: 1_000_00})
    with pytest.raises(ValidationError, match="kind"):
        Remedy.model_validate(remedy("2026-07-01").model_dump() | {"kind": "payment"})


@pytest.mark.clause("PH-5b")
def test_evidenced_losses_are_paid_on_top() -> None:
    """Each of them, beside the table's sum, and also where the table gives nothing."""
    play = awarded(money("some", "full", losses=(89_98, 12)))
    assert play.last.sum is not None
    assert (play.last.sum.table, play.last.sum.losses, play.last.sum.total) == (100_00, (89_98, 12), 190_10)
    assert awarded(money("none", "none", losses=(1,))).case.commitments[0].pence == 1


@pytest.mark.clause("PH-5b")
@pytest.mark.parametrize("evidence", [None, "", " "])
def test_a_loss_without_evidence_is_refused(evidence: str | None) -> None:
    """By the place of the loss; beside one that is evidenced, too."""
    first = Loss(what="A heater", pence=89_98, evidence="A receipt")
    if evidence is not None:
        with pytest.raises(ValidationError, match="evidence"):
            Loss(what="A carpet", pence=1, evidence=evidence)
        return
    play = Play.opened()
    play.decide(CONTACT)
    losses = (first, Loss(what="A carpet", pence=1))
    refusal = play.refused(response(money=money().model_copy(update={"losses": losses})))
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("financial.losses.2.evidence", "PH-5b")


@pytest.mark.parametrize("pence", [0, -1, 0.5])
@pytest.mark.parametrize("part", ["losses", "owed"])
def test_losses_and_debts_are_whole_pence_above_nothing(part: str, pence: float) -> None:
    """Neither takes away what it should add, nor the other way round."""
    content = money(losses=(1,), owed=(1,)).model_dump()
    content[part][0]["pence"] = pence
    with pytest.raises(ValidationError, match="pence"):
        FinancialRemedy.model_validate(content)


@pytest.mark.clause("PH-5d")
@pytest.mark.parametrize(
    ("owed", "total"), [((40_00,), 210_00), ((100_00, 149_99), 1), ((250_00,), 0), ((250_01, 5), 0)]
)
def test_what_the_person_owes_is_taken_off_down_to_nothing(owed: tuple[int, ...], total: int) -> None:
    """The reckoning stays on record; where nothing is left nothing is due, though the case was upheld."""
    play = awarded(money(owed=owed))
    assert play.last.sum is not None
    assert (play.last.sum.gross, play.last.sum.owed, play.last.sum.total) == (250_00, owed, total)
    assert [promise.pence for promise in play.case.owed] == [total] * bool(total)
    assert (play.case.outcome, play.last.facts["commitments"]) == ("upheld", int(bool(total)))


pence = st.integers(1, 1_000_000_000)


@pytest.mark.clause("PH-5d", "PH-9c")
@given(
    cell=st.sampled_from(sorted(NINE_CELLS)),
    losses=st.lists(pence, max_size=4),
    owed=st.lists(pence, max_size=4),
    before=st.integers(0, 1_000_000_000),
)
def test_no_sum_is_off_the_table_or_below_nothing(
    cell: tuple[str, str], losses: list[int], owed: list[int], before: int
) -> None:
    """Whatever is recorded: table and losses, less debts and what was decided before, or nothing."""
    assert TABLE is not None
    recorded = money(*cell, losses=tuple(losses), owed=tuple(owed))
    reckoned = reckon(recorded, TABLE, decided_before=before)
    assert reckoned.table == NINE_CELLS[cell]
    assert reckoned.gross == NINE_CELLS[cell] + sum(losses)
    left = reckoned.gross - sum(owed) - before
    assert reckoned.total == (left if left > 0 else 0)


@pytest.mark.clause("PH-5a", "PH-9c")
@pytest.mark.parametrize("settled", [True, False])
def test_what_was_given_before_is_taken_off_what_a_panel_gives(settled: bool) -> None:
    """A hundred pounds by the response, paid or not: of the panel's 250 there remain 150, in addition."""
    play = awarded(money("some", "full"))
    play.decide(asked_for_review(), panel(HELEN, LEILA))
    if settled:
        play.decide(paid(1), by=NINA)
    play.decide(PLAN, proposed(money=money()), by=LEILA)
    play.decide(signed(play.case.seq), by=HELEN)
    assert play.last.sum is not None
    assert (play.last.sum.decided_before, play.last.sum.total) == (100_00, 150_00)
    assert sorted(promise.pence or 0 for promise in play.case.commitments) == [100_00, 150_00]


@pytest.mark.clause("PH-5a", "PH-5d")
@pytest.mark.parametrize(
    ("first", "then", "total"),
    [
        pytest.param(money("some", "full", owed=(150_00,)), money(owed=(50_00,)), 100_00, id="all set off"),
        pytest.param(money("some", "full", owed=(40_00,)), money(), 150_00, id="partly set off"),
        pytest.param(money(losses=(10_00,)), money(), 0, id="less than before"),
        pytest.param(money("some", "full", owed=(150_00,)), money("some", "full"), 0, id="as much again"),
    ],
)
def test_what_was_set_off_before_was_given_too(
    first: FinancialRemedy, then: FinancialRemedy, total: int
) -> None:
    """A debt that the response was set off against is smaller for it: a panel does not pay that again."""
    play = awarded(first)
    play.decide(asked_for_review(), panel(HELEN, LEILA))
    play.decide(PLAN, proposed(money=then), by=LEILA)
    play.decide(signed(play.case.seq), by=HELEN)
    reckoned = next(event.sum for event in play.events if event.kind == "reviewed")
    assert reckoned is not None
    assert reckoned.total == total
    assert reckoned.decided_before == play.events[2].sum.gross  # type: ignore[union-attr]  # it has one


def test_an_organisation_without_a_table_gives_no_money() -> None:
    """It is refused by field, and nothing of the kind can be decided."""
    play = Play.opened(policy=HARBOUR_POLICY)
    adviser, trustee = staff("ivo.borg", "adviser"), staff("mina.zahra", "trustee")
    play.decide(CONTACT, by=adviser)
    refusal = play.refused(response(money=money()), by=trustee)
    assert isinstance(refusal, Invalid)
    assert refusal.where == "financial"
    assert "confirm-payment" not in play.allowed(adviser)
    assert considered("braille").name in play.allowed(adviser)
