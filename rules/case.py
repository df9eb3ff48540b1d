"""A case as it stands, the events that make it so, and how each event changes it.

A case is the sum of its recorded events. Everything an event changes stands in the event itself, so
that replaying an old history gives the old state, whatever the rules have become since.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple

from rules.model import CaseRef, Instant, Model, Slug, StaffId
from rules.terms import Within

Fact = str | int | bool | None
PERSON = "person"
"""The audience of a notice to the person whose case it is; any other audience is a role."""


class ToReckon(Model):
    """A deadline to be set: the recording works out its day, with the calendar as it then is."""

    name: str
    clause: str
    duty: str
    start: Instant
    within: Within | None = None
    agreed: date | None = None
    remind_before: Within | None = None


class Deadline(Model):
    """A promise with its date: met until the end of `due_day`, local; broken at `due_at`, UTC."""

    name: str
    clause: str
    duty: str
    due_day: date
    due_at: Instant
    remind_at: Instant | None = None
    missed: bool = False

    @property
    def next_at(self) -> datetime | None:
        """When this deadline next wants attention: its reminder, then its end; never once missed."""
        return None if self.missed else self.remind_at or self.due_at


def rule_name(deadline: str) -> str:
    """The policy's name for a deadline: numbered ones (`commitment-2`) share one rule."""
    return deadline.rstrip("0123456789").removesuffix("-")


class Commitment(Model):
    """Something a response promised: by when, whose task, and what came of it."""

    number: int
    by: date
    owner: StaffId
    status: Literal["open", "kept", "broken"] = "open"

    @property
    def deadline(self) -> str:
        """The name of its deadline."""
        return f"commitment-{self.number}"


class Tell(Model):
    """A notice that follows from an event."""

    notice: Slug
    to: Slug = PERSON


class Proposal(Model):
    """What would happen: an event not yet recorded."""

    kind: Slug
    clause: str | None = None
    because: str | None = None
    facts: dict[str, Fact] = {}
    stage: Slug | None = None
    outcome: Slug | None = None
    owner: StaffId | None = None
    sets: tuple[ToReckon, ...] = ()
    ends: tuple[str, ...] = ()
    misses: str | None = None
    reminds: str | None = None
    promises: tuple[Commitment, ...] = ()
    considers: tuple[Slug, ...] = ()
    cites: tuple[CaseRef, ...] = ()
    tells: tuple[Tell, ...] = ()


class Event(Proposal):
    """What happened: recorded under a number, at a time (UTC), by an actor, its deadlines reckoned."""

    seq: int
    at: Instant
    actor: str
    deadlines: tuple[Deadline, ...] = ()


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
    """

    ref: CaseRef
    policy: Slug
    version: date
    matter: Slug
    service: Slug
    received: Instant
    happened_on: date | None = None
    needs: tuple[Slug, ...] = ()
    stage: Slug = "received"
    owner: StaffId | None = None
    outcome: Slug | None = None
    deadlines: tuple[Deadline, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    considered: tuple[Slug, ...] = ()
    happened: tuple[Slug, ...] = ()
    seq: int = 0

    def deadline(self, name: str) -> Deadline | None:
        """The open deadline of a name, missed or not."""
        return next((deadline for deadline in self.deadlines if deadline.name == name), None)

    def has(self, kind: str) -> bool:
        """Whether an event of a kind has happened."""
        return kind in self.happened

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
        """The case once the event has happened; an event already counted changes nothing."""
        if event.seq <= self.seq:
            return self
        return self.model_copy(
            update={
                "seq": event.seq,
                "stage": event.stage or self.stage,
                "outcome": event.outcome or self.outcome,
                "owner": event.owner or self.owner,
                "deadlines": _deadlines(self.deadlines, event),
                "commitments": _commitments(self.commitments, event.promises),
                "considered": (*self.considered, *event.considers),
                "happened": self.happened if self.has(event.kind) else (*self.happened, event.kind),
            }
        )


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


def _commitments(before: tuple[Commitment, ...], changed: tuple[Commitment, ...]) -> tuple[Commitment, ...]:
    numbers = {promise.number for promise in changed}
    return (*(promise for promise in before if promise.number not in numbers), *changed)
