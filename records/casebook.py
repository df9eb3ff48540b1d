"""The casebook: one short transaction records events, works out their due dates, and queues what follows.

Recording is idempotent by key. Nothing is recorded where the case it was decided on is not the case
as recorded, where a cited case or a member of staff does not exist, or where the words are missing.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from policies import Library
from records.chain import chained
from records.citing import lock_with_cited
from records.database import Connection, every, queries
from records.days import calendar_now
from records.queueing import queue_errands, queue_notices, queue_payments, replace_person
from records.reliance import require_what_it_relies_on
from rules.case import Case
from rules.events import Event
from rules.policy import Policy
from rules.promises import Deadline, ToReckon
from rules.recording import Answer, Entry
from rules.refusal import Refusal
from rules.working_time import Reckoning, WorkingCalendar


class OutOfStep(Exception):
    """The engine's view of the case is not the recorded one; a workflow was reset, or a database restored."""


class Behind(OutOfStep):
    """The engine has not counted what was recorded last: a crash came between the commit and its report.

    Attributes:
        missed: What it has not counted, in order; where the entry itself was recorded, what came before it.
        recorded: What was recorded of the entry itself, after that.

    """

    def __init__(self, ref: str, missed: tuple[Event, ...], recorded: tuple[Event, ...] = ()) -> None:
        super().__init__(f"{ref} is {len(missed)} events further")
        self.missed, self.recorded = missed, recorded


async def record(connection: Connection, entry: Entry, library: Library) -> tuple[Event, ...]:
    """Record an entry once, and return its events, with their numbers and due dates.

    Raises:
        Refusal: what the entry relies on does not exist.
        Behind: the case was decided on as it no longer is; it says what had happened since.
        OutOfStep: the case was decided on as it never was.

    """
    async with connection.transaction():
        rows = await lock_with_cited(connection, entry)
        row = rows[entry.case.ref]
        if recorded := await events_of_key(connection, entry.case.ref, entry.key):
            before = await events_after(connection, entry.case.ref, entry.case.seq)
            if skipped := tuple(event for event in before if event.seq < recorded[0].seq):
                raise Behind(entry.case.ref, skipped, recorded)
            return recorded
        if row["last_seq"] > entry.case.seq:
            raise Behind(entry.case.ref, await events_after(connection, entry.case.ref, entry.case.seq))
        if row["last_seq"] != entry.case.seq:
            raise OutOfStep(f"{entry.case.ref} is at event {row['last_seq']}, not {entry.case.seq}")
        policy = library.version(entry.case.policy, entry.case.version)
        await require_what_it_relies_on(connection, entry, policy, rows)
        calendar = await calendar_now(connection, policy)
        return await _write(connection, entry, policy, calendar, row["last_hash"])


async def events_of_key(connection: Connection, ref: str, key: str) -> tuple[Event, ...]:
    """What was recorded under a key."""
    rows = await every(queries.events_of_key(connection, ref=ref, key=key))
    return tuple(Event.model_validate(row["body"]) for row in rows)


async def events_after(connection: Connection, ref: str, seq: int) -> tuple[Event, ...]:
    """What was recorded after an event."""
    rows = await every(queries.events(connection, ref=ref))
    return tuple(Event.model_validate(row["body"]) for row in rows if row["seq"] > seq)


async def _write(
    connection: Connection, entry: Entry, policy: Policy, calendar: WorkingCalendar, last_hash: str
) -> tuple[Event, ...]:
    case, events = entry.case, list[Event]()
    for proposal in entry.proposals:
        reckoned = [_reckon(ask, policy, calendar) for ask in proposal.sets]
        event = Event(
            **proposal.model_dump(),
            seq=case.seq + 1,
            at=entry.at,
            actor=entry.actor,
            deadlines=tuple(deadline for deadline, _ in reckoned),
        )
        last_hash = await _write_event(connection, case.ref, entry.key, event, last_hash)
        await _write_deadlines(connection, case.ref, event, reckoned)
        await queue_notices(connection, case.ref, event)
        await queue_errands(connection, case.ref, event)
        if event.replaces_person:
            await replace_person(connection, case.ref, entry.key, event)
        case = case.after(event)
        await queue_payments(connection, case, event, policy)
        events.append(event)
    await queries.queue_for_webhooks(connection, policy=case.policy, ref=case.ref, after=entry.case.seq)
    await _write_case(connection, case, entry.at, last_hash)
    await _write_decision(connection, entry, case, events)
    return tuple(events)


def _reckon(ask: ToReckon, policy: Policy, calendar: WorkingCalendar) -> tuple[Deadline, Reckoning]:
    reckoning = due(ask, calendar)
    remind_at = (
        calendar.reminder(reckoning.due_day, ask.remind_before, policy.calendar.reminders_at)
        if ask.remind_before
        else None
    )
    deadline = Deadline(
        name=ask.name,
        clause=ask.clause,
        duty=ask.duty,
        due_day=reckoning.due_day,
        due_at=reckoning.due_at,
        remind_at=remind_at if remind_at and remind_at > ask.start else None,
        lapse_at=calendar.lapse(reckoning.due_day, ask.record_within) if ask.record_within else None,
    )
    return deadline, reckoning


def due(ask: ToReckon, calendar: WorkingCalendar) -> Reckoning:
    """The reckoning of a deadline: counted from its start, or for the day that was agreed."""
    if ask.agreed is not None:
        return calendar.agreed(ask.agreed, ask.start)
    if ask.within is None:
        raise Refusal(f"{ask.name}: neither a length of time nor an agreed day is given", clause=ask.clause)
    return calendar.reckon(ask.within, ask.start)


async def _write_event(connection: Connection, ref: str, key: str, event: Event, previous: str) -> str:
    body = event.model_dump(mode="json", exclude_defaults=True)
    row_hash = chained(previous, ref, key, body)
    await queries.add_event(
        connection,
        ref=ref,
        seq=event.seq,
        key=key,
        body=body,
        previous_hash=previous,
        hash=row_hash,
    )
    return row_hash


async def _write_deadlines(
    connection: Connection, ref: str, event: Event, reckoned: list[tuple[Deadline, Reckoning]]
) -> None:
    gone = [*event.ends, *(deadline.name for deadline, _ in reckoned)]
    await queries.end_deadlines(connection, ref=ref, names=gone, seq=event.seq)
    if event.misses:
        await queries.miss_deadline(connection, ref=ref, name=event.misses, seq=event.seq)
    if event.reminds:
        await queries.reminded(connection, ref=ref, name=event.reminds)
    for deadline, reckoning in reckoned:
        await queries.add_deadline(
            connection,
            ref=ref,
            set_by=event.seq,
            reckoning=reckoning.model_dump(mode="json"),
            **deadline.model_dump(exclude={"missed"}),
        )


async def _write_case(connection: Connection, case: Case, at: datetime, last_hash: str) -> None:
    deadline = case.due
    due_day: date | None = deadline.due_day if deadline else None
    await queries.update_case(
        connection,
        ref=case.ref,
        stage=case.stage,
        owner=case.owner,
        outcome=case.outcome,
        due_name=deadline.name if deadline else None,
        due_day=due_day,
        due_at=deadline.due_at if deadline else None,
        overdue=bool(case.overdue),
        closed_at=at if case.finished else None,
        terms_now=case.terms,
        last_seq=case.seq,
        last_hash=last_hash,
    )


async def _write_decision(connection: Connection, entry: Entry, case: Case, events: list[Event]) -> None:
    if entry.decision is None:
        return
    answer = answer_of(entry, case, tuple(events))
    await queries.add_decision(
        connection,
        ref=case.ref,
        key=entry.key,
        name=entry.decision,
        actor=entry.actor,
        at=entry.at,
        answer=answer.model_dump(mode="json"),
    )


def answer_of(entry: Entry, case: Case, events: tuple[Event, ...]) -> Answer:
    """What whoever took the decision is told."""
    kinds: Any = tuple(event.kind for event in events)
    return Answer(ref=case.ref, key=entry.key, events=kinds, seq=case.seq, stage=case.stage)
