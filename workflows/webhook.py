"""Send the events of a case to another system, in order: one workflow for each case and webhook.

It lives while events wait. One that stays refused is given up after some days, visibly, and the next one
is sent. References alone pass through here: what is sent, where to and signed with what stay in PostgreSQL.
"""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from contracts.messages import (
        CALL_WEBHOOK,
        GIVE_UP_ON_WEBHOOK,
        NEXT_FOR_WEBHOOK,
        WEBHOOK,
        CaseForWebhook,
        EventForWebhook,
        calling_queue,
    )

# Counted in tries, not hours, so that time in which no worker was there costs an event nothing: the first
# ten tries take an hour and a half, the rest an hour each, three days in all.
RETRIES = RetryPolicy(
    initial_interval=timedelta(seconds=5),
    backoff_coefficient=2,
    maximum_interval=timedelta(hours=1),
    maximum_attempts=81,
)
ONE_CALL = timedelta(seconds=20)
ONE_LOOK = timedelta(seconds=5)
LOOK_AGAIN = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(minutes=1))
# Longer waits are timers of the server, which an outage of the database does not fill the history with.
WAIT_IN_WORKER = timedelta(seconds=5)


@workflow.defn(name=WEBHOOK)
class Webhook:
    """The events of one case, sent to one webhook until none waits any more."""

    def __init__(self) -> None:
        self._more = True

    @workflow.run
    async def run(self, case: CaseForWebhook) -> None:
        """Send what waits, oldest first, and look once more where more came meanwhile."""
        while self._more:
            self._more = False
            while (seq := await self._next(case)) is not None:
                await self._send(EventForWebhook(webhook=case.webhook, ref=case.ref, seq=seq))
                if workflow.info().is_continue_as_new_suggested():
                    workflow.continue_as_new(case)  # which looks first of all: no signal is lost by it

    @workflow.signal
    def more(self) -> None:
        """More events wait, perhaps."""
        self._more = True

    async def _next(self, case: CaseForWebhook) -> int | None:
        found: int | None = await workflow.execute_local_activity(
            NEXT_FOR_WEBHOOK,
            case,
            start_to_close_timeout=ONE_LOOK,
            retry_policy=LOOK_AGAIN,
            local_retry_threshold=WAIT_IN_WORKER,
            summary="Which event comes next",
        )
        return found

    async def _send(self, event: EventForWebhook) -> None:
        try:
            await workflow.execute_activity(
                CALL_WEBHOOK,
                event,
                task_queue=calling_queue(workflow.info().task_queue),
                start_to_close_timeout=ONE_CALL,
                retry_policy=RETRIES,
                summary=f"Send event {event.seq}",
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            await workflow.execute_local_activity(
                GIVE_UP_ON_WEBHOOK,
                event,
                start_to_close_timeout=ONE_LOOK,
                retry_policy=LOOK_AGAIN,
                local_retry_threshold=WAIT_IN_WORKER,
                summary=f"Give up on event {event.seq}",
            )
