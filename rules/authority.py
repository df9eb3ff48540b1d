"""Who may do what: roles come from the policy, training from the staff directory (PH-2b)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from rules.matters import DecisionRule
from rules.model import Model, Slug, StaffId
from rules.policy import Policy
from rules.refusal import NotAuthorised, TrainingLapsed


class Actor(Model):
    """Somebody as the staff directory knows them.

    Attributes:
        trained_until: The last day of their data-protection training.
        directorate: The directorate they work in; none for residents and others who work in none.

    """

    id: StaffId
    roles: tuple[Slug, ...]
    trained_until: date
    directorate: Slug | None = None


def require_role(actor: Actor, rule: DecisionRule, name: str, policy: Policy) -> None:
    """Refuse whoever holds none of the roles that may take the decision.

    Raises:
        NotAuthorised: naming the roles that may.

    """
    if not set(actor.roles) & set(rule.roles):
        may = ", ".join(policy.roles[role].title for role in rule.roles)
        raise NotAuthorised(f"{actor.id} may not decide {name!r}; it takes one of: {may}", clause=rule.clause)


def require_right(actor: Actor, right: Literal["open", "read", "administer"], policy: Policy) -> None:
    """Refuse whoever holds none of the roles to which the policy gives a right.

    Raises:
        NotAuthorised: naming the roles that have it.

    """
    roles: tuple[str, ...] = getattr(policy.access, right)
    if not set(actor.roles) & set(roles):
        may = ", ".join(policy.roles[role].title for role in roles)
        raise NotAuthorised(f"{actor.id} has no right to {right}; it takes one of: {may}", where="actor")


def require_training(actor: Actor, today: date, policy: Policy) -> None:
    """Refuse personal data to whoever's data-protection training has run out (PH-2b).

    Raises:
        TrainingLapsed: with the day on which it ran out.

    """
    if actor.trained_until < today:
        raise TrainingLapsed(
            f"the data-protection training of {actor.id} ran out on {actor.trained_until:%-d %B %Y}; "
            "renew it in the staff directory before opening personal data",
            clause=policy.training_clause,
        )
