"""The workflow of something lost."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.case import Case
    from tests.lifecycles.lost_property import LOST_PROPERTY
    from workflows.matter import CaseWorkflow, Finished, takes_decisions_of


@workflow.defn
@takes_decisions_of(LOST_PROPERTY)
class LostProperty(CaseWorkflow):
    """Something lost, until it is found."""

    @workflow.init
    def __init__(self, case: Case) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: Case) -> Finished:
        """Keep the time of the search."""
        return await self.live()
