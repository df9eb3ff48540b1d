"""What a case has cost: history events, and billable actions as Temporal Cloud counts them.

Counted from what the engine kept: the histories of the case's runs, and its notices. A start is one
action, so is each timer, accepted update, signal, upsert of search attributes and continue-as-new, and
each attempt of an activity; the local activities of one workflow task are one together, a child is two.
What leaves no trace cannot be counted: queries and refused updates, one action each. What only virtual
time writes is counted apart; production has none of it.
`docs/cost.md` has the figures of each path.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client

from contracts.starting import workflow_id
from rules.case import Case
from rules.model import Model

LOCAL_ACTIVITY = "core_local_activity"
"""What the SDK calls the marker of a local activity."""
ACTIONS = {
    EventType.EVENT_TYPE_TIMER_STARTED: ("timers", 1),
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED: ("decisions", 1),
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: ("signals", 1),
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: ("search attributes", 1),
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: ("continued as new", 1),
    EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED: ("children", 2),
}
VIRTUAL = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
}


class Cost(Model):
    """What a case has cost.

    Attributes:
        events: History events, of all its runs.
        virtual_events: Further events that only virtual time writes.
        actions: Billable actions, notices included.
        by_kind: The actions by what they were for.

    """

    events: int
    virtual_events: int
    actions: int
    by_kind: dict[str, int]

    def __str__(self) -> str:
        lines = [f"{self.events} history events, {self.actions} billable actions:"]
        lines += [f"  {count:4} {kind}" for kind, count in self.by_kind.items()]
        if self.virtual_events:
            lines.append(f"({self.virtual_events} more events are virtual time's; production has none)")
        return "\n".join(lines)


async def cost_of(client: Client, case: Case) -> Cost:
    """What a case has cost so far.

    Raises:
        temporalio.service.RPCError: the engine is away.

    """
    events = [event async for event in _events(client, case)]
    virtual = sum(event.event_type in VIRTUAL for event in events)
    kinds = Counter[str]()
    for event in events:
        if counted := _action(event):
            kind, actions = counted
            kinds[kind] += actions
    kinds["records"] = len({(run, task) for run, task in _tasks_that_recorded(events)})
    kinds["notices"] = sum([attempt async for attempt in _attempts(client, case)])
    by_kind = {kind: count for kind, count in kinds.items() if count}
    return Cost(
        events=len(events) - virtual, virtual_events=virtual, actions=sum(by_kind.values()), by_kind=by_kind
    )


async def _events(client: Client, case: Case) -> AsyncIterator[HistoryEvent]:
    """The events of each run of the case; a query on its id finds them all, whether open or closed."""
    async for run in client.list_workflows(f'WorkflowId = "{workflow_id(case)}"'):
        async for event in client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history_events():
            yield event


def _action(event: HistoryEvent) -> tuple[str, int] | None:
    if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
        continued = event.workflow_execution_started_event_attributes.continued_execution_run_id
        return None if continued else ("start", 1)
    if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED:
        # the event is written once, with the number of the last attempt
        return "activities", event.activity_task_started_event_attributes.attempt
    return ACTIONS.get(event.event_type)


def _tasks_that_recorded(events: list[HistoryEvent]) -> set[tuple[int, int]]:
    """The workflow tasks, by run and number, in which local activities ended."""
    run, found = 0, set[tuple[int, int]]()
    for event in events:
        run += event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED
        marker: Any = event.marker_recorded_event_attributes
        if marker.marker_name == LOCAL_ACTIVITY:
            found.add((run, marker.workflow_task_completed_event_id))
    return found


async def _attempts(client: Client, case: Case) -> AsyncIterator[int]:
    """How often each notice was tried."""
    async for notice in client.list_activities(f'ActivityId STARTS_WITH "{case.ref}/"'):
        yield (await client.get_activity_handle(notice.activity_id).describe()).attempt
