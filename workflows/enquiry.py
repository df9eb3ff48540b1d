"""The enquiry as a workflow; what its decisions bring about is in `rules/enquiry`."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.case import Case
    from rules.enquiry import ENQUIRY
    from workflows.matter import CaseWorkflow, Finished, takes_decisions_of


@workflow.defn
@takes_decisions_of(ENQUIRY)
class Enquiry(CaseWorkflow):
    """An enquiry from a councillor or a member of parliament, from receipt until it is answered."""

    @workflow.init
    def __init__(self, case: Case) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: Case) -> Finished:
        """Keep the answer's time until the enquiry is closed."""
        return await self.live()
