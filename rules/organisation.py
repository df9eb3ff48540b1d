"""The organisation behind a policy: its calendar, roles, services, what it answers needs by, and who writes.

These are parts of a policy file; `rules/policy.py` puts them together.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import EmailStr, Field, field_validator

from rules.marks import RoleName
from rules.matters import Text, UnderClause
from rules.model import LocalTime, MediaType, Slug, Strict
from rules.reasons import form
from rules.terms import WEEKDAYS, CalendarTime, Weekday


class Calendar(Strict):
    """The working calendar: country and part of it as ISO 3166 names them, and the weekend."""

    country: str = Field(pattern=form(r"^[A-Z]{2}$", "a country by its two letters: GB"))
    subdivision: str | None = None
    weekend: tuple[Weekday, ...]
    reminders_at: LocalTime

    @field_validator("weekend")
    @classmethod
    def _some_day_works(cls, weekend: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
        if set(weekend) == set(WEEKDAYS):
            raise ValueError("no day is left to work on")
        return weekend


class Role(Strict):
    """A role that staff hold, and the mailbox that escalations to it go to.

    Attributes:
        next_rank: The role that decides a case in its place, where conflicts of interest leave nobody of it.

    """

    title: Text
    mailbox: EmailStr | None = None
    next_rank: Slug | None = None


class Service(Strict):
    """A service that can be complained about, and the directorate it belongs to."""

    title: Text
    directorate: Slug


class Need(Strict):
    """A need that a person may have; `large_print` and `by_letter` are met by the notices themselves."""

    title: Text
    large_print: bool = False
    by_letter: bool = False

    @property
    def met_by_notices(self) -> bool:
        """Return whether the notices meet the need without anybody doing more."""
        return self.large_print or self.by_letter


class EvidenceRule(Strict):
    """The files that are taken as evidence: their media types, and their largest size (10^6 bytes)."""

    media_types: tuple[MediaType, ...] = Field(min_length=1)
    most_megabytes: int = Field(gt=0, le=100)


Right = Literal[
    "open", "read", "administer", "consult the staff directory", "consult the signposts", "keep the signposts"
]
"""A right to something outside any one case's decisions."""


class Access(Strict):
    """The roles for whatever lies outside any one case's decisions.

    Attributes:
        open: Take matters in.
        read: See cases, the people in them and their letters: every case, of the kinds that are for them.
        read_on_panel: See those cases alone whose panel they sit on, while it decides.
        read_payments: See those cases alone from which something is paid.
        bank_details: See bank accounts whole; everybody else sees the last two digits.
        administer: Keep the staff directory, and the systems that hear of events.
        keep_signposts: Keep the directory of services outside the organisation, where there is one.

    """

    open: tuple[RoleName, ...] = Field(min_length=1)
    read: tuple[RoleName, ...] = Field(min_length=1)
    read_on_panel: tuple[RoleName, ...] = ()
    read_payments: tuple[RoleName, ...] = ()
    bank_details: tuple[RoleName, ...] = ()
    administer: tuple[RoleName, ...] = Field(min_length=1)
    keep_signposts: tuple[RoleName, ...] = ()

    def roles_with(self, right: Right) -> tuple[str, ...]:
        """Return the roles that have a right, over whichever cases."""
        match right:
            case "open":
                return self.open
            case "read":
                return tuple(dict.fromkeys((*self.read, *self.read_on_panel, *self.read_payments)))
            case "administer":
                return self.administer
            case "consult the staff directory":
                return tuple(dict.fromkeys((*self.read, *self.administer)))
            case "consult the signposts":
                return tuple(dict.fromkeys((*self.read, *self.keep_signposts)))
            case "keep the signposts":
                return self.keep_signposts


class Sender(Strict):
    """The sender of notices, and how to reach them."""

    name: Text
    email: EmailStr
    phone: Text
    website: Text
    address: tuple[Text, ...]


Website = Annotated[
    str, Field(pattern=form(r"^[A-Za-z0-9.-]+(/[^\s]*)?$", "a website without https://: resident.example"))
]
"""The address of a website, without https:// before it."""


class Helper(Strict):
    """Somebody outside the organisation who can help, and with what."""

    name: Text
    helps_with: Text
    website: Website | None = None
    phone: Text | None = None


class StandardsRule(UnderClause):
    """The published parts of a policy beside its promises, and their clause; or why they need none.

    Attributes:
        complain: How to complain, in paragraphs.
        helpers: Who else can help.

    """

    complain: tuple[Text, ...] = Field(min_length=1)
    helpers: tuple[Helper, ...] = ()


class SignpostsRule(UnderClause):
    """The directory of services outside the organisation that people are pointed to.

    Attributes:
        checked_within: How long after an entry was last checked people are pointed to it.

    """

    checked_within: CalendarTime


class Document(Strict):
    """A paper of the organisation that people are told of: a consent form, a policy.

    Attributes:
        website: Where it can be read, without https:// before it.
        version: The version in force, as the paper itself names it.

    """

    title: Text
    website: Website
    version: Text | None = None
