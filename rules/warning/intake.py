"""A warning as it is proposed: about whom, for what behaviour, with what restrictions (PH-7a)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from rules.events import Terms
from rules.intake import EXAMPLE_PERSON, Example, Intake
from rules.matters import MatterRule
from rules.model import CaseRef, Day, Slug, StaffId, Words
from rules.moment import Moment
from rules.person import Person
from rules.policy import Policy
from rules.refusal import Invalid, require_known
from rules.warning.terms import Proposed, paper_of, require_explained, require_restrictions


class WarningIntake(Intake):
    """A warning proposed about a person: what they did, the risk, how access is to be restricted.

    Attributes:
        about: What happened, for staff.
        happened_on: The local day on which it happened, or last happened.
        behaviours: The kinds of behaviour, as the policy names them.
        contact: The one member of staff to speak to, where a restriction leaves one.
        tell: Whether the person is told; where not, `not_told_because` says what greater risk it would pose.
        explanation: What the person is told of why.
        cases: Cases that are known to be the same person's.

    """

    lifecycle: ClassVar[str] = "warning"

    matter: Slug = "warning"
    person: Person
    happened_on: Day | None = None
    behaviours: tuple[Slug, ...] = Field(min_length=1)
    risk: Words
    restrictions: tuple[Slug, ...] = ()
    contact: StaffId | None = None
    tell: bool = True
    explanation: Words | None = None
    not_told_because: Words | None = None
    cases: tuple[CaseRef, ...] = Field((), max_length=100)

    @classmethod
    def example(cls, policy: Policy, matter: MatterRule, now: datetime) -> Example:
        """Return a warning for the policy's first behaviour, with a restriction that needs nothing more."""
        paper = paper_of(matter)
        plain = [name for name, one in paper.restrictions.items() if not (one.single_contact or one.channel)]
        return {
            "behaviours": [next(iter(paper.behaviours))],
            "about": "Shouted at two members of staff and blocked the door.",
            "risk": "May do so again when staff call.",
            "restrictions": list(plain[:1]),
            "explanation": "On Monday you shouted at two members of our staff and blocked the door.",
            "person": EXAMPLE_PERSON,
        }

    def check(self, moment: Moment) -> None:
        """Refuse behaviour and restrictions that the policy does not have, and silence without its reason."""
        matter = moment.policy.matters[self.matter]
        paper = paper_of(matter)
        for name in self.behaviours:
            require_known(name, paper.behaviours, where="behaviours")
        require_restrictions(self._proposed(None), paper, matter.clause)
        require_explained(
            tell=self.tell,
            explanation=self.explanation,
            because=self.not_told_because,
            clause=paper.told_clause,
        )
        if self.happened_on and self.happened_on > moment.today:
            day = f"{self.happened_on:%-d %B %Y}"
            raise Invalid(f"{day} is after receipt", where="happened_on", clause=matter.clause)

    def terms(self, opened_by: StaffId) -> Terms:
        """What is proposed, by whom; and whose cases are concerned."""
        known: Terms = {"behaviours": self.behaviours, "cases": self.cases, "appeals": ()}
        return known | self._proposed(opened_by).terms()

    def columns(self) -> dict[str, Any]:
        """When it happened."""
        return super().columns() | {"happened_on": self.happened_on}

    def _proposed(self, by: StaffId | None) -> Proposed:
        return Proposed(restrictions=self.restrictions, contact=self.contact, tell=self.tell, by=by)
