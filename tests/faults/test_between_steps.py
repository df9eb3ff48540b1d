"""Faults between two steps that no kill hits on purpose, injected into a worker in this process.

What a step does is wrapped so that it fails once after its effect and before its report, as when the
worker is killed just there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio import activity
from temporalio.common import RetryPolicy

from activities.record import Recorder
from contracts.messages import RECORD
from contracts.posting import post
from contracts.updates import Order, update_id
from embedded.stack import Stack
from notices.plain import plain_text
from records import casebook
from records.kept import fingerprint, keep
from records.people import staff_member
from rules.casework import Note
from rules.lifecycles import lifecycle_of
from rules.model import KEPT
from rules.moment import Moment
from rules.recording import Answer, Entry, Recorded
from rules.refusal import OutOfStage
from tests.faults.support import StruckCase, StruckHouse, each_notice_went_once
from tests.house import complaint

LIFE = ("opened", "contacted", "responded", "accepted", "closed")
BY_LETTER = {"name": "Nadia Farrow", "channel": "letter", "address": ["1 Example Road", "London E14 0ZZ"]}


class Killed(Exception):
    """Stands for the death of a worker: what was done is done, and nobody was told."""


class Once:
    """Fails the first time it is asked about something."""

    def __init__(self) -> None:
        self._seen: set[Any] = set()

    def is_first(self, what: Any) -> bool:
        """Whether it is asked about this for the first time."""
        first = what not in self._seen
        self._seen.add(what)
        return first

    @property
    def was_asked(self) -> bool:
        """Whether it was asked about anything."""
        return bool(self._seen)

    def fail(self, what: Any) -> None:
        """Fail, unless it has failed for this before."""
        if self.is_first(what):
            raise Killed


@pytest.fixture
async def house(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StruckHouse]:
    """A house with its worker in this process, which sends again without much delay."""
    monkeypatch.setattr(
        "contracts.posting.RETRIES", RetryPolicy(initial_interval=timedelta(milliseconds=100))
    )
    async with StruckHouse.at_work(stack) as house:
        assert isinstance(house, StruckHouse)
        yield house


async def live(house: StruckHouse) -> StruckCase:
    """A whole life."""
    case = await house.opened()
    await case.on(1)
    await case.contacted()
    await case.answered(outcome="not-upheld", remedies=[])
    await case.decide("accept")
    await case.finished()
    return case


async def is_as_if_nothing_had_been(case: StruckCase) -> None:
    """Every event and every notice is there once."""
    acceptance = (await case.events("responded"))[0].deadlines[0].due_day
    due = {"contact": case.day(2), "response": case.day(14), "acceptance": acceptance}
    await case.is_sound(*LIFE, due=due)
    await each_notice_went_once(case)


async def test_killed_between_commit_and_report(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each recording is committed, then tried again: the retry returns the same events, none is doubled."""
    once, returned = Once(), dict[str, list[Recorded]]()

    class Interrupted(Recorder):
        @activity.defn(name=RECORD)
        async def record(self, entry: Entry) -> Recorded:
            recorded = await super().record(entry)
            returned.setdefault(entry.key, []).append(recorded)
            once.fail(entry.key)
            return recorded

    monkeypatch.setattr("worker.Recorder", Interrupted)
    async with StruckHouse.at_work(stack) as house:
        assert isinstance(house, StruckHouse)
        case = await live(house)
        await is_as_if_nothing_had_been(case)
    assert len(returned) == 4  # opened, contacted, responded, accepted together with closed
    assert all(first == second for first, second in returned.values())


async def test_killed_between_commit_and_posting(house: StruckHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each notice is queued, then lost on its way to the engine: the retry posts it, once."""
    once = Once()

    async def lost_at_first(client: Any, key: Any, task_queue: str) -> None:
        once.fail(key.id)
        await post(client, key, task_queue)

    monkeypatch.setattr("activities.record.post", lost_at_first)
    await is_as_if_nothing_had_been(await live(house))


async def test_killed_between_posting_and_report(house: StruckHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each notice is posted, and the retry posts it again: the engine starts no second delivery."""
    once = Once()

    async def posted_then_lost(client: Any, key: Any, task_queue: str) -> None:
        await post(client, key, task_queue)
        once.fail(key.id)

    monkeypatch.setattr("activities.record.post", posted_then_lost)
    await is_as_if_nothing_had_been(await live(house))


@pytest.mark.parametrize("person", [{}, {"person": BY_LETTER}], ids=["email", "letter"])
async def test_killed_between_sending_and_noting_it(
    house: StruckHouse, monkeypatch: pytest.MonkeyPatch, person: dict[str, Any]
) -> None:
    """A letter is written again in its place; an e-mail goes a second time, and can be told as the same.

    When a worker dies after the mail server said yes and before that is committed, nobody can know of the
    yes: SMTP has no way to ask. So the retry sends again: at most one more copy for each death, the same
    to the byte, under the same Message-ID, by which mail programs and archives know it for a duplicate.
    The record says once that it was sent. Nothing else could be promised, but to lose it instead.
    """
    once = Once()

    def sent_then_lost(composed: Any) -> str:
        if once.is_first(composed.subject):
            house.fate.deaths.append(datetime.now(UTC))
            raise Killed
        return plain_text(composed)

    monkeypatch.setattr("activities.deliver.plain_text", sent_then_lost)
    case = house.case()
    await case.open(complaint(case.day(0), **person), by="amira.khan")
    assert all(notice["sent_at"] for notice in await case.notices())
    await each_notice_went_once(case)


async def record_unheard(case: StruckCase, name: str, key: str, **fields: Any) -> str:
    """Commit a decision of amira.khan's as a worker does, and die: the engine is never told; its update's id.

    So it is when the worker dies before it reports, and Temporal before it has written down that it was
    asked: what was only asked of it is kept in its memory.
    """
    house, before = case.house, await case.case()
    lifecycle = lifecycle_of(house.policy, before.matter)
    decision = lifecycle.rules[name].decision.model_validate(fields)
    async with house.pool.acquire() as connection:
        actor = (await staff_member(connection, house.policy, "amira.khan")).actor
        kept = await keep(
            connection,
            case.ref,
            key,
            fingerprint=fingerprint(decision, actor.id),
            asked=fingerprint(decision.without_words(), actor.id),
            words=decision.words(),
        )
        moment = Moment(policy=house.policy, now=case.moment, actor=actor)
        entry = Entry(
            case=before,
            key=key,
            actor=actor.id,
            at=case.moment,
            proposals=lifecycle.decide(before, decision, moment),
            decision=name,
            attempt=kept.attempt,
            facts=decision.without_words().facts(),
            people=(actor,),
        )
        await casebook.record(connection, entry, house.library)
    assert (await case.state()).seq <= before.seq
    return update_id(key, kept.attempt)


async def test_the_next_decision_tells_the_engine_what_it_missed(house: StruckHouse) -> None:
    """Recorded, but never counted by the engine, nor asked again: what comes next builds upon it.

    A second contact is refused, as the first is on record; a response is taken, as there was contact.
    """
    case = await house.opened()
    await case.on(1)
    await record_unheard(case, "contact", "unheard", remedy_wanted="A working lift.")
    with pytest.raises(OutOfStage, match="contacted already"):
        await case.contacted()
    assert await case.state() == await case.case()
    await case.answered(outcome="not-upheld", remedies=[])
    await case.decide("accept")
    await case.finished()
    await is_as_if_nothing_had_been(case)


async def test_a_response_upon_a_contact_that_the_engine_missed(house: StruckHouse) -> None:
    """The engine by itself would say that there was no contact; the record says there was, and it counts."""
    case = await house.opened()
    await case.on(1)
    await record_unheard(case, "contact", "unheard", remedy_wanted="A working lift.")
    await case.answered(outcome="not-upheld", remedies=[])
    await case.decide("accept")
    await case.finished()
    await is_as_if_nothing_had_been(case)


async def test_asking_again_tells_the_engine_what_it_missed(house: StruckHouse) -> None:
    """The decision that closed the case was never counted; its caller asks again, and the case ends."""
    case = await house.opened()
    await case.on(1)
    await case.contacted()
    await case.answered(outcome="not-upheld", remedies=[])
    await record_unheard(case, "accept", "unheard")
    answer = await case.decide("accept", key="unheard")
    assert answer.events == ("accepted", "closed")
    await case.finished()
    await is_as_if_nothing_had_been(case)


async def test_a_deadline_tells_the_engine_what_it_missed(house: StruckHouse) -> None:
    """Contact was recorded in time, and never counted: no breach of it is recorded when its time is up."""
    case = await house.opened()
    await case.on(1)
    await record_unheard(case, "contact", "unheard", remedy_wanted="A working lift.")
    await case.time.reach(case.handle, case.at(3, "00:01"))
    await case.on(15)
    assert await case.breaches() == [("response", case.day(14).isoformat())]
    due = {"contact": case.day(2), "response": case.day(14)}
    await case.is_sound("opened", "contacted", "staff-reminded", "breached", due=due)
    await each_notice_went_once(case)


async def test_the_second_of_two_unheard_is_asked_again(house: StruckHouse) -> None:
    """Contact and a note were committed in one lost task, and only the note is delivered again, as it was.

    The engine counts the contact first: it is not passed over, and its own answer is the note's.
    """
    case = await house.opened()
    await case.on(1)
    before = await case.state()
    await record_unheard(case, "contact", "first", remedy_wanted="A working lift.")
    asked = await record_unheard(case, "note", "second", text="She was friendly.")
    async with house.pool.acquire() as connection:
        actor = (await staff_member(connection, house.policy, "amira.khan")).actor
    order: Order[Note] = Order(actor=actor, decision=Note(text=KEPT), seq=before.seq)
    answer = await case.handle.execute_update("note", order, id=asked, result_type=Answer)
    assert answer == await case.desk.answer(case.ref, "second")
    assert await case.state() == await case.case()
    await case.answered(outcome="not-upheld", remedies=[])
    assert await case.kinds() == ["opened", "contacted", "noted", "responded"]
