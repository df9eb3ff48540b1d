"""A remedy in money: its sum follows from what is recorded, and it is paid in time (section 5)."""

from __future__ import annotations

from collections.abc import Iterator

from rules.case import Case
from rules.complaint import decisions as d
from rules.complaint.commitments import PROMISED
from rules.complaint.ending import close_if_settled
from rules.complaint.life import COMPLAINT, OPEN
from rules.events import Proposal
from rules.lifecycle import Moment
from rules.money import FinancialRemedy, Sum, reckon
from rules.promises import Commitment, ToReckon
from rules.refusal import Invalid, OutOfStage, Unknown


def sum_of(case: Case, remedy: FinancialRemedy | None, moment: Moment) -> Sum | None:
    """The sum of a remedy in money, less what the case has been given before; None where there is none.

    Raises:
        Refusal: the policy gives no money, or what is recorded does not show what it must.

    """
    if remedy is None:
        return None
    rule = moment.matter(case).money
    if rule is None:
        raise Invalid(f"{moment.policy.organisation} gives no remedies in money", where="financial")
    return reckon(remedy, rule, decided_before=sum(promise.pence or 0 for promise in case.commitments))


def payment(case: Case, money: Sum | None, others: int, moment: Moment) -> tuple[Commitment, ...]:
    """The commitment to pay a sum, numbered after the others of the same decision; none where it is zero."""
    if money is None or not money.total or moment.actor is None:
        return ()
    number = len(case.commitments) + others + 1
    return (Commitment(number=number, owner=moment.actor.id, kind="payment", pence=money.total),)


def payment_due(case: Case, promises: tuple[Commitment, ...], moment: Moment) -> Iterator[ToReckon]:
    """When what was promised is due: payments by the policy's rule from now on, the rest on its day."""
    for promise in promises:
        name = "payment" if promise.is_payment else "commitment"
        yield moment.deadline(case, name, moment.now, agreed=promise.by, number=promise.number)


def _nothing_to_pay(case: Case, moment: Moment) -> None:
    if not any(promise.is_payment for promise in case.owed):
        raise OutOfStage("no payment is due", clause=moment.matter(case).deadlines["payment"].clause)


@COMPLAINT.decision(d.GivePaymentDetails, at=OPEN)
def give_payment_details(case: Case, decision: d.GivePaymentDetails, moment: Moment) -> Iterator[Proposal]:
    """The account that payments decided from now on go to."""
    paper = moment.matter(case).decisions["give-payment-details"]
    yield Proposal(kind="payment-details-given", clause=paper.clause, because=paper.because)


@COMPLAINT.decision(d.ConfirmPayment, at=PROMISED, unless=_nothing_to_pay)
def confirm_payment(case: Case, decision: d.ConfirmPayment, moment: Moment) -> Iterator[Proposal]:
    """Finance has paid, within one calendar month of the decision or after (5)."""
    clause = moment.matter(case).deadlines["payment"].clause
    on = moment.past_day(case, decision.paid_on, "paid_on", clause)
    promise = case.commitment(decision.number)
    if promise is None or promise.status != "open" or not promise.is_payment:
        numbers = ", ".join(str(promise.number) for promise in case.owed if promise.is_payment)
        raise Unknown(
            f"payment {decision.number} is not open; these are: {numbers}", where="number", clause=clause
        )
    yield Proposal(
        kind="payment-confirmed",
        clause=clause,
        facts={
            "number": promise.number,
            "pence": promise.pence,
            "reference": decision.reference,
            "paid_on": on.isoformat(),
        },
        promises=(promise.model_copy(update={"status": "kept"}),),
        ends=(promise.deadline,),
    )
    yield from close_if_settled(case, promise.number, moment)
