"""Call webhooks: send an event to another system, signed as Standard Webhooks has it, and note the answer.

At least once: the event is marked after the receiver has taken it, so that a crash in between sends it
again, under the same id. Of an answer the status alone is kept.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

import asyncpg
import httpx
from standardwebhooks import Webhook as Signing
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from contracts.messages import (
    CALL_WEBHOOK,
    GIVE_UP_ON_WEBHOOK,
    NEXT_FOR_WEBHOOK,
    CaseForWebhook,
    EventForWebhook,
)
from records.sql import queries
from records.webhooks import end, is_loopback, message_of

_log = logging.getLogger(__name__)
NOT_REACHED = "not-reached"
"""The answer where there was none, whatever stood in the way."""
PATIENCE = 10.0
"""Seconds for everything from the name's lookup to the answer's status."""


class WebhookCaller:
    """Calls webhooks, on this very machine only where `to_loopback` says so."""

    def __init__(self, pool: asyncpg.Pool, *, to_loopback: bool = False) -> None:
        self._pool, self._to_loopback = pool, to_loopback
        self._trusted = httpx.create_ssl_context()

    @activity.defn(name=NEXT_FOR_WEBHOOK)
    async def next(self, case: CaseForWebhook) -> int | None:
        """The number of the event to send next; None where none waits."""
        async with self._pool.acquire() as connection:
            # what was recorded while the webhook was being ended is dead as well
            await queries.bury_ended(connection, id=case.webhook, ref=case.ref)
            seq: int | None = await queries.next_for_webhook(connection, id=case.webhook, ref=case.ref)
            return seq

    @activity.defn(name=CALL_WEBHOOK)
    async def call(self, event: EventForWebhook) -> None:
        """Send an event that still waits; a receiver that is gone for good ends its webhook.

        Raises:
            ApplicationError: the receiver did not take it (retried), with its status where there was one.

        """
        where = {"id": event.webhook, "ref": event.ref, "seq": event.seq}
        async with self._pool.acquire() as connection:
            webhook = await queries.webhook_to_call(connection, **where)
            if webhook is None:
                return
            message = await message_of(connection, event.ref, event.seq)
        answer = await self._post(
            webhook["url"], webhook["secret"], event.message_id, message.model_dump_json()
        )
        taken, gone = answer.startswith("2"), answer == str(httpx.codes.GONE)
        async with self._pool.acquire() as connection:
            await queries.webhook_called(connection, **where, answer=answer, delivered=taken)
            if gone:
                await end(connection, event.webhook, "gone")
        if not taken and not gone:
            raise ApplicationError(
                f"{event.message_id} was not taken: {answer}",
                type="not-taken",
                category=ApplicationErrorCategory.BENIGN,  # the receiver's fault, and on record
            )

    @activity.defn(name=GIVE_UP_ON_WEBHOOK)
    async def give_up(self, event: EventForWebhook) -> None:
        """Send an event no more, unless somebody asks for it."""
        async with self._pool.acquire() as connection:
            await queries.give_up_on_webhook(connection, id=event.webhook, ref=event.ref, seq=event.seq)

    async def _post(self, url: str, secret: str, message_id: str, body: str) -> str:
        """Return the status, or `NOT_REACHED`. Redirects are not followed.

        The kind of error would tell whoever subscribes which ports are open: it is logged, and not kept.
        """
        if is_loopback(url) and not self._to_loopback:
            return NOT_REACHED
        now = datetime.now(UTC)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Redress",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Signing(secret).sign(message_id, now, body),
        }
        try:
            async with (
                asyncio.timeout(PATIENCE),
                httpx.AsyncClient(verify=self._trusted, timeout=PATIENCE, follow_redirects=False) as client,
                client.stream("POST", url, content=body, headers=headers) as answer,
            ):
                return str(answer.status_code)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError, UnicodeError) as error:
            _log.info("%s was not taken: %s", message_id, type(error).__name__)
            return NOT_REACHED
