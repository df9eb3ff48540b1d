"""A case as it stands, and how each event changes it.

A case is the sum of its recorded events. Everything an event changes stands in the event itself, so
that replaying an old history gives the old state, whatever the rules have become since.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from rules.events import Event, Terms
from rules.model import CaseRef, Instant, Model, Slug, StaffId
from rules.promises import Commitment, Deadline, Draft, ProposedConflict


class Wake(NamedTuple):
    """The next moment at which a case wants attention, and for which deadline."""

    at: datetime
    deadline: Deadline

    @property
    def is_reminder(self) -> bool:
        """Whether it is for the deadline's reminder, and not its end."""
        return self.deadline.remind_at is not None


class Case(Model):
    """A case: who decides it under which paper, what is still owed and by when.

    It holds references, kinds, dates and staff ids; nothing about the person.

    Attributes:
        service: What it is about; none where it is about no one service.
        opened_by: Whoever took it in.
        terms: What holds of it by name, as its lifecycle has it: as it came in, and as events changed it.
        since: When it came to its stage.
        conflicted: Whoever has a conflict of interest in it, and decides nothing.
        proposed_conflicts: Those that wait to be confirmed.
        passed_to: The ranks that decide what nobody below them is left to decide.
        given: What its decisions have given in money, in pence: paid, promised, or set off against a debt.

    """

    ref: CaseRef
    policy: Slug
    version: date
    matter: Slug
    service: Slug | None = None
    received: Instant
    opened_by: StaffId | None = None
    terms: Terms = {}
    happened_on: date | None = None
    raised_by: Slug = "resident"
    needs: tuple[Slug, ...] = ()
    stage: Slug = "received"
    since: Instant | None = None
    owner: StaffId | None = None
    outcome: Slug | None = None
    deadlines: tuple[Deadline, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    considered: tuple[Slug, ...] = ()
    happened: tuple[Slug, ...] = ()
    deciders: tuple[StaffId, ...] = ()
    conflicted: tuple[StaffId, ...] = ()
    proposed_conflicts: tuple[ProposedConflict, ...] = ()
    passed_to: tuple[Slug, ...] = ()
    panel: tuple[StaffId, ...] = ()
    planned: bool = False
    draft: Draft | None = None
    given: int = 0
    seq: int = 0

    def deadline(self, name: str) -> Deadline | None:
        """The open deadline of a name, missed or not."""
        return next((deadline for deadline in self.deadlines if deadline.name == name), None)

    def has(self, kind: str) -> bool:
        """Whether an event of a kind has happened."""
        return kind in self.happened

    def commitment(self, number: int) -> Commitment | None:
        """The commitment of a number, whatever became of it."""
        return next((promise for promise in self.commitments if promise.number == number), None)

    @property
    def next_number(self) -> int:
        """The number of the next commitment: none was promised under it, nor does any draft promise one."""
        drafted = self.draft.promises if self.draft else ()
        return 1 + max((promise.number for promise in (*self.commitments, *drafted)), default=0)

    def made_by(self, event: Event) -> tuple[Commitment, ...]:
        """The commitments that an event made, and did not merely change."""
        numbers = {promise.number for promise in event.promises}
        return tuple(
            promise
            for promise in self.commitments
            if promise.number in numbers and promise.made_in in (event.seq, event.words_of)
        )

    def _deciders_of(self, event: Event) -> tuple[StaffId, ...]:
        """Return whoever has decided by an event, and whoever proposed what it brings into effect."""
        if not event.decides:
            return ()
        draft = self.draft
        return (draft.by, event.actor) if draft and draft.seq == event.words_of else (event.actor,)

    @property
    def sitting(self) -> tuple[StaffId, ...]:
        """The members of its panel, while they review it."""
        return self.panel if self.stage == "review" else ()

    @property
    def finished(self) -> bool:
        """Whether nothing more can happen."""
        return self.stage == "closed"

    @property
    def overdue(self) -> tuple[Deadline, ...]:
        """The promises that were missed and are still owed."""
        return tuple(deadline for deadline in self.deadlines if deadline.missed)

    @property
    def owed(self) -> tuple[Commitment, ...]:
        """The commitments still open."""
        return tuple(promise for promise in self.commitments if promise.status == "open")

    @property
    def unconsidered(self) -> tuple[str, ...]:
        """The needs for which no adjustment was yet made, nor refused with a reason."""
        return tuple(need for need in dict.fromkeys(self.needs) if need not in self.considered)

    @property
    def due(self) -> Deadline | None:
        """The earliest open deadline, missed or not."""
        return min(self.deadlines, key=lambda deadline: deadline.due_at, default=None)

    def next_wake(self) -> Wake | None:
        """The earliest moment at which a deadline wants attention."""
        wakes = [Wake(deadline.next_at, deadline) for deadline in self.deadlines if deadline.next_at]
        return min(wakes, key=lambda wake: wake.at, default=None)

    def after(self, event: Event) -> Case:
        """The case once the event has happened; an event already counted changes nothing.

        Raises:
            ValueError: an event between was not counted; it would be lost without a trace.

        """
        if event.seq <= self.seq:
            return self
        if event.seq > self.seq + 1:
            raise ValueError(f"{self.ref}: event {event.seq} does not follow event {self.seq}")
        return self.model_copy(
            update={
                "seq": event.seq,
                "received": event.received or self.received,
                "happened_on": event.happened_on or self.happened_on,
                "stage": event.stage or self.stage,
                "since": event.at if event.stage else self.since,
                "outcome": event.outcome or self.outcome,
                "terms": self.terms | event.terms,
                "owner": event.owner or self.owner,
                "deadlines": _deadlines(self.deadlines, event),
                "commitments": _commitments(self.commitments, event),
                "needs": self.needs if event.needs is None else event.needs,
                "considered": (*(self.considered if event.needs is None else ()), *event.considers),
                "happened": _with(self.happened, event.kind),
                "deciders": _with(self.deciders, *self._deciders_of(event)),
                "conflicted": _without(_with(self.conflicted, *event.conflicts), event.conflicts_end),
                "proposed_conflicts": (
                    self.proposed_conflicts if event.proposed_conflicts is None else event.proposed_conflicts
                ),
                "passed_to": _with(self.passed_to, *event.passed_to),
                "panel": self.panel if event.panel is None else event.panel,
                "planned": event.plans or (self.planned and event.panel is None),
                "draft": _draft(self.draft, event),
                "given": _given(self.given, event),
            }
        )


def _given(before: int, event: Event) -> int:
    """Return what has been given in money: by a decision, beside or in the place of those before."""
    gross = event.sum.gross if event.sum else 0
    return gross if event.corrects and event.outcome else max(before, gross)


def _with(known: tuple[str, ...], *more: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *more)))


def _without(known: tuple[str, ...], gone: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in known if name not in gone)


def _draft(before: Draft | None, event: Event) -> Draft | None:
    if event.proposes is None:
        return None if event.drops else before
    if event.proposes.seq:
        return event.proposes
    promises = tuple(_made_in(promise, event) for promise in event.proposes.promises)
    return event.proposes.model_copy(update={"seq": event.seq, "promises": promises})


def _deadlines(before: tuple[Deadline, ...], event: Event) -> tuple[Deadline, ...]:
    gone = {*event.ends, *(deadline.name for deadline in event.deadlines)}
    kept = (_touched(deadline, event) for deadline in before if deadline.name not in gone)
    return (*kept, *event.deadlines)


def _touched(deadline: Deadline, event: Event) -> Deadline:
    if deadline.name == event.misses:
        return deadline.model_copy(update={"missed": True, "remind_at": None})
    if deadline.name == event.reminds:
        return deadline.model_copy(update={"remind_at": None})
    return deadline


def _commitments(before: tuple[Commitment, ...], event: Event) -> tuple[Commitment, ...]:
    known = {promise.number: promise for promise in before}
    changed = {promise.number: _made_at(promise, known, event) for promise in event.promises}
    kept = (promise for promise in before if promise.number not in changed)
    return (*kept, *(_dated(_made_in(promise, event), event) for promise in changed.values()))


def _made_in(promise: Commitment, event: Event) -> Commitment:
    return promise if promise.made_in else promise.model_copy(update={"made_in": event.seq})


def _made_at(promise: Commitment, known: dict[int, Commitment], event: Event) -> Commitment:
    """As it was promised first: events of before this was recorded do not say so themselves."""
    first = known.get(promise.number, promise).made_at or event.at
    return promise.model_copy(update={"made_at": first})


def _dated(promise: Commitment, event: Event) -> Commitment:
    """A payment's day is that of the deadline reckoned with it."""
    days = [deadline.due_day for deadline in event.deadlines if deadline.name == promise.deadline]
    return promise.model_copy(update={"by": days[0]}) if days and promise.by is None else promise
