"""The lifecycle of a matter: decisions checked, and turned into proposed events.

A lifecycle (`rules/complaint/life.py`) registers one function per decision. `decide` is the only way in:
it checks the stage, the role and the training of whoever decides, then lets that function say what
follows or why not. The same checks list what is allowed now (`allowed`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, TypeVar

from rules.authority import Actor, require_here, require_role, require_training
from rules.case import Case
from rules.events import Proposal, Tell
from rules.facts import Facts
from rules.intake import Intake
from rules.matters import DecisionRule, MatterRule
from rules.model import Model, Spoken, StaffId
from rules.moment import Moment
from rules.parts import Part
from rules.promises import Deadline
from rules.refusal import (
    Changed,
    ConflictOfInterest,
    NotAuthorised,
    OutOfStage,
    Refusal,
    RefusalFacts,
    Unknown,
)

ENGINE = "redress"
"""The actor of what happens by itself: a deadline passing, a reminder; no member of staff has this id."""

BY_ITSELF = Actor(id=ENGINE, roles=(), trained_until=date.max)
"""The same, as whoever brings a consequence."""


class Decision(Spoken):
    """What somebody decides, with the facts and words that go with it."""

    name: ClassVar[str]

    def facts(self) -> dict[str, Any]:
        """Return its fields as JSON, less those at their defaults: a new field changes no old decision."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def names(self, case: Case) -> tuple[StaffId, ...]:
        """Whoever it concerns whose place in the staff directory the rules look at."""
        return ()


D = TypeVar("D", bound=Decision)
Then = Callable[[Case, Any, Moment], Iterable[Proposal]]
Guard = Callable[[Case, Moment], None]


@dataclass(frozen=True)
class Rule:
    """When a decision is open, and what follows from it.

    Attributes:
        consequence: It is no member of staff's to take: it follows from what happened elsewhere, and the
            engine brings it.

    """

    decision: type[Decision]
    stages: frozenset[str]
    guard: Guard
    then: Then
    consequence: bool = False


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


def _require_follows(case: Case, rule: Rule, moment: Moment) -> None:
    """Refuse a consequence that somebody brings by hand, or that comes when it makes no difference."""
    name = rule.decision.name
    if moment.actor is None or moment.actor.id != ENGINE:
        raise NotAuthorised(f"{name!r} follows from what happens elsewhere; nobody decides it", where="actor")
    if case.stage not in rule.stages:
        raise OutOfStage(f"{case.ref} is at {case.stage!r}, where {name!r} changes nothing")


def _always_open(case: Case, moment: Moment) -> None:
    return None


def everybody(case: Case) -> bool:
    """Every person is told."""
    return True


@dataclass
class Lifecycle:
    """A kind of life that a matter can lead.

    Attributes:
        name: Its name in policies, and `workflow`, that of the workflow that drives it.
        intake: As what its matters come in, and `door`, the path at which they do; none where they come up
            by themselves.
        stages: The stages it goes through, which a policy gives titles.
        deadlines: The deadlines that a policy must give for it, with a figure.
        agreed: Those whose day is agreed each time.
        reminded: Those of which there can be a reminder.
        recorded_late: Those that can lapse a while after their day, for what came on it to be recorded.
        needed: The decisions that a policy must give for it: without them no case would reach its end.
        kinds: The kinds of events that can happen in it.
        matter: The rules of its matters in a policy file, with the tables of its own.
        of_a_person: Whether there is a person whose matter it is, and who can be reminded.
        parts: What a policy may leave out.
        told: What its notices speak of that no other lifecycle's do.
        dates_told: Whether the person is told of a case's dates, and so of a change that moves one.
        opened: What follows from receiving the matter.
        lapse: What follows when a deadline passes.
        remind: What follows when a deadline's reminder falls due.

    """

    name: str
    workflow: str
    intake: type[Intake]
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
    door: str | None = None
    matter: type[MatterRule] = MatterRule
    of_a_person: bool = True
    parts: tuple[Part, ...] = ()
    told: Callable[[Case, MatterRule], Facts] = lambda case, matter: {}
    dates_told: Callable[[Case], bool] = lambda case: False
    rules: dict[str, Rule] = field(default_factory=dict)

    def open(self, case: Case, moment: Moment) -> tuple[Proposal, ...]:
        """Return the events of receiving a matter, told to the role that its policy names."""
        first, *others = self.opened(case, moment)
        if to := moment.matter(case).tell:
            first = first.model_copy(update={"tells": (*first.tells, Tell(notice="received", to=to))})
        return (first, *others)

    def decision(
        self, kind: type[D], *, at: Iterable[str], unless: Guard = _always_open
    ) -> Callable[[Callable[[Case, D, Moment], Iterable[Proposal]]], Then]:
        """Register what follows from a decision, the stages it is open at, and what closes it there."""
        return self._register(kind, at, unless, consequence=False)

    def consequence(
        self, kind: type[D], *, at: Iterable[str]
    ) -> Callable[[Callable[[Case, D, Moment], Iterable[Proposal]]], Then]:
        """Register what follows here from something that happened elsewhere, and at which stages."""
        return self._register(kind, at, _always_open, consequence=True)

    def _register(
        self, kind: type[D], at: Iterable[str], unless: Guard, *, consequence: bool
    ) -> Callable[[Callable[[Case, D, Moment], Iterable[Proposal]]], Then]:
        def register(then: Callable[[Case, D, Moment], Iterable[Proposal]]) -> Then:
            self.rules[kind.name] = Rule(kind, frozenset(at), unless, then, consequence)
            return then

        return register

    @property
    def decisions(self) -> frozenset[str]:
        """The decisions that members of staff can take, where their policy has them."""
        return frozenset(name for name, rule in self.rules.items() if not rule.consequence)

    def rule(self, name: str, matter: MatterRule) -> tuple[Rule, DecisionRule]:
        """The lifecycle's and the policy's rule for a decision that staff take.

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
        if (follows := self.rules.get(decision.name)) and follows.consequence:
            _require_follows(case, follows, moment)
            return tuple(follows.then(case, decision, moment))
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
        require_role(moment.actor, paper, name, moment.policy, case.passed_to)
        require_training(moment.actor, moment.today, moment.policy)
        if case.stage not in rule.stages:
            stage = moment.matter(case).stages.get(case.stage, case.stage)
            raise OutOfStage(f"{case.ref} is at {stage!r}, where {name!r} is not open", clause=paper.clause)
        if moment.actor.id in case.conflicted:
            raise ConflictOfInterest(
                f"{moment.actor.id} has a conflict of interest in {case.ref}; somebody else decides",
                where="actor",
                clause=paper.clause,
            )
        rule.guard(case, moment)
