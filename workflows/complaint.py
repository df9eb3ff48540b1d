"""The complaint as a workflow; what its decisions bring about is in `rules/complaint`."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.case import Case
    from rules.complaint import COMPLAINT
    from workflows.matter import CaseWorkflow, Finished, takes_decisions_of


@workflow.defn
@takes_decisions_of(COMPLAINT)
class Complaint(CaseWorkflow):
    """A complaint, from receipt through Resolve and review until nothing is owed any more."""

    @workflow.init
    def __init__(self, case: Case) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: Case) -> Finished:
        """Keep every promise's time until the complaint is finished."""
        return await self.live()
