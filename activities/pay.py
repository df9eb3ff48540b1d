"""Pay: hand an instruction to finance, once, as a file that banks and payment systems import.

The file says what stood in the record when the payment was decided, and nothing that came later. It, its
message and its payment carry the payment's own key: a retry writes the same file again, and a bank that
gets it twice sees the same end-to-end identification. Finance confirms in the case.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
from temporalio import activity

from contracts.messages import PAY, PaymentKey, no_such
from engine.files import put
from notices.payment_file import Payment, payment_file
from records.cases import case_at
from records.payees import payee_of
from records.sql import queries
from rules.library import Library
from rules.model import day_of
from rules.money import MoneyRule

WITHDRAWN = "withdrawn"
"""Returned for a payment in whose place something else was decided before it was handed to finance."""


class Paymaster:
    """Writes payment instructions (ISO 20022, pain.001.001.09) into finance's folder."""

    def __init__(self, pool: asyncpg.Pool, library: Library, folder: Path) -> None:
        self._pool, self._library, self._folder = pool, library, folder

    @activity.defn(name=PAY)
    async def pay(self, key: PaymentKey) -> str:
        """Instruct a payment once; returns how it is to be paid: by transfer, by cheque, or not any more.

        Raises:
            ApplicationError: no such payment was recorded (not retried).

        """
        async with self._pool.acquire() as connection, connection.transaction():
            row = await queries.lock_payment(connection, ref=key.ref, number=key.number)
            if row is None:
                raise no_such(key)
            if row["withdrawn_by"]:
                return WITHDRAWN
            case = await case_at(connection, key.ref)
            policy = self._library.version(case.policy, case.version)
            money = policy.matters[case.matter].table(MoneyRule)
            if money is None:
                raise ValueError(f"{case.policy} pays nothing")
            payee = await payee_of(connection, key.ref, key.number)
            if payee is None:
                raise ValueError(f"whom {key.id} goes to was erased")
            if row["instructed_at"] is None:
                content = payment_file(
                    Payment(
                        id=key.id,
                        pence=row["pence"],
                        currency=row["currency"],
                        decided=row["queued_at"],
                        day=day_of(row["queued_at"], policy.zone),
                        payer=money.payer,
                    ),
                    payee,
                )
                file = self._folder / f"{key.ref}-pay-{key.number}.xml"
                await asyncio.to_thread(put, file, content)
                await queries.payment_instructed(connection, ref=key.ref, number=key.number, file=str(file))
        return "transfer" if payee.account else "cheque"
