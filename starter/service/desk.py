"""The desk: take complaints in, take decisions, under keys that make both safe to repeat.

Free text goes to PostgreSQL before the engine hears of anything; the engine gets facts. A decision
that is refused leaves nothing behind; one that was taken is answered again, however often and however
late it is repeated under its key: by the engine where it is the last thing recorded, else from the record.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from pydantic import TypeAdapter, ValidationError
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError

from contracts.asking import connecting
from contracts.messages import ChangeKey
from contracts.starting import begin, sweep, workflow_id
from records.cases import case_at, was_asked
from records.database import Connection, acquired
from records.intake import INTAKE, TakenIn, is_started, mark_started, take_in, version_taken_in
from records.keeping import recorded_answer
from records.kept import NOTHING, Beside
from records.people import staff_member
from rules.case import Case
from rules.decision import Allowed
from rules.intake import Intake, Received
from rules.library import Library
from rules.lifecycles import intake_of, lifecycle_of, matter_at
from rules.model import CaseRef, fits
from rules.moment import Moment
from rules.policy import Policy
from rules.recording import Answer
from rules.refusal import EngineAway, Pending, RecordsAway, Unknown
from starter.service.afterwards import Afterwards
from starter.service.deciding import Deciding
from starter.service.fields import validated
from starter.service.turns import Turns

PATIENCE = timedelta(seconds=10)
COMPLAINTS = "complaints"
"""The door that is meant where neither a door nor a kind of matter is named."""
_RECEIVED: TypeAdapter[datetime] = TypeAdapter(Received)


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Desk:
    """The place at which matters come in and decisions are taken.

    Attributes:
        deciding: Takes decisions for callers who have read the case and the staff directory already.

    """

    def __init__(
        self,
        pool: asyncpg.Pool,
        client: Client,
        library: Library,
        task_queue: str,
        *,
        clock: Callable[[], datetime] = now,
        patience: timedelta = PATIENCE,
        turns: Turns | None = None,
    ) -> None:
        self._pool, self._client, self._library, self._task_queue = pool, client, library, task_queue
        self._clock, self._patience = clock, patience
        self._afterwards = Afterwards(self.records, client, library, task_queue, clock)
        self.deciding = Deciding(self.records, client, library, patience, self._afterwards, turns or Turns())

    async def open(self, fields: Mapping[str, Any], *, actor: str, door: str | None = None) -> TakenIn:
        """Take a matter in and start its workflow.

        Its kind is the one that `fields` name, else the policy's only one that comes in at the door; where no
        door is given either, at that of complaints. Once it is committed it is not lost: if the engine is
        away now, the reconciler starts it later, and it is acknowledged then.

        Raises:
            Refusal: naming the field at fault; nothing was taken in. `RecordsAway`: not known yet, ask
                again with the same source and id.

        """
        policy = self._library.current(str(fields.get("policy")), self._received(fields))
        named = fields.get("matter")
        matter = str(named) if named and not door else matter_at(policy, door or COMPLAINTS, named)
        intake = validated(intake_of(policy, matter), {**fields, "matter": matter})
        async with self.records() as connection:
            policy = await self._paper_of(connection, intake, policy)
            staff = await staff_member(connection, policy, actor)
            taken = await take_in(connection, intake, policy, staff.actor, self._clock())
            if await is_started(connection, taken.case.ref):
                return taken  # long ago perhaps: the engine may have forgotten that it closed
        with contextlib.suppress(RPCError, TimeoutError, RecordsAway, EngineAway), connecting():
            async with asyncio.timeout(self._patience.total_seconds()):
                await begin(self._client, taken.case, policy, self._task_queue)
            async with self.records() as connection:
                await mark_started(connection, taken.case.ref)
        return taken

    async def decide(
        self,
        ref: str,
        name: str,
        fields: Mapping[str, Any],
        *,
        actor: str,
        key: str,
        match: int | None = None,
        beside: Beside = NOTHING,
    ) -> Answer:
        """Take a decision on a case; where `match` is given, only if nothing happened since that event.

        Raises:
            Refusal: why not, and under which clause; nothing was recorded. One of `NOT_KNOWN`: not known
                yet, ask again under the same key.

        """
        async with self.records() as connection:
            case, policy = await self._case(connection, ref)
            staff = await staff_member(connection, policy, actor)
        return await self.deciding.take(case, staff.actor, name, fields, key=key, match=match, beside=beside)

    async def answer(self, ref: str, key: str) -> Answer:
        """Return what a decision came to that was taken under a key.

        Raises:
            Pending: one was asked for, and neither taken nor refused yet.
            Unknown: none was asked for, or it was refused.

        """
        async with self.records() as connection:
            asked = key != INTAKE and await was_asked(connection, ref, key)
            taken = await recorded_answer(connection, ref, key)
        if taken is not None:
            return taken
        if asked:
            raise Pending("it is in hand and not decided yet; ask again under the same key")
        raise Unknown("no decision was taken under this key", where="ref")

    async def allowed(self, ref: str, *, actor: str) -> list[Allowed]:
        """Each decision of a case's policy, and why it is closed to this person now, if it is."""
        async with self.records() as connection:
            case, policy = await self._case(connection, ref)
            staff = await staff_member(connection, policy, actor)
        moment = Moment(policy=policy, now=self._clock(), actor=staff.actor)
        return list(lifecycle_of(policy, case.matter).allowed(case, moment))

    async def announce(self, ref: str) -> None:
        """Have webhooks sent what waits of a case; where the engine is away, the reconciler sees to it."""
        await self._afterwards.announce(ref)

    async def sweep(self, change: ChangeKey) -> None:
        """Have the cases of a calendar change moved; where the engine is away, the reconciler sees to it."""
        with contextlib.suppress(RPCError, TimeoutError, EngineAway), connecting():
            async with asyncio.timeout(self._patience.total_seconds()):
                await sweep(self._client, change, self._task_queue)

    def handle(self, case: Case) -> WorkflowHandle[Any, Any]:
        """The case's workflow in the engine."""
        return self._client.get_workflow_handle(workflow_id(case))

    def records(self) -> AbstractAsyncContextManager[Connection]:
        """Return a connection to the database, or `RecordsAway`, as the block with it begins or ends."""
        return acquired(self._pool)

    def _received(self, fields: Mapping[str, Any]) -> datetime:
        """When a matter came in: it is under the policy as it was then, whenever it is taken in."""
        try:
            return _RECEIVED.validate_python(fields.get("received") or self._clock())
        except ValidationError:  # which is refused with the rest of the fields
            return self._clock()

    async def _paper_of(self, connection: Connection, intake: Intake, policy: Policy) -> Policy:
        """The version that a matter came in under, where it was taken in before; else that of its day."""
        version = await version_taken_in(connection, policy, intake)
        return self._library.version(policy.id, version) if version else policy

    async def _case(self, connection: Connection, ref: str) -> tuple[Case, Policy]:
        if not fits(CaseRef, ref):
            raise Unknown("a case has a reference such as PH-2026-000123", where="ref")
        case = await case_at(connection, ref)
        return case, self._library.version(case.policy, case.version)
