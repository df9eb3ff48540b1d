"""What every matter has in common as it comes in: from whom, about what, when, and by what way."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, NamedTuple

from rules.events import Terms
from rules.model import CaseRef, Instant, Line, Slug, Spoken, StaffId, Words
from rules.moment import Moment
from rules.person import Person

POLICIES = "policies"
"""The source of what comes up by itself, the reviews of policies: no caller's matter comes from there."""


class Link(NamedTuple):
    """Another case that a matter coming in is about: the field that names it, and what it must be."""

    where: str
    ref: CaseRef
    lifecycle: str
    stages: frozenset[str]


class Intake(Spoken):
    """A matter as it comes in.

    Attributes:
        service: The service that it is about.
        person: Whose matter it is, and who is written to.
        received: When it reached the organisation (aware); now where none is given.
        source: The system it comes from, and `source_id` that system's own id for it.

    """

    lifecycle: ClassVar[str]

    policy: Slug
    matter: Slug
    service: Slug | None = None
    person: Person | None = None
    made_by: Literal["email", "in-person", "letter", "phone", "social-media", "web"] = "web"
    needs: tuple[Slug, ...] = ()
    about: Words
    received: Instant | None = None
    source: Slug = "staff"
    source_id: Line

    def check(self, moment: Moment) -> None:
        """Refuse what the policy does not have, or what cannot be, at the moment of receipt.

        Raises:
            Refusal: naming the field.

        """

    def terms(self, opened_by: StaffId) -> Terms:
        """What holds of the matter from the start; whoever takes it in is named."""
        return {}

    def links(self) -> tuple[Link, ...]:
        """The cases that it is about."""
        return ()

    def columns(self) -> dict[str, Any]:
        """What its row has beside what every matter has."""
        return {"happened_on": None, "raised_by": "staff", "signatures": None}
