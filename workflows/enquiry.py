"""The enquiry as a workflow: every decision that staff can take about it, by name, beside `Casework`'s.

What follows from each is in `rules/enquiry`; the figures are in the policy file; `matter` keeps time.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.case import Case
    from rules.enquiry import decisions
    from workflows.casework import Casework
    from workflows.matter import Finished, decision_update


@workflow.defn
class Enquiry(Casework):
    """An enquiry from a councillor or a member of parliament, from receipt until it is answered."""

    @workflow.init
    def __init__(self, case: Case) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: Case) -> Finished:
        """Keep the answer's time until the enquiry is closed."""
        return await self.live()

    record_authority = decision_update(decisions.RecordAuthority)
    answer_enquiry = decision_update(decisions.AnswerEnquiry)
    record_no_response = decision_update(decisions.RecordNoResponse)
    withdraw_enquiry = decision_update(decisions.WithdrawEnquiry)
    became_complaint = decision_update(decisions.BecameComplaint)
