"""The casebook: one short transaction records events, works out their due dates, and queues what follows.

Recording is idempotent by key. Nothing is recorded where the case it was decided on is not the case
as recorded, where nobody asked for the decision, or where a cited case or a member of staff does not exist.

What a recording relies on is read once, whatever the length of the case; how much that is, is counted in
`tests/starter/api/test_round_trips.py`.
"""

from __future__ import annotations

from typing import Any

from records.citing import lock_with_cited
from records.correcting import corrected
from records.database import Connection
from records.days import calendar_now, reckoned
from records.keeping import recorded_answer
from records.mending import mended
from records.payees import payee_now
from records.provenance import is_as_recorded, require_asked, staff_spoken_of
from records.reliance import pays, require_what_it_relies_on
from records.separation import require_separation
from records.signposted import with_versions
from records.sql import every, queries
from records.vacancies import passed_on
from records.writing import Dated, write
from rules.events import Event
from rules.library import Library
from rules.moving import MoveDates, only_what_moves
from rules.policy import Policy
from rules.recording import Entry, Recorded
from rules.working_time import WorkingCalendar


class OutOfStep(Exception):
    """The engine's view of the case is not the recorded one; a workflow was reset, or a database restored."""


async def record(connection: Connection, entry: Entry, library: Library) -> Recorded:
    """Record an entry once, and return its events, with their numbers and due dates.

    Where something else was recorded since the case was as the entry has it, that is returned as missed, and
    nothing is recorded.

    Raises:
        Refusal: what the entry relies on does not exist.
        OutOfStep: the case was decided on as it never was, whatever the engine says.

    """
    ref = entry.case.ref
    async with connection.transaction():
        # before any case is locked, as a change of the calendar does it: neither can wait for the other
        await queries.hold_calendar(connection, policy=entry.case.policy)
        rows = await lock_with_cited(connection, entry)
        row = rows[ref]
        if (before := await _recorded_before(connection, entry)) is not None:
            return before
        if row["last_seq"] != entry.case.seq:
            raise OutOfStep(f"{ref} is at event {row['last_seq']}, not {entry.case.seq}")
        if not await is_as_recorded(connection, entry.case, row):
            raise OutOfStep(f"{ref} is not what its {entry.case.seq} events add up to")
        policy = library.version(entry.case.policy, entry.case.version)
        staff = await staff_spoken_of(connection, entry)
        await require_asked(connection, entry, staff)
        payee = await payee_now(connection, ref) if pays(entry) else None
        await require_what_it_relies_on(connection, entry, policy, rows, staff, payee)
        await require_separation(connection, entry, policy, payee)
        entry = await with_versions(connection, entry, policy)
        entry = await passed_on(connection, entry, policy)
        entry = await mended(connection, entry, policy)
        entry = await corrected(connection, entry, policy, library)
        entry, dates = await _dated(connection, entry, policy)
        return await write(connection, entry, dates, policy, payee, row["last_hash"])


async def _recorded_before(connection: Connection, entry: Entry) -> Recorded | None:
    """Return what was recorded of an entry, or since it was made; None where it is to be recorded now.

    The engine has not counted what was recorded last where a crash came between the commit and its report.
    """
    ref, key, seq = entry.case.ref, entry.key, entry.case.seq
    rows = await every(queries.events_since(connection, ref=ref, seq=seq, key=key))
    if not rows:
        return None
    events = tuple(Event.model_validate(row["body"]) for row in rows)
    its_own = tuple(event for event, row in zip(events, rows, strict=True) if row["key"] == key)
    if not its_own:
        return Recorded(events=(), missed=events)
    return Recorded(
        events=its_own,
        missed=tuple(event for event in events if seq < event.seq < its_own[0].seq),
        answer=await recorded_answer(connection, ref, key),
    )


async def _dated(connection: Connection, entry: Entry, policy: Policy) -> tuple[Entry, list[Dated]]:
    """Return the entry, with the deadlines that each of its proposals sets."""
    if not any(proposal.sets for proposal in entry.proposals):
        return entry, [[] for _ in entry.proposals]
    calendar = await calendar_now(connection, policy)
    entry = _moving(entry, policy, calendar)
    return entry, [
        [reckoned(ask, policy, calendar, entry.at) for ask in proposal.sets] for proposal in entry.proposals
    ]


def _moving(entry: Entry, policy: Policy, calendar: WorkingCalendar) -> Entry:
    """Return an entry that moves dates without those that stay where they are."""
    if entry.decision != MoveDates.name:
        return entry
    proposals: list[Any] = [
        only_what_moves(
            entry.case,
            proposal,
            {ask.name: reckoned(ask, policy, calendar, entry.at)[0] for ask in proposal.sets},
        )
        for proposal in entry.proposals
    ]
    return entry.model_copy(update={"proposals": tuple(proposals)})
