"""The casebook: one short transaction records events, works out their due dates, and queues what follows.

Recording is idempotent by key. Nothing is recorded where the case it was decided on is not the case
as recorded, where nobody asked for the decision, or where a cited case or a member of staff does not exist.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from policies import Library
from records.chain import chained
from records.citing import lock_with_cited
from records.database import Connection, every, queries
from records.days import calendar_now, reckoned
from records.provenance import is_as_recorded, require_asked
from records.queueing import queue_errands, queue_notices, queue_payments, replace_person
from records.reliance import require_what_it_relies_on
from records.separation import require_separation
from records.vacancies import passed_on
from rules.case import Case
from rules.events import Event
from rules.moving import MoveDates, only_what_moves
from rules.policy import Policy
from rules.promises import Deadline
from rules.recording import Answer, Entry
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
        OutOfStep: the case was decided on as it never was, whatever the engine says.

    """
    async with connection.transaction():
        # before any case is locked, as a change of the calendar does it: neither can wait for the other
        await queries.hold_calendar(connection, policy=entry.case.policy)
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
        if not await is_as_recorded(connection, entry.case, row):
            raise OutOfStep(f"{entry.case.ref} is not what its {entry.case.seq} events add up to")
        policy = library.version(entry.case.policy, entry.case.version)
        await require_asked(connection, entry)
        await require_what_it_relies_on(connection, entry, policy, rows)
        await require_separation(connection, entry, policy)
        entry = await passed_on(connection, entry, policy)
        calendar = await calendar_now(connection, policy)
        entry = _moving(entry, policy, calendar)
        return await _write(connection, entry, policy, calendar, row["last_hash"])


async def events_of_key(connection: Connection, ref: str, key: str) -> tuple[Event, ...]:
    """What was recorded under a key."""
    rows = await every(queries.events_of_key(connection, ref=ref, key=key))
    return tuple(Event.model_validate(row["body"]) for row in rows)


async def events_after(connection: Connection, ref: str, seq: int) -> tuple[Event, ...]:
    """What was recorded after an event."""
    rows = await every(queries.events(connection, ref=ref))
    return tuple(Event.model_validate(row["body"]) for row in rows if row["seq"] > seq)


def _moving(entry: Entry, policy: Policy, calendar: WorkingCalendar) -> Entry:
    """An entry that moves dates, without those that stay where they are."""
    if entry.decision != MoveDates.name:
        return entry
    proposals = tuple(
        only_what_moves(
            entry.case,
            proposal,
            {ask.name: reckoned(ask, policy, calendar, entry.at)[0] for ask in proposal.sets},
        )
        for proposal in entry.proposals
    )
    return entry.model_copy(update={"proposals": proposals})


async def _write(
    connection: Connection, entry: Entry, policy: Policy, calendar: WorkingCalendar, last_hash: str
) -> tuple[Event, ...]:
    case, events = entry.case, list[Event]()
    for proposal in entry.proposals:
        found = [reckoned(ask, policy, calendar, entry.at) for ask in proposal.sets]
        event = Event(
            **proposal.model_dump(),
            seq=case.seq + 1,
            at=entry.at,
            actor=entry.actor,
            deadlines=tuple(deadline for deadline, _ in found),
        )
        last_hash = await _write_event(connection, case.ref, entry.key, event, last_hash)
        await _write_deadlines(connection, case.ref, event, found)
        await queue_notices(connection, case.ref, event)
        await queue_errands(connection, case.ref, event)
        if event.replaces_person:
            await replace_person(connection, case.ref, entry.key, event)
        before, case = case, case.after(event)
        await queue_payments(connection, before, case, event, policy)
        events.append(event)
    await queries.queue_for_webhooks(connection, policy=case.policy, ref=case.ref, after=entry.case.seq)
    await _write_case(connection, case, entry.at, last_hash)
    await _write_decision(connection, entry, case, events)
    return tuple(events)


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
    connection: Connection, ref: str, event: Event, found: list[tuple[Deadline, Reckoning]]
) -> None:
    gone = [*event.ends, *(deadline.name for deadline, _ in found)]
    await queries.end_deadlines(connection, ref=ref, names=gone, seq=event.seq)
    if event.misses:
        await queries.miss_deadline(connection, ref=ref, name=event.misses, seq=event.seq)
    if event.reminds:
        await queries.reminded(connection, ref=ref, name=event.reminds)
    for deadline, reckoning in found:
        await queries.add_deadline(
            connection,
            ref=ref,
            set_by=event.seq,
            reckoning=reckoning.model_dump(mode="json"),
            **deadline.model_dump(exclude={"start", "agreed", "missed"}),
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
        state=case.model_dump(mode="json", exclude_defaults=True),
        panel=list(case.sitting),
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
