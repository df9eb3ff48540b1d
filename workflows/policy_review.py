"""The review of a policy as a workflow: years long, from one approval to the next, until a new version."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.case import Case
    from rules.policy_review import POLICY_REVIEW
    from workflows.matter import CaseWorkflow, Finished, takes_decisions_of


@workflow.defn
@takes_decisions_of(POLICY_REVIEW)
class PolicyReview(CaseWorkflow):
    """The review of a version of a policy, for as long as the version is in force."""

    @workflow.init
    def __init__(self, case: Case) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: Case) -> Finished:
        """Keep the time of every review until a new version takes the place of this one."""
        return await self.live()
