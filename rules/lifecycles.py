"""The lifecycles there are, by the name that policies call them, and whether a policy fits its own."""

from __future__ import annotations

from rules.complaint import COMPLAINT
from rules.lifecycle import Lifecycle
from rules.policy import MatterRule, Policy

LIFECYCLES: dict[str, Lifecycle] = {lifecycle.name: lifecycle for lifecycle in (COMPLAINT,)}


def lifecycle_of(policy: Policy, matter: str) -> Lifecycle:
    """The lifecycle that a policy's kind of matter leads."""
    return LIFECYCLES[policy.matters[matter].lifecycle]


def check_fit(policy: Policy) -> None:
    """Check that each kind of matter gives its lifecycle what it runs on.

    Raises:
        ValueError: naming the key that is missing or that nothing reads.

    """
    for kind, matter in policy.matters.items():
        where = f"matters.{kind}"
        if matter.lifecycle not in LIFECYCLES:
            known = ", ".join(LIFECYCLES)
            raise ValueError(f"{where}.lifecycle: there is no {matter.lifecycle!r}; there are: {known}")
        _check_matter(where, matter, LIFECYCLES[matter.lifecycle])


def _check_matter(where: str, matter: MatterRule, lifecycle: Lifecycle) -> None:
    wanted = lifecycle.deadlines | lifecycle.agreed
    for name in sorted(wanted - matter.deadlines.keys()):
        raise ValueError(f"{where}.deadlines.{name}: is missing")
    for name in sorted(matter.deadlines.keys() - wanted):
        raise ValueError(f"{where}.deadlines.{name}: the {lifecycle.name} lifecycle sets no such deadline")
    for name in sorted(lifecycle.deadlines):
        if matter.deadlines[name].within is None:
            raise ValueError(f"{where}.deadlines.{name}.within: is missing")
    for name in sorted(lifecycle.agreed):
        if matter.deadlines[name].within is not None:
            raise ValueError(f"{where}.deadlines.{name}.within: its day is agreed each time")
    for name in sorted(matter.deadlines.keys() - lifecycle.reminded):
        if matter.deadlines[name].remind_before is not None:
            raise ValueError(f"{where}.deadlines.{name}.remind_before: there is no reminder of it")
    for name in sorted(lifecycle.needed - matter.decisions.keys()):
        raise ValueError(f"{where}.decisions.{name}: is missing")
    for name in sorted(matter.decisions.keys() - lifecycle.rules.keys()):
        raise ValueError(f"{where}.decisions.{name}: the {lifecycle.name} lifecycle has no such decision")
    for name in sorted(lifecycle.stages - matter.stages.keys()):
        raise ValueError(f"{where}.stages.{name}: is missing")
    for name in sorted(matter.stages.keys() - lifecycle.stages):
        raise ValueError(f"{where}.stages.{name}: the {lifecycle.name} lifecycle has no such stage")
