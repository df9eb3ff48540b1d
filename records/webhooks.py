"""Webhooks: other systems that hear of events, and what each of them is told."""

from __future__ import annotations

import base64
import ipaddress
import secrets
from typing import Any, Literal
from uuid import UUID

import asyncpg
import httpx

from records.cases import case_at
from records.database import Connection
from records.sql import every, queries
from records.states import NextDue, Stood, stood
from rules.events import Event
from rules.model import CaseRef, Instant, Model, Slug
from rules.policy import Policy
from rules.refusal import KeyReused, Refusal, Unknown

SECRET_BYTES = 32
State = Literal["waiting", "delivered", "dead"]


class Ended(Refusal):
    """The webhook has ended: nothing is sent to it any more."""

    code = "ended"


class Told(Model):
    """An event of a case, and how the case stood after it: facts alone, nobody's name or words."""

    ref: CaseRef
    seq: int
    policy: Slug
    matter: Slug
    service: Slug | None
    clause: str | None
    actor: str
    stage: Slug
    outcome: Slug | None
    due: NextDue | None


class Message(Model):
    """What a webhook is sent of an event: its kind, when it happened (UTC), and the facts."""

    type: Slug
    timestamp: Instant
    data: Told


def is_loopback(url: str) -> bool:
    """Return whether a URL names this very machine, by a name or an address that says so, without DNS."""
    host = (httpx.URL(url).host or "").strip("[]").rstrip(".").lower()
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_loopback or mapped.is_unspecified)


async def subscribe(
    connection: Connection, policy: Policy, url: str, kinds: tuple[str, ...], *, by: str, key: str
) -> tuple[asyncpg.Record, bool]:
    """Have events sent to a URL from now on, once for a key: the webhook, and whether it was there before.

    Raises:
        KeyReused: the key stands for another URL, or other kinds.

    """
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
    added = await queries.add_webhook(
        connection, policy=policy.id, key=key, url=url, kinds=list(kinds), secret=secret, created_by=by
    )
    if added is not None:
        return added, False
    known: Any = await queries.webhook_of_key(connection, policy=policy.id, key=key)
    if (known["url"], tuple(known["kinds"])) != (url, kinds):
        raise KeyReused("the key was used before, for another webhook", where="header.Idempotency-Key")
    return known, True


async def webhook_of(connection: Connection, policy: Policy, webhook_id: UUID) -> asyncpg.Record:
    """A webhook of a policy, ended or not.

    Raises:
        Unknown: the policy has none of this id.

    """
    found: asyncpg.Record | None = await queries.get_webhook(connection, policy=policy.id, id=webhook_id)
    if found is None:
        raise Unknown("there is no such webhook")
    return found


async def end(connection: Connection, webhook_id: UUID, because: Literal["deleted", "gone"]) -> None:
    """Send nothing to a webhook any more; what waits for it is dead."""
    async with connection.transaction():
        await queries.end_webhook(connection, id=webhook_id, because=because)
        await queries.bury_ended(connection, id=webhook_id, ref=None)


async def redeliver(connection: Connection, policy: Policy, webhook_id: UUID, ref: str) -> int:
    """Have what was given up of a case sent once more; returns how many events that are.

    Raises:
        Unknown: the policy has no such webhook.
        Ended: it has ended.

    """
    if (await webhook_of(connection, policy, webhook_id))["ended_at"] is not None:
        raise Ended("it has ended; subscribe again")
    changed = await queries.redeliver_to_webhook(connection, id=webhook_id, ref=ref)
    return int(str(changed).split()[-1])


async def message_of(connection: Connection, ref: str, seq: int) -> Message:
    """What a webhook is sent of an event; the same whenever it is asked for."""
    row = await queries.event_at(connection, ref=ref, seq=seq)
    event = Event.model_validate(row["body"])
    if row["stood"] is not None:
        case, after = await case_at(connection, ref), Stood.model_validate(row["stood"])
    else:  # recorded before it was kept
        case = await case_at(connection, ref, seq)
        after = stood(case)
    return Message(
        type=event.kind,
        timestamp=event.at,
        data=Told(
            ref=ref,
            seq=seq,
            policy=case.policy,
            matter=case.matter,
            service=case.service,
            clause=event.clause,
            actor=event.actor,
            **dict(after),
        ),
    )


async def webhooks_waiting(connection: Connection, ref: str) -> list[UUID]:
    """Return the webhooks for which events of a case wait."""
    return [row["webhook"] async for row in queries.webhooks_waiting(connection, ref=ref)]


async def webhooks_of(connection: Connection, policy: Policy) -> list[asyncpg.Record]:
    """Return the rows of an organisation's webhooks, with those that have ended."""
    return await every(queries.webhooks(connection, policy=policy.id))


async def deliveries_of(
    connection: Connection,
    webhook_id: UUID,
    *,
    state: State | None,
    ref: str | None,
    before: int | None,
    most: int,
) -> list[asyncpg.Record]:
    """Return the rows of what was sent to a webhook, waits to be, or is dead, the newest first."""
    return await every(
        queries.webhook_deliveries(connection, id=webhook_id, state=state, ref=ref, before=before, most=most)
    )
