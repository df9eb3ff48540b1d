"""The check that a policy gives each of its lifecycles what it runs on, and nothing that none reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from rules.clientwork.signposting import NO_DIRECTORY
from rules.lifecycle import Lifecycle
from rules.lifecycles import lifecycle_of
from rules.marks import KEEPER
from rules.matters import DeadlineRule, MatterRule
from rules.parts import Part, Provisions
from rules.policy import Policy

NOT_KNOWN = {
    "deadlines": "sets no such deadline",
    "decisions": "has no such decision",
    "stages": "has no such stage",
}
"""The sections of a matter, and what is said of a name in one that its lifecycle does not know."""


def check_fit(policy: Policy) -> None:
    """Check that each kind of matter gives its lifecycle what it runs on.

    Raises:
        ValueError: naming the key that is missing or that nothing reads.

    """
    for kind, matter in policy.matters.items():
        lifecycle = lifecycle_of(policy, kind)
        of_parts = (part.faults(policy, matter) for part in lifecycle.parts_of(matter))
        for fault in chain(_faults(matter, lifecycle), _signposts_kept_nowhere(policy, matter), *of_parts):
            raise ValueError(f"matters.{kind}.{fault}")


def _signposts_kept_nowhere(policy: Policy, matter: MatterRule) -> Iterator[str]:
    """Return the grounds that point people to services, although no directory of them is kept."""
    if policy.signposts is None:
        for name, ground in matter.grounds.items():
            if ground.signpost:
                yield f"grounds.{name}.signpost: {NO_DIRECTORY}"


def _faults(matter: MatterRule, lifecycle: Lifecycle) -> Iterator[str]:
    there = lifecycle.parts_of(matter)
    absent = [part for part in lifecycle.parts if part not in there]
    has = (lifecycle, *there)
    timed = _all(each.timed for each in has)
    stages = _all(each.stages for each in has)
    needed = lifecycle.needed | _all(part.decisions for part in there)
    known = lifecycle.decisions - _all(part.decisions for part in absent)
    yield from _names("deadlines", matter.deadlines, timed, timed, lifecycle, absent)
    yield from _figures(matter.deadlines, has)
    yield from _nobody_to_tell(matter)
    if not lifecycle.of_a_person:
        yield from _nobody_to_remind(matter.deadlines)
        if matter.documents:
            yield "documents: there is no person to be told of them"
    yield from _clauses_at(matter.deadlines, stages)
    yield from _names("decisions", matter.decisions, needed, known, lifecycle, absent)
    yield from _names("stages", matter.stages, stages, stages, lifecycle, absent)


def _names(
    section: str,
    given: Mapping[str, object],
    needed: frozenset[str],
    known: frozenset[str],
    lifecycle: Lifecycle,
    absent: list[Part],
) -> Iterator[str]:
    """Return the names of a section that are missing, and those that the lifecycle does not know."""
    for name in sorted(needed - given.keys()):
        yield f"{section}.{name}: is missing"
    for name in sorted(given.keys() - known):
        switches = [part.switch for part in absent if name in getattr(part, section)]
        without = f" without {switches[0]}" if switches else ""
        yield f"{section}.{name}: the {lifecycle.name} lifecycle {NOT_KNOWN[section]}{without}"


def _figures(deadlines: Mapping[str, DeadlineRule], has: Iterable[Provisions]) -> Iterator[str]:
    """Return the figures that a deadline lacks, or has although nothing reads them."""
    counted = _all(each.deadlines for each in has)
    yield from (
        f"deadlines.{name}.within: is missing" for name in sorted(counted) if not deadlines[name].within
    )
    read = (
        ("within", counted, "its day is agreed each time"),
        ("remind_before", _all(each.reminded for each in has), "there is no reminder of it"),
        ("record_within", _all(each.recorded_late for each in has), "it is missed when its day is over"),
    )
    for key, having, why in read:
        for name in sorted(deadlines.keys() - having):
            to_staff = key == "remind_before" and deadlines[name].remind == KEEPER
            if getattr(deadlines[name], key) is not None and not to_staff:
                yield f"deadlines.{name}.{key}: {why}"
    for name in sorted(_all(each.reminded for each in has)):
        if deadlines[name].remind == KEEPER:
            yield f"deadlines.{name}.remind: its reminder goes to the person, or to a role"


def _nobody_to_tell(matter: MatterRule) -> Iterator[str]:
    """Return the lack of a role that is reminded of what is due in a case that nobody has."""
    kept = sorted(name for name, deadline in matter.deadlines.items() if deadline.remind == KEEPER)
    if kept and matter.tell is None:
        yield f"tell: is missing; while nobody has a case, nobody is reminded of {', '.join(kept)}"


def _nobody_to_remind(deadlines: Mapping[str, DeadlineRule]) -> Iterator[str]:
    for name, deadline in sorted(deadlines.items()):
        if deadline.remind_before is not None and deadline.remind is None:
            yield f"deadlines.{name}.remind: is missing; there is no person to remind"


def _clauses_at(deadlines: Mapping[str, DeadlineRule], stages: frozenset[str]) -> Iterator[str]:
    for name, deadline in deadlines.items():
        for stage in sorted(deadline.clause_at.keys() - stages):
            yield f"deadlines.{name}.clause_at.{stage}: there is no such stage"


def _all(names: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*names)
