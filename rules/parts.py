"""Parts of lifecycles, with decisions and deadlines of their own, that a policy has whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rules.case import Case
from rules.deadlines import lapse as breach_of
from rules.deadlines import remind as reminder_of
from rules.decision import D, Guard, Rule, Then, always_open
from rules.events import Proposal
from rules.facts import Facts
from rules.matters import MatterRule, Table
from rules.moment import Moment
from rules.policy import Policy
from rules.promises import Deadline

NONE: frozenset[str] = frozenset()

OverTime = Callable[[Case, Deadline, Moment], Iterable[Proposal]]
"""A function of what follows when a deadline passes, or when its reminder falls due."""
Opened = Callable[[Case, Moment], Iterable[Proposal]]
"""A function of what follows from receiving a matter."""


@dataclass(kw_only=True, eq=False)
class Provisions:
    """Stages, deadlines, events and decisions that belong together, and what time does to them.

    Attributes:
        stages: Stages, to which a policy gives titles.
        deadlines: Deadlines that a policy must give, with a figure.
        agreed: Deadlines whose day is agreed each time.
        reminded: Those of which there can be a reminder.
        recorded_late: Those that can lapse a while after their day, for what came on it to be recorded.
        kinds: The kinds of events that can happen.
        lapse: What follows when one of its deadlines passes; a breach, where nothing else is said.
        remind: What follows when the reminder of one falls due.
        rules: Its decisions, by name.

    """

    stages: frozenset[str] = NONE
    deadlines: frozenset[str] = NONE
    agreed: frozenset[str] = NONE
    reminded: frozenset[str] = NONE
    recorded_late: frozenset[str] = NONE
    kinds: frozenset[str] = NONE
    lapse: OverTime = breach_of
    remind: OverTime = reminder_of
    rules: dict[str, Rule] = field(default_factory=dict)

    @property
    def decisions(self) -> frozenset[str]:
        """The decisions that members of staff can take, where their policy has them."""
        return frozenset(name for name, rule in self.rules.items() if not rule.consequence)

    @property
    def timed(self) -> frozenset[str]:
        """The deadlines, counted or agreed."""
        return self.deadlines | self.agreed

    def decision(
        self, kind: type[D], *, at: Iterable[str] = (), unless: Guard = always_open, afterwards: bool = False
    ) -> Callable[[Callable[[Case, D, Moment], Iterable[Proposal]]], Then]:
        """Register what follows from a decision, the stages it is open at, and what closes it there.

        A part's decision that names no stages is open also once the case has ended, with `afterwards`.
        """
        return self._register(kind, at, unless, consequence=False, afterwards=afterwards)

    def consequence(
        self, kind: type[D], *, at: Iterable[str] = ()
    ) -> Callable[[Callable[[Case, D, Moment], Iterable[Proposal]]], Then]:
        """Register what follows here from something that happened elsewhere, and at which stages."""
        return self._register(kind, at, always_open, consequence=True)

    def _register(
        self,
        kind: type[D],
        at: Iterable[str],
        unless: Guard,
        *,
        consequence: bool,
        afterwards: bool = False,
    ) -> Callable[[Callable[[Case, D, Moment], Iterable[Proposal]]], Then]:
        def register(then: Callable[[Case, D, Moment], Iterable[Proposal]]) -> Then:
            self.rules[kind.name] = Rule(kind, frozenset(at), unless, then, consequence, afterwards)
            return then

        return register


@dataclass(kw_only=True, eq=False)
class Part(Provisions):
    """Provisions that a policy has all of, or none; one lifecycle's own, or shared by several.

    Where a policy switches it on, its stages, deadlines and decisions must all be there. A decision that
    names no stages is open at every stage of the lifecycle that has the part, but the end.

    Attributes:
        table: The table under the matter that switches it on, within another as `money.separation` is; any of
            its decisions, where none.
        table_type: The type of that table, where the lifecycle's matters do not have it by themselves.
        opened: What follows from receiving a matter that has it, after what its lifecycle says.
        told: What notices about a case that has it speak of, beside what they all do.
        faults: What of a policy does not fit, where a kind of matter of it has the part; each with its key.

    """

    table: str | None = None
    table_type: type[Table] | None = None
    opened: Opened = lambda case, moment: ()
    told: Callable[[Case, Policy], Facts] = lambda case, policy: {}
    faults: Callable[[Policy, MatterRule], Iterable[str]] = lambda policy, matter: ()

    def is_in(self, matter: MatterRule) -> bool:
        """Return whether a kind of matter has it."""
        if self.table is None:
            return not self.decisions.isdisjoint(matter.decisions)
        found: object | None = matter
        for name in self.table.split("."):
            found = getattr(found, name, None)
        return found is not None

    @property
    def switch(self) -> str:
        """The table or decisions of a policy file that switch it on, in words."""
        return f"a table {self.table!r}" if self.table else f"decisions {', '.join(sorted(self.decisions))}"
