"""The lifecycles there are, by the name that policies call them, and whether a policy fits its own."""

from __future__ import annotations

from rules.complaint import COMPLAINT
from rules.enquiry.whole import ENQUIRY
from rules.intake import Intake
from rules.lifecycle import Decision, Lifecycle
from rules.matters import MatterRule
from rules.moving import add_moving
from rules.parts import Part, table_of
from rules.policy import Policy
from rules.policy_review import POLICY_REVIEW
from rules.refusal import Invalid, Unknown
from rules.warning.whole import WARNING

LIFECYCLES: dict[str, Lifecycle] = {
    lifecycle.name: lifecycle for lifecycle in (COMPLAINT, ENQUIRY, WARNING, POLICY_REVIEW)
}
for _lifecycle in LIFECYCLES.values():
    add_moving(_lifecycle)


def _decisions() -> dict[str, type[Decision]]:
    kinds: dict[str, type[Decision]] = {}
    for lifecycle in LIFECYCLES.values():
        for name in sorted(lifecycle.decisions):
            kind = lifecycle.rules[name].decision
            if kinds.setdefault(name, kind) is not kind:
                raise TypeError(f"{name!r} is one decision in {lifecycle.name} and another elsewhere")
    return kinds


TABLES = {lifecycle.table for lifecycle in LIFECYCLES.values() if lifecycle.table} | {
    part.table for lifecycle in LIFECYCLES.values() for part in lifecycle.parts if part.table
}
"""The tables of a matter that one lifecycle or another reads."""
DECISIONS = _decisions()
"""Every decision that staff can take, by name: the same name is the same decision in every lifecycle."""


def lifecycle_of(policy: Policy, matter: str) -> Lifecycle:
    """The lifecycle that a policy's kind of matter leads."""
    return LIFECYCLES[policy.matters[matter].lifecycle]


def intake_of(policy: Policy, matter: str) -> type[Intake]:
    """As what a policy's kind of matter comes in.

    Raises:
        Invalid: with the kinds there are.

    """
    if matter not in policy.matters:
        raise Invalid(f"there is no {matter!r}; there are: {', '.join(policy.matters)}", where="matter")
    return lifecycle_of(policy, matter).intake


def matter_at(policy: Policy, door: str, named: str | None = None) -> str:
    """The kind of matter that comes in at a door: the one named, else the only one of the policy's there.

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
    """The kinds of events that can happen under a policy, to any of its matters."""
    return frozenset().union(*(lifecycle_of(policy, matter).kinds for matter in policy.matters))


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
    _check_tables(where, matter, lifecycle)
    parts = [part for part in lifecycle.parts if part.is_in(matter)]
    counted = lifecycle.deadlines.union(*(part.deadlines for part in parts))
    stages = lifecycle.stages.union(*(part.stages for part in parts))
    needed = lifecycle.needed.union(*(part.decisions for part in parts))
    absent = [part for part in lifecycle.parts if part not in parts]
    known = lifecycle.decisions - {name for part in absent for name in part.decisions}
    wanted = counted | lifecycle.agreed
    for name in sorted(wanted - matter.deadlines.keys()):
        raise ValueError(f"{where}.deadlines.{name}: is missing")
    for name in sorted(matter.deadlines.keys() - wanted):
        raise ValueError(
            f"{where}.deadlines.{name}: the {lifecycle.name} lifecycle sets no such deadline"
            + _unless(absent, "deadlines", name)
        )
    for name in sorted(counted):
        if matter.deadlines[name].within is None:
            raise ValueError(f"{where}.deadlines.{name}.within: is missing")
    for name in sorted(lifecycle.agreed):
        if matter.deadlines[name].within is not None:
            raise ValueError(f"{where}.deadlines.{name}.within: its day is agreed each time")
    for name in sorted(matter.deadlines.keys() - lifecycle.reminded):
        if matter.deadlines[name].remind_before is not None:
            raise ValueError(f"{where}.deadlines.{name}.remind_before: there is no reminder of it")
    for name, deadline in sorted(matter.deadlines.items()):
        if deadline.remind_before is not None and deadline.remind is None and not lifecycle.of_a_person:
            raise ValueError(f"{where}.deadlines.{name}.remind: is missing; there is no person to remind")
    for name in sorted(matter.deadlines.keys() - lifecycle.recorded_late):
        if matter.deadlines[name].record_within is not None:
            raise ValueError(f"{where}.deadlines.{name}.record_within: it is missed when its day is over")
    for name, deadline in matter.deadlines.items():
        for stage in sorted(deadline.clause_at.keys() - stages):
            raise ValueError(f"{where}.deadlines.{name}.clause_at.{stage}: there is no such stage")
    for name in sorted(needed - matter.decisions.keys()):
        raise ValueError(f"{where}.decisions.{name}: is missing")
    for name in sorted(matter.decisions.keys() - known):
        raise ValueError(
            f"{where}.decisions.{name}: the {lifecycle.name} lifecycle has no such decision"
            + _unless(absent, "decisions", name)
        )
    for name in sorted(stages - matter.stages.keys()):
        raise ValueError(f"{where}.stages.{name}: is missing")
    for name in sorted(matter.stages.keys() - stages):
        raise ValueError(
            f"{where}.stages.{name}: the {lifecycle.name} lifecycle has no such stage"
            + _unless(absent, "stages", name)
        )


def _check_tables(where: str, matter: MatterRule, lifecycle: Lifecycle) -> None:
    """Each lifecycle has tables of its own, which say nothing to another."""
    if lifecycle.table and table_of(matter, lifecycle.table) is None:
        raise ValueError(f"{where}.{lifecycle.table}: is missing")
    read = {lifecycle.table, *(part.table for part in lifecycle.parts)}
    for name in TABLES - read:
        if table_of(matter, name) is not None:
            raise ValueError(f"{where}.{name}: the {lifecycle.name} lifecycle has no such table")


def _unless(absent: list[Part], kind: str, name: str) -> str:
    """Return the end of a refusal that names the part which would allow a name; empty where none would."""
    switches = [part.switch for part in absent if name in getattr(part, kind)]
    return f" without {switches[0]}" if switches else ""
