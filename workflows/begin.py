"""Begin a case's workflow: its id, its queue, and what the Temporal UI shows of it from the start."""

from __future__ import annotations

from datetime import timedelta

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from rules.case import Case
from rules.policy import Policy
from workflows import display
from workflows.complaint import Complaint
from workflows.policy_review import PolicyReview

WORKFLOWS: dict[str, type[Complaint] | type[PolicyReview]] = {
    "complaint": Complaint,
    "policy-review": PolicyReview,
}
"""The workflow that drives each lifecycle."""

# What a worker had in hand when it was killed is given to another after this. With the engine's usual
# ten seconds, callers of the desk lose patience first and have to ask a second time.
ONE_TASK = timedelta(seconds=5)


def workflow_id(case: Case) -> str:
    """The id of a case's workflow: `complaint/PH-2026-000123`."""
    return f"{case.matter}/{case.ref}"


async def begin(client: Client, case: Case, policy: Policy, task_queue: str) -> None:
    """Start the workflow of a case that was just received; once, however often it is called."""
    lifecycle = policy.matters[case.matter].lifecycle
    try:
        await client.start_workflow(
            WORKFLOWS[lifecycle].run,
            case,
            id=workflow_id(case),
            task_queue=task_queue,
            task_timeout=ONE_TASK,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=display.attributes(case),
            static_summary=display.summary(case, policy),
            static_details=display.about(case, policy),
        )
    except WorkflowAlreadyStartedError:
        return
