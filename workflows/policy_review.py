"""The review of a policy as a workflow: years long, from one approval to the next, until a new version.

What follows from each decision is in `rules/policy_review`; the figures are in the policy file.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.case import Case
    from rules.policy_review import decisions
    from workflows.casework import Casework
    from workflows.matter import Finished, decision_update


@workflow.defn
class PolicyReview(Casework):
    """The review of a version of a policy, for as long as the version is in force."""

    @workflow.init
    def __init__(self, case: Case) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: Case) -> Finished:
        """Keep the time of every review until a new version takes the place of this one."""
        return await self.live()

    call_review = decision_update(decisions.CallReview)
    confirm_policy = decision_update(decisions.ConfirmPolicy)
    replace_policy = decision_update(decisions.ReplacePolicy)
