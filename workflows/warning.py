"""The person warning as a workflow: every decision about it by name, beside `Casework`'s.

It may run for years: kept, it sleeps until the next review. What follows is in `rules/warning`.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.case import Case
    from rules.warning import decisions
    from workflows.casework import Casework
    from workflows.matter import Finished, decision_update


@workflow.defn
class PersonWarning(Casework):
    """A warning, from its proposal through every review until it is removed."""

    @workflow.init
    def __init__(self, case: Case) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: Case) -> Finished:
        """Keep the time of its approval and its reviews until it ends."""
        return await self.live()

    approve_warning = decision_update(decisions.ApproveWarning)
    decline_warning = decision_update(decisions.DeclineWarning)
    propose_restrictions = decision_update(decisions.ProposeRestrictions)
    keep_warning = decision_update(decisions.KeepWarning)
    lift_warning = decision_update(decisions.LiftWarning)
    log_appeal = decision_update(decisions.LogAppeal)
    decide_appeal = decision_update(decisions.DecideAppeal)
