"""The driver that every lifecycle shares: one loop, one timer, one lock.

A matter's open deadlines follow from its state. The loop sleeps until the earliest of them, or until a
decision changes it. Whatever happens, by decision or by time, is recorded and then counted
(`workflows/standing.py`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts import display
    from contracts.messages import refused
    from contracts.updates import D, Order, asked_under
    from policies import library
    from rules.authority import Actor
    from rules.case import Case, Wake
    from rules.decision import Allowed
    from rules.events import Proposal
    from rules.lifecycle import Lifecycle, require_unchanged
    from rules.lifecycles import lifecycle_of
    from rules.model import Model
    from rules.recording import Answer, Entry, Recorded
    from rules.refusal import Invalid, Refusal
    from workflows.standing import Standing


M = TypeVar("M", bound="CaseWorkflow")


class Finished(Model):
    """How a matter ended."""

    ref: str
    outcome: str | None
    events: int


WORKFLOWS: dict[str, type[CaseWorkflow]] = {}
"""The workflow that drives each lifecycle, by the lifecycle's name; a worker runs them all."""


def takes_decisions_of(lifecycle: Lifecycle) -> Callable[[type[M]], type[M]]:
    """Give a workflow an Update for each decision of its lifecycle, under the decision's name.

    `workflow.defn` stands above it, so that it finds them.

    Raises:
        TypeError: the lifecycle names another workflow, or one of its decisions is called as a method is.

    """

    def give(kind: type[M]) -> type[M]:
        if kind.__name__ != lifecycle.workflow:
            raise TypeError(f"{lifecycle.name} is driven by {lifecycle.workflow}, and not by {kind.__name__}")
        for name, rule in lifecycle.rules.items():
            attribute = name.replace("-", "_")
            if hasattr(kind, attribute):
                raise TypeError(f"a decision of {lifecycle.name} cannot be called {name!r}: a method is")
            setattr(kind, attribute, _decision_update(rule.decision))
        WORKFLOWS[lifecycle.name] = kind
        return kind

    return give


def _decision_update(kind: type[D]) -> Any:
    """Return a named Update for a kind of decision; its validator is the check that `allowed` lists from."""

    async def take(self: CaseWorkflow, order: Order[D]) -> Answer:
        return await self.take(order)

    def check(self: CaseWorkflow, order: Order[D]) -> None:
        self.check(order)

    for function in (take, check):
        # the SDK reads the types of messages off annotations, and counts an annotated self as one
        function.__annotations__ = {"order": Order[kind], "return": Answer}  # type: ignore[valid-type]
        function.__doc__ = kind.__doc__
    update = workflow.update(name=kind.name, description=kind.__doc__)(take)
    update.validator(check)
    return update


class CaseWorkflow(Standing):
    """A case under a policy, from receipt to its end; a subclass says which lifecycle it leads."""

    def __init__(self, case: Case) -> None:
        policy = library().version(case.policy, case.version)
        super().__init__(case, policy, lifecycle_of(policy, case.matter))
        self._lock = asyncio.Lock()

    async def live(self) -> Finished:
        """Open the matter, then keep its promises' time until it is finished."""
        self._show()
        if self._case.seq == 0:
            await self._happen("opened", self._lifecycle.open(self._case, self._moment()))
        while not self._case.finished:
            await self._sleep_until_due_or_changed()
            await self._start_afresh_if_long()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return Finished(ref=self._case.ref, outcome=self._case.outcome, events=self._case.seq)

    async def take(self, order: Order[Any]) -> Answer:
        """Take a decision: check it again under the lock, record it, count it."""
        update = workflow.current_update_info()
        if update is None:
            raise RuntimeError("decisions are taken by update")
        key, attempt = asked_under(update.id)
        recorded = Recorded(events=())
        async with self._lock:
            if order.seq > self._case.seq:
                await self._happen("learn what was recorded", ())
            await self._catch_up()
            while not recorded.events:  # again, where the engine had missed what was recorded before
                entry = Entry(
                    case=self._case,
                    key=key,
                    actor=order.actor.id,
                    at=workflow.now(),
                    proposals=self._decided(order),
                    decision=order.decision.name,
                    attempt=attempt,
                    facts=order.decision.facts(),
                    people=(order.actor, *order.named),
                )
                recorded = await self._record(entry, order.decision.name)
        if recorded.answer:  # also where it was recorded before, and more has happened since
            return recorded.answer
        kinds = tuple(event.kind for event in recorded.events)
        return Answer(ref=self._case.ref, key=key, events=kinds, seq=self._case.seq, stage=self._case.stage)

    def check(self, order: Order[Any]) -> None:
        """Refuse what cannot be decided now; nothing is written to the history then.

        Where a crash left the engine behind what was recorded, `take` learns of that first, then refuses.
        """
        if order.seq <= self._case.seq:
            self._decided(order)

    @workflow.query
    def state(self) -> Case:
        """The case as it stands."""
        return self._case

    @workflow.query
    def allowed(self, actor: Actor) -> list[Allowed]:
        """Each decision, and why it is closed to this person now, if it is."""
        return list(self._lifecycle.allowed(self._case, self._moment(actor)))

    def _decided(self, order: Order[Any]) -> tuple[Proposal, ...]:
        try:
            if order.decision != order.decision.without_words():
                raise Invalid(
                    "free text is kept in PostgreSQL; send the decision without it", where="decision"
                )
            require_unchanged(self._case, order.match)
            moment = self._moment(order.actor, order.named)
            return self._lifecycle.decide(self._case, order.decision, moment)
        except Refusal as refusal:
            raise refused(refusal) from None

    async def _sleep_until_due_or_changed(self) -> None:
        wake = self._case.next_wake()
        try:
            await workflow.wait_condition(
                lambda: (
                    self._case.finished
                    or self._case.next_wake() != wake
                    or workflow.info().is_continue_as_new_suggested()
                ),
                timeout=max(wake.at - workflow.now(), timedelta()) if wake else None,
                timeout_summary=display.timer(wake, self._policy) if wake else None,
            )
        except TimeoutError:
            await self._come_due(wake)

    async def _come_due(self, wake: Wake | None) -> None:
        async with self._lock:
            if wake is not None and self._case.next_wake() == wake:  # no decision came first
                await self._pass(wake)

    async def _start_afresh_if_long(self) -> None:
        """Continue as new where the history has grown long: the state, with its dates, goes on."""
        if workflow.info().is_continue_as_new_suggested() and not self._case.finished:
            await workflow.wait_condition(workflow.all_handlers_finished)
            workflow.continue_as_new(self._case)
