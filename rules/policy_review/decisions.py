"""What can be decided about the review of a policy. Days are local to the policy's time zone."""

from __future__ import annotations

from typing import ClassVar

from rules.lifecycle import Decision
from rules.model import Day, Words


class CallReview(Decision):
    """The policy is to be reviewed sooner: by which day, and why."""

    name: ClassVar[str] = "call-review"
    due_by: Day
    reasons: Words


class ConfirmPolicy(Decision):
    """The policy was reviewed and approved as it is: on which day, and why."""

    name: ClassVar[str] = "confirm-policy"
    approved_on: Day | None = None
    reasons: Words


class ReplacePolicy(Decision):
    """A new version of the policy is in force: of which day."""

    name: ClassVar[str] = "replace-policy"
    version: Day
