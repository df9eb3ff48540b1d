"""An enquiry for advice as it comes in: from whom, about what, and when that happened (WRC-13)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from rules.clientwork.called import TO_RETURN
from rules.clientwork.client_intake import ClientIntake
from rules.intake import Example, require_happened_by_receipt
from rules.matters import MatterRule
from rules.model import Day, Slug
from rules.moment import Moment
from rules.person import Person
from rules.policy import Policy
from rules.refusal import Invalid


class AdviceIntake(ClientIntake):
    """An enquiry of a person who wants advice.

    Attributes:
        service: What it is about; only a missed call can leave that open.
        happened_on: The local day on which what it is about happened, or last happened, where there is one.

    """

    lifecycle: ClassVar[str] = "advice"

    matter: Slug = "advice"
    person: Person
    happened_on: Day | None = None

    @classmethod
    def example(cls, policy: Policy, matter: MatterRule, now: datetime) -> Example:
        """Return an enquiry about the policy's first service."""
        return {
            "service": next(iter(policy.services)),
            "happened_on": "2026-11-13",
            "about": "I was not paid for my last shifts, and they do not answer me.",
            "person": {"name": "Marisol Pinto", "email": "marisol.pinto@client.example"},
        }

    def check(self, moment: Moment) -> None:
        """Refuse what happened after receipt, or is about no service although somebody could be asked."""
        super().check(moment)
        if self.service is None and self.call not in TO_RETURN:
            known = ", ".join(moment.policy.services)
            raise Invalid(f"say what it is about; the services are: {known}", where="service")
        require_happened_by_receipt(self.happened_on, moment, self.matter)

    def columns(self) -> dict[str, Any]:
        """Return when it happened."""
        return super().columns() | {"happened_on": self.happened_on}
