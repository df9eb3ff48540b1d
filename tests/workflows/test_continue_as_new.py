"""A very long case goes on in a new run of its workflow, with nothing lost, doubled or moved.

In real time, on a server of its own that suggests it early: virtual time skips twice across runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from contracts.attributes import CASE_OWNER, CASE_STAGE, REQUIRED
from embedded.stack import Stack
from embedded.temporal_server import temporal_program
from engine import search_attributes, waiting
from records.webhooks import end, subscribe
from rules.warning.terms import Standing
from starter.cli.cost import cost_of
from starter.cli.rehearsal import until
from tests.house import House, PlayedCase, complaint
from tests.receiver import SOON, a_receiver
from tests.workflows.warning import warning

SUGGESTED_AT = 20
"""History events after which the server suggests a new run; by default it is thousands."""


@pytest.fixture
async def impatient() -> AsyncIterator[Client]:
    """A client of a server that suggests a new run early."""
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=temporal_program(),
        dev_server_extra_args=[
            "--dynamic-config-value",
            f"limit.historyCount.suggestContinueAsNew={SUGGESTED_AT}",
            "--log-level",
            "never",
        ],
        data_converter=pydantic_data_converter,
    ) as server:
        await search_attributes.register(server.client, REQUIRED)
        yield server.client


@pytest.mark.parametrize("cached_cases", [1000, 0], ids=["cached", "replaying"])
async def test_a_long_case_goes_on_in_new_runs(stack: Stack, impatient: Client, cached_cases: int) -> None:
    """The dates stay, keys hold across runs, each decision is recorded once, and the case ends as one."""
    async with House.at_work(stack, client=impatient, cached_cases=cached_cases) as house:
        fields = complaint(datetime.now(UTC).date())
        case = PlayedCase.of(house, (await house.desk().open(fields, actor="amira.khan")).case)
        await until(case.opened)
        await case.contacted()
        before = (await case.case()).deadlines
        texts = {f"note-{number}": f"Note {number}." for number in range(9)}
        notes = [await case.decide("note", key=key, text=text) for key, text in texts.items()]
        together = [case.decide("note", key=f"more-{number}", text="Together.") for number in range(9)]
        notes += await asyncio.gather(*together)
        await until(lambda: _runs_listed(case, 3))
        assert (await case.state()).deadlines == before
        again = [await case.decide("note", key=key, text=text) for key, text in texts.items()]
        assert again == notes[:9]
        assert len({note.seq for note in notes}) == 18
        assert await case.kinds() == ["opened", "contacted", *["noted"] * 18]
        assert await case.shown(CASE_OWNER) == "amira.khan"
        await case.answered(outcome="not-upheld", remedies=[])
        await case.decide("accept")
        await case.finished()
        assert (await case.kinds())[-3:] == ["responded", "accepted", "closed"]
        assert await case.shown(CASE_STAGE) == "closed"
        assert (await case.state()) == (await case.case())
        assert len(await case.notices()) == 5
        await until(lambda: _runs_listed(case, 3, ended=1))
        cost = await cost_of(impatient, await case.case())
        assert cost.by_kind["start"] == 1
        assert cost.by_kind["decisions"] == 21
        assert cost.by_kind["continued as new"] >= 2


@pytest.mark.clause("PH-7c")
@pytest.mark.parametrize("cached_cases", [1000, 0], ids=["cached", "replaying"])
async def test_a_warning_goes_on_in_new_runs(stack: Stack, impatient: Client, cached_cases: int) -> None:
    """Kept again and again it loses nothing: who approved it, its restrictions, its one review to come."""
    async with House.at_work(stack, client=impatient, cached_cases=cached_cases) as house:
        case = PlayedCase.of(house, (await house.desk().open(warning(), actor="amira.khan")).case)
        await until(case.opened)
        await case.decide("approve-warning", by="ruth.lewin")
        approved = Standing.of(await case.case())
        for number in range(9):
            await case.decide("keep-warning", by="david.moss", key=f"kept-{number}", reasons="A risk.")
        await until(lambda: _runs_listed(case, 3))
        state = await case.state()
        assert state == await case.case()
        assert Standing.of(state) == approved
        assert [deadline.name for deadline in state.deadlines] == ["warning-review"]
        again = await case.decide("keep-warning", by="david.moss", key="kept-0", reasons="A risk.")
        assert again.seq == 3
        await case.decide("lift-warning", by="david.moss", reasons="There is none now.")
        await case.finished()
        assert await case.kinds() == ["opened", "warning-approved", *["warning-kept"] * 9, "warning-lifted"]


async def _runs_listed(case: PlayedCase, least: int, *, ended: int = 0) -> bool:
    """Whether so many runs of a case are in the engine's lists, which follow in their own time."""
    query = f'WorkflowId = "{case.handle.id}"'
    completed = await case.house.client.count_workflows(f'{query} AND ExecutionStatus = "Completed"')
    every = await case.house.client.count_workflows(query)
    return completed.count == ended and every.count >= least


async def test_a_long_list_of_events_goes_on_in_new_runs(stack: Stack, impatient: Client) -> None:
    """A receiver that was slow is sent all that waited, in order, once each."""
    async with a_receiver() as receiver, House.at_work(stack, client=impatient) as house:
        async with house.pool.acquire() as connection:
            webhook, _ = await subscribe(
                connection, house.policy, receiver.url, ("noted",), by="ada.min", key=receiver.url
            )
        receiver.taking.clear()
        fields = complaint(datetime.now(UTC).date())
        case = PlayedCase.of(house, (await house.desk().open(fields, actor="amira.khan")).case)
        await until(case.opened)
        for number in range(12):
            await case.decide("note", text=f"Note {number}.")
        receiver.taking.set()
        messages = await receiver.has(12)
        assert [message.id for message in messages] == [f"{case.ref}-{seq}" for seq in range(2, 14)]
        query = f'WorkflowId = "webhook/{webhook["id"]}/{case.ref}"'

        async def ended() -> bool:
            runs = [run async for run in impatient.list_workflows(query)]
            return len(runs) > 1 and all(run.status != WorkflowExecutionStatus.RUNNING for run in runs)

        await waiting.until(ended, within=SOON)
        assert len(receiver.received) == 12
        async with house.pool.acquire() as connection:
            await end(connection, webhook["id"], "deleted")
