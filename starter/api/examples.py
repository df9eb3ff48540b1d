"""Examples for the API's documentation, made of the policies there are: each is taken as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from pydantic import JsonValue

from rules.library import Library
from rules.lifecycles import LIFECYCLES
from rules.matters import MatterRule
from rules.policy import Policy

Example = dict[str, JsonValue]
PERSON: Example = {"name": "Nadia Farrow", "email": "nadia@resident.example"}


def examples(library: Library, now: datetime) -> dict[str, Example]:
    """Return an example for each door, by the first policy in force that has matters for it.

    Args:
        library: The policies there are.
        now: The moment, aware.

    """
    found: dict[str, Example] = {}
    for policy in (library.current(policy_id, now) for policy_id in library.ids):
        for kind, matter in policy.matters.items():
            door = LIFECYCLES[matter.lifecycle].door
            if door and door not in found:
                example = _OF[matter.lifecycle](policy, matter)
                found[door] = {"matter": kind, **example} if _must_be_named(policy, matter) else example
    return found


def _must_be_named(policy: Policy, matter: MatterRule) -> bool:
    return [other.lifecycle for other in policy.matters.values()].count(matter.lifecycle) > 1


def _complaint(policy: Policy, _: MatterRule) -> Example:
    return {
        "service": _first(policy.services),
        "happened_on": "2026-11-16",
        "about": "I was told that somebody would call me back, and nobody did.",
        "person": PERSON,
    }


def _warning(_: Policy, matter: MatterRule) -> Example:
    paper = matter.warnings
    assert paper is not None  # noqa: S101 - `check_fit` sees that it is there
    plain = [name for name, one in paper.restrictions.items() if not (one.single_contact or one.channel)]
    return {
        "behaviours": [_first(paper.behaviours)],
        "about": "Shouted at two members of staff and blocked the door.",
        "risk": "May do so again when staff call.",
        "restrictions": list(plain[:1]),
        "explanation": "On Monday you shouted at two members of our staff and blocked the door.",
        "person": PERSON,
    }


def _enquiry(policy: Policy, matter: MatterRule) -> Example:
    paper = matter.members
    assert paper is not None  # noqa: S101 - `check_fit` sees that it is there
    return {
        "service": _first(policy.services),
        "member": _first(paper.kinds),
        "constituency": "Northgate",
        "subject": _first(name for name, subject in paper.subjects.items() if subject.individual),
        "concerns": {"name": "Nadia Farrow", "address": "3 Example Street\nLondon"},
        "authority": _first(paper.authorities),
        "about": "Nobody has called her back.",
        "person": {"name": "Jo Marlow", "email": "jo.marlow@council.example"},
    }


_OF: Mapping[str, Callable[[Policy, MatterRule], Example]] = {
    "complaint": _complaint,
    "warning": _warning,
    "enquiry": _enquiry,
}


def _first(names: Iterable[str]) -> Any:
    return next(iter(names))
