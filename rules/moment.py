"""What a rule may look at beside the case: the paper, the time, who is there; and which days are possible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from rules.authority import Actor
from rules.case import Case
from rules.matters import MatterRule
from rules.model import Slug, StaffId, day_of
from rules.policy import Policy
from rules.promises import ToReckon
from rules.refusal import Invalid


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

    def takes_on(self, case: Case) -> StaffId | None:
        """Return whoever has a case from now on, where nobody had it: whoever decides."""
        return None if case.owner or not self.actor else self.actor.id

    def met_by_notices(self, needs: Iterable[Slug]) -> tuple[Slug, ...]:
        """Return those of some needs that the notices meet without anybody doing more."""
        return tuple(need for need in needs if self.policy.needs[need].met_by_notices)

    def deadline(
        self,
        case: Case,
        name: str,
        start: datetime,
        *,
        agreed: date | None = None,
        until: datetime | None = None,
        number: int | None = None,
    ) -> ToReckon:
        """A deadline of the policy, to be reckoned from a start (aware), or for the day that was agreed.

        With `until`, a moment (aware), it is for that moment, which was agreed.
        """
        agreed = day_of(until, self.policy.zone) if until else agreed
        rule = self.matter(case).deadlines[name]
        return ToReckon(
            name=name if number is None else f"{name}-{number}",
            clause=rule.clause_at.get(case.stage, rule.clause),
            duty=rule.duty,
            start=start,
            within=rule.within if agreed is None else None,
            agreed=agreed,
            until=until,
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
