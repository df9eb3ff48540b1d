"""The workflows of complaints and enquiries that have the part; their bodies are those of the product's."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.case import Case
    from tests.lifecycles.loan.lending import LENDING
    from workflows.matter import CaseWorkflow, Finished, takes_decisions_of

COMPLAINT, ENQUIRY = LENDING


@workflow.defn
@takes_decisions_of(COMPLAINT)
class Complaint(CaseWorkflow):
    """A complaint."""

    @workflow.init
    def __init__(self, case: Case) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: Case) -> Finished:
        """Keep its time."""
        return await self.live()


@workflow.defn
@takes_decisions_of(ENQUIRY)
class Enquiry(CaseWorkflow):
    """An enquiry."""

    @workflow.init
    def __init__(self, case: Case) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: Case) -> Finished:
        """Keep its time."""
        return await self.live()
