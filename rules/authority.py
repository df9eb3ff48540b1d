"""Who may do what: roles come from the policy, training from the staff directory (PH-2b)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from rules.matters import DecisionRule
from rules.model import Model, Slug, StaffId
from rules.organisation import Right
from rules.policy import Policy
from rules.ranks import ranks_above
from rules.refusal import ConflictOfInterest, NotAuthorised, TrainingLapsed


class Actor(Model):
    """Somebody as the staff directory knows them.

    Attributes:
        trained_until: The last day of their data-protection training.
        directorate: The directorate they work in; none for residents and others who work in none.
        left_on: Their last day with the organisation, once they leave.

    """

    id: StaffId
    roles: tuple[Slug, ...]
    trained_until: date
    directorate: Slug | None = None
    left_on: date | None = None


def roles_that_may(rule: DecisionRule, policy: Policy, passed_to: Collection[Slug] = ()) -> tuple[Slug, ...]:
    """Return the roles that may take a decision on a case that was passed to some ranks."""
    above = {rank for role in rule.roles for rank in ranks_above(role, policy)}
    return (*rule.roles, *(rank for rank in passed_to if rank in above and rank not in rule.roles))


def require_role(
    actor: Actor, rule: DecisionRule, name: str, policy: Policy, passed_to: Collection[Slug] = ()
) -> None:
    """Refuse whoever holds none of the roles that may take the decision.

    Raises:
        NotAuthorised: naming the roles that may.

    """
    roles = roles_that_may(rule, policy, passed_to)
    if not set(actor.roles) & set(roles):
        may = ", ".join(policy.roles[role].title for role in roles)
        raise NotAuthorised(f"{actor.id} may not decide {name!r}; it takes one of: {may}", clause=rule.clause)


def require_right(actor: Actor, right: Right, policy: Policy) -> None:
    """Refuse whoever holds none of the roles to which the policy gives a right.

    Raises:
        NotAuthorised: naming the roles that have it.

    """
    roles = policy.access.roles_with(right)
    if not set(actor.roles) & set(roles):
        may = ", ".join(policy.roles[role].title for role in roles)
        raise NotAuthorised(f"{actor.id} has no right to {right}; it takes one of: {may}", where="actor")


def require_openable(actor: Actor, matter: str, policy: Policy) -> None:
    """Refuse whoever holds none of the roles that may take in a kind of matter that is not for everybody.

    Raises:
        NotAuthorised: naming the roles that may.

    """
    rule = policy.matters[matter]
    if rule.open is not None and not set(actor.roles) & set(rule.open):
        may = ", ".join(policy.roles[role].title for role in rule.open)
        raise NotAuthorised(f"{actor.id} may not open {matter!r}; it takes one of: {may}", clause=rule.clause)


def require_here(actor: Actor, today: date) -> None:
    """Refuse whoever has left the organisation.

    Raises:
        NotAuthorised: with their last day.

    """
    if actor.left_on is not None and actor.left_on < today:
        raise NotAuthorised(f"{actor.id} left on {actor.left_on:%-d %B %Y}", where="actor")


def require_another(actor: Actor | None, proposer: str | None, clause: str | None) -> None:
    """Refuse whoever proposed what takes effect by another's decision.

    Raises:
        ConflictOfInterest: naming them.

    """
    if actor is not None and actor.id == proposer:
        raise ConflictOfInterest(
            f"{proposer} proposed it; somebody else decides", where="actor", clause=clause
        )


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
