"""Writing an entry: its events into the chain, their deadlines, what they set going, the case after them."""

from __future__ import annotations

from datetime import date, datetime
from itertools import accumulate, pairwise
from typing import Any

from records.booking import write_booking
from records.chain import chained
from records.correcting import write_correction
from records.database import Connection
from records.mending import write_person
from records.queueing import queue_errands, queue_notices, queue_payments, replace_person
from records.reading import log_access
from records.sql import queries
from records.states import Stood, stood, to_keep
from rules.case import Case
from rules.events import Event
from rules.payee import Payee
from rules.policy import Policy
from rules.promises import Deadline
from rules.recording import Answer, Entry, Recorded
from rules.working_time import Reckoning

Dated = list[tuple[Deadline, Reckoning]]
"""The deadlines that a proposal sets, each with its reckoning."""


async def write(
    connection: Connection,
    entry: Entry,
    dates: list[Dated],
    policy: Policy,
    payee: Payee | None,
    last_hash: str,
) -> Recorded:
    """Write an entry that was checked.

    Args:
        connection: In the transaction that holds the case.
        entry: What is recorded.
        dates: The deadlines of each of its proposals.
        policy: The case's.
        payee: Whom the case's money goes to, where the entry pays any.
        last_hash: That of the event before.

    """
    events = list[Event]()
    for proposal, found in zip(entry.proposals, dates, strict=True):
        events.append(
            Event(
                **proposal.model_dump(),
                seq=entry.case.seq + len(events) + 1,
                at=entry.at,
                actor=entry.actor,
                deadlines=tuple(deadline for deadline, _ in found),
            )
        )
    cases = list(accumulate(events, Case.after, initial=entry.case))
    case, stands = cases[-1], [stood(after) for after in cases[1:]]
    last_hash = await _write_events(connection, entry, events, stands, last_hash)
    for event, found, (before, after) in zip(events, dates, pairwise(cases), strict=True):
        await _write_deadlines(connection, case.ref, event, found)
        if event.replaces_person:
            await replace_person(connection, case.ref, entry.key, event)
        await _write_corrections(connection, entry, event, after, policy)
        if event.books or event.frees:
            await write_booking(connection, case.ref, event, policy)
        await queue_payments(connection, before, after, event, policy, payee)
        if event.reads_out:
            told = {"seq": event.reads_out, "at": event.at, "by": event.actor}
            await queries.told(connection, ref=case.ref, **told)
        if event.discloses:
            await log_access(connection, policy, event.actor, event.kind, case.ref)
    await queue_notices(connection, case.ref, events)
    await queue_errands(connection, case.ref, events)
    await queries.queue_for_webhooks(connection, policy=case.policy, ref=case.ref, after=entry.case.seq)
    await _write_case(connection, case, entry.at, last_hash)
    answer = answer_of(entry, case, events) if entry.decision else None
    if answer:
        await queries.add_decision(
            connection,
            ref=case.ref,
            key=entry.key,
            name=entry.decision,
            actor=entry.actor,
            at=entry.at,
            answer=answer.model_dump(mode="json"),
        )
    return Recorded(events=tuple(events), answer=answer)


async def _write_corrections(
    connection: Connection, entry: Entry, event: Event, after: Case, policy: Policy
) -> None:
    """Write what an event corrects outside the events: the case's own days, its person."""
    if event.received or event.happened_on:
        await write_correction(connection, after)
    if event.corrects_person:
        await write_person(connection, entry, policy, event.seq)


async def _write_events(
    connection: Connection, entry: Entry, events: list[Event], stands: list[Stood], previous: str
) -> str:
    rows, ref, key = [], entry.case.ref, entry.key
    for event, after in zip(events, stands, strict=True):
        body = event.model_dump(mode="json", exclude_defaults=True)
        row_hash = chained(previous, ref, key, body)
        row = {"ref": ref, "seq": event.seq, "key": key, "previous_hash": previous, "hash": row_hash}
        rows.append(row | {"body": body, "stood": after.model_dump(mode="json")})
        previous = row_hash
    await queries.add_events(connection, rows)
    return previous


async def _write_deadlines(connection: Connection, ref: str, event: Event, found: Dated) -> None:
    if gone := [*event.ends, *(deadline.name for deadline, _ in found)]:
        await queries.end_deadlines(connection, ref=ref, names=gone, seq=event.seq)
    if event.misses:
        await queries.miss_deadline(connection, ref=ref, name=event.misses, seq=event.seq)
    if event.reminds:
        await queries.reminded(connection, ref=ref, name=event.reminds)
    rows: list[dict[str, Any]] = [
        {
            "ref": ref,
            "set_by": event.seq,
            "reckoning": reckoning.model_dump(mode="json"),
            **deadline.model_dump(exclude={"start", "agreed", "missed"}),
        }
        for deadline, reckoning in found
    ]
    if rows:
        await queries.add_deadlines(connection, rows)


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
        due_until=deadline.until if deadline else None,
        due_at=deadline.due_at if deadline else None,
        overdue=bool(case.overdue),
        closed_at=at if case.finished else None,
        terms_now=case.terms,
        last_seq=case.seq,
        last_hash=last_hash,
        panel=list(case.sitting),
        **to_keep(case),
    )


def answer_of(entry: Entry, case: Case, events: list[Event]) -> Answer:
    """Return what whoever took the decision is told."""
    return Answer(
        ref=case.ref,
        key=entry.key,
        events=tuple(event.kind for event in events),
        seq=case.seq,
        stage=case.stage,
    )
