"""Whom payments go to: as it is now, and as it was when a payment was decided."""

from __future__ import annotations

from records.database import Connection
from records.sql import queries
from rules.payee import Account, Payee


async def payee_now(connection: Connection, ref: str) -> Payee:
    """Return whoever the case's money would go to: the account that the person gave last, or their address.

    An account that somebody gave before another took their place is not the other's.
    """
    row = await queries.payee_now(connection, ref=ref)
    words = row["words"]
    if not words:
        return Payee(name=row["name"], address=tuple(row["address"]), set_by=row["person_set_by"])
    account = Account(
        name=words["account_name"], sort_code=words["sort_code"], number=words["account_number"]
    )
    return Payee(name=row["name"], account=account, set_by=row["given_by"])


def require_read(payee: Payee | None) -> Payee:
    """Return whom a payment goes to, which was read before the recording looked at any payment.

    Raises:
        ValueError: it was not: nothing is recorded, rather than a payment that nobody has checked.

    """
    if payee is None:
        raise ValueError("whom a payment goes to was not read")
    return payee


async def fix_payee(connection: Connection, ref: str, number: int, payee: Payee) -> None:
    """Keep beside a payment whom it goes to: whatever changes afterwards, it goes there."""
    account = payee.account
    await queries.add_payee(
        connection,
        ref=ref,
        number=number,
        name=payee.name,
        address=list(payee.address),
        account_name=account.name if account else None,
        sort_code=account.sort_code if account else None,
        account_number=account.number if account else None,
    )


async def payee_of(connection: Connection, ref: str, number: int) -> Payee | None:
    """Whom a payment goes to, as it was decided; None where that was erased, or never kept."""
    row = await queries.get_payee(connection, ref=ref, number=number)
    if row is None:
        return None
    account = (
        Account(name=row["account_name"], sort_code=row["sort_code"], number=row["account_number"])
        if row["account_number"]
        else None
    )
    return Payee(name=row["name"], address=tuple(row["address"]), account=account)
