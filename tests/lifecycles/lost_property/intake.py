"""Something lost, as somebody asks for it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from rules.events import Terms
from rules.intake import EXAMPLE_PERSON, Example, Intake
from rules.matters import MatterRule
from rules.model import Slug, StaffId
from rules.moment import Moment
from rules.person import Person
from rules.policy import Policy
from rules.refusal import Unknown
from tests.lifecycles.lost_property.paper import ShelfRule


class LostPropertyIntake(Intake):
    """Something that somebody has lost."""

    lifecycle: ClassVar[str] = "lost-property"

    matter: Slug = "lost-property"
    person: Person
    thing: Slug

    @classmethod
    def example(cls, policy: Policy, matter: MatterRule, now: datetime) -> Example:
        """Return a thing of the first kind."""
        thing = next(iter(matter.own(ShelfRule).kinds))
        return {"thing": thing, "about": "On the stairs.", "person": EXAMPLE_PERSON}

    def check(self, moment: Moment) -> None:
        """Refuse a kind of thing that is not kept."""
        shelf = moment.policy.matters[self.matter].own(ShelfRule)
        if self.thing not in shelf.kinds:
            known = ", ".join(shelf.kinds)
            raise Unknown(
                f"there is no {self.thing!r}; there are: {known}", where="thing", clause=shelf.clause
            )

    def terms(self, opened_by: StaffId) -> Terms:
        """Return what was lost."""
        return {"thing": self.thing}
