"""Whom a payment goes to, and how: into an account, or by cheque to an address."""

from __future__ import annotations

from textwrap import wrap

from rules.model import Model, StaffId

LINES = 7
WIDTH = 70
LONGEST_NAME = 140
"""What a payment file takes of an address and a name: lines, characters to a line, characters (ISO 20022)."""


BANK_DETAILS = ("sort_code", "account_number")
"""The words of a decision that are bank details."""


def without_bank_details(words: dict[str, str]) -> dict[str, str]:
    """Return words with bank details cut down to their last two digits."""
    return {name: f"..{text[-2:]}" if name in BANK_DETAILS else text for name, text in words.items()}


class Account(Model):
    """A bank account: in whose name, its sort code and its number in digits."""

    name: str
    sort_code: str
    number: str


class Payee(Model):
    """The recipient of a payment: into the account where there is one, by cheque to the address where not.

    Attributes:
        set_by: Whoever of the staff, or which other system, recorded the account or the address.

    """

    name: str
    address: tuple[str, ...] = ()
    account: Account | None = None
    set_by: StaffId | None = None

    @property
    def reachable(self) -> bool:
        """Whether a payment can go there."""
        by_cheque = len(self.name) <= LONGEST_NAME and cheque_lines(self.address)
        return bool(self.account or by_cheque)


def cheque_lines(address: tuple[str, ...]) -> tuple[str, ...]:
    """An address in the lines that a payment file takes, nothing of it lost; none where it is too long."""
    lines = [part for line in address for part in wrap(line, WIDTH)]
    while len(lines) > LINES:
        place = min(range(len(lines) - 1), key=lambda place: len(lines[place]) + len(lines[place + 1]))
        joined = f"{lines[place]}, {lines[place + 1]}"
        if len(joined) > WIDTH:
            return ()
        lines[place : place + 2] = [joined]
    return tuple(lines)
