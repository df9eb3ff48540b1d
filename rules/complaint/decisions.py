"""What staff can decide about a complaint, and what each decision must state.

Fields of type `Words` are free text: kept in PostgreSQL, never seen by the engine. Days are local to
the policy's time zone.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from rules.lifecycle import Decision
from rules.model import CaseRef, Slug, Spoken, StaffId, Words

Outcome = Literal["upheld", "partly-upheld", "not-upheld"]


class Contact(Decision):
    """The person was contacted: what remedy they want, and by when they agreed to be answered."""

    name: ClassVar[str] = "contact"
    contacted_on: date | None = None
    remedy_wanted: Words
    respond_by: date | None = None


class AgreeTimescale(Decision):
    """Another day for the response was agreed with the person, and why."""

    name: ClassVar[str] = "agree-timescale"
    respond_by: date
    reasons: Words


class AskForInformation(Decision):
    """The person is asked for what is needed to decide."""

    name: ClassVar[str] = "ask-for-information"
    asked: Words


class ReceiveInformation(Decision):
    """What was asked for has come."""

    name: ClassVar[str] = "receive-information"
    received_on: date | None = None
    received: Words | None = None


class Refuse(Decision):
    """The matter is not considered as a complaint, on one of the policy's grounds."""

    name: ClassVar[str] = "refuse"
    ground: Slug
    particulars: Words | None = None
    earlier_case: CaseRef | None = None


class Remedy(Spoken):
    """One thing that a response promises: what, by when, and whose task it is."""

    what: Words
    by: date
    owner: StaffId


class Respond(Decision):
    """The response: its outcome, what can be done, what cannot, why, and what is promised."""

    name: ClassVar[str] = "respond"
    outcome: Outcome
    can_do: Words
    cannot_do: Words
    reasons: Words
    remedies: tuple[Remedy, ...] = Field((), max_length=50)


class Accept(Decision):
    """The person accepts the response."""

    name: ClassVar[str] = "accept"
    accepted_on: date | None = None
    said: Words | None = None


class Withdraw(Decision):
    """The person withdraws the complaint."""

    name: ClassVar[str] = "withdraw"
    withdrawn_on: date | None = None
    said: Words | None = None


class KeepCommitment(Decision):
    """Something promised was done."""

    name: ClassVar[str] = "keep-commitment"
    number: int = Field(ge=1)
    kept_on: date | None = None
    evidence: Words | None = None


class BreakCommitment(Decision):
    """Something promised will not be done, and why."""

    name: ClassVar[str] = "break-commitment"
    number: int = Field(ge=1)
    reasons: Words


class Adjust(Decision):
    """A need was considered: the adjustment that was made, or why none was."""

    name: ClassVar[str] = "adjust"
    need: Slug
    made: bool
    how: Words


class Reassign(Decision):
    """Somebody else takes the case over."""

    name: ClassVar[str] = "reassign"
    owner: StaffId
    reasons: Words | None = None


class Note(Decision):
    """Something worth keeping on file."""

    name: ClassVar[str] = "note"
    text: Words
