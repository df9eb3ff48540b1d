"""The review of a version of a policy as it comes in: by itself, once the version is in force."""

from __future__ import annotations

from typing import Any, ClassVar

from rules.events import Terms
from rules.intake import Intake, Link
from rules.lifecycle import ENGINE
from rules.model import CaseRef, Day, StaffId, Words
from rules.moment import Moment
from rules.policy_review.stages import OPEN
from rules.refusal import NotAuthorised


class PolicyReviewIntake(Intake):
    """The review of a version of a policy.

    Attributes:
        approved: The local day of the last approval, from which its time runs.
        replaces: The reviews of earlier versions, which end with it.

    """

    lifecycle: ClassVar[str] = "policy-review"

    service: None = None
    person: None = None
    about: Words = "The policy itself: whether it still is best practice."
    approved: Day
    replaces: tuple[CaseRef, ...] = ()

    def check(self, moment: Moment) -> None:
        """Refuse whoever opens one by hand."""
        if moment.actor is None or moment.actor.id != ENGINE:
            raise NotAuthorised(
                "the review of a policy opens by itself; nobody takes it in",
                where="matter",
                clause=moment.policy.matters[self.matter].clause,
            )

    def terms(self, opened_by: StaffId) -> Terms:
        """Since when it is approved, and which reviews it takes the place of."""
        return {"approved": self.approved.isoformat(), "replaces": self.replaces}

    def columns(self) -> dict[str, Any]:
        """Nobody makes it."""
        return super().columns() | {"made_by": "itself"}

    def links(self) -> tuple[Link, ...]:
        """The reviews of earlier versions."""
        return tuple(Link("replaces", ref, self.lifecycle, OPEN | {"received"}) for ref in self.replaces)
