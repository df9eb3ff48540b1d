"""Upkeep: what the system does for itself on a schedule, visible in the Temporal UI under Schedules."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts.messages import RECONCILE, Reconciled


@workflow.defn
class Reconcile:
    """Start what was taken in but never started; post what was recorded but never posted."""

    @workflow.run
    async def run(self) -> Reconciled:
        """Reconcile once."""
        reconciled: Reconciled = await workflow.execute_activity(
            RECONCILE,
            result_type=Reconciled,
            start_to_close_timeout=timedelta(minutes=2),
            schedule_to_close_timeout=timedelta(minutes=10),
            summary="Start and post what a crash left behind",
        )
        return reconciled
