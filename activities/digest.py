"""Digest: write what waits for a member of staff this morning, and send it by e-mail, once.

Run as an activity of its own, like a notice. Where the mail server is away it is tried again until the day is
over; the next morning has a digest of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import asyncpg
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.reconcile import now_in_utc
from contracts.messages import SEND_DIGEST, DigestKey, no_such
from engine.heartbeats import alive
from notices.composing import compose
from notices.errors import AddressRefused, HeaderRefused, NoticeError
from notices.lookup import Templates
from notices.mailing import MailServer
from records.database import Connection
from records.digest import NOTHING, SENT, digest_of, goes_at
from records.directory import entry_of
from records.sql import queries
from rules.library import Library
from rules.model import day_of

PERMANENT = (AddressRefused, HeaderRefused)
NOT_WANTED, TOO_LATE = "not-wanted-any-more", "day-is-over"
"""The ends of a digest that told nothing, beside the code of an error by which it could not be sent."""


class Digester:
    """Sends the morning digests of staff."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        library: Library,
        templates: Templates,
        mail: MailServer,
        *,
        clock: Callable[[], datetime] = now_in_utc,
    ) -> None:
        self._pool, self._library, self._templates, self._mail = pool, library, templates, mail
        self._clock = clock

    @activity.defn(name=SEND_DIGEST)
    async def send(self, key: DigestKey) -> str:
        """Send a digest once; returns how it ended.

        Raises:
            ApplicationError: the address is refused, or no such digest was queued (not retried); or the mail
                server is away (retried).

        """
        try:
            async with alive(), self._pool.acquire() as connection, connection.transaction():
                row = await queries.lock_digest(connection, **key.model_dump())
                if row is None:
                    raise no_such(key)
                if row["came_to"]:
                    return str(row["came_to"])
                try:
                    came_to, failure = await self._send(connection, key), None
                except PERMANENT as error:
                    came_to, failure = error.code, error
                await queries.digest_done(connection, **key.model_dump(), came_to=came_to)
        except NoticeError as error:
            raise ApplicationError(str(error), type=error.code) from None
        if failure:
            raise ApplicationError(str(failure), type=failure.code, non_retryable=True)
        return came_to

    async def _send(self, connection: Connection, key: DigestKey) -> str:
        now = self._clock()
        if key.policy not in self._library.ids:
            return NOT_WANTED
        policy = self._library.current(key.policy, now)
        if day_of(now, policy.zone) != key.day:
            return TOO_LATE
        staff = await entry_of(connection, policy, key.staff)
        if staff is None or not staff.digest or not staff.here(key.day):
            return NOT_WANTED
        context = await digest_of(connection, policy, staff, self._library, key.day)
        if context is None:
            return NOTHING
        composed = compose(self._templates, policy.id, "digest", context, (policy.language,))
        name, at = f"{key.policy}.{key.staff}.{key.day}", goes_at(key.day, policy)
        await self._mail.send(composed, policy, (staff.email,), ref="digest", name=name, at=at)
        return SENT
