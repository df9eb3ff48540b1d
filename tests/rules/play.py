"""A case played on paper: the pure rules, a clock of our own, and events as the casebook makes them."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from policies import HERE, read
from records.days import reckoned
from rules.authority import Actor
from rules.bank_holidays import working_calendar
from rules.case import Case, Wake
from rules.decision import Allowed, Decision
from rules.events import Event, Proposal
from rules.lifecycle import BY_ITSELF, ENGINE
from rules.lifecycles import lifecycle_of, matter_at
from rules.model import StaffId
from rules.moment import Moment
from rules.policy import Policy
from rules.promises import Deadline
from rules.refusal import Refusal, Unknown
from rules.work import KINDS as WORK
from tests.rules.people import DIRECTORY, RUTH

POPLAR = read(HERE / "poplar_harca.toml")
CHARTER = read(HERE / "work_rights_centre.toml")
LONDON = ZoneInfo("Europe/London")
MONDAY = "2026-06-01 10:00"
"""When complaints come in here, unless a test says otherwise: no bank holiday follows for weeks."""


def local(text: str, zone: ZoneInfo = LONDON) -> datetime:
    """A local time, as in `2026-06-01 10:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def day(text: str) -> date:
    """A day, as in `2026-06-01`."""
    return date.fromisoformat(text)


class Play:
    """One case: what is decided is recorded as in the casebook, and time passes when the test says so."""

    def __init__(self, case: Case, policy: Policy, closures: Mapping[date, str] | None = None) -> None:
        self.directory: dict[StaffId, Actor] = DIRECTORY
        self.policy, self.lifecycle = policy, lifecycle_of(policy, case.matter)
        self.calendar = working_calendar(policy, closures or {})
        self.received = self.case = case
        self.now = case.received
        self.events: list[Event] = []

    @classmethod
    def opened(
        cls,
        at: str = MONDAY,
        *,
        policy: Policy = POPLAR,
        closures: Mapping[date, str] | None = None,
        **facts: Any,
    ) -> Play:
        """A complaint received at a local time, and opened."""
        service = next(iter(policy.services))
        matter = matter_at(policy, "complaints")
        fields = {"ref": f"{policy.reference_prefix}-2026-000001", "matter": matter, "service": service}
        case = Case(
            policy=policy.id,
            version=policy.version,
            received=local(at, policy.zone),
            **{**fields, **facts},
        )
        play = cls(case, policy, closures)
        play.open()
        return play

    def open(self) -> None:
        """What was received is opened."""
        self._record(self.lifecycle.open(self.case, self._moment()), ENGINE)

    def follows(self, consequence: Decision) -> tuple[Event, ...]:
        """What happened elsewhere has its consequence here; the events of it."""
        self.until(self.now)
        moment = self._moment(BY_ITSELF, self._named(consequence))
        return self._record(self.lifecycle.decide(self.case, consequence, moment), ENGINE)

    def copy(self) -> Play:
        """The same case as it stands, to be played on another way."""
        other = copy.copy(self)
        other.events = list(self.events)
        return other

    @property
    def last(self) -> Event:
        """The latest event."""
        return self.events[-1]

    @property
    def kinds(self) -> list[str]:
        """The kinds of all events, in order."""
        return [event.kind for event in self.events]

    def decide(self, *decisions: Decision, by: Actor = RUTH) -> tuple[Event, ...]:
        """Take decisions as the engine does: after what is due, without words. The events of the last one."""
        events: tuple[Event, ...] = ()
        for decision in decisions:
            self.until(self.now)
            moment = self._moment(by, self._named(decision))
            events = self._record(self.lifecycle.decide(self.case, decision.without_words(), moment), by.id)
        return events

    def refused(self, decision: Decision, *, by: Actor = RUTH) -> Refusal:
        """The refusal that a decision meets, which must leave everything as it was."""
        self.until(self.now)
        before = (self.case, list(self.events))
        with pytest.raises(Refusal) as caught:
            self.decide(decision, by=by)
        assert (self.case, self.events) == before
        return caught.value

    def attempt(self, decision: Decision, *, by: Actor = RUTH) -> Refusal | None:
        """How a decision ends: with its refusal, or recorded."""
        try:
            self.decide(decision, by=by)
        except Refusal as refusal:
            return refusal
        return None

    def allowed(self, by: Actor = RUTH) -> dict[str, Allowed]:
        """Each decision by name, and why it is closed to somebody now."""
        return {entry.name: entry for entry in self.lifecycle.allowed(self.case, self._moment(by))}

    def on(self, at: str) -> None:
        """Let time pass until a local time; what falls due by then happens, each at its own time."""
        self.until(local(at, self.policy.zone))

    def until(self, moment: datetime) -> None:
        """Let time pass until a moment; what falls due by then happens, each at its own time."""
        while (wake := self.case.next_wake()) and wake.at <= moment:
            self.now = max(self.now, wake.at)
            self._wake(wake)
            assert self.case.next_wake() != wake, "it would fall due again and again"
        self.now = moment

    def past(self, name: str) -> Event:
        """Let the time for something run out: the event that follows at once."""
        deadline = self.deadline(name)
        over = deadline.lapse_at or deadline.due_at
        self.until(over - timedelta(microseconds=1))
        assert self.deadline(name) == deadline.model_copy(update={"remind_at": None}), "still in time"
        before = len(self.events)
        self.until(over)
        return next(event for event in self.events[before:] if event.clause == deadline.clause)

    def deadline(self, name: str) -> Deadline:
        """An open deadline, which must be there."""
        deadline = self.case.deadline(name)
        assert deadline is not None, f"no deadline {name!r}"
        return deadline

    def due(self, name: str) -> str | None:
        """The due day of an open deadline."""
        deadline = self.case.deadline(name)
        return deadline.due_day.isoformat() if deadline else None

    def _wake(self, wake: Wake) -> None:
        happens = self.lifecycle.reminds if wake.is_reminder else self.lifecycle.lapses
        self._record(happens(self.case, wake.deadline, self._moment()), ENGINE)

    def _record(self, proposals: Iterable[Proposal], actor: str) -> tuple[Event, ...]:
        recorded = []
        for proposal in proposals:
            # the casebook's own reckoning, less its tables: a copy of it here would prove nothing
            deadlines = tuple(reckoned(ask, self.policy, self.calendar, self.now)[0] for ask in proposal.sets)
            event = Event(
                **proposal.model_dump(),
                seq=self.case.seq + 1,
                at=self.now,
                actor=actor,
                deadlines=deadlines,
            )
            stored = Event.model_validate(event.model_dump(mode="json", exclude_defaults=True))
            assert stored == event
            self.case = self.case.after(stored)
            recorded.append(stored)
        self.events += recorded
        return tuple(recorded)

    def _moment(self, actor: Actor | None = None, named: tuple[Actor, ...] = ()) -> Moment:
        return Moment(policy=self.policy, now=self.now, actor=actor, named=named)

    def _named(self, decision: Decision) -> tuple[Actor, ...]:
        """Whoever a decision names, as the desk looks them up before the rules see it."""
        if unknown := [name for name in decision.names(self.case) if name not in self.directory]:
            raise Unknown(f"the staff directory has no {', '.join(unknown)}")
        return tuple(self.directory[name] for name in decision.names(self.case))


def told(event: Event) -> set[tuple[str, str]]:
    """The notices that follow from an event, and to whom each goes; those to staff of work are `work_of`."""
    return {(tell.notice, tell.to) for tell in event.tells if tell.notice not in WORK}


def work_of(event: Event) -> dict[str, tuple[str, ...]]:
    """The notices that tell staff of their own work after an event, each with whom it goes to."""
    of_work = [tell for tell in event.tells if tell.notice in WORK]
    return {tell.notice: tell.staff or (tell.to,) for tell in of_work}
