"""A remedy in money: its sum follows from what is recorded, and it is paid in time (section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from rules.case import Case
from rules.complaint.commitments import PROMISED
from rules.complaint.ending import close_if_settled
from rules.complaint.life import MONEY_PART, OPEN
from rules.decision import Decision
from rules.events import Proposal
from rules.model import KEPT, WITH_A_DIGIT, BankLine, BankName, Day, Words
from rules.moment import Moment
from rules.money import FinancialRemedy, MoneyRule, Sum, reckon
from rules.promises import Commitment, ToReckon
from rules.refusal import Invalid, OutOfStage, Unknown

PaymentReference = Annotated[str, StringConstraints(pattern=WITH_A_DIGIT, max_length=18)]
"""The name of a payment in finance: up to 18 letters, digits, dots, slashes, hyphens, a digit among them.

It is a fact, which the engine sees. With a digit and without spaces, no name, address or sentence fits as it
is usually written. A number of any kind does: finance writes what its own system counts by, and no other.
"""


def sum_of(case: Case, remedy: FinancialRemedy | None, moment: Moment, *, before: int) -> Sum | None:
    """The sum of a remedy in money, less what was given before, in pence; None where there is none.

    Raises:
        Refusal: the policy gives no money, or what is recorded does not show what it must.

    """
    if remedy is None:
        return None
    rule = moment.matter(case).table(MoneyRule)
    if rule is None:
        raise Invalid(f"{moment.policy.organisation} gives no remedies in money", where="financial")
    return reckon(remedy, rule, decided_before=before)


def payment(case: Case, money: Sum | None, others: int, moment: Moment) -> tuple[Commitment, ...]:
    """The commitment to pay a sum, numbered after the others of the same decision; none where it is zero."""
    if money is None or not money.total or moment.actor is None:
        return ()
    return (
        Commitment(
            number=case.next_number + others, owner=moment.actor.id, kind="payment", pence=money.total
        ),
    )


def payment_due(case: Case, promises: tuple[Commitment, ...], moment: Moment) -> Iterator[ToReckon]:
    """When what was promised is due: payments by the policy's rule from now on, the rest on its day."""
    for promise in promises:
        name = "payment" if promise.is_payment else "commitment"
        yield moment.deadline(case, name, moment.now, agreed=promise.by, number=promise.number)


def _nothing_to_pay(case: Case, moment: Moment) -> None:
    if not any(promise.is_payment for promise in case.owed):
        raise OutOfStage("no payment is due", clause=moment.matter(case).deadlines["payment"].clause)


class GivePaymentDetails(Decision):
    """The account into which the person wants to be paid; without one, a cheque goes to their address.

    It holds for what is decided from now on. A payment that is open already goes where it was decided that
    it goes; to pay it elsewhere, finance takes it back by `return-payment`.
    """

    name: ClassVar[str] = "give-payment-details"
    account_name: BankName
    sort_code: BankLine
    account_number: BankLine

    @field_validator("sort_code", "account_number")
    @classmethod
    def _of_a_bank(cls, value: str, info: ValidationInfo) -> str:
        digits = value.replace("-", "").replace(" ", "")
        wanted = 6 if info.field_name == "sort_code" else 8
        if value != KEPT and not (digits.isascii() and digits.isdigit() and len(digits) == wanted):
            raise ValueError(f"give {wanted} digits")
        return value if value == KEPT else digits


@MONEY_PART.decision(GivePaymentDetails, at=OPEN)
def give_payment_details(case: Case, decision: GivePaymentDetails, moment: Moment) -> Iterator[Proposal]:
    """The account that payments decided from now on go to; those that are open go where they went (5)."""
    paper = moment.matter(case).decisions["give-payment-details"]
    open_payments = ", ".join(str(promise.number) for promise in case.owed if promise.is_payment)
    yield Proposal(
        kind="payment-details-given",
        clause=paper.clause,
        because=paper.because,
        facts={"not_for_payments": open_payments} if open_payments else {},
    )


class ConfirmPayment(Decision):
    """Finance confirms that a payment was made, under its own reference."""

    name: ClassVar[str] = "confirm-payment"
    number: int = Field(ge=1)
    reference: PaymentReference
    paid_on: Day | None = None


@MONEY_PART.decision(ConfirmPayment, at=PROMISED, unless=_nothing_to_pay)
def confirm_payment(case: Case, decision: ConfirmPayment, moment: Moment) -> Iterator[Proposal]:
    """Finance has paid, within one calendar month of the decision or after (5)."""
    clause = moment.matter(case).deadlines["payment"].clause
    promise = _open_payment(case, decision.number, clause)
    on = moment.past_day(case, decision.paid_on, "paid_on", clause, since=promise.made_at)
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


class ReturnPayment(Decision):
    """A payment came back, or has to go elsewhere: it is made anew under another number, once.

    Attributes:
        number: One that was handed to finance, and that finance has not confirmed.
        returned_on: The day on which it came back or was stopped; today where none is given.

    """

    name: ClassVar[str] = "return-payment"
    number: int = Field(ge=1)
    reasons: Words
    returned_on: Day | None = None


@MONEY_PART.decision(ReturnPayment, at=PROMISED, unless=_nothing_to_pay)
def return_payment(case: Case, decision: ReturnPayment, moment: Moment) -> Iterator[Proposal]:
    """It came back, or has to go elsewhere: another takes its place, still due when it was (5).

    Where that day has passed already, the new one is late from the start: a breach again, escalated again.
    """
    clause = moment.matter(case).deadlines["payment"].clause
    gone = _open_payment(case, decision.number, clause)
    on = moment.past_day(case, decision.returned_on, "returned_on", clause, since=gone.made_at)
    anew = Commitment(
        number=case.next_number, by=gone.day, owner=gone.owner, kind=gone.kind, pence=gone.pence
    )
    yield Proposal(
        kind="payment-returned",
        clause=clause,
        facts={
            "number": gone.number,
            "pence": gone.pence,
            "returned_on": on.isoformat(),
            "paid_anew_as": anew.number,
        },
        promises=(gone.model_copy(update={"status": "returned"}), anew),
        ends=(gone.deadline,),
        sets=tuple(payment_due(case, (anew,), moment)),
    )


def _open_payment(case: Case, number: int, clause: str | None) -> Commitment:
    """A payment that is still owed.

    Raises:
        Unknown: there is none of this number.

    """
    promise = case.commitment(number)
    if promise is None or promise.status != "open" or not promise.is_payment:
        numbers = ", ".join(str(promise.number) for promise in case.owed if promise.is_payment)
        raise Unknown(f"payment {number} is not open; these are: {numbers}", where="number", clause=clause)
    return promise
