"""Record: commit what was decided, then set its notices, payments and webhooks going.

A local activity: one short PostgreSQL transaction, then one call to the engine for each of them. Both
are keyed, so that a second run after a crash records nothing twice and tells nothing twice.
"""

from __future__ import annotations

import asyncpg
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from contracts.announcing import announce
from contracts.messages import NOT_ITS_CASE, RECORD, refused
from contracts.posting import post, posts
from contracts.starting import workflow_id
from records import casebook
from records.database import is_away
from records.faults import faults_refused
from records.webhooks import webhooks_waiting
from rules.errors import kind_of
from rules.library import Library
from rules.recording import Entry, Recorded
from rules.refusal import RecordsAway, Refusal


class Recorder:
    """Records into the casebook, and posts the notices that follow."""

    def __init__(self, pool: asyncpg.Pool, client: Client, library: Library, task_queue: str) -> None:
        self._pool, self._client, self._library, self._task_queue = pool, client, library, task_queue

    @activity.defn(name=RECORD)
    async def record(self, entry: Entry) -> Recorded:
        """Record an entry once, or say what was recorded before it and missed.

        Raises:
            ApplicationError: of the refusal's code, not to be retried, where what it relies on is missing or
                it can never be recorded, or where it is not the case's own workflow that asks; to be
                retried, where PostgreSQL could not do it this time.

        """
        _require_its_own_case(entry)
        try:
            async with self._pool.acquire() as connection:
                with faults_refused(f"recording {entry.decision or entry.key!r} of {entry.case.ref}"):
                    recorded = await casebook.record(connection, entry, self._library)
                webhooks = await webhooks_waiting(connection, entry.case.ref)
        except Refusal as refusal:
            raise refused(refusal) from None
        except asyncpg.PostgresError as error:
            raise unquoted(error) from None
        case = entry.case
        for event in (*recorded.missed, *recorded.events):
            case = case.after(event)
            for key in posts(case, event):
                await post(self._client, key, self._task_queue)
        await announce(self._client, case.ref, webhooks, self._task_queue)
        return recorded


def unquoted(error: asyncpg.PostgresError) -> Exception:
    """Return what to raise for an error of PostgreSQL, whose own text may quote somebody's words.

    An outage stays one: the log tells of it once, and not at each attempt.
    """
    kind = kind_of(error)
    if is_away(error):
        return RecordsAway(f"the database is away ({kind})")
    return ApplicationError(f"the database could not do it now: {kind}", type=kind)


def _require_its_own_case(entry: Entry) -> None:
    """Refuse what anybody else could have started who reaches the engine.

    A local activity runs in the worker that runs the workflow, so that its entry is made by our own code.
    """
    info = activity.info()
    if not info.is_local or info.workflow_id != workflow_id(entry.case):
        raise ApplicationError(
            f"only the workflow of {entry.case.ref} records what happens to it",
            type=NOT_ITS_CASE,
            non_retryable=True,
        )
