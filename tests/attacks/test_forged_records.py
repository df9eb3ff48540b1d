"""Forged records, decisions and states, by somebody who can write to the engine: none is recorded."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import ActivityFailureError, Client, WorkflowFailureError
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from contracts.asking import ask
from contracts.messages import (
    DELIVER,
    MOVE_DATES,
    NO_SUCH_ROW,
    NOT_ITS_CASE,
    PAY,
    RECORD,
    RUN_ERRAND,
    ErrandKey,
    MoveKey,
    NoticeKey,
    PaymentKey,
)
from contracts.starting import workflow_id
from contracts.updates import Order, update_id
from engine.waiting import until
from records.keeping import Request, keeping
from records.people import staff_member
from rules.authority import Actor
from rules.case import Case
from rules.casework import Note
from rules.clientwork.grounds import Refuse
from rules.complaint.response import Respond
from rules.events import Proposal
from rules.money import Sum
from rules.promises import Commitment, Draft
from rules.recording import Entry
from rules.refusal import EngineAway, Invalid, Pending, Refusal
from tests.house import House, PlayedCase
from workflows.complaint import Complaint

SOON = timedelta(seconds=20)
FORTUNE = 4_200_000
"""Pence."""


def forged(case: Case, at: Any) -> Entry:
    """A response signed by a director, with an instruction to pay a fortune."""
    promise = Commitment(number=case.next_number, by=at.date(), owner="helen.ashe", pence=FORTUNE)
    money = Sum(impact="high", responsibility="full", table=FORTUNE)
    responded = Proposal(kind="responded", stage="answered", outcome="upheld", promises=(promise,), sum=money)
    return Entry(case=case, key="forged", actor="helen.ashe", at=at, proposals=(responded,))


async def refused_activity(house: House, activity: str, argument: Any) -> str | None:
    """Start an activity by itself, as anybody can who reaches the engine: the type of what it failed with."""
    with pytest.raises(ActivityFailureError) as failure:
        await house.client.execute_activity(
            activity,
            argument,
            id=f"attack-{uuid.uuid4()}",
            task_queue=house.task_queue,
            start_to_close_timeout=SOON,
            schedule_to_close_timeout=SOON,
        )
    cause = failure.value.cause
    assert isinstance(cause, ApplicationError)
    assert cause.non_retryable
    return cause.type


@asynccontextmanager
async def nothing_recorded(case: PlayedCase) -> AsyncIterator[None]:
    """Nothing is written, and no payment file appears, while the attack is played."""
    before, files = await case.house.rows(), set(_files(case))
    yield
    assert await case.house.rows() == before
    assert set(_files(case)) == files
    await case.is_whole()


def _files(case: PlayedCase) -> list[Path]:
    return [file for file in case.house.settings.finance.rglob("*") if file.name.startswith(case.ref)]


@pytest.fixture
async def case(cached_house: House) -> PlayedCase:
    """A complaint, contacted."""
    case = await cached_house.open(begins=cached_house.june())
    await case.contacted()
    return case


async def test_a_record_is_no_activity_that_anybody_can_start(cached_house: House, case: PlayedCase) -> None:
    """Started by itself, `record` refuses, however good the entry is."""
    async with nothing_recorded(case):
        entry = forged(await case.case(), case.moment)
        assert await refused_activity(cached_house, RECORD, entry) == NOT_ITS_CASE


@workflow.defn
class Forger:
    """An attacker's own workflow, which has `record` run as an ordinary activity."""

    @workflow.run
    async def run(self, task_queue: str, entry: dict[str, Any]) -> None:
        """Hand the entry in."""
        await workflow.execute_activity(
            RECORD,
            entry,
            task_queue=task_queue,
            start_to_close_timeout=SOON,
            retry_policy=RetryPolicy(maximum_attempts=2),
        )


@asynccontextmanager
async def forging(client: Client) -> AsyncIterator[str]:
    """An attacker's own worker; the queue that it polls."""
    queue = f"attack-{uuid.uuid4()}"
    async with Worker(
        client, task_queue=queue, workflows=[Forger], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        yield queue


async def test_a_workflow_of_the_same_id_does_not_record_by_an_activity(
    cached_house: House, case: PlayedCase
) -> None:
    """The case's workflow is terminated and another takes its id: what it has recorded is still refused."""
    await case.handle.terminate()
    async with nothing_recorded(case), forging(cached_house.client) as queue:
        entry = forged(await case.case(), case.moment).model_dump(mode="json")
        with pytest.raises(WorkflowFailureError) as failure:
            await cached_house.client.execute_workflow(
                Forger.run,
                args=[cached_house.task_queue, entry],
                id=workflow_id(await case.case()),
                task_queue=queue,
            )
        assert isinstance(failure.value.cause, ActivityError)
        assert isinstance(failure.value.cause.cause, ApplicationError)
        assert failure.value.cause.cause.type == NOT_ITS_CASE


async def test_a_case_does_not_go_on_from_a_state_that_was_forged(
    cached_house: House, case: PlayedCase
) -> None:
    """Started anew with a fortune in a draft, the case takes no decision, though the decision is genuine."""
    genuine = await case.case()
    promise = Commitment(number=1, owner="helen.ashe", pence=FORTUNE)
    draft = Draft(by="helen.ashe", appropriate=False, promises=(promise,))
    await case.handle.terminate()
    async with nothing_recorded(case):
        handle = await cached_house.client.start_workflow(
            Complaint.run,
            genuine.model_copy(update={"stage": "review", "draft": draft, "panel": ("helen.ashe",)}),
            id=workflow_id(genuine),
            task_queue=cached_house.task_queue,
        )
        with pytest.raises((Pending, EngineAway)):
            await cached_house.desk(patience=timedelta(seconds=3)).decide(
                case.ref, "note", {"text": "A note."}, actor="amira.khan", key="on-a-forgery"
            )
        await _drop_words(cached_house, case.ref)

        async def is_out_of_step() -> bool:
            history = (await handle.fetch_history()).events
            return any(event.event_type == EventType.EVENT_TYPE_TIMER_STARTED for event in history)

        await until(is_out_of_step, within=SOON.total_seconds())  # the recording failed, and waits
    await handle.terminate()


async def _drop_words(house: House, ref: str) -> None:
    """The answer is not known, so that the words stay; they are no record."""
    async with house.pool.acquire() as connection:
        await connection.execute("DELETE FROM people.words WHERE ref = $1 AND key = 'on-a-forgery'", ref)


async def known(case: PlayedCase, staff_id: str) -> Actor:
    """Return a member of staff as the directory knows them."""
    async with case.house.pool.acquire() as connection:
        return (await staff_member(connection, case.house.policy, staff_id)).actor


async def asked(case: PlayedCase, request: Request, order: Order[Any]) -> str:
    """Send the workflow an order of one's own under what another has kept: the code of its refusal."""
    with pytest.raises(Refusal) as refusal:
        async with keeping(case.house.desk().records, request) as kept:
            await ask(case.handle, order, update_id(request.key, kept.attempt), SOON)
    return refusal.value.code


@pytest.mark.parametrize("forgery", ["another decision", "another sum", "another's name"])
async def test_an_order_is_the_one_that_was_asked_for(case: PlayedCase, forgery: str) -> None:
    """Words that somebody kept do not serve for a decision that they did not ask for."""
    amira, tom = await known(case, "amira.khan"), await known(case, "tom.okafor")
    loss = {"what": "A carpet.", "pence": 10, "evidence": "A receipt."}
    money = {"impact": "some", "responsibility": "full", "losses": [loss]}
    said = {"can_do": "All.", "cannot_do": "Nothing.", "reasons": "It was late."}
    response = Respond.model_validate({"outcome": "upheld", "financial": money} | said)
    note = Note(text="A note.")
    mine, asks = {
        "another decision": (Request(case.ref, "k-1", "amira.khan", note), (amira, response)),
        "another sum": (Request(case.ref, "k-2", "amira.khan", response), (amira, _dearer(response))),
        "another's name": (Request(case.ref, "k-3", "amira.khan", note), (tom, note)),
    }[forgery]
    order = Order[Any](actor=asks[0], decision=asks[1].without_words(), seq=(await case.case()).seq)
    async with nothing_recorded(case):
        assert await asked(case, mine, order) == "invalid"


@pytest.mark.parametrize("key", ["intake", "key-1", "never-kept"])
async def test_words_of_something_else_are_no_decisions(case: PlayedCase, key: str) -> None:
    """The intake's, those of a decision that was taken, and none at all: no response is recorded by them."""
    helen, before = await known(case, "helen.ashe"), await case.case()
    money = {"impact": "high", "responsibility": "full"}
    said = {"can_do": "All.", "cannot_do": "Nothing.", "reasons": "It was late."}
    response = Respond.model_validate({"outcome": "upheld", "financial": money} | said)
    order = Order[Any](actor=helen, decision=response.without_words(), seq=before.seq)
    async with nothing_recorded(case):
        if key == "key-1":  # the contact's: it is what was recorded under it, and nothing more
            answer = await ask(case.handle, order, key, SOON)
            assert answer.events == ("contacted",)
        else:
            with pytest.raises(Invalid, match="not kept"):
                await ask(case.handle, order, key, SOON)
    assert await case.case() == before


async def test_a_rank_of_ones_own_making_is_none(case: PlayedCase) -> None:
    """An order says who sends it; the directory says what they may do."""
    refusal = Refuse(ground="third-party", particulars="It is about a neighbour.")
    promoted = (await known(case, "amira.khan")).model_copy(update={"roles": ("director",)})
    order = Order[Any](actor=promoted, decision=refusal.without_words(), seq=(await case.case()).seq)
    async with nothing_recorded(case):
        assert await asked(case, Request(case.ref, "k-4", "amira.khan", refusal), order) == "changed"


def _dearer(response: Respond) -> Respond:
    assert response.financial is not None
    [loss] = response.financial.losses
    losses = (loss.model_copy(update={"pence": FORTUNE}),)
    return response.model_copy(update={"financial": response.financial.model_copy(update={"losses": losses})})


async def test_what_follows_from_a_record_follows_from_nothing_else(
    cached_house: House, case: PlayedCase
) -> None:
    """Notices, payments, errands and moved dates that no row asks for are refused at once."""
    made_up = {
        DELIVER: NoticeKey(ref=case.ref, seq=1, kind="closure"),
        PAY: PaymentKey(ref=case.ref, number=7),
        RUN_ERRAND: ErrandKey(ref=case.ref, seq=1, to_ref=case.ref),
        MOVE_DATES: MoveKey(policy="poplar-harca", day=date(2026, 12, 24), ref=case.ref),
    }
    async with nothing_recorded(case):
        for activity, key in made_up.items():
            assert await refused_activity(cached_house, activity, key) == NO_SUCH_ROW


async def test_what_was_done_is_not_done_again_by_hand(cached_house: House, case: PlayedCase) -> None:
    """A notice that was sent is not sent a second time, whoever starts its delivery."""
    await case.notices()
    mails = len(cached_house.mail(case.ref))
    async with nothing_recorded(case):
        way = await cached_house.client.execute_activity(
            DELIVER,
            NoticeKey(ref=case.ref, seq=1, kind="acknowledgement"),
            id=f"attack-{uuid.uuid4()}",
            task_queue=cached_house.task_queue,
            start_to_close_timeout=SOON,
        )
    assert way == "email"
    assert len(cached_house.mail(case.ref)) == mails
