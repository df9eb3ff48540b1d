"""Cases that the rules play and the casebook records in PostgreSQL, on a clock of the test's own.

All of it is the code of production but for the engine, which would wake a case at its time and hand over what
is decided. What the notices of such a case are told is what production tells them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from records.calendar import Closure, Confirmation, confirm, look
from records.casebook import record
from records.database import Connection
from records.intake import take_in
from records.kept import fingerprint, keep
from records.people import staff_member
from records.register import restrictions_on
from records.reviewing import ensure_review
from records.sql import every, queries
from records.telephone import TO_BE_TOLD, asking, chase_untold, told_within
from records.telling import context_of
from rules.authority import Actor
from rules.case import Case
from rules.decision import Decision
from rules.events import OWNER, PERSON, Proposal
from rules.intake import Intake
from rules.library import Library
from rules.lifecycle import BY_ITSELF, ENGINE
from rules.lifecycles import lifecycle_of
from rules.moment import Moment
from rules.moving import MoveDates
from rules.policy import Policy
from rules.recording import Entry
from tests.rules.people import TOM
from tests.rules.play import day, local


class Book:
    """The records of an organisation, within a transaction of a test's own."""

    def __init__(self, connection: Connection, library: Library, policy: Policy) -> None:
        self.connection, self.library, self.policy = connection, library, policy

    async def take_in(self, intake: Intake, at: str, *, by: Actor = TOM) -> RecordedCase:
        """A matter that comes in at a local time, and is opened."""
        now = local(at, self.policy.zone)
        taken = await take_in(self.connection, intake, self.policy, by, now)
        return await self._opened(taken.case, now)

    async def policy_review(self, at: str) -> RecordedCase:
        """The review of the policy itself, which is taken in by itself at a local time."""
        now = local(at, self.policy.zone)
        case = await ensure_review(self.connection, self.policy, now)
        assert case is not None
        return await self._opened(case, now)

    async def _opened(self, case: Case, now: datetime) -> RecordedCase:
        recorded = RecordedCase(self, case, now)
        await recorded.open()
        return recorded


class RecordedCase:
    """One case: what is decided is recorded, and time passes when the test says so."""

    def __init__(self, book: Book, case: Case, now: datetime) -> None:
        self.book, self.case, self.now = book, case, now
        self.lifecycle = lifecycle_of(book.policy, case.matter)
        self._keys = (f"key-{number}" for number in itertools.count(1))

    async def open(self) -> None:
        """Open the matter that was received."""
        await self._record(self.lifecycle.open(self.case, self._moment()), ENGINE)

    async def decide(self, decision: Decision, *, by: Actor) -> None:
        """Take a decision, after what is due."""
        await self.until(self.now)
        key, book = next(self._keys), self.book
        if by != BY_ITSELF:
            by = (await staff_member(book.connection, book.policy, by.id)).actor
        kept = await keep(
            book.connection,
            self.case.ref,
            key,
            fingerprint=fingerprint(decision, by.id),
            asked=fingerprint(decision.without_words(), by.id),
            words=decision.words(),
        )
        named = [
            (await staff_member(book.connection, book.policy, who)).actor for who in decision.names(self.case)
        ]
        moment = self._moment(by, tuple(named))
        proposals = self.lifecycle.decide(self.case, decision.without_words(), moment)
        decided = {
            "key": key,
            "decision": decision.name,
            "attempt": kept.attempt,
            "facts": decision.without_words().facts(),
            "people": (by, *named),
        }
        await self._record(proposals, by.id, **decided)

    async def on(self, at: str) -> None:
        """Let time pass until a local time; what falls due by then happens, each at its own time."""
        await self.until(local(at, self.book.policy.zone))

    async def until(self, moment: datetime) -> None:
        """Let time pass until a moment; what falls due by then happens, each at its own time."""
        while (wake := self.case.next_wake()) and wake.at <= moment:
            self.now = max(self.now, wake.at)
            happens = self.lifecycle.reminds if wake.is_reminder else self.lifecycle.lapses
            await self._record(happens(self.case, wake.deadline, self._moment()), ENGINE)
        self.now = moment

    async def close(self, on: str, reason: str) -> None:
        """Close the organisation on a day, which moves the dates of the case."""
        book = self.book
        closed = Closure(day=day(on), reason=reason)
        seen = await look(book.connection, book.library, book.policy, closed.day, self.now)
        [touched] = seen.cases
        confirmed = Confirmation(seen.digest, "sara.quill", "closure", self.now)
        await confirm(book.connection, book.library, book.policy, closed, confirmed)
        names = tuple(date.deadline for date in touched.dates)
        await self.decide(MoveDates(day=closed.day, deadlines=names), by=BY_ITSELF)

    async def chase(self) -> None:
        """Say of what waits to be told by telephone that it was not told in time."""
        connection, ref = self.book.connection, self.case.ref
        for row in await every(queries.notices(connection, ref=ref)):
            due = await told_within(connection, self.case, self.book.policy, row["queued_at"])
            if row["audience"] == PERSON:
                waits = {"tell_by": due.due_at, "told_at": None, "told_by": None}
                await queries.add_to_tell(connection, ref=ref, seq=row["seq"], **waits)
        await chase_untold(connection, self.book.library, self.now)

    async def told(self, kind: str) -> dict[str, Any]:
        """Return the context of the last notice of a kind, as `deliver` gathers it.

        Where staff are asked to tell one by telephone, it is the last that goes to the person.
        """
        book, ref = self.book, self.case.ref
        rows = await every(queries.notices(book.connection, ref=ref))
        [*_, last] = [
            row for row in rows if kind in (row["kind"], *([TO_BE_TOLD] if row["audience"] == PERSON else []))
        ]
        restricted = await restrictions_on(book.connection, self.case, book.library)
        context = await context_of(
            book.connection,
            last,
            self.case,
            book.policy,
            await queries.get_person(book.connection, ref=ref),
            restricted if last["audience"] in (PERSON, OWNER) else (),
        )
        if kind != TO_BE_TOLD:
            return context
        due = await told_within(book.connection, self.case, book.policy, last["queued_at"])
        return asking(context, due)

    async def _record(self, proposals: Iterable[Proposal], actor: str, **decided: Any) -> None:
        entry = Entry(
            **{"key": next(self._keys), "proposals": tuple(proposals)} | decided,
            case=self.case,
            actor=actor,
            at=self.now,
        )
        for event in (await record(self.book.connection, entry, self.book.library)).events:
            self.case = self.case.after(event)

    def _moment(self, actor: Actor | None = None, named: tuple[Actor, ...] = ()) -> Moment:
        return Moment(policy=self.book.policy, now=self.now, actor=actor, named=named)
