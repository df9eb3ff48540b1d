"""A case as its workflow holds it: whatever happens is recorded first, and counted once it is.

Recording gives an event its number and its due dates. The state is the sum of what the recordings
returned, so that a replay years later gives the same dates, whatever the calendar and the rules have
become. All of it is done under the workflow's lock, one thing after another.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from contracts import display
    from contracts.messages import RECORD
    from rules.authority import Actor
    from rules.case import Case, Wake
    from rules.events import Proposal
    from rules.lifecycle import ENGINE, Lifecycle
    from rules.moment import Moment
    from rules.policy import Policy
    from rules.recording import Entry, Recorded

# A killed worker costs its callers no more than one of these.
ONE_TRY = timedelta(seconds=5)
RETRIES = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), backoff_coefficient=2, maximum_interval=timedelta(minutes=1)
)
# Longer waits are timers of the server: an outage of hours then does not fill the history with heartbeats.
WAIT_IN_WORKER = timedelta(seconds=5)


class Standing:
    """Where a case stands: its state, and how something more is recorded, counted and shown."""

    def __init__(self, case: Case, policy: Policy, lifecycle: Lifecycle) -> None:
        self._case, self._policy, self._lifecycle = case, policy, lifecycle
        self._shown: dict[str, Any] = {}

    async def _catch_up(self) -> None:
        """What fell due while no worker was there happens before the decision that came after it."""
        while (wake := self._case.next_wake()) and wake.at <= workflow.now():
            await self._pass(wake)

    async def _pass(self, wake: Wake) -> None:
        """A deadline passes, or its reminder falls due."""
        if wake.is_reminder:
            proposals = self._lifecycle.reminds(self._case, wake.deadline, self._moment())
            await self._happen(f"{wake.deadline.name} reminder", proposals)
        else:
            proposals = self._lifecycle.lapses(self._case, wake.deadline, self._moment())
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

    async def _record(self, entry: Entry, what: str) -> Recorded:
        """Record an entry and count it; it has no events where others had to be counted first.

        Raises:
            ApplicationError: it is refused; nothing was recorded.

        """
        try:
            recorded: Recorded = await workflow.execute_local_activity(
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
        return recorded

    def _show(self) -> None:
        """Tell the Temporal UI how the case stands; attributes are written only where they changed."""
        workflow.set_current_details(display.details(self._case, self._policy))
        attributes = display.attributes(self._case)
        changed = [pair for pair in attributes if self._shown.get(pair.key.name) != pair.value]
        if self._shown and changed:
            workflow.upsert_search_attributes([pair.key.value_set(pair.value) for pair in changed])
        self._shown = {pair.key.name: pair.value for pair in attributes}

    def _moment(self, actor: Actor | None = None, named: tuple[Actor, ...] = ()) -> Moment:
        return Moment(policy=self._policy, now=workflow.now(), actor=actor, named=named)
