"""What is handed over to be recorded, and what comes back: events with numbers and due dates."""

from __future__ import annotations

from typing import Any

from rules.authority import Actor
from rules.case import Case
from rules.events import Event, Proposal
from rules.model import CaseRef, Instant, Model, Slug


class Answer(Model):
    """What whoever took a decision is told: what was recorded, and the stage the case is at."""

    ref: CaseRef
    key: str
    events: tuple[Slug, ...]
    seq: int
    stage: Slug


class Entry(Model):
    """Something to be recorded: proposals about a case as it stood, by an actor at a time (UTC).

    Attributes:
        key: Recording the same key twice records once.
        decision: The decision's name, whose words were kept under the key before; None for what happens
            by itself.
        attempt: The attempt whose words these are: a key that a refusal freed may have others by now. None
            where whoever asked has named none.
        facts: The decision without its words, as JSON; fields at their defaults are left out.
        people: Whoever takes it and whom it names, as they were when it was judged.

    """

    case: Case
    key: str
    actor: str
    at: Instant
    proposals: tuple[Proposal, ...]
    decision: str | None = None
    attempt: str | None = None
    facts: dict[str, Any] = {}
    people: tuple[Actor, ...] = ()


class Recorded(Model):
    """What was recorded: the events, with their numbers and their deadlines' days.

    Attributes:
        missed: What had been recorded before, and the engine had not counted; nothing new was recorded then:
            the events, where there are any, were there as well.
        answer: What whoever took the decision is told, now and whenever they ask again; None where it was
            not recorded, or happened by itself, and in histories from before it was handed over.

    """

    events: tuple[Event, ...]
    missed: tuple[Event, ...] = ()
    answer: Answer | None = None
