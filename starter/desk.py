"""The desk: take complaints in, take decisions, under keys that make both safe to repeat.

Free text goes to PostgreSQL before the engine hears of anything; the engine gets facts. A decision
that is refused leaves nothing behind; one that was taken is answered again from the record, however
often and however late it is repeated under its key.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError

from activities.announce import announce, waiting
from activities.post import post, posts
from policies import Library
from records.casebook import OutOfStep, answer_of, record
from records.cases import case_at
from records.chain import digest
from records.database import Connection, is_away, queries
from records.intake import Intake, TakenIn, take_in
from records.people import staff_member
from records.petitions import add_signatories, read_signatories
from rules.authority import Actor
from rules.case import Case
from rules.lifecycle import Allowed, Decision, Moment, require_unchanged
from rules.lifecycles import lifecycle_of
from rules.model import CaseRef, Key, fits
from rules.policy import Policy
from rules.recording import Answer, Entry
from rules.refusal import (
    EngineAway,
    Invalid,
    KeyReused,
    NotAuthorised,
    Pending,
    RecordsAway,
    Refusal,
    Unknown,
)
from starter.asking import NotRunning, ask, connecting
from starter.fields import validated
from workflows.begin import begin, workflow_id
from workflows.matter import Order

PATIENCE = timedelta(seconds=10)


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Desk:
    """Where complaints come in and decisions are taken."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        client: Client,
        library: Library,
        task_queue: str,
        *,
        clock: Callable[[], datetime] = now,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._pool, self._client, self._library, self._task_queue = pool, client, library, task_queue
        self._clock, self._patience = clock, patience

    async def open(self, fields: Mapping[str, Any], *, actor: str) -> TakenIn:
        """Take a complaint in and start its workflow.

        Once the complaint is committed it is not lost: if the engine is away now, the reconciler starts
        it later, and it is acknowledged then.

        Raises:
            Refusal: naming the field at fault; nothing was taken in. `RecordsAway`: not known yet, ask
                again with the same source and id.

        """
        intake = validated(Intake, fields)
        policy = self._library.current(intake.policy)
        async with self.records() as connection:
            staff = await staff_member(connection, policy, actor)
            taken = await take_in(connection, intake, policy, staff.actor, self._clock())
            if await queries.is_started(connection, ref=taken.case.ref):
                return taken  # long ago perhaps: the engine may have forgotten that it closed
        with contextlib.suppress(RPCError, TimeoutError, RecordsAway, EngineAway), connecting():
            async with asyncio.timeout(self._patience.total_seconds()):
                await begin(self._client, taken.case, policy, self._task_queue)
            async with self.records() as connection:
                await queries.mark_started(connection, ref=taken.case.ref)
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
    ) -> Answer:
        """Take a decision on a case; where `match` is given, only if nothing happened since that event.

        Raises:
            Refusal: why not, and under which clause; nothing was recorded. `EngineAway`, `RecordsAway`:
                not known yet, ask again under the same key.

        """
        if not fits(Key, key):
            raise Invalid(
                "give the decision a name of 1 to 200 letters, digits and . _ : / - that is its own",
                where="key",
            )
        async with self.records() as connection:
            case, policy = await self._case(connection, ref)
            decision = self._decision(case, policy, name, fields)
            fingerprint = digest([name, actor, decision.model_dump(mode="json")])
            staff = await staff_member(connection, policy, actor)
            kept = await queries.keep_words(
                connection, ref=ref, key=key, digest=fingerprint, words=decision.words()
            )
            if kept != fingerprint:
                raise KeyReused(f"{key!r} was used before, for another decision on {ref}", where="key")
            taken = await self._taken(connection, ref, key)
        if taken is not None and taken.seq < case.seq:
            return taken
        try:
            named = await self._named(case, policy, decision)
            order: Order[Any] = Order(
                actor=staff.actor,
                named=named,
                decision=decision.without_words(),
                seq=case.seq,
                match=match,
            )
            if case.finished and taken is None:
                return await self._after_the_end(case, policy, order, key)
            # also where it is the last thing recorded: a crash may have kept the engine from counting it
            return await self._ask_engine(case, policy, order, key)
        except (EngineAway, Pending):
            if taken is not None:
                return taken
            raise  # the decision may have been accepted; its words stay until that is known
        except Refusal:
            async with self.records() as connection:
                await queries.drop_words(connection, ref=ref, key=key)
                if (taken := await self._taken(connection, ref, key)) is not None:
                    return taken
            raise

    async def answer(self, ref: str, key: str) -> Answer:
        """What a decision came to that was taken under a key.

        Raises:
            Unknown: none was, or not yet.

        """
        async with self.records() as connection:
            taken = await self._taken(connection, ref, key)
        if taken is None:
            raise Unknown("no decision was taken under this key", where="ref")
        return taken

    async def add_signatories(self, ref: str, lines: Iterable[str], *, actor: str) -> Answer:
        """Add the people on a CSV list to a petition: all of them or none; the same list counts once.

        Raises:
            Refusal: naming the line at fault, or as `decide`.

        """
        signatories = read_signatories(lines)
        key = f"signatures-{digest([person.model_dump() for person in signatories])[:32]}"
        answer = await self.decide(
            ref, "add-signatures", {"signatures": len(signatories)}, actor=actor, key=key
        )
        async with self.records() as connection, connection.transaction():
            await add_signatories(connection, ref, key, signatories)
        return answer

    async def allowed(self, ref: str, *, actor: str) -> list[Allowed]:
        """Each decision of a case's policy, and why it is closed to this person now, if it is."""
        async with self.records() as connection:
            case, policy = await self._case(connection, ref)
            staff = await staff_member(connection, policy, actor)
        moment = Moment(policy=policy, now=self._clock(), actor=staff.actor)
        return list(lifecycle_of(policy, case.matter).allowed(case, moment))

    async def announce(self, ref: str) -> None:
        """Have webhooks sent what waits of a case; where the engine is away, the reconciler sees to it."""
        with contextlib.suppress(RecordsAway, EngineAway), connecting():
            async with self.records() as connection:
                listeners = await waiting(connection, ref)
            await announce(self._client, listeners, self._task_queue)

    def handle(self, case: Case) -> WorkflowHandle[Any, Any]:
        """The case's workflow in the engine."""
        return self._client.get_workflow_handle(workflow_id(case))

    @contextlib.asynccontextmanager
    async def records(self) -> AsyncIterator[Connection]:
        """A connection to the database.

        Raises:
            RecordsAway: it cannot be had, or broke.

        """
        try:
            async with self._pool.acquire() as connection:
                yield connection
        except Exception as error:
            if not is_away(error):
                raise
            raise RecordsAway("the database is away; ask again under the same key") from None

    async def _case(self, connection: Connection, ref: str) -> tuple[Case, Policy]:
        if not fits(CaseRef, ref):
            raise Unknown("a case has a reference such as PH-2026-000123", where="ref")
        case = await case_at(connection, ref)
        return case, self._library.version(case.policy, case.version)

    async def _taken(self, connection: Connection, ref: str, key: str) -> Answer | None:
        row = await queries.get_decision(connection, ref=ref, key=key)
        return Answer.model_validate(row["answer"]) if row else None

    def _decision(self, case: Case, policy: Policy, name: str, fields: Mapping[str, Any]) -> Decision:
        rule, _ = lifecycle_of(policy, case.matter).rule(name, policy.matters[case.matter])
        decision: Decision = validated(rule.decision, fields)
        return decision

    async def _named(self, case: Case, policy: Policy, decision: Decision) -> tuple[Actor, ...]:
        try:
            async with self.records() as connection:
                return tuple(
                    [(await staff_member(connection, policy, who)).actor for who in decision.names(case)]
                )
        except NotAuthorised as unknown:  # whoever asks may; whom they name is not there
            raise Unknown(unknown.detail, where="staff") from None

    async def _after_the_end(self, case: Case, policy: Policy, order: Order[Any], key: str) -> Answer:
        """Record what is decided about a finished case: its workflow has ended, and no promise runs on.

        Its notices are posted here; where a crash or an absent engine keeps them from it, the reconciler
        posts them later.
        """
        require_unchanged(case, order.match)
        now = self._clock()
        moment = Moment(policy=policy, now=now, actor=order.actor, named=order.named)
        entry = Entry(
            case=case,
            key=key,
            actor=order.actor.id,
            at=now,
            proposals=lifecycle_of(policy, case.matter).decide(case, order.decision, moment),
            decision=order.decision.name,
        )
        try:
            async with self.records() as connection:
                events = await record(connection, entry, self._library)
        except OutOfStep:  # something else was recorded meanwhile
            async with self.records() as connection:
                latest = await case_at(connection, case.ref)
            return await self._after_the_end(latest, policy, order, key)
        for event in events:
            case = case.after(event)
            with contextlib.suppress(RPCError, EngineAway), connecting():
                for post_key in posts(case, event):
                    await post(self._client, post_key, self._task_queue)
        await self.announce(case.ref)
        return answer_of(entry, case, events)

    async def _ask_engine(self, case: Case, policy: Policy, order: Order[Any], key: str) -> Answer:
        try:
            return await ask(self.handle(case), order, key, self._patience)
        except NotRunning:
            async with self.records() as connection:
                latest = await case_at(connection, case.ref)
        if latest.finished:  # it ended a moment ago
            return await self._after_the_end(latest, policy, order, key)
        raise EngineAway(f"{case.ref} is taken in but not yet started; ask again under the same key")
