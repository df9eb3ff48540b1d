"""The lifecycles that there are. Each is a folder, which registers itself as it is imported here.

Whoever looks one up does so through this module, so that all of them are registered by then.
"""

from rules import advice, appointment, complaint, enquiry, policy_review, warning  # noqa: F401 - they register themselves
from rules.registry import DECISIONS, LIFECYCLES, intake_of, kinds_of, lifecycle_of, matter_at

__all__ = ["DECISIONS", "LIFECYCLES", "intake_of", "kinds_of", "lifecycle_of", "matter_at"]
