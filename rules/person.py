"""The person whose case it is, and how they want to hear from the organisation."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, EmailStr, Field, StringConstraints, model_validator, validate_email

from rules.model import KEPT, Line, Name, SaidLine, Strict
from rules.reasons import form

Language = Annotated[
    str,
    StringConstraints(
        pattern=form(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "a language's code: en, pl, pt-BR"),
        max_length=35,
    ),
]
"""A language as BCP 47 tags it: `en`, `pt-BR`."""


def _plain(address: str) -> str:
    """Return an e-mail address without a name beside it."""
    return address if address == KEPT else validate_email(address)[1]


SaidEmail = Annotated[SaidLine, AfterValidator(_plain)]
"""An e-mail address that is free text like `Words`."""


class Person(Strict):
    """The person whose case it is. An address has up to eight lines.

    Attributes:
        channel: The way by which notices go: by telephone, staff tell the person what they say.

    """

    name: Name
    email: EmailStr | None = None
    phone: Line | None = None
    address: tuple[Line, ...] = Field((), max_length=8)
    language: Language = "en"
    channel: Literal["email", "letter", "phone"] = "email"

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.channel == "email" and not self.email:
            raise ValueError("channel 'email' needs an email address")
        if self.channel == "letter" and not self.address:
            raise ValueError("channel 'letter' needs an address")
        if self.channel == "phone" and not self.phone:
            raise ValueError("channel 'phone' needs a phone number")
        return self
