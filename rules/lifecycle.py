"""What every lifecycle has in common: decisions checked and turned into proposed events.

A lifecycle (`rules/complaint.py`) registers one function per decision. `decide` is the only way in:
it checks the stage, the role and the training of whoever decides, then lets that function say what
follows or why not. The same checks list what is allowed now (`allowed`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar

from rules.authority import Actor, require_here, require_role, require_training
from rules.case import Case
from rules.events import Proposal
from rules.matters import DecisionRule, MatterRule
from rules.model import Model, Spoken, StaffId, day_of
from rules.policy import Policy
from rules.promises import Deadline, ToReckon
from rules.refusal import (
    Changed,
    ConflictOfInterest,
    Invalid,
    NotAuthorised,
    OutOfStage,
    Refusal,
    RefusalFacts,
    Unknown,
)

ENGINE = "redress"
"""The actor of what happens by itself: a deadline passing, a reminder."""


class Decision(Spoken):
    """What somebody decides, with the facts and words that go with it."""

    name: ClassVar[str]

    def names(self, case: Case) -> tuple[StaffId, ...]:
        """Whoever it concerns whose place in the staff directory the rules look at."""
        return ()


@dataclass(frozen=True)
class Moment:
    """All that a rule may look at beside the case: the paper, the time (aware), and who is there.

    Attributes:
        named: Whoever the decision names, as the staff directory knows them.

    """

    policy: Policy
    now: datetime
    actor: Actor | None = None
    named: tuple[Actor, ...] = ()

    @property
    def today(self) -> date:
        """The local day."""
        return day_of(self.now, self.policy.zone)

    def day_received(self, case: Case) -> date:
        """The local day on which the case was received."""
        return day_of(case.received, self.policy.zone)

    def matter(self, case: Case) -> MatterRule:
        """The policy's rules for the case's kind of matter."""
        return self.policy.matters[case.matter]

    def deadline(
        self, case: Case, name: str, start: datetime, *, agreed: date | None = None, number: int | None = None
    ) -> ToReckon:
        """A deadline of the policy, to be reckoned from a start (aware), or for the day that was agreed."""
        rule = self.matter(case).deadlines[name]
        return ToReckon(
            name=name if number is None else f"{name}-{number}",
            clause=rule.clause_at.get(case.stage, rule.clause),
            duty=rule.duty,
            start=start,
            within=rule.within if agreed is None else None,
            agreed=agreed,
            remind_before=rule.remind_before,
            record_within=rule.record_within,
        )

    def past_day(
        self,
        case: Case,
        day: date | None,
        where: str,
        clause: str | None,
        *,
        since: datetime | None = None,
        within: str | None = None,
    ) -> date:
        """The day something was done: today where none is given, and never before receipt nor to come.

        Args:
            case: The case.
            day: The local day that is given.
            where: The field that gives it.
            clause: The clause that is served.
            since: The moment (aware) of what it answers, where it answers something.
            within: The deadline in whose time it must lie, where there is one; what is told after its day
                must say on which day it was.

        Raises:
            Invalid: naming the field.

        """
        day = day or self.today
        if day > self.today:
            raise Invalid(f"{day:%-d %B %Y} is still to come", where=where, clause=clause)
        if day < self.day_received(case):
            raise Invalid(f"{day:%-d %B %Y} is before the case was received", where=where, clause=clause)
        if since and day < day_of(since, self.policy.zone):
            raise Invalid(f"{day:%-d %B %Y} is before it was promised", where=where, clause=clause)
        deadline = case.deadline(within) if within else None
        if deadline and day > deadline.due_day:
            raise Invalid(
                f"{day:%-d %B %Y} is too late: the time for it ended on {deadline.due_day:%-d %B %Y}",
                where=where,
                clause=clause,
            )
        return day

    def coming_day(self, day: date, where: str, clause: str | None) -> date:
        """A day something is promised for: today or later, and not the last day there can be.

        Raises:
            Invalid: naming the field.

        """
        if day < self.today:
            raise Invalid(f"{day:%-d %B %Y} has passed already", where=where, clause=clause)
        if day == date.max:  # no midnight follows it, so that it could never be missed
            raise Invalid(f"{day:%-d %B %Y} never ends; name an earlier day", where=where, clause=clause)
        return day


D = TypeVar("D", bound=Decision)
Then = Callable[[Case, Any, Moment], Iterable[Proposal]]
Guard = Callable[[Case, Moment], None]


@dataclass(frozen=True)
class Rule:
    """When a decision is open, and what follows from it."""

    decision: type[Decision]
    stages: frozenset[str]
    guard: Guard
    then: Then


class Allowed(Model):
    """A decision, and why it is closed to the asker now; None where it is open."""

    name: str
    refusal: RefusalFacts | None = None


def require_unchanged(case: Case, match: int | None) -> None:
    """Refuse what was meant for a case as it was.

    Raises:
        Changed: more has happened than the event whose number is given.

    """
    if match is not None and match != case.seq:
        raise Changed(f"{case.ref} is at event {case.seq} and no longer at {match}; look at it again")


def _always_open(case: Case, moment: Moment) -> None:
    return None


@dataclass(frozen=True)
class Part:
    """What a policy has as a whole or not at all, by a table of its own under the matter.

    Attributes:
        table: The table that switches it on.
        decisions: Those that must then be there, as must its stages and deadlines.

    """

    table: str
    stages: frozenset[str]
    deadlines: frozenset[str]
    decisions: frozenset[str]


@dataclass
class Lifecycle:
    """A kind of life that a matter can lead.

    Attributes:
        name: What policies call it.
        stages: The stages it goes through, which a policy gives titles.
        deadlines: The deadlines that a policy must give for it, with a figure.
        agreed: Those whose day is agreed each time.
        reminded: Those of which there can be a reminder.
        recorded_late: Those that can lapse a while after their day, for what came on it to be recorded.
        needed: The decisions that a policy must give for it: without them no case would reach its end.
        kinds: The kinds of events that can happen in it.
        parts: What a policy may leave out.
        opened: What follows from receiving the matter.
        lapse: What follows when a deadline passes.
        remind: What follows when a deadline's reminder falls due.

    """

    name: str
    stages: frozenset[str]
    deadlines: frozenset[str]
    agreed: frozenset[str]
    reminded: frozenset[str]
    recorded_late: frozenset[str]
    needed: frozenset[str]
    kinds: frozenset[str]
    opened: Callable[[Case, Moment], Iterable[Proposal]]
    lapse: Callable[[Case, Deadline, Moment], Iterable[Proposal]]
    remind: Callable[[Case, Deadline, Moment], Iterable[Proposal]]
    parts: tuple[Part, ...] = ()
    rules: dict[str, Rule] = field(default_factory=dict)

    def decision(
        self, kind: type[D], *, at: Iterable[str], unless: Guard = _always_open
    ) -> Callable[[Callable[[Case, D, Moment], Iterable[Proposal]]], Then]:
        """Register what follows from a decision, the stages it is open at, and what closes it there."""

        def register(then: Callable[[Case, D, Moment], Iterable[Proposal]]) -> Then:
            self.rules[kind.name] = Rule(kind, frozenset(at), unless, then)
            return then

        return register

    def rule(self, name: str, matter: MatterRule) -> tuple[Rule, DecisionRule]:
        """The lifecycle's and the policy's rule for a decision.

        Raises:
            Unknown: with the decisions there are.

        """
        if name not in self.rules or name not in matter.decisions:
            known = ", ".join(sorted(matter.decisions))
            raise Unknown(f"there is no decision {name!r}; there are: {known}", where="decision")
        return self.rules[name], matter.decisions[name]

    def decide(self, case: Case, decision: Decision, moment: Moment) -> tuple[Proposal, ...]:
        """What follows from a decision.

        Raises:
            Refusal: the decision is not open now, not to this person, or not with these facts.

        """
        rule, paper = self.rule(decision.name, moment.matter(case))
        self._require_open(case, rule, paper, moment)
        return tuple(rule.then(case, decision, moment))

    def allowed(self, case: Case, moment: Moment) -> Iterator[Allowed]:
        """Every decision of the case's policy, and why it is closed where it is."""
        for name in moment.matter(case).decisions:
            rule, paper = self.rule(name, moment.matter(case))
            try:
                self._require_open(case, rule, paper, moment)
                yield Allowed(name=name)
            except Refusal as refusal:
                yield Allowed(name=name, refusal=refusal.facts())

    def _require_open(self, case: Case, rule: Rule, paper: DecisionRule, moment: Moment) -> None:
        name = rule.decision.name
        if moment.actor is None:
            raise NotAuthorised(f"nobody is named who decides {name!r}", where="actor", clause=paper.clause)
        require_here(moment.actor, moment.today)
        require_role(moment.actor, paper, name, moment.policy)
        require_training(moment.actor, moment.today, moment.policy)
        if case.stage not in rule.stages:
            stage = moment.matter(case).stages.get(case.stage, case.stage)
            raise OutOfStage(f"{case.ref} is at {stage!r}, where {name!r} is not open", clause=paper.clause)
        if moment.actor.id in case.conflicted:
            raise ConflictOfInterest(
                f"{moment.actor.id} has declared a conflict of interest in {case.ref}; somebody else decides",
                where="actor",
                clause=paper.clause,
            )
        rule.guard(case, moment)
