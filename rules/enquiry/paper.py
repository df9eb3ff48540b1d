"""What a policy says of enquiries: who makes them, about whom, and by what authority (section 6)."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from rules.model import Slug, Strict

Text = Annotated[str, Field(min_length=1)]


class Subject(Strict):
    """Whom an enquiry can be about; `individual` where it is directly about somebody who is answered for."""

    title: Text
    individual: bool = False


class MembersRule(Strict):
    """Whose enquiries are taken, about whom, by what authority; the clause by which some get no answer.

    Attributes:
        kinds: The titles of those who write.
        authorities: The titles of what lets a member hear about an individual.

    """

    no_response_clause: str
    kinds: dict[Slug, Text] = Field(min_length=1)
    subjects: dict[Slug, Subject]
    authorities: dict[Slug, Text] = Field(min_length=1)

    @model_validator(mode="after")
    def _some_are_answered(self) -> Self:
        if not any(subject.individual for subject in self.subjects.values()):
            raise ValueError("subjects: none of them is individual, so that no enquiry would be answered")
        return self
