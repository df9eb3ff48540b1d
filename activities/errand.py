"""Errands: what follows in one case from an event in another, taken there as a decision, exactly once.

The event and the errand are committed together. The errand is an activity of its own, tried until the other
case has recorded it or refused it; its key in that case is made of the event, so that a second try after a
crash finds what the first has recorded. What is refused there (the case has closed, say) is over.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from activities.contracts import RUN_ERRAND, ErrandKey
from policies import Library
from records.cases import case_at
from records.database import Connection, is_away, queries
from records.keeping import Kept, Request, keeping
from rules.case import Case
from rules.lifecycle import BY_ITSELF, ENGINE, Decision
from rules.lifecycles import lifecycle_of
from rules.recording import Answer
from rules.refusal import NOT_KNOWN, EngineAway, OutOfStage, RecordsAway, Refusal
from workflows.asking import NotRunning, ask
from workflows.begin import workflow_id
from workflows.orders import Order, update_id

DONE = "done"
PATIENCE = timedelta(seconds=10)


class Messenger:
    """Runs errands between cases."""

    def __init__(self, pool: asyncpg.Pool, client: Client, library: Library) -> None:
        self._pool, self._client, self._library = pool, client, library

    @activity.defn(name=RUN_ERRAND)
    async def run(self, key: ErrandKey) -> str:
        """Take an errand's decision where it belongs; returns `done`, or the code of its refusal there.

        Raises:
            ApplicationError: it is not known whether it was taken (retried).

        """
        try:
            async with self._records() as connection:
                errand = await queries.get_errand(connection, **key.model_dump())
                case = await case_at(connection, key.to_ref)
            if errand["done_at"]:
                return str(errand["came_to"])
            came_to = await self._carry_out(key, case, self._decision(case, errand))
            async with self._records() as connection:
                await queries.errand_done(connection, **key.model_dump(), came_to=came_to)
        except NOT_KNOWN as refusal:
            raise ApplicationError(str(refusal), type=refusal.code) from None
        return came_to

    async def _carry_out(self, key: ErrandKey, case: Case, decision: Decision) -> str:
        request = Request(case.ref, key.decision_key, ENGINE, decision)
        try:
            async with keeping(self._records, request) as kept:
                if kept.answer is None or kept.answer.seq >= case.seq:
                    kept.answer = await self._take(case, decision, request.key, kept)
        except NOT_KNOWN:
            raise
        except Refusal as refusal:
            activity.logger.info("%s was refused: %s", key.id, refusal)
            return refusal.code
        return DONE

    async def _take(self, case: Case, decision: Decision, key: str, kept: Kept) -> Answer:
        order: Order[Any] = Order(actor=BY_ITSELF, decision=decision, seq=case.seq)
        handle = self._client.get_workflow_handle(workflow_id(case))
        try:
            return await ask(handle, order, update_id(key, kept.attempt), PATIENCE)
        except NotRunning:
            async with self._records() as connection:
                now = await case_at(connection, case.ref)
            if kept.answer is not None:
                return kept.answer
            if now.finished:
                raise OutOfStage(f"{case.ref} is closed") from None
            raise EngineAway(f"{case.ref} is not started yet") from None

    def _decision(self, case: Case, errand: asyncpg.Record) -> Decision:
        policy = self._library.version(case.policy, case.version)
        rule = lifecycle_of(policy, case.matter).rules[errand["decision"]]
        return rule.decision.model_validate(errand["fields"])

    @contextlib.asynccontextmanager
    async def _records(self) -> AsyncIterator[Connection]:
        try:
            async with self._pool.acquire() as connection:
                yield connection
        except Exception as error:
            if not is_away(error):
                raise
            raise RecordsAway("the database is away") from None
