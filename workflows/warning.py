"""The warning as a workflow; what its decisions bring about is in `rules/warning`."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.case import Case
    from rules.warning import WARNING
    from workflows.matter import CaseWorkflow, Finished, takes_decisions_of


@workflow.defn
@takes_decisions_of(WARNING)
class PersonWarning(CaseWorkflow):
    """A warning, from its proposal through every review until it is removed."""

    @workflow.init
    def __init__(self, case: Case) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: Case) -> Finished:
        """Keep the time of its approval and its reviews until it ends."""
        return await self.live()
