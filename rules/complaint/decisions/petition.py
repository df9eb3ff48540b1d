"""What can be decided about a petition beside what holds for every complaint (4.1, 4.3)."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from rules.complaint.decisions.promises import Remedy
from rules.lifecycle import Decision
from rules.model import KEPT, Slug, Spoken, Words
from rules.person import Language, Person


class NewLead(Spoken):
    """Whoever leads the petition from now on. The lines of an address are separated by line breaks."""

    name: Words
    email: Words | None = None
    phone: Words | None = None
    address: Words | None = None
    language: Language = "en"
    channel: Literal["email", "letter"] = "email"

    @model_validator(mode="after")
    def _is_a_person(self) -> Self:
        if self.name != KEPT:
            self.person()
        return self

    def person(self) -> Person:
        """Them, as a person whom notices reach."""
        return lead_of(self.model_dump(exclude_none=True))


class ChangeLead(Decision):
    """Somebody else leads the petition, and hears of it from now on."""

    name: ClassVar[str] = "change-lead"
    lead: NewLead
    needs: tuple[Slug, ...] = ()
    reasons: Words


class AddSignatures(Decision):
    """More people have signed; their list, where there is one, is kept beside."""

    name: ClassVar[str] = "add-signatures"
    signatures: int = Field(ge=1, le=10_000_000)


class DecideRepresentations(Decision):
    """It is about what the organisation cannot change: whether it speaks up for residents, and why."""

    name: ClassVar[str] = "decide-representations"
    make: bool
    reasons: Words
    remedies: tuple[Remedy, ...] = Field((), max_length=50)


def lead_of(said: dict[str, str]) -> Person:
    """A person from the words of a new lead."""
    return Person.model_validate(said | {"address": tuple(said.get("address", "").splitlines())})
