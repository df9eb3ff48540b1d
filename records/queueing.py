"""What an event sets going is queued with it, in its transaction: notices, errands, payments, somebody else.

Whatever is queued is posted to the engine once the transaction is over; the reconciler posts what was not.
"""

from __future__ import annotations

from collections.abc import Iterable

from records.database import Connection
from records.payees import fix_payee, require_read
from records.separation import awarded_by
from records.sql import queries
from rules.case import Case
from rules.complaint.petition import lead_of
from rules.events import Event
from rules.money import MoneyRule
from rules.payee import Payee
from rules.policy import Policy


async def queue_notices(connection: Connection, ref: str, events: Iterable[Event]) -> None:
    """Queue whom events tell of what."""
    rows = [
        {
            "ref": ref,
            "seq": event.seq,
            "kind": tell.notice,
            "audience": tell.to,
            "staff": list(tell.staff),
            "queued_at": event.at,
            "by_phone": tell.by_phone,
            "repeats": event.repeats,
        }
        for event in events
        for tell in event.tells
    ]
    if rows:
        await queries.queue_notices(connection, rows)


async def queue_errands(connection: Connection, ref: str, events: Iterable[Event]) -> None:
    """Queue what follows from events in other cases."""
    rows = [
        {
            "ref": ref,
            "seq": event.seq,
            "to_ref": errand.to,
            "decision": errand.decision,
            "fields": errand.fields,
        }
        for event in events
        for errand in event.errands
    ]
    if rows:
        await queries.queue_errands(connection, rows)


async def queue_payments(
    connection: Connection, before: Case, case: Case, event: Event, policy: Policy, payee: Payee | None
) -> None:
    """Queue the payments that it promises, each with where it goes, who set that, and who awarded it.

    One in whose place something else comes is taken back.
    """
    for promise in event.promises:
        if promise.is_payment and promise.status == "replaced":
            await queries.withdraw_payment(connection, ref=case.ref, number=promise.number, seq=event.seq)
    money = policy.matters[case.matter].table(MoneyRule)
    for promise in case.commitments:
        made_now = promise.status == "open" and promise in case.made_by(event)
        if money and promise.pence and made_now:
            goes_to = require_read(payee)
            await queries.queue_payment(
                connection,
                ref=case.ref,
                number=promise.number,
                seq=event.seq,
                pence=promise.pence,
                currency=money.currency,
                due_day=promise.day,
                queued_at=event.at,
                awarded_by=list(await awarded_by(connection, before, event, event.actor)),
                payee_set_by=goes_to.set_by,
            )
            await fix_payee(connection, case.ref, promise.number, goes_to)


async def replace_person(connection: Connection, ref: str, key: str, event: Event) -> None:
    """Somebody else stands in the person's place; whoever stood there before stays on file."""
    words = await queries.get_words(connection, ref=ref, key=key)
    said = {name.removeprefix("lead."): text for name, text in words.items() if name.startswith("lead.")}
    known = {name: str(event.facts[name]) for name in ("language", "channel")}
    person = lead_of(said | known).model_dump()
    person_id = await queries.add_person(connection, **person | {"address": list(person["address"])})
    await queries.change_person(connection, ref=ref, person_id=person_id)
