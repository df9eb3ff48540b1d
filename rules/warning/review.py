"""The review after six months, and after every six that follow: kept with reasons, or removed (PH-7c)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rules.authority import require_another
from rules.case import Case
from rules.decision import Decision
from rules.events import Fact, Proposal, Tell
from rules.model import Words
from rules.moment import Moment
from rules.warning.life import CLOSED, IN_FORCE, REVIEW, WARNING
from rules.warning.terms import NOTHING_PROPOSED, Standing


def _own(case: Case, moment: Moment) -> None:
    by = Standing.of(case).proposed_by
    require_another(moment.actor, by, moment.matter(case).decisions["keep-warning"].clause)


class KeepWarning(Decision):
    """There is still a risk: the warning stays until it is reviewed again, and why.

    Attributes:
        explanation: What the person is told of why, where they know of the warning.

    """

    name: ClassVar[str] = "keep-warning"
    reasons: Words
    explanation: Words | None = None


@WARNING.decision(KeepWarning, at=[IN_FORCE], unless=_own)
def keep_warning(case: Case, decision: KeepWarning, moment: Moment) -> Iterator[Proposal]:
    """There is still a risk: it is reviewed again once the next term is over, counted from this decision."""
    paper = moment.matter(case).decisions["keep-warning"]
    yield Proposal(
        kind="warning-kept",
        clause=paper.clause,
        because=paper.because,
        decides=True,
        sets=(moment.deadline(case, REVIEW, moment.now),),
        tells=(Tell(notice="warning-kept"),) if Standing.of(case).told else (),
    )


class LiftWarning(Decision):
    """There is no on-going risk: the warning and its restrictions are removed, and why.

    Attributes:
        explanation: What the person is told of why, where they know of the warning.

    """

    name: ClassVar[str] = "lift-warning"
    reasons: Words
    explanation: Words | None = None


@WARNING.decision(LiftWarning, at=[IN_FORCE])
def lift_warning(case: Case, decision: LiftWarning, moment: Moment) -> Iterator[Proposal]:
    """There is no on-going risk: the warning is removed with its restrictions, and told where it was."""
    paper = moment.matter(case).decisions["lift-warning"]
    yield lifted(case, {}, clause=paper.clause, because=paper.because)


def lifted(case: Case, facts: dict[str, Fact], *, clause: str | None, because: str | None = None) -> Proposal:
    """The end of a warning."""
    return Proposal(
        kind="warning-lifted",
        clause=clause,
        because=because,
        facts=facts,
        terms=NOTHING_PROPOSED,
        stage=CLOSED,
        outcome="lifted",
        ends=tuple(deadline.name for deadline in case.deadlines),
        tells=(Tell(notice="warning-lifted"),) if Standing.of(case).told else (),
    )
