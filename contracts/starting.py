"""Start a workflow by its name, of a case or a calendar change: its id, what the Temporal UI shows of it."""

from __future__ import annotations

from datetime import timedelta

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from contracts import display
from contracts.messages import CALENDAR_CHANGE, ChangeKey
from rules.case import Case
from rules.lifecycles import lifecycle_of
from rules.policy import Policy

# What a worker had in hand when it was killed is given to another after this. With the engine's usual
# ten seconds, callers of the desk lose patience first and have to ask a second time.
ONE_TASK = timedelta(seconds=5)


def workflow_id(case: Case) -> str:
    """Return the id of a case's workflow: `complaint/PH-2026-000123`."""
    return f"{case.matter}/{case.ref}"


async def begin(client: Client, case: Case, policy: Policy, task_queue: str) -> None:
    """Start the workflow of a case that was just received; once, however often it is called."""
    try:
        await client.start_workflow(
            lifecycle_of(policy, case.matter).workflow,
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


async def sweep(client: Client, change: ChangeKey, task_queue: str) -> None:
    """Have the cases moved that a change of the calendar touches; whoever is at it already goes on."""
    await client.start_workflow(
        CALENDAR_CHANGE,
        change,
        id=change.id,
        task_queue=task_queue,
        task_timeout=ONE_TASK,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary=f"{display.day(change.day)} does not count any more: dates move",
        static_details=f"A change of the calendar of `{change.policy}`, and of the open cases it touches.",
    )
