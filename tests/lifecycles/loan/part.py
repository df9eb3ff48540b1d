"""The part: a thing is lent, its return is reminded of, and it is written off where that is late."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar

from pydantic import Field

from rules.case import Case
from rules.decision import Decision
from rules.events import Proposal, Tell
from rules.marks import ClauseId, Mailbox
from rules.matters import Listing, Table, Text
from rules.model import Day, Slug, Words
from rules.moment import Moment
from rules.parts import Part
from rules.promises import Deadline
from rules.refusal import OutOfStage, Unknown

RETURN = "return"


class LoanRule(Table):
    """The things that are lent, and who hears of one that is written off."""

    clause: ClauseId
    keeper: Mailbox
    things: dict[Slug, Text] = Field(min_length=1)

    def listings(self, title_of: Callable[[str], str]) -> Iterator[Listing]:
        """Return the things."""
        yield Listing((f"Lent ({self.clause})", "Name"), tuple((t, name) for name, t in self.things.items()))


def written_off(case: Case, deadline: Deadline, moment: Moment) -> Iterable[Proposal]:
    """Write the thing off: no breach, since the person owed it and not the organisation."""
    keeper = moment.matter(case).own(LoanRule).keeper
    tells = (Tell(notice="written-off", to=keeper),)
    return (Proposal(kind="written-off", clause=deadline.clause, ends=(RETURN,), tells=tells),)


LOAN = Part(
    table="loan",
    table_type=LoanRule,
    deadlines=frozenset({RETURN}),
    reminded=frozenset({RETURN}),
    recorded_late=frozenset({RETURN}),
    kinds=frozenset({"lent", "return-reminded", "taken-back", "written-off"}),
    lapse=written_off,
)


def _lent_already(case: Case, moment: Moment) -> None:
    if case.deadline(RETURN):
        raise OutOfStage("something is lent already", clause=moment.matter(case).own(LoanRule).clause)


def _nothing_lent(case: Case, moment: Moment) -> None:
    if not case.deadline(RETURN):
        raise OutOfStage("nothing is lent", clause=moment.matter(case).own(LoanRule).clause)


class Lend(Decision):
    """A thing is lent to the person."""

    name: ClassVar[str] = "lend"
    thing: Slug
    terms: Words


@LOAN.decision(Lend, unless=_lent_already)
def lend(case: Case, decision: Lend, moment: Moment) -> Iterator[Proposal]:
    """Lend it, for as long as the policy says."""
    loan = moment.matter(case).own(LoanRule)
    if decision.thing not in loan.things:
        known = ", ".join(loan.things)
        raise Unknown(
            f"there is no {decision.thing!r}; there are: {known}", where="thing", clause=loan.clause
        )
    yield Proposal(
        kind="lent",
        clause=loan.clause,
        facts={"thing": decision.thing},
        sets=(moment.deadline(case, RETURN, moment.now),),
        tells=(Tell(notice="lent"),),
    )


class TakeBack(Decision):
    """The thing came back."""

    name: ClassVar[str] = "take-back"
    returned_on: Day | None = None
    condition: Words


@LOAN.decision(TakeBack, unless=_nothing_lent)
def take_back(case: Case, decision: TakeBack, moment: Moment) -> Iterator[Proposal]:
    """Take it back, in time."""
    clause = moment.matter(case).own(LoanRule).clause
    on = moment.past_day(case, decision.returned_on, "returned_on", clause, within=RETURN)
    yield Proposal(kind="taken-back", clause=clause, facts={"returned_on": on.isoformat()}, ends=(RETURN,))
