"""What follows from a complaint about the warning: it is linked, and lifts the warning if upheld (PH-7e)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rules.case import Case
from rules.decision import Decision
from rules.events import Errand, Proposal
from rules.model import CaseRef
from rules.moment import Moment
from rules.warning.life import IN_FORCE, WARNING
from rules.warning.review import lifted
from rules.warning.terms import Standing, paper_of


class LogAppeal(Decision):
    """A complaint about the warning has come in."""

    name: ClassVar[str] = "log-appeal"
    appeal: CaseRef


@WARNING.consequence(LogAppeal, at=[IN_FORCE])
def log_appeal(case: Case, decision: LogAppeal, moment: Moment) -> Iterator[Proposal]:
    """The appeal is linked; whoever proposed or approved the warning takes no part in deciding it."""
    standing = Standing.of(case)
    involved = tuple(dict.fromkeys(who for who in (standing.proposed_by, standing.approved_by) if who))
    yield Proposal(
        kind="appealed",
        clause=paper_of(moment.matter(case)).appeal_clause,
        facts={"appeal": decision.appeal},
        terms={"appeals": (*standing.appeals, decision.appeal)},
        errands=(Errand(to=decision.appeal, decision="stand-aside", fields={"staff": involved}),),
    )


class DecideAppeal(Decision):
    """A complaint about the warning was decided; upheld, it lifts the warning."""

    name: ClassVar[str] = "decide-appeal"
    appeal: CaseRef
    upheld: bool


@WARNING.consequence(DecideAppeal, at=[IN_FORCE])
def decide_appeal(case: Case, decision: DecideAppeal, moment: Moment) -> Iterator[Proposal]:
    """Upheld, the appeal lifts the warning; otherwise the warning goes on as it did meanwhile."""
    clause = paper_of(moment.matter(case)).appeal_clause
    left = tuple(appeal for appeal in Standing.of(case).appeals if appeal != decision.appeal)
    decided = Proposal(
        kind="appeal-decided",
        clause=clause,
        facts={"appeal": decision.appeal, "upheld": decision.upheld},
        terms={"appeals": left},
    )
    yield decided
    if decision.upheld:
        yield lifted(case, {"appeal": decision.appeal}, clause=clause)
