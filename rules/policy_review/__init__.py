"""The review of a policy itself (section 8): it opens in time, and stays open until it is recorded as done.

`life` says what begins with an approval, `deadlines` what happens when time passes, `intake` as what the
reconciler takes it in; `review` has its decisions, each with what follows from it.
"""

from rules.policy_review import review
from rules.policy_review.life import POLICY_REVIEW
from rules.registry import register

__all__ = ["POLICY_REVIEW", "review"]

register(POLICY_REVIEW)
