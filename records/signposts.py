"""Services outside an organisation that people are pointed to: an entry of the directory, in versions."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    EmailStr,
    Field,
    StringConstraints,
    model_validator,
)

from rules.languages import LanguageUnknown, locale_of
from rules.model import Day, Line, Model, Name, Slug, StaffId, Strict
from rules.organisation import SignpostsRule
from rules.person import Language
from rules.reasons import form
from rules.working_time import after

PLAIN = re.compile(r"[!-~]+")
"""Letters, digits and signs that an address of a website is written in; others are encoded there."""


def _require_address(url: str) -> str:
    """Refuse what is no plain address of a website: another scheme, a name before the host, other letters."""
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
        is_plain = is_web and "@" not in parts.netloc and PLAIN.fullmatch(url) is not None
    except ValueError:
        is_plain = False
    if not is_plain:
        raise ValueError("write the whole address of the website, such as https://www.acas.org.uk")
    return url


def _require_known_language(tag: str) -> str:
    try:
        locale_of(tag)
    except LanguageUnknown:
        raise ValueError(f"there is no language {tag!r}; write tags such as pl, ro, pt-BR") from None
    return tag


Phone = Annotated[
    str,
    StringConstraints(
        max_length=40, pattern=form(r"^[0-9+() -]*[0-9][0-9+() -]*$", "a telephone number in digits")
    ),
]
Website = Annotated[str, StringConstraints(max_length=300), AfterValidator(_require_address)]
KnownLanguage = Annotated[Language, AfterValidator(_require_known_language)]


class Signpost(Strict):
    """A service outside the organisation: what it helps with, and how it is reached in at least one way.

    Attributes:
        id: Its id in the directory. The engine shows it.
        helps_with: With what it helps, as the person reads it.
        languages: The languages in which it helps, as tags: `pl`, `pt-BR`.
        checked_on: The local day on which somebody last made sure that all of it is so.
        ended_on: The first local day on which nobody is pointed to it any more.

    """

    id: Slug
    name: Name
    helps_with: Line
    phone: Phone | None = None
    email: EmailStr | None = None
    website: Website | None = None
    languages: tuple[KnownLanguage, ...] = Field((), max_length=30)
    checked_on: Day
    ended_on: Day | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not (self.phone or self.email or self.website):
            raise ValueError("say how it is reached: phone, email or website")
        return self

    @classmethod
    def of(cls, row: Any) -> Self:
        """Return the entry of a row."""
        return cls.model_validate({name: row[name] for name in cls.model_fields})

    def why_not(self, rule: SignpostsRule, today: date) -> str | None:
        """Return why nobody is pointed to it on a local day; None where people are."""
        if self.ended_on and self.ended_on <= today:
            return f"it ended on {self.ended_on:%-d %B %Y}"
        if self.use_until(rule) < today:
            return (
                f"it was last checked on {self.checked_on:%-d %B %Y}, more than {rule.checked_within} ago; "
                "check it, and put the day into the directory"
            )
        return None

    def use_until(self, rule: SignpostsRule) -> date:
        """Return the last local day on which people are pointed to it, unless it is checked again."""
        return after(self.checked_on, rule.checked_within)


class SignpostVersion(Model):
    """An entry as it was put into the directory.

    Attributes:
        version: Its number, from 1 on.
        put_at: When it was put there (UTC).
        put_by: Whoever put it there over the API; none on the command line.

    """

    version: int
    put_at: datetime
    put_by: StaffId | None = None
    signpost: Signpost

    @classmethod
    def of(cls, row: Any) -> Self:
        """Return the version of a row."""
        return cls(
            version=row["version"], put_at=row["put_at"], put_by=row["put_by"], signpost=Signpost.of(row)
        )
