"""Matters that are not considered, on a ground that the policy has, where it is made out."""

from __future__ import annotations

from typing import ClassVar

from rules.case import Case
from rules.clientwork.signposting import Signposts, pointed_to
from rules.decision import Choices, Decision
from rules.events import Proposal, Tell
from rules.lifecycle import CLOSED
from rules.matters import Ground, MatterRule
from rules.model import CaseRef, Slug, Words
from rules.moment import Moment
from rules.policy import Policy
from rules.refusal import GroundNotMet, Invalid, require_known
from rules.terms import Within
from rules.working_time import before_day


class Refuse(Decision):
    """The matter is not considered, on one of the policy's grounds."""

    name: ClassVar[str] = "refuse"
    ground: Slug
    particulars: Words | None = None
    earlier_case: CaseRef | None = None
    signposts: Signposts = ()

    @classmethod
    def choices(cls, policy: Policy, matter: MatterRule) -> Choices:
        """Return the policy's grounds."""
        return {"ground": matter.grounds}


def refusal(case: Case, decision: Refuse, moment: Moment, *, outcome: str, told: Tell) -> Proposal:
    """Return the end of a case that is refused on a ground that is made out, of which the person is told.

    Args:
        case: The case.
        decision: The ground, with what it relies on, and where else the person can turn.
        moment: When it is decided.
        outcome: The outcome that the case then has.
        told: The notice that the person gets.

    Raises:
        Unknown: the policy has no such ground.
        GroundNotMet: the ground does not hold on the facts.
        Invalid: what the ground relies on is not named, or nobody is named to whom the person can turn.

    """
    ground = _check_ground(case, decision, moment)
    if ground.signpost and not decision.signposts:
        raise Invalid(
            "name at least one service of the directory that can help the person",
            where="signposts",
            clause=ground.clause,
        )
    return Proposal(
        kind="refused",
        clause=ground.clause,
        facts={"ground": decision.ground, "earlier_case": decision.earlier_case, "outcome": outcome},
        cites=(decision.earlier_case,) if decision.earlier_case else (),
        stage=CLOSED,
        outcome=outcome,
        ends=tuple(deadline.name for deadline in case.deadlines),
        drops=case.draft is not None,
        signposts=pointed_to(decision.signposts, moment, ground.clause),
        tells=(told,),
    )


def _check_ground(case: Case, refusal: Refuse, moment: Moment) -> Ground:
    """Return the ground of a refusal, once it has been made out.

    That an earlier case exists is checked where cases are kept, when the refusal is recorded.
    """
    grounds = moment.matter(case).grounds
    clause = moment.matter(case).decisions["refuse"].clause
    require_known(refusal.ground, grounds, where="ground", clause=clause, kind="ground")
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
