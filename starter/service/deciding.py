"""Deciding: a decision is checked for its fields, kept with its words, and taken where its case is."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio.client import Client

from contracts.asking import NotRunning, ask
from contracts.messages import OURS
from contracts.starting import workflow_id
from contracts.updates import Order, update_id
from records.cases import case_at
from records.keeping import Records, Request, keeping
from records.kept import NOTHING, Beside, Kept
from records.people import staff_member
from rules.authority import Actor
from rules.case import Case
from rules.decision import Decision
from rules.library import Library
from rules.lifecycles import lifecycle_of
from rules.model import Key, fits
from rules.policy import Policy
from rules.recording import Answer
from rules.refusal import Invalid, NotAuthorised, Unknown
from starter.service.afterwards import Afterwards
from starter.service.fields import validated
from starter.service.turns import Turns
from starter.service.waiting import not_started, opened


@dataclass(frozen=True)
class Deciding:
    """Takes decisions on cases.

    Attributes:
        patience: How long a caller waits for a turn, and then for the answer.

    """

    records: Records
    client: Client
    library: Library
    patience: timedelta
    afterwards: Afterwards
    turns: Turns

    async def take(
        self,
        case: Case,
        actor: Actor,
        name: str,
        fields: Mapping[str, Any],
        *,
        key: str,
        match: int | None = None,
        beside: Beside = NOTHING,
    ) -> Answer:
        """Take a decision on a case that was just read, by somebody as the staff directory has them.

        Raises:
            Refusal: as `starter.service.desk.Desk.decide`.

        """
        if not fits(Key, key):
            raise Invalid(
                "give the decision a name of 1 to 200 letters, digits and . _ : / - that is its own",
                where="key",
            )
        if key.startswith(OURS):
            raise Invalid(f"keys that begin with {OURS!r} are not given by callers", where="key")
        policy = self.library.version(case.policy, case.version)
        decision = self._decision(case, policy, name, fields)
        case = await opened(self.records, case, self.patience)
        async with keeping(self.records, Request(case.ref, key, actor.id, decision, beside)) as kept:
            # where it is the last thing recorded, a crash may have kept the engine from counting it
            if kept.answer is None or kept.answer.seq >= case.seq:
                named = await self._named(case, policy, decision)
                order: Order[Any] = Order(
                    actor=actor,
                    named=named,
                    decision=decision.without_words(),
                    seq=case.seq,
                    match=match,
                )
                kept.answer = await self._take(case, order, key, kept)
        if kept.answer is None:
            raise RuntimeError(f"{case.ref}: {key!r} was neither taken nor refused")
        return kept.answer

    def _decision(self, case: Case, policy: Policy, name: str, fields: Mapping[str, Any]) -> Decision:
        rule, _ = lifecycle_of(policy, case.matter).rule(name, policy.matters[case.matter])
        decision: Decision = validated(rule.decision, fields)
        return decision

    async def _named(self, case: Case, policy: Policy, decision: Decision) -> tuple[Actor, ...]:
        names = decision.names(case)
        if not names:
            return ()
        try:
            async with self.records() as connection:
                return tuple([(await staff_member(connection, policy, who)).actor for who in names])
        except NotAuthorised as unknown:  # whoever asks may; whom they name is not there
            raise Unknown(unknown.detail, where="staff") from None

    async def _take(self, case: Case, order: Order[Any], key: str, kept: Kept) -> Answer:
        """Take a decision where the case is: in its workflow, or in the records alone once that has ended."""
        if not case.finished or kept.answer is not None:
            handle = self.client.get_workflow_handle(workflow_id(case))
            with contextlib.suppress(NotRunning):
                asked = update_id(key, kept.attempt)
                async with self.turns.turn(case.ref, self.patience):
                    return await ask(handle, order, asked, self.patience)
            async with self.records() as connection:
                case = await case_at(connection, case.ref)
            if not case.finished:
                raise not_started(case.ref)
        return await self.afterwards.take(case, order, key, kept.attempt)
