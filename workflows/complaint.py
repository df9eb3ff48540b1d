"""The complaint as a workflow: every decision that staff can take about it, by name, beside `Casework`'s.

What follows from each is in `rules/complaint`; the figures are in the policy file; `matter` keeps time.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.case import Case
    from rules.complaint import decisions
    from workflows.casework import Casework
    from workflows.matter import Finished, decision_update


@workflow.defn
class Complaint(Casework):
    """A complaint, from receipt through Resolve and review until nothing is owed any more."""

    @workflow.init
    def __init__(self, case: Case) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: Case) -> Finished:
        """Keep every promise's time until the complaint is finished."""
        return await self.live()

    contact = decision_update(decisions.Contact)
    agree_timescale = decision_update(decisions.AgreeTimescale)
    ask_for_information = decision_update(decisions.AskForInformation)
    receive_information = decision_update(decisions.ReceiveInformation)
    refuse = decision_update(decisions.Refuse)
    link_duplicate = decision_update(decisions.LinkDuplicate)
    respond = decision_update(decisions.Respond)
    approve_award = decision_update(decisions.ApproveAward)
    decline_award = decision_update(decisions.DeclineAward)
    accept = decision_update(decisions.Accept)
    withdraw = decision_update(decisions.Withdraw)

    ask_for_review = decision_update(decisions.AskForReview)
    appoint_panel = decision_update(decisions.AppointPanel)
    change_panel = decision_update(decisions.ChangePanel)
    plan_review = decision_update(decisions.PlanReview)
    propose_decision = decision_update(decisions.ProposeDecision)
    sign_decision = decision_update(decisions.SignDecision)
    decline_decision = decision_update(decisions.DeclineDecision)

    keep_commitment = decision_update(decisions.KeepCommitment)
    move_commitment = decision_update(decisions.MoveCommitment)
    break_commitment = decision_update(decisions.BreakCommitment)
    give_payment_details = decision_update(decisions.GivePaymentDetails)
    confirm_payment = decision_update(decisions.ConfirmPayment)
    return_payment = decision_update(decisions.ReturnPayment)

    change_lead = decision_update(decisions.ChangeLead)
    add_signatures = decision_update(decisions.AddSignatures)
    decide_representations = decision_update(decisions.DecideRepresentations)

    log_representation = decision_update(decisions.LogRepresentation)
    record_learning = decision_update(decisions.RecordLearning)
    link_appeal = decision_update(decisions.LinkAppeal)
    stand_aside = decision_update(decisions.StandAside)
