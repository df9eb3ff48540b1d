"""Errands: what follows in one case from an event in another, taken there as a decision, exactly once.

The event and the errand are committed together. The errand is an activity of its own, tried until the other
case has recorded it or refused it; what is refused there (the case has closed, say) is over. Its key in that
case is made of what it follows from, so that a second try after a crash finds what the first has recorded.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import asyncpg
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from contracts.asking import NotRunning, ask
from contracts.messages import RUN_ERRAND, ErrandKey, no_such
from contracts.starting import workflow_id
from contracts.updates import Order, update_id
from records.cases import case_at
from records.database import Connection, acquired
from records.keeping import Request, keeping
from records.kept import Kept
from records.sql import queries
from rules.case import Case
from rules.decision import Decision
from rules.library import Library
from rules.lifecycle import BY_ITSELF, ENGINE
from rules.lifecycles import lifecycle_of
from rules.recording import Answer
from rules.refusal import NOT_KNOWN, EngineAway, OutOfStage, Refusal

DONE = "done"
PATIENCE = timedelta(seconds=10)


class Follower:
    """Brings consequences to the cases they belong to."""

    def __init__(self, pool: asyncpg.Pool, client: Client, library: Library) -> None:
        self._pool, self._client, self._library = pool, client, library

    def decision(self, case: Case, name: str, fields: dict[str, Any]) -> Decision:
        """Return a consequence of a name, as the case's lifecycle has it."""
        policy = self._library.version(case.policy, case.version)
        return lifecycle_of(policy, case.matter).rules[name].decision.model_validate(fields)

    async def bring(self, case: Case, key: str, decision: Decision) -> str:
        """Take a decision where it belongs; returns `done`, or the code of its refusal there.

        Raises:
            Refusal: one of `NOT_KNOWN`: it is not known whether it was taken.

        """
        if not case.seq:  # it would be refused at a stage at which the case is not for long
            raise EngineAway(f"{case.ref} is not opened yet")
        request = Request(case.ref, key, ENGINE, decision)
        try:
            async with keeping(self.records, request) as kept:
                if kept.answer is None or kept.answer.seq >= case.seq:
                    kept.answer = await self._take(case, decision, key, kept)
        except NOT_KNOWN:
            raise
        except Refusal as refusal:
            activity.logger.info("%s in %s was refused: %s", decision.name, case.ref, refusal.code)
            return refusal.code
        return DONE

    async def _take(self, case: Case, decision: Decision, key: str, kept: Kept) -> Answer:
        order: Order[Any] = Order(actor=BY_ITSELF, decision=decision, seq=case.seq)
        handle = self._client.get_workflow_handle(workflow_id(case))
        try:
            return await ask(handle, order, update_id(key, kept.attempt), PATIENCE)
        except NotRunning:
            async with self.records() as connection:
                now = await case_at(connection, case.ref)
            if kept.answer is not None:
                return kept.answer
            if now.finished:
                raise OutOfStage(f"{case.ref} is closed") from None
            raise EngineAway(f"{case.ref} is not started yet") from None

    def records(self) -> AbstractAsyncContextManager[Connection]:
        """Return a connection to the database, or `RecordsAway`, as the block with it begins or ends."""
        return acquired(self._pool)


@contextlib.contextmanager
def tried_again() -> Iterator[None]:
    """Fail the activity, which is tried again, where it is not known what came of a decision.

    Raises:
        ApplicationError: of the refusal's code.

    """
    try:
        yield
    except NOT_KNOWN as refusal:
        raise ApplicationError(str(refusal), type=refusal.code) from None


class Messenger:
    """Runs errands between cases."""

    def __init__(self, pool: asyncpg.Pool, client: Client, library: Library) -> None:
        self._follower = Follower(pool, client, library)

    @activity.defn(name=RUN_ERRAND)
    async def run(self, key: ErrandKey) -> str:
        """Take an errand's decision where it belongs; returns `done`, or the code of its refusal there.

        Raises:
            ApplicationError: it is not known whether it was taken (retried); no such errand was recorded
                (not retried).

        """
        with tried_again():
            async with self._follower.records() as connection:
                errand = await queries.get_errand(connection, **key.model_dump())
                if errand is None:
                    raise no_such(key)
                case = await case_at(connection, key.to_ref)
            if errand["done_at"]:
                return str(errand["came_to"])
            decision = self._follower.decision(case, errand["decision"], errand["fields"])
            came_to = await self._follower.bring(case, key.decision_key, decision)
            async with self._follower.records() as connection:
                await queries.errand_done(connection, **key.model_dump(), came_to=came_to)
        return came_to
