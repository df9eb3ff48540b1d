"""The facts of a warning that its notices speak of."""

from __future__ import annotations

from rules.case import Case
from rules.facts import Colleague, Facts
from rules.policy import Policy
from rules.warning.terms import Standing, paper_of


def known(case: Case) -> bool:
    """Return whether the person knows of the warning."""
    return Standing.of(case).told


def told(case: Case, policy: Policy) -> Facts:
    """Return a warning as its notices speak of it: behaviours and restrictions by their titles."""
    paper, standing = paper_of(policy.matters[case.matter]), Standing.of(case)
    return {
        "warning": {
            "behaviours": [paper.behaviours[name] for name in standing.behaviours],
            "restrictions": [paper.restrictions[name].title for name in standing.restrictions],
            "contact": Colleague(standing.contact) if standing.contact else None,
            "since": standing.since,
            "proposer": standing.proposer,
        }
    }
