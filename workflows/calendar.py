"""A change of the calendar as a workflow: it moves the dates of every case on its list, a few at a time.

The list and what is done of it stand in PostgreSQL (`records/calendar.py`), so that it can be interrupted
anywhere, and begun again. A case that cannot be moved now holds no other up; it is tried again later.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from contracts import display
    from contracts.messages import (
        CALENDAR_CHANGE,
        LOOK_AT_SWEEP,
        MOVE_DATES,
        ChangeKey,
        MoveKey,
        SweepFrom,
        Sweeping,
    )

ONE_LOOK = timedelta(seconds=10)
ONE_MOVE = timedelta(seconds=15)
"""What a killed worker had in hand is tried again after this."""
LOOK_AGAIN = RetryPolicy(maximum_interval=timedelta(minutes=1))
A_FEW_TIMES = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_attempts=5)
LATER = timedelta(minutes=1)
"""Until those that could not be moved are tried once more."""


@workflow.defn(name=CALENDAR_CHANGE)
class CalendarChange:
    """The cases that a closure touches, moved until none waits any more."""

    @workflow.run
    async def run(self, change: ChangeKey) -> Sweeping:
        """Go through the list until nothing waits."""
        after = ""
        while (sweeping := await self._look(change, after)).waiting:
            for ref in sweeping.next:
                after = ref
            await asyncio.gather(*(self._move(change, ref) for ref in sweeping.next))
            if not sweeping.next:
                after = ""
                await workflow.sleep(LATER, summary=f"{sweeping.waiting} cases could not be moved yet")
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(change)
        return sweeping

    async def _look(self, change: ChangeKey, after: str) -> Sweeping:
        sweeping: Sweeping = await workflow.execute_activity(
            LOOK_AT_SWEEP,
            SweepFrom(policy=change.policy, day=change.day, after=after),
            result_type=Sweeping,
            start_to_close_timeout=ONE_LOOK,
            retry_policy=LOOK_AGAIN,
            summary="Which cases are next",
        )
        workflow.set_current_details(display.sweep(change, sweeping))
        return sweeping

    async def _move(self, change: ChangeKey, ref: str) -> None:
        try:
            await workflow.execute_activity(
                MOVE_DATES,
                MoveKey(policy=change.policy, day=change.day, ref=ref),
                start_to_close_timeout=ONE_MOVE,
                retry_policy=A_FEW_TIMES,
                summary=f"Move the dates of {ref}",
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            workflow.logger.warning("the dates of %s could not be moved yet", ref)
