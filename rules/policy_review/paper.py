"""The review of a policy as its own paper has it: the kind of matter, and the day it is due."""

from __future__ import annotations

from datetime import date

from rules.policy import Policy
from rules.policy_review.intake import PolicyReviewIntake
from rules.policy_review.stages import DUE
from rules.working_time import after


def review_matter(policy: Policy) -> str | None:
    """The kind of matter as which a policy is reviewed; none where its paper says nothing of a review."""
    kinds = (
        name for name, matter in policy.matters.items() if matter.lifecycle == PolicyReviewIntake.lifecycle
    )
    return next(kinds, None)


def due_by_paper(policy: Policy) -> date | None:
    """By which local day a version is reviewed where nothing but its own file is known."""
    matter = review_matter(policy)
    within = policy.matters[matter].deadlines[DUE].within if matter else None
    return after(policy.last_approved, within) if within else None
