"""What a policy says of enquiries: who makes them, about whom, and by what authority (section 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Self

from pydantic import Field, model_validator

from rules.marks import ClauseId
from rules.matters import Listing, MatterRule, Table, Text
from rules.model import Slug, Strict


class Subject(Strict):
    """Whom an enquiry can be about; `individual` where it is directly about somebody who is answered for."""

    title: Text
    individual: bool = False


class MembersRule(Table):
    """Whose enquiries are taken, about whom, by what authority; the clause by which some get no answer.

    Attributes:
        kinds: The titles of those who write.
        authorities: The titles of what lets a member hear about an individual.

    """

    no_response_clause: ClauseId
    kinds: dict[Slug, Text] = Field(min_length=1)
    subjects: dict[Slug, Subject]
    authorities: dict[Slug, Text] = Field(min_length=1)

    @model_validator(mode="after")
    def _some_are_answered(self) -> Self:
        if not any(subject.individual for subject in self.subjects.values()):
            raise ValueError("subjects: none of them is individual, so that no enquiry would be answered")
        return self

    def listings(self, title_of: Callable[[str], str]) -> Iterator[Listing]:
        """Return whom enquiries are about, whom they come from, and by what authority."""
        yield Listing(
            ("An enquiry is about", f"Answered, or not ({self.no_response_clause})", "Name"),
            tuple(
                (subject.title, "answered" if subject.individual else "no response", name)
                for name, subject in self.subjects.items()
            ),
        )
        for heading, titles in (("It comes from", self.kinds), ("By authority of", self.authorities)):
            yield Listing((heading, "Name"), tuple((title, name) for name, title in titles.items()))


class EnquiryMatter(MatterRule):
    """A kind of enquiry."""

    members: MembersRule
