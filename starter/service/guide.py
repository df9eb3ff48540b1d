"""A guide to a decision on a case: whether it is open to somebody now, and what it wants to know."""

from __future__ import annotations

from datetime import datetime

from rules.authority import Actor
from rules.case import Case
from rules.decision import Allowed
from rules.guide import FieldGuide, guide_to
from rules.lifecycles import lifecycle_of
from rules.meanings import summary_of
from rules.moment import Moment
from rules.policy import Policy


class DecisionGuide(Allowed):
    """A decision, why it is closed to the asker now (null where it is open), and its fields."""

    meaning: str
    fields: tuple[FieldGuide, ...]


def guide_of(case: Case, policy: Policy, actor: Actor, name: str, now: datetime) -> DecisionGuide:
    """Return a guide to a decision for somebody.

    Raises:
        Unknown: there is no such decision for such a case, with those there are.

    """
    lifecycle, matter = lifecycle_of(policy, case.matter), policy.matters[case.matter]
    rule, _ = lifecycle.rule(name, matter)
    moment = Moment(policy=policy, now=now, actor=actor)
    [allowed] = [one for one in lifecycle.allowed(case, moment) if one.name == name]
    return DecisionGuide(
        name=name,
        refusal=allowed.refusal,
        meaning=summary_of(rule.decision),
        fields=guide_to(rule.decision, rule.decision.choices(policy, matter)),
    )
