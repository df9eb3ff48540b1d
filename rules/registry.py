"""The registry of lifecycles and of the decisions that staff take in them.

Each lifecycle's folder registers it; `rules/lifecycles.py` imports the folders; others look them up there.
"""

from __future__ import annotations

from rules.decision import Decision
from rules.intake import Intake
from rules.lifecycle import Lifecycle
from rules.matters import MATTERS
from rules.moving import add_moving
from rules.policy import Policy
from rules.refusal import Invalid, Unknown

LIFECYCLES: dict[str, Lifecycle] = {}
"""The lifecycles, by the name that policies call them."""
DECISIONS: dict[str, type[Decision]] = {}
"""Every decision that staff can take, by name: the same name is the same decision in every lifecycle."""


def register(lifecycle: Lifecycle) -> None:
    """Make a lifecycle known, once everything that can be decided in it is registered with it.

    Raises:
        TypeError: its name, or that of one of its decisions, is another's; or its intake is.

    """
    if lifecycle.intake.lifecycle != lifecycle.name:
        raise TypeError(f"{lifecycle.intake.__name__} is of {lifecycle.intake.lifecycle!r}")
    if lifecycle.name in LIFECYCLES:
        raise TypeError(f"there is a lifecycle {lifecycle.name!r} already")
    lifecycle.take_up_parts()
    add_moving(lifecycle)
    for name in sorted(lifecycle.decisions):
        if DECISIONS.get(name, lifecycle.rules[name].decision) is not lifecycle.rules[name].decision:
            raise TypeError(f"{name!r} is one decision in {lifecycle.name} and another elsewhere")
    LIFECYCLES[lifecycle.name] = lifecycle
    MATTERS[lifecycle.name] = lifecycle.matter
    DECISIONS.update({name: lifecycle.rules[name].decision for name in sorted(lifecycle.decisions)})


def lifecycle_of(policy: Policy, matter: str) -> Lifecycle:
    """Return the lifecycle that a policy's kind of matter leads."""
    return LIFECYCLES[policy.matters[matter].lifecycle]


def intake_of(policy: Policy, matter: str) -> type[Intake]:
    """Return the intake of a policy's kind of matter.

    Raises:
        Invalid: with the kinds there are.

    """
    if matter not in policy.matters:
        raise Invalid(f"there is no {matter!r}; there are: {', '.join(policy.matters)}", where="matter")
    return lifecycle_of(policy, matter).intake


def matter_at(policy: Policy, door: str, named: str | None = None) -> str:
    """Return the kind of matter that comes in at a door: that named, else the policy's only one there.

    Raises:
        Unknown: nothing comes in there under this policy.
        Invalid: what is named does not, or several do and none is named; with those that do.

    """
    there = [kind for kind in policy.matters if lifecycle_of(policy, kind).door == door]
    if not there:
        raise Unknown(f"{policy.organisation} takes in no {door}")
    if named is None and len(there) > 1:
        raise Invalid(f"say which; there are: {', '.join(there)}", where="matter")
    if named is not None and named not in there:
        raise Invalid(f"{named!r} does not come in here; there are: {', '.join(there)}", where="matter")
    return named or there[0]


def kinds_of(policy: Policy) -> frozenset[str]:
    """Return the kinds of events that can happen under a policy, to any of its matters."""
    return frozenset().union(*(lifecycle_of(policy, matter).kinds for matter in policy.matters))
