"""Examples for the API's documentation, made of the policies there are: each is taken as it stands."""

from __future__ import annotations

from datetime import datetime

from rules.intake import Example
from rules.library import Library
from rules.lifecycles import lifecycle_of
from rules.matters import MatterRule
from rules.policy import Policy


def examples(library: Library, now: datetime) -> dict[str, Example]:
    """Return an example for each door, by the first policy in force that has matters for it.

    Args:
        library: The policies there are.
        now: The moment, aware.

    """
    found: dict[str, Example] = {}
    for policy in (library.current(policy_id, now) for policy_id in library.ids):
        for kind, matter in policy.matters.items():
            door = lifecycle_of(policy, kind).door
            if door and door not in found:
                example = lifecycle_of(policy, kind).intake.example(policy, matter, now)
                found[door] = {"matter": kind, **example} if _must_be_named(policy, matter) else example
    return found


def _must_be_named(policy: Policy, matter: MatterRule) -> bool:
    return [other.lifecycle for other in policy.matters.values()].count(matter.lifecycle) > 1
