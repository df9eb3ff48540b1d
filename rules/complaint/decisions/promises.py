"""What is promised, and what can become of it (1, 5)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from rules.lifecycle import Decision
from rules.model import KEPT, Day, Spoken, StaffId, Words

PaymentReference = Annotated[
    str, StringConstraints(pattern=r"^[A-Z][A-Z0-9./ -]*[0-9][A-Z0-9./ -]*$", max_length=35)
]
"""What finance calls a payment: a capital, then up to 34 capitals, digits, spaces, dots, strokes, hyphens.

It is a fact, which the engine sees: with its digit, no name, sentence or telephone number fits.
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
    """How the person wants to be paid: into this account. Without one, by cheque to their address."""

    name: ClassVar[str] = "give-payment-details"
    account_name: Words
    sort_code: Words
    account_number: Words

    @field_validator("sort_code", "account_number")
    @classmethod
    def _of_a_bank(cls, value: str, info: ValidationInfo) -> str:
        digits = value.replace("-", "").replace(" ", "")
        wanted = 6 if info.field_name == "sort_code" else 8
        if value != KEPT and not (digits.isascii() and digits.isdigit() and len(digits) == wanted):
            raise ValueError(f"give {wanted} digits")
        return value if value == KEPT else digits


class ConfirmPayment(Decision):
    """Finance confirms that a payment was made, under its own reference."""

    name: ClassVar[str] = "confirm-payment"
    number: int = Field(ge=1)
    reference: PaymentReference
    paid_on: Day | None = None
