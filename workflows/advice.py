"""The enquiry for advice as a workflow; what its decisions bring about is in `rules/advice`."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.advice import ADVICE
    from rules.case import Case
    from workflows.matter import CaseWorkflow, Finished, takes_decisions_of


@workflow.defn
@takes_decisions_of(ADVICE)
class Advice(CaseWorkflow):
    """An enquiry for advice, from receipt until it is answered, declined or withdrawn."""

    @workflow.init
    def __init__(self, case: Case) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: Case) -> Finished:
        """Keep the time of the answer, the advice promised, and what is asked for, until it is closed."""
        return await self.live()
