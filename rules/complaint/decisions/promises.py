"""What is promised, and what can become of it (1, 5)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from rules.lifecycle import Decision
from rules.model import KEPT, BankLine, BankName, Day, Spoken, StaffId, Words

PaymentReference = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9./-]*[0-9][A-Za-z0-9./-]*$", max_length=18)
]
"""The name of a payment in finance: up to 18 letters, digits, dots, slashes, hyphens, a digit among them.

It is a fact, which the engine sees. With a digit and without spaces, no name, address or sentence fits as it
is usually written. A number of any kind does: finance writes what its own system counts by, and no other.
"""


class Remedy(Spoken):
    """One thing that is promised: what, by when, and whose task it is. Money has a place of its own."""

    what: Words
    by: Day
    owner: StaffId
    kind: Literal["repair", "apology", "change-of-practice", "representation", "other"] = "other"


class KeepCommitment(Decision):
    """Something promised was done."""

    name: ClassVar[str] = "keep-commitment"
    number: int = Field(ge=1)
    kept_on: Day | None = None
    evidence: Words | None = None


class MoveCommitment(Decision):
    """Another day for something promised was agreed with the person, and why."""

    name: ClassVar[str] = "move-commitment"
    number: int = Field(ge=1)
    to: Day
    reasons: Words


class BreakCommitment(Decision):
    """Something promised will not be done, and why."""

    name: ClassVar[str] = "break-commitment"
    number: int = Field(ge=1)
    reasons: Words


class GivePaymentDetails(Decision):
    """How the person wants to be paid: into this account. Without one, by cheque to their address.

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


class ConfirmPayment(Decision):
    """Finance confirms that a payment was made, under its own reference."""

    name: ClassVar[str] = "confirm-payment"
    number: int = Field(ge=1)
    reference: PaymentReference
    paid_on: Day | None = None
