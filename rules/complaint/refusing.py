"""A complaint that is not considered: refused on a ground of section 4.3 that is made out, or a duplicate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rules.case import Case
from rules.complaint.appealing import not_an_appeal
from rules.complaint.life import CLOSED, COMPLAINT, RESOLVE
from rules.decision import Decision
from rules.events import Proposal, Tell
from rules.matters import Ground
from rules.model import CaseRef, Slug, Words
from rules.moment import Moment
from rules.refusal import GroundNotMet, Invalid, Unknown
from rules.terms import Within
from rules.working_time import before_day


class Refuse(Decision):
    """The matter is not considered as a complaint, on one of the policy's grounds."""

    name: ClassVar[str] = "refuse"
    ground: Slug
    particulars: Words | None = None
    earlier_case: CaseRef | None = None


@COMPLAINT.decision(Refuse, at=[RESOLVE], unless=not_an_appeal)
def refuse(case: Case, decision: Refuse, moment: Moment) -> Iterator[Proposal]:
    """Refuse to consider it as a complaint, on a ground that is made out, with the reason (4.3)."""
    ground = check_ground(case, decision, moment)
    yield Proposal(
        kind="refused",
        clause=ground.clause,
        facts={
            "ground": decision.ground,
            "earlier_case": decision.earlier_case,
            "outcome": "not-a-complaint",
        },
        cites=(decision.earlier_case,) if decision.earlier_case else (),
        stage="closed",
        outcome="not-a-complaint",
        ends=tuple(deadline.name for deadline in case.deadlines),
        drops=case.draft is not None,
        tells=(Tell(notice="refusal"),),
    )


class LinkDuplicate(Decision):
    """The same complaint came in before: it goes on under that reference alone."""

    name: ClassVar[str] = "link-duplicate"
    original: CaseRef


@COMPLAINT.decision(LinkDuplicate, at=[RESOLVE], unless=not_an_appeal)
def link_duplicate(case: Case, decision: LinkDuplicate, moment: Moment) -> Iterator[Proposal]:
    """It came in twice: it goes on under the first reference, and the person is told which."""
    paper = moment.matter(case).decisions["link-duplicate"]
    if decision.original == case.ref:
        raise Invalid(f"{case.ref} is this case itself", where="original", clause=paper.clause)
    yield Proposal(
        kind="duplicate-linked",
        clause=paper.clause,
        because=paper.because,
        facts={"original": decision.original, "outcome": "duplicate"},
        cites=(decision.original,),
        stage=CLOSED,
        outcome="duplicate",
        ends=tuple(deadline.name for deadline in case.deadlines),
        drops=case.draft is not None,
        tells=(Tell(notice="duplicate"),),
    )


def check_ground(case: Case, refusal: Refuse, moment: Moment) -> Ground:
    """Return the ground of a refusal, once it has been made out.

    That an earlier case exists is checked where cases are kept, when the refusal is recorded.

    Raises:
        Unknown: the policy has no such ground.
        GroundNotMet: the ground does not hold on the facts.
        Invalid: what the ground relies on is not named.

    """
    grounds = moment.matter(case).grounds
    if refusal.ground not in grounds:
        raise Unknown(
            f"there is no ground {refusal.ground!r}; there are: {', '.join(grounds)}",
            where="ground",
            clause=moment.matter(case).decisions["refuse"].clause,
        )
    ground = grounds[refusal.ground]
    if ground.older_than is not None:
        _require_age(case, ground, ground.older_than, moment)
    elif ground.check == "earlier-case":
        _require_earlier_case(case, refusal, ground)
    elif refusal.particulars is None:
        raise Invalid(f"name what it relies on: {ground.wording}", where="particulars", clause=ground.clause)
    return ground


def _require_age(case: Case, ground: Ground, age: Within, moment: Moment) -> None:
    """Refuse the ground where it happened in time: also on the corresponding day so long before receipt."""
    if case.happened_on is None:
        raise GroundNotMet("the case does not say when it happened", where="ground", clause=ground.clause)
    oldest = before_day(moment.day_received(case), age)
    if case.happened_on >= oldest:
        raise GroundNotMet(
            f"it happened on {case.happened_on:%-d %B %Y}, which is within {age} of receipt "
            f"(in time from {oldest:%-d %B %Y})",
            where="ground",
            clause=ground.clause,
        )


def _require_earlier_case(case: Case, refusal: Refuse, ground: Ground) -> None:
    if refusal.earlier_case is None:
        raise Invalid("name the earlier case by its reference", where="earlier_case", clause=ground.clause)
    if refusal.earlier_case == case.ref:
        raise GroundNotMet(f"{case.ref} is this case itself", where="earlier_case", clause=ground.clause)
