"""What a refusal must show: each ground of section 4.3 is checked for what it claims."""

from __future__ import annotations

from rules.case import Case
from rules.complaint.decisions import Refuse
from rules.matters import Ground
from rules.moment import Moment
from rules.refusal import GroundNotMet, Invalid, Unknown
from rules.terms import Within
from rules.working_time import before_day


def check_ground(case: Case, refusal: Refuse, moment: Moment) -> Ground:
    """The ground of a refusal, once it has been made out.

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
    """What happened on the corresponding day so long before receipt is still in time."""
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
