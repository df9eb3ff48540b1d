"""The driver that every lifecycle shares: one loop, one timer, one lock.

A matter's open deadlines follow from its state. The loop sleeps until the earliest of them, or until a
decision changes it. Whatever happens, by decision or by time, is first recorded (which gives it its
number and its due dates) and only then counted: the state is the sum of what the recording returned,
so that a replay years later gives the same dates, whatever the calendar and the rules have become.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Generic, TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.contracts import RECORD, refused
    from policies import library
    from rules.authority import Actor
    from rules.case import Case, Wake
    from rules.events import Proposal
    from rules.lifecycle import ENGINE, Allowed, Decision, Moment, require_unchanged
    from rules.lifecycles import lifecycle_of
    from rules.model import Model
    from rules.recording import Answer, Entry, Recorded
    from rules.refusal import Invalid, Refusal
    from workflows import display

D = TypeVar("D", bound=Decision)

# A killed worker costs its callers no more than one of these.
ONE_TRY = timedelta(seconds=5)
RETRIES = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), backoff_coefficient=2, maximum_interval=timedelta(minutes=1)
)
# Longer waits are timers of the server: an outage of hours then does not fill the history with heartbeats.
WAIT_IN_WORKER = timedelta(seconds=5)


class Order(Model, Generic[D]):
    """A decision to be taken: its facts, and whoever takes it; free text stays behind, under the id.

    Attributes:
        named: Whoever the decision names, as the staff directory knows them.
        seq: The last recorded event that whoever asks knows of.
        match: Where given, the last event there may be: the decision is for the case as it was then.

    """

    actor: Actor
    decision: D
    named: tuple[Actor, ...] = ()
    seq: int = 0
    match: int | None = None


class Finished(Model):
    """How a matter ended."""

    ref: str
    outcome: str | None
    events: int


def decision_update(kind: type[D]) -> Any:
    """A named update for a kind of decision: its validator is the check that `allowed` lists from."""

    async def take(self: Matter, order: Order[D]) -> Answer:
        return await self.take(order)

    def check(self: Matter, order: Order[D]) -> None:
        self.check(order)

    for function in (take, check):
        # the SDK reads the types of messages off annotations, and counts an annotated self as one
        function.__annotations__ = {"order": Order[kind], "return": Answer}  # type: ignore[valid-type]
        function.__doc__ = kind.__doc__
    update = workflow.update(name=kind.name, description=kind.__doc__)(take)
    update.validator(check)
    return update


class Matter:
    """A matter under a policy, from receipt to its end. Subclasses name their decisions."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._policy = library().version(case.policy, case.version)
        self._lifecycle = lifecycle_of(self._policy, case.matter)
        self._lock = asyncio.Lock()
        self._shown: dict[str, Any] = {}

    async def live(self) -> Finished:
        """Open the matter, then keep its promises' time until it is finished."""
        self._show()
        if self._case.seq == 0:
            await self._happen("opened", self._lifecycle.opened(self._case, self._moment()))
        while not self._case.finished:
            await self._sleep_until_due_or_changed()
            await self._start_afresh_if_long()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return Finished(ref=self._case.ref, outcome=self._case.outcome, events=self._case.seq)

    async def take(self, order: Order[Any]) -> Answer:
        """Take a decision: check it again under the lock, record it, count it."""
        key = _update_id()
        kinds: tuple[str, ...] = ()
        async with self._lock:
            if order.seq > self._case.seq:
                await self._happen("learn what was recorded", ())
            await self._catch_up()
            while not kinds:  # again, where the engine had missed what was recorded before
                entry = Entry(
                    case=self._case,
                    key=key,
                    actor=order.actor.id,
                    at=workflow.now(),
                    proposals=self._decided(order),
                    decision=order.decision.name,
                )
                kinds = await self._record(entry, order.decision.name)
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

    async def _catch_up(self) -> None:
        """What fell due while no worker was there happens before the decision that came after it."""
        while (wake := self._case.next_wake()) and wake.at <= workflow.now():
            await self._pass(wake)

    async def _pass(self, wake: Wake) -> None:
        if wake.is_reminder:
            proposals = self._lifecycle.remind(self._case, wake.deadline, self._moment())
            await self._happen(f"{wake.deadline.name} reminder", proposals)
        else:
            proposals = self._lifecycle.lapse(self._case, wake.deadline, self._moment())
            await self._happen(f"{wake.deadline.name} over", proposals)

    async def _happen(self, what: str, proposals: Iterable[Proposal]) -> None:
        """Record what happens by itself."""
        entry = Entry(
            case=self._case,
            key=f"{self._case.seq}: {what}",
            actor=ENGINE,
            at=workflow.now(),
            proposals=tuple(proposals),
        )
        try:
            await self._record(entry, what)
        except ApplicationError as error:
            # Not a failed complaint: the task fails, shows, and is tried again once the cause is mended.
            raise RuntimeError(f"{self._case.ref}: could not record {what!r}: {error}") from error

    async def _record(self, entry: Entry, what: str) -> tuple[str, ...]:
        try:
            recorded = await workflow.execute_local_activity(
                RECORD,
                entry,
                result_type=Recorded,
                start_to_close_timeout=ONE_TRY,
                retry_policy=RETRIES,
                local_retry_threshold=WAIT_IN_WORKER,
                summary=f"Record: {what}",
            )
        except ActivityError as error:
            if isinstance(error.cause, ApplicationError):
                raise error.cause from None
            raise
        for event in (*recorded.missed, *recorded.events):
            self._case = self._case.after(event)
        self._show()
        return tuple(event.kind for event in recorded.events)

    def _show(self) -> None:
        """Tell the Temporal UI how the case stands; attributes are written only where they changed."""
        workflow.set_current_details(display.details(self._case, self._policy))
        attributes = display.attributes(self._case)
        changed = [pair for pair in attributes if self._shown.get(pair.key.name) != pair.value]
        if self._shown and changed:
            workflow.upsert_search_attributes([pair.key.value_set(pair.value) for pair in changed])
        self._shown = {pair.key.name: pair.value for pair in attributes}

    async def _start_afresh_if_long(self) -> None:
        """Continue as new where the history has grown long: the state, with its dates, goes on."""
        if workflow.info().is_continue_as_new_suggested() and not self._case.finished:
            await workflow.wait_condition(workflow.all_handlers_finished)
            workflow.continue_as_new(self._case)

    def _moment(self, actor: Actor | None = None, named: tuple[Actor, ...] = ()) -> Moment:
        return Moment(policy=self._policy, now=workflow.now(), actor=actor, named=named)


def _update_id() -> str:
    info = workflow.current_update_info()
    if info is None:
        raise RuntimeError("decisions are taken by update")
    return info.id
