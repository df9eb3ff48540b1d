"""Reconcile: start what was taken in and never started, post and announce what was recorded and then lost.

It also has those told of it who are to hear where a notice was not told by telephone in its time, and queues
the digests of a morning.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import asyncpg
from temporalio import activity
from temporalio.client import Client

from contracts.announcing import announce_forgotten
from contracts.messages import (
    RECONCILE,
    CaseForWebhook,
    ChangeKey,
    DigestKey,
    ErrandKey,
    NoticeKey,
    PaymentKey,
    Reconciled,
)
from contracts.posting import Key, post
from contracts.starting import begin, sweep
from records.database import Connection
from records.digest import queue_digests
from records.intake import case_as_received
from records.kept import drop_stale
from records.reviewing import ensure_review
from records.sql import every, queries
from records.telephone import chase_untold
from rules.library import Library, begins
from rules.refusal import Refusal

# Young enough to be on its way still, and not lost.
ON_ITS_WAY = timedelta(seconds=30)
POST_ON_ITS_WAY = timedelta(minutes=15)
WORDS_ON_THEIR_WAY = timedelta(days=1)


def now_in_utc() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Reconciler:
    """Mends what a crash between PostgreSQL and the engine left half-way."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        client: Client,
        library: Library,
        task_queue: str,
        *,
        clock: Callable[[], datetime] = now_in_utc,
    ) -> None:
        self._pool, self._client, self._library, self._task_queue = pool, client, library, task_queue
        self._clock = clock

    @activity.defn(name=RECONCILE)
    async def reconcile(self) -> Reconciled:
        """Mend, and say what was mended; doing it twice is harmless."""
        async with self._pool.acquire() as connection:
            reviews = await self._review_policies(connection)
            started = [
                row["ref"]
                for row in await every(queries.unstarted(connection, older_than=ON_ITS_WAY))
                if await self._start(connection, row["ref"])
            ]
            async with connection.transaction():
                untold = await chase_untold(connection, self._library, self._clock())
            async with connection.transaction():
                digests = await queue_digests(connection, self._library, self._clock())
            keys = [
                *(NoticeKey(**one._asdict()) for one in untold),
                *(DigestKey(**one._asdict()) for one in digests),
                *await _forgotten(connection),
            ]
            for key in keys:
                await post(self._client, key, self._task_queue)
            again = await every(queries.call_webhooks_again(connection, older_than=POST_ON_ITS_WAY))
            forgotten = {CaseForWebhook(webhook=row["webhook"], ref=row["ref"]) for row in again}
            for listener in forgotten:
                await announce_forgotten(self._client, listener, self._task_queue)
            halted = await every(queries.unfinished_changes(connection, older_than=ON_ITS_WAY))
            changes = [ChangeKey.model_validate(dict(row)) for row in halted]
            for change in changes:
                await sweep(self._client, change, self._task_queue)
            dropped = await drop_stale(connection, WORDS_ON_THEIR_WAY)
        return Reconciled(
            reviews=tuple(reviews),
            started=tuple(started),
            posted=tuple(key.id for key in keys),
            words_dropped=dropped,
            swept=tuple(change.id for change in changes),
            announced=tuple(sorted(listener.id for listener in forgotten)),
        )

    async def _review_policies(self, connection: Connection) -> list[str]:
        """See that each policy in force has its review."""
        now, opened = self._clock(), list[str]()
        for policy_id in self._library.ids:
            policy = self._library.current(policy_id, now)
            if begins(policy) > now:
                continue
            try:
                case = await ensure_review(connection, policy, now)
            except Refusal as refusal:
                activity.logger.error("%s has no review: %s", policy_id, refusal)
                continue
            if case is not None:
                opened.append(case.ref)
                await self._start(connection, case.ref)
        return opened

    async def _start(self, connection: Connection, ref: str) -> bool:
        """Start a case; where that is refused, say so and leave it for later: others wait behind it."""
        try:
            case = await case_as_received(connection, ref)
            policy = self._library.version(case.policy, case.version)
        except Refusal as refusal:
            activity.logger.error("%s cannot be started: %s", ref, refusal)
            return False
        await begin(self._client, case, policy, self._task_queue)
        await queries.mark_started(connection, ref=ref)
        return True


async def _forgotten(connection: Connection) -> list[Key]:
    """Return the keys of notices, payments, errands and digests that were recorded long ago and not done."""
    waiting = await every(queries.unsent_notices(connection, older_than=POST_ON_ITS_WAY))
    unpaid = await every(queries.uninstructed_payments(connection, older_than=POST_ON_ITS_WAY))
    undone = await every(queries.undone_errands(connection, older_than=POST_ON_ITS_WAY))
    unread = await every(queries.unsent_digests(connection, older_than=POST_ON_ITS_WAY))
    return [
        *(NoticeKey(ref=row["ref"], seq=row["seq"], kind=row["kind"]) for row in waiting),
        *(PaymentKey(ref=row["ref"], number=row["number"]) for row in unpaid),
        *(ErrandKey.model_validate(dict(row)) for row in undone),
        *(DigestKey.model_validate(dict(row)) for row in unread),
    ]
