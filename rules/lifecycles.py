"""The lifecycles that there are: each is a folder, which registers itself as it is imported."""

import rules.complaint
import rules.enquiry
import rules.policy_review
import rules.warning  # noqa: F401
