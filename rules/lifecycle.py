"""The lifecycle of a matter: decisions checked, and turned into proposed events.

A lifecycle (`rules/complaint/life.py`) registers one function per decision. `decide` is the only way in:
it checks the stage, the role and the training of whoever decides, then lets that function say what
follows or why not. The same checks list what is allowed now (`allowed`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from rules.authority import Actor, require_here, require_role, require_training
from rules.case import Case
from rules.decision import Allowed, Decision, Rule
from rules.events import Proposal, Tell
from rules.facts import Facts
from rules.intake import Intake
from rules.marks import KEEPER
from rules.matters import DecisionRule, MatterRule, with_table
from rules.moment import Moment
from rules.parts import Opened, Part, Provisions
from rules.policy import Policy
from rules.promises import Deadline, rule_name
from rules.refusal import (
    Changed,
    ConflictOfInterest,
    NotAuthorised,
    OutOfStage,
    Refusal,
    Unknown,
)
from rules.work import KeptBy, reminder, with_work

RECEIVED, CLOSED = "received", "closed"
"""The stage at which a case has ended, in every lifecycle."""

ENGINE = "redress"
"""The actor of what happens by itself: a deadline passing, a reminder; no member of staff has this id."""

BY_ITSELF = Actor(id=ENGINE, roles=(), trained_until=date.max)
"""The same, as whoever brings a consequence."""


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


def everybody(case: Case) -> bool:
    """Every person is told."""
    return True


@dataclass(kw_only=True, eq=False)
class Lifecycle(Provisions):
    """A kind of life that a matter can lead: provisions that each of them has, and parts that some have.

    Attributes:
        name: Its name in policies, and `workflow`, that of the workflow that drives it.
        intake: As what its matters come in, and `door`, the path at which they do; none where they come up
            by themselves.
        needed: The decisions that a policy must give for it: without them no case would reach its end.
        matter: The rules of its matters in a policy file, with the tables of its own.
        of_a_person: Whether there is a person whose matter it is, and who can be reminded.
        parts: What a policy may leave out.
        told: What its notices speak of that no other lifecycle's do.
        dates_told: Whether the person is told of a case's dates, and so of a change that moves one.
        kept_by: The members of staff, if any, who keep a deadline in the place of whoever has the case.
        known_to: Whether the person knows of a case, and so hears what is corrected of them in it.
        opened: What follows from receiving the matter.

    """

    name: str
    workflow: str
    intake: type[Intake]
    needed: frozenset[str]
    opened: Opened
    door: str | None = None
    matter: type[MatterRule] = MatterRule
    of_a_person: bool = True
    parts: tuple[Part, ...] = ()
    told: Callable[[Case, Policy], Facts] = lambda case, policy: {}
    dates_told: Callable[[Case], bool] = lambda case: False
    known_to: Callable[[Case], bool] = everybody
    kept_by: KeptBy = lambda case, name: ()

    @property
    def open_stages(self) -> frozenset[str]:
        """Every stage at which something can still happen."""
        return self.stages.union(*(part.stages for part in self.parts)) - {CLOSED}

    @property
    def every_stage(self) -> frozenset[str]:
        """Every stage at which a case can be, before it has begun and once it has ended among them."""
        return self.open_stages | {RECEIVED, CLOSED}

    def parts_of(self, matter: MatterRule) -> tuple[Part, ...]:
        """Return the parts that a kind of matter has."""
        return tuple(part for part in self.parts if part.is_in(matter))

    def waits_for_outside(self, name: str, matter: MatterRule) -> bool:
        """Return whether a deadline is for somebody outside: what comes on its last day is recorded later."""
        return any(rule_name(name) in each.recorded_late for each in (self, *self.parts_of(matter)))

    def facts(self, case: Case, policy: Policy) -> Facts:
        """Return what notices about a case speak of, beside what every notice does."""
        matter = policy.matters[case.matter]
        found = dict(self.told(case, policy))
        for part in self.parts_of(matter):
            found |= part.told(case, policy)
        return found

    def open(self, case: Case, moment: Moment) -> tuple[Proposal, ...]:
        """Return the events of receiving a matter, told to the role that its policy names."""
        matter = moment.matter(case)
        first, *others = self.opened(case, moment)
        for part in self.parts_of(matter):
            others += part.opened(case, moment)
        if to := matter.tell:
            first = first.model_copy(update={"tells": (*first.tells, Tell(notice="received", to=to))})
        return with_work(case, (first, *others), case.opened_by, matter, self.kept_by)

    def lapses(self, case: Case, deadline: Deadline, moment: Moment) -> tuple[Proposal, ...]:
        """Return what follows when a deadline passes: as the part that brings it says, or the lifecycle."""
        follows = self._brings(deadline).lapse(case, deadline, moment)
        return with_work(case, follows, None, moment.matter(case), self.kept_by)

    def reminds(self, case: Case, deadline: Deadline, moment: Moment) -> tuple[Proposal, ...]:
        """Return what follows when a deadline's reminder falls due, likewise."""
        matter = moment.matter(case)
        if matter.deadlines[rule_name(deadline.name)].remind == KEEPER:
            return (reminder(case, deadline, matter, self.kept_by),)
        return tuple(self._brings(deadline).remind(case, deadline, moment))

    def _brings(self, deadline: Deadline) -> Provisions:
        name = rule_name(deadline.name)
        return next((part for part in self.parts if name in part.timed), self)

    def take_up_parts(self) -> None:
        """Take up what its parts bring: decisions, kinds of events, tables. Done again, it changes nothing.

        Raises:
            TypeError: a deadline or a decision of a part is somebody else's already.

        """
        timed = set(self.timed)
        for part in self.parts:
            others = {
                name for name, rule in part.rules.items() if self.rules.get(name, rule).then != rule.then
            }
            if twice := others | timed & part.timed:
                raise TypeError(f"{self.name} has {min(twice)!r} already; it is of one part alone")
            timed |= part.timed
            self.kinds |= part.kinds
            for name, rule in part.rules.items():
                always = self.open_stages | ({CLOSED} if rule.afterwards else set())
                self.rules[name] = rule if rule.stages else replace(rule, stages=always)
            if part.table and part.table_type:
                self.matter = with_table(self.matter, part.table, part.table_type)

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
        matter = moment.matter(case)
        if (follows := self.rules.get(decision.name)) and follows.consequence:
            _require_follows(case, follows, moment)
            rule = follows
        else:
            rule, paper = self.rule(decision.name, matter)
            self._require_open(case, rule, paper, moment)
        actor = moment.actor.id if moment.actor else None
        return with_work(case, rule.then(case, decision, moment), actor, matter, self.kept_by)

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
