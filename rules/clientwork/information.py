"""Information that a person is asked for: awaited, reminded of, received, or late (WRC-6, PH-4.1e).

What follows where it is late, the policy says: the matter is closed, or the person is told and it goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar, Literal

from rules.case import Case
from rules.decision import Decision, Guard, always_open
from rules.events import Proposal, Tell, Terms
from rules.facts import Facts
from rules.lifecycle import CLOSED
from rules.matters import Listing, Table
from rules.model import Day, Words
from rules.moment import Moment
from rules.parts import OverTime, Part
from rules.policy import Policy
from rules.promises import Deadline
from rules.refusal import OutOfStage

INFORMATION = "information"
"""The deadline of what was asked for, and the table that switches asking on."""
LATE = "information_late"
"""The term that says whether what was asked for last did not come in time, and may still come."""


class InformationRule(Table):
    """The consequence where information that was asked for does not come in time.

    Attributes:
        when_late: `close` ends the matter; `tell` has the person told, and the matter goes on.

    """

    when_late: Literal["tell", "close"]

    def listings(self, title_of: Callable[[str], str]) -> Iterator[Listing]:
        """Return what follows."""
        follows = {"close": "the matter is closed", "tell": "the person is told, and the matter goes on"}
        yield Listing(("Information that does not come in time",), ((follows[self.when_late],),))


class AskForInformation(Decision):
    """The person is asked for what is needed to decide."""

    name: ClassVar[str] = "ask-for-information"
    asked: Words


class ReceiveInformation(Decision):
    """The information that was asked for has come."""

    name: ClassVar[str] = "receive-information"
    received_on: Day | None = None
    received: Words | None = None


def closed_without_it(case: Case, deadline: Deadline, moment: Moment) -> Iterable[Proposal]:
    """Close a matter for want of information, and tell the person so."""
    outcome = "no-information"
    return (
        Proposal(
            kind="closed",
            clause=deadline.clause,
            facts={"outcome": outcome, "how": outcome, "due_day": deadline.due_day.isoformat()},
            stage=CLOSED,
            outcome=outcome,
            ends=tuple(each.name for each in case.deadlines),
            tells=(Tell(notice="information-late"),),
        ),
    )


def information(
    *, at: Iterable[str] = (), unless: Guard = always_open, close: OverTime = closed_without_it
) -> Part:
    """Return the part of a lifecycle by which its people are asked for information.

    Args:
        at: The stages at which they are asked; every stage but the end, where none is named.
        unless: What keeps staff from asking, beside that something is awaited already.
        close: How a matter ends for want of what was asked for.

    """

    def lapse(case: Case, deadline: Deadline, moment: Moment) -> Iterable[Proposal]:
        if moment.matter(case).own(InformationRule).when_late == "close":
            return close(case, deadline, moment)
        return (_told_of(deadline),)

    def cannot_ask(case: Case, moment: Moment) -> None:
        unless(case, moment)
        if case.deadline(INFORMATION):
            clause = moment.matter(case).decisions[AskForInformation.name].clause
            raise OutOfStage("information was asked for already and is awaited", clause=clause)

    part = Part(
        table=INFORMATION,
        table_type=InformationRule,
        deadlines=frozenset({INFORMATION}),
        reminded=frozenset({INFORMATION}),
        recorded_late=frozenset({INFORMATION}),
        kinds=frozenset(
            {
                *("information-asked", "information-reminded", "information-received", "information-late"),
                *("no-information", "closed"),
            }
        ),
        lapse=lapse,
        told=_told,
    )
    part.decision(AskForInformation, at=at, unless=cannot_ask)(_ask)
    part.decision(ReceiveInformation, at=at, unless=_nothing_asked)(_receive)
    return part


def _told(case: Case, policy: Policy) -> Facts:
    """Return what notices say of it: whether the matter is closed where it is late."""
    rule = policy.matters[case.matter].own(InformationRule)
    return {INFORMATION: {"closes": rule.when_late == "close"}}


def _told_of(deadline: Deadline) -> Proposal:
    """Tell the person that the time is over: no breach, since it was theirs and not the organisation's."""
    return Proposal(
        kind="information-late",
        clause=deadline.clause,
        facts={"due_day": deadline.due_day.isoformat()},
        terms={LATE: True},
        ends=(INFORMATION,),
        tells=(Tell(notice="information-late"),),
    )


def _nothing_asked(case: Case, moment: Moment) -> None:
    if not case.deadline(INFORMATION) and not case.terms.get(LATE):
        clause = moment.matter(case).decisions[ReceiveInformation.name].clause
        raise OutOfStage("no information is awaited", clause=clause)


def _ask(case: Case, decision: AskForInformation, moment: Moment) -> Iterator[Proposal]:
    """Ask for information, for as long as the policy gives for it (4.1, 4.2)."""
    due = moment.deadline(case, INFORMATION, moment.now)
    yield Proposal(
        kind="information-asked",
        clause=due.clause,
        terms=_no_longer_late(case),
        sets=(due,),
        tells=(Tell(notice="information-request"),),
    )


def _receive(case: Case, decision: ReceiveInformation, moment: Moment) -> Iterator[Proposal]:
    """Take what was asked for: within its time, or later where the matter went on without it."""
    clause = moment.deadline(case, INFORMATION, moment.now).clause
    on = moment.past_day(case, decision.received_on, "received_on", clause, within=INFORMATION)
    yield Proposal(
        kind="information-received",
        clause=clause,
        facts={"received_on": on.isoformat()},
        terms=_no_longer_late(case),
        ends=(INFORMATION,),
    )


def _no_longer_late(case: Case) -> Terms:
    return {LATE: False} if case.terms.get(LATE) else {}
