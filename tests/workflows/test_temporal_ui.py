"""What ops see of a case in the Temporal UI at each stage, without reading code or the database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.sdk.v1 import WorkflowMetadata

from contracts.attributes import CASE_DUE, CASE_MATTER, CASE_OWNER, CASE_POLICY, CASE_SERVICE, CASE_STAGE
from contracts.display import NEVER
from starter.cli.rehearsal import until
from tests.house import House, PlayedCase
from tests.workflows.warning import appeal_against, in_force


async def listed(case: PlayedCase, filters: str) -> bool:
    """Whether ops find the case, and it alone, by these filters and its id."""
    query = f'{filters} AND WorkflowId = "{case.handle.id}"'
    return [found.id async for found in case.house.client.list_workflows(query)] == [case.handle.id]


async def details(case: PlayedCase) -> str:
    """What the UI shows under Current Details."""
    query = "__temporal_workflow_metadata"
    metadata: WorkflowMetadata = await case.handle.query(query, result_type=WorkflowMetadata)
    return metadata.current_details


async def summaries(case: PlayedCase, kind: EventType.ValueType) -> list[str]:
    """The summaries of the events of a kind in the case's history."""
    return [text async for text in _summaries(case, kind)]


async def _summaries(case: PlayedCase, kind: EventType.ValueType) -> AsyncIterator[str]:
    event: HistoryEvent
    for event in (await case.handle.fetch_history()).events:
        if event.event_type == kind:
            [text] = await case.house.client.data_converter.decode([event.user_metadata.summary], [str])
            yield text


def shown(day: datetime) -> str:
    """A local day as the UI shows it."""
    return f"{day:%a %-d %b %Y}"


async def test_ops_find_a_case_by_its_stage_and_whether_it_is_overdue(house: House) -> None:
    """The filters of the list follow the case from stage to stage, and its due date with them."""
    case = await house.open(begins=house.june(), service="lettings")
    fixed = {CASE_SERVICE: "lettings", CASE_POLICY: "poplar-harca", CASE_MATTER: "complaint"}
    await until(
        lambda: listed(case, 'CaseStage = "resolve" AND CaseOverdue = false AND CaseOwner = "nobody"')
    )
    for attribute, value in fixed.items():
        assert await case.shown(attribute) == value
    [contact, response] = (await case.case()).deadlines
    assert await case.shown(CASE_DUE) == contact.due_at
    await case.on(3)
    await until(lambda: listed(case, 'CaseStage = "resolve" AND CaseOverdue = true'))
    await case.contacted()
    await until(lambda: listed(case, 'CaseStage = "resolve" AND CaseOverdue = false'))
    assert await case.shown(CASE_OWNER) == "amira.khan"
    assert await case.shown(CASE_DUE) == response.due_at
    await case.answered()
    await until(lambda: listed(case, 'CaseStage = "answered"'))
    await case.decide("accept")
    await until(lambda: listed(case, 'CaseStage = "remedy"'))
    await case.decide("keep-commitment", number=1)
    await case.finished()
    await until(lambda: listed(case, 'CaseStage = "closed" AND ExecutionStatus = "Completed"'))
    assert await case.shown(CASE_DUE) == NEVER
    assert not await listed(case, 'CaseDue < "9000-01-01T00:00:00Z"')
    assert await case.shown(CASE_STAGE) == (await case.case()).stage


async def test_a_case_says_what_it_is(house: House) -> None:
    """Its id is its kind and reference; summary and details name policy, service and receipt."""
    case = await house.open(begins=house.june())
    assert case.handle.id == f"complaint/{case.ref}"
    description = await case.handle.describe()
    assert description.workflow_type == "Complaint"
    assert await description.static_summary() == "Complaint · Repairs · Poplar HARCA"
    about = await description.static_details()
    assert about is not None
    for words in (case.ref, "Customer Care Policy", "Repairs", f"{shown(case.begins)} 09:30", "redress show"):
        assert words in about


async def test_details_say_how_it_stands_and_who_must_act(house: House) -> None:
    """Stage, owner, every open deadline with its day and clause, what is overdue, promised, unconsidered."""
    case = await house.open(begins=house.june(), needs=["interpreter"])
    await case.on(3)
    await case.contacted(respond_by=case.day(30).isoformat())
    await case.decide("ask-for-information", asked="Photographs of the lift.")
    text = await details(case)
    assert text.startswith("### Resolve")
    assert "Owner: **amira.khan**" in text
    for deadline in (await case.case()).deadlines:
        assert (
            f"| {deadline.due_day:%a %-d %b %Y} | {deadline.duty} ({deadline.name}) | {deadline.clause} |"
            in text
        )
    assert "interpreter" in text
    assert "breached" in text
    assert f"`{case.ref}/`" in text
    await case.on(31)
    assert "**OVERDUE**" in await details(case)
    await case.decide("adjust", need="interpreter", made=True, how="One joined the call.")
    await case.answered()
    text = await details(case)
    assert text.startswith("### Answered: waiting to hear from the person")
    assert "Outcome: **upheld**" in text
    assert f"| 1: other | {case.day(41):%a %-d %b %Y} | tom.okafor | open |" in text


async def test_timers_name_the_duty_its_day_and_its_clause(house: House) -> None:
    """Each timer of the timeline says what it waits for, a reminder too; each record what it records."""
    case = await house.open(begins=house.june())
    await case.on(1)
    await case.contacted(respond_by=case.day(60).isoformat())
    await case.decide("ask-for-information", asked="Photographs of the lift.")
    await case.on(50)
    await case.finished()
    asked = (await case.events("information-asked"))[0].deadlines[0].due_day
    timers = await summaries(case, EventType.EVENT_TYPE_TIMER_STARTED)
    assert timers == [
        f"Remind: contact due {case.day(2):%a %-d %b %Y} (PH-4.1c)",
        f"Remind: response due {case.day(60):%a %-d %b %Y} (PH-4.1d)",
        f"Remind: information due {asked:%a %-d %b %Y} (PH-4.1e)",
        f"Wait for the information asked for: by {asked:%a %-d %b %Y} (PH-4.1e)",
    ]
    records = await summaries(case, EventType.EVENT_TYPE_MARKER_RECORDED)
    assert records == [
        "Record: opened",
        "Record: contact",
        "Record: ask-for-information",
        "Record: information reminder",
        "Record: information over",
    ]


async def test_each_notice_is_an_activity_of_its_own(house: House) -> None:
    """Ops find a case's notices by its reference: what each is, and that it went."""
    case = await house.open()
    await case.contacted()
    await case.notices()
    query = f'ActivityId STARTS_WITH "{case.ref}/"'
    await until(lambda: _completed(house, query, 3))
    found = {activity.activity_id async for activity in house.client.list_activities(query)}
    assert found == {
        *(f"{case.ref}/1-acknowledgement", f"{case.ref}/1-received", f"{case.ref}/2-contact-record")
    }
    description = await house.client.get_activity_handle(f"{case.ref}/2-contact-record").describe()
    assert description.activity_type == "deliver"
    summary = description.raw_info.user_metadata.summary
    [text] = await house.client.data_converter.decode([summary], [str])
    assert text == f"Send the contact-record of {case.ref}"


async def _completed(house: House, query: str, number: int) -> bool:
    found = await house.client.count_activities(f'{query} AND ExecutionStatus = "Completed"')
    return found.count == number


async def test_a_warning_says_what_holds(house: House) -> None:
    """What is restricted, by whose approval, until which review; and the appeal against it."""
    warned = await in_force(house, house.june())
    appeal = await appeal_against(warned, warned.begins)
    shows = await details(warned)
    assert "### In force" in shows
    assert "- restrictions: **no-visits-alone**" in shows
    assert "- approved by: **ruth.lewin**" in shows
    assert f"- appeals: **{appeal.ref}**" in shows
    assert "(warning-review) | PH-7c" in shows
    assert f"- appeals: **{warned.ref}**" in await details(appeal)
