"""The appointment as a workflow; what its decisions bring about is in `rules/appointment`."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.appointment import APPOINTMENT
    from rules.case import Case
    from workflows.matter import CaseWorkflow, Finished, takes_decisions_of


@workflow.defn
@takes_decisions_of(APPOINTMENT)
class Appointment(CaseWorkflow):
    """An appointment, from booking until it was kept, missed or cancelled."""

    @workflow.init
    def __init__(self, case: Case) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: Case) -> Finished:
        """Remind of it, and keep the time in which it is recorded whether it was kept."""
        return await self.live()
