"""A complaint or a petition as it comes in (PH-4.1a)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from rules.clientwork.client_intake import ClientIntake
from rules.complaint.appealing import UNLINKED
from rules.events import Terms
from rules.intake import EXAMPLE_PERSON, Example, Link, require_happened_by_receipt
from rules.matters import MatterRule
from rules.model import CaseRef, Day, Line, Name, Slug, StaffId, Strict
from rules.moment import Moment
from rules.person import Person
from rules.policy import Policy

MOST_SIGNATORIES = 50_000
"""People whom one list can name; more may have signed."""


class Signatory(Strict):
    """Somebody who signed a petition."""

    name: Name
    address: Line | None = None


class Petition(Strict):
    """The number of people who signed a petition, and those who are listed; the person is its lead.

    Attributes:
        signatories: Those who signed, where they are listed.

    """

    signatures: int = Field(ge=1, le=10_000_000)
    signatories: tuple[Signatory, ...] = Field((), max_length=MOST_SIGNATORIES)

    @model_validator(mode="after")
    def _no_more_than_signed(self) -> Self:
        if len(self.signatories) > self.signatures:
            raise ValueError(f"{len(self.signatories)} are listed, and only {self.signatures} signed")
        return self


class ComplaintIntake(ClientIntake):
    """A complaint as it comes in: from whom, about which service, and when that happened.

    Attributes:
        happened_on: The local day on which what it is about happened, or last happened.
        appeals: The warning against which the person says that it appeals.
        enquiry: The enquiry that goes on as this complaint.
        raised_by: Whoever raises it: one person, a group, or a petition.
        petition: The petition, where it is one.

    """

    lifecycle: ClassVar[str] = "complaint"
    lists_people: ClassVar[bool] = True

    matter: Slug = "complaint"
    service: Slug
    person: Person
    raised_by: Literal["resident", "group", "petition"] = "resident"
    petition: Petition | None = None
    happened_on: Day
    appeals: CaseRef | None = None
    enquiry: CaseRef | None = None

    @model_validator(mode="after")
    def _petitions_are_signed(self) -> Self:
        if (self.raised_by == "petition") != (self.petition is not None):
            raise ValueError("`petition`, its signatures, goes with raised_by = 'petition' and it alone")
        return self

    @classmethod
    def example(cls, policy: Policy, matter: MatterRule, now: datetime) -> Example:
        """Return a complaint about the policy's first service."""
        return {
            "service": next(iter(policy.services)),
            "happened_on": "2026-11-16",
            "about": "I was told that somebody would call me back, and nobody did.",
            "person": EXAMPLE_PERSON,
        }

    def check(self, moment: Moment) -> None:
        """Refuse what happened after receipt."""
        super().check(moment)
        require_happened_by_receipt(self.happened_on, moment, self.matter)

    def terms(self, opened_by: StaffId) -> Terms:
        """The enquiry that goes on as it; a warning that it names, until that is known to be the person's."""
        terms = super().terms(opened_by) | {link.where: link.ref for link in self.links()}
        return terms | ({UNLINKED: self.appeals} if self.appeals else {})

    def links(self) -> tuple[Link, ...]:
        """The enquiry, which is open still."""
        return (Link("enquiry", self.enquiry, "enquiry", frozenset({"open"})),) if self.enquiry else ()

    def columns(self) -> dict[str, Any]:
        """When it happened, who raises it, how many signed."""
        return {
            "happened_on": self.happened_on,
            "raised_by": self.raised_by,
            "signatures": self.petition.signatures if self.petition else None,
        }
