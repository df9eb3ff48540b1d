"""What every matter has in common as it comes in: from whom, about what, when, and by what way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import AfterValidator, JsonValue

from rules.diary import Slot
from rules.events import Terms
from rules.matters import MatterRule
from rules.model import LONG_AGO, CaseRef, Instant, Line, Slug, Spoken, StaffId, Words
from rules.moment import Moment
from rules.person import Person
from rules.policy import Policy
from rules.refusal import Invalid

Example = dict[str, JsonValue]
"""Fields of an intake, as somebody sends them."""
EXAMPLE_PERSON: Example = {"name": "Nadia Farrow", "email": "nadia@resident.example"}
"""The person of an example; nobody real."""
POLICIES = "policies"
"""The source of what comes up by itself, the reviews of policies: no caller's matter comes from there."""


def _within_memory(moment: datetime) -> datetime:
    if moment.year < LONG_AGO:
        raise ValueError(f"this is before {LONG_AGO}; write the year with four digits")
    return moment


Received = Annotated[Instant, AfterValidator(_within_memory)]
"""The moment at which a matter reached the organisation."""


def require_happened_by_receipt(day: date | None, moment: Moment, matter: Slug) -> None:
    """Do nothing where a matter that comes in now says of no day that it is still to come.

    Raises:
        Invalid: what it is about would happen after receipt.

    """
    if day and day > moment.today:
        clause = moment.policy.matters[matter].clause
        raise Invalid(f"{day:%-d %B %Y} is after receipt", where="happened_on", clause=clause)


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
    lists_people: ClassVar[bool] = False
    """True where it can name many people beside its own."""
    books: ClassVar[bool] = False
    """True where it books a member of staff, who may be booked already."""

    policy: Slug
    matter: Slug
    service: Slug | None = None
    person: Person | None = None
    made_by: Literal["email", "in-person", "letter", "phone", "social-media", "web"] = "web"
    needs: tuple[Slug, ...] = ()
    about: Words
    received: Received | None = None
    source: Slug = "staff"
    source_id: Line

    @classmethod
    def example(cls, policy: Policy, matter: MatterRule, now: datetime) -> Example:
        """Return the fields of a matter that a policy takes in as they stand, for the API's documentation.

        Its policy and its kind of matter are not among them. What is yet to happen is ahead of `now` (aware).
        """
        return {}

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

    def person_of(self) -> CaseRef | None:
        """The case whose person it is, where none is given with it."""
        return None

    def slot(self) -> Slot | None:
        """The time for which it books a member of staff, if it does."""
        return None

    def columns(self) -> dict[str, Any]:
        """What its row has beside what every matter has."""
        return {"happened_on": None, "raised_by": "staff", "signatures": None}
