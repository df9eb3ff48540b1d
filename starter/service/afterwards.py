"""Decisions on finished cases: no workflow runs any more, and no promise, so the desk records them itself.

They are checked by the same rules and recorded in the same chain. Their notices are posted from here; where
a crash or an absent engine keeps them from it, the reconciler posts them later.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from temporalio.client import Client
from temporalio.service import RPCError

from contracts.announcing import announce
from contracts.asking import connecting
from contracts.posting import post, posts
from contracts.updates import Order
from records.casebook import OutOfStep, record
from records.cases import case_at
from records.faults import faults_refused
from records.keeping import Records
from records.webhooks import webhooks_waiting
from rules.case import Case
from rules.events import Event
from rules.library import Library
from rules.lifecycle import require_unchanged
from rules.lifecycles import lifecycle_of
from rules.moment import Moment
from rules.recording import Answer, Entry, Recorded
from rules.refusal import EngineAway, RecordsAway


@dataclass(frozen=True)
class Afterwards:
    """Where decisions on finished cases are recorded."""

    records: Records
    client: Client
    library: Library
    task_queue: str
    clock: Callable[[], datetime]

    async def take(self, case: Case, order: Order[Any], key: str, attempt: str) -> Answer:
        """Take a decision on a case that has ended.

        Raises:
            Refusal: why not; nothing was recorded. `RecordsAway`: not known.

        """
        while True:
            entry = self._entry(case, order, key, attempt)
            async with self.records() as connection:
                try:
                    with faults_refused(f"recording {entry.decision!r} of {case.ref}"):
                        recorded = await record(connection, entry, self.library)
                except OutOfStep:
                    recorded = Recorded(events=())
                if recorded.answer is None:  # something else was recorded meanwhile
                    case = await case_at(connection, case.ref)
                    continue
            await self._post(case, (*recorded.missed, *recorded.events))
            return recorded.answer

    def _entry(self, case: Case, order: Order[Any], key: str, attempt: str) -> Entry:
        policy, now = self.library.version(case.policy, case.version), self.clock()
        require_unchanged(case, order.match)
        moment = Moment(policy=policy, now=now, actor=order.actor, named=order.named)
        return Entry(
            case=case,
            key=key,
            actor=order.actor.id,
            at=now,
            proposals=lifecycle_of(policy, case.matter).decide(case, order.decision, moment),
            decision=order.decision.name,
            attempt=attempt,
            facts=order.decision.facts(),
            people=(order.actor, *order.named),
        )

    async def _post(self, case: Case, events: tuple[Event, ...]) -> None:
        for event in events:
            case = case.after(event)
            with contextlib.suppress(RPCError, EngineAway), connecting():
                for key in posts(case, event):
                    await post(self.client, key, self.task_queue)
        await self.announce(case.ref)

    async def announce(self, ref: str) -> None:
        """Have webhooks sent what waits of a case; where the engine is away, the reconciler sees to it."""
        with contextlib.suppress(RecordsAway, EngineAway), connecting():
            async with self.records() as connection:
                webhooks = await webhooks_waiting(connection, ref)
            await announce(self.client, ref, webhooks, self.task_queue)
