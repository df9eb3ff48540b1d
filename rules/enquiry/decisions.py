"""What can be decided about an enquiry, and what each decision must state.

Fields of type `Words` and `SaidName` are free text: kept in PostgreSQL, never seen by the engine. Days are
local to the policy's time zone.
"""

from __future__ import annotations

from typing import ClassVar

from rules.lifecycle import Decision
from rules.model import CaseRef, Day, SaidName, Slug, Spoken, Words


class Concerned(Spoken):
    """The person whom an enquiry is about. The lines of an address are separated by line breaks."""

    name: SaidName
    address: Words | None = None


class RecordAuthority(Decision):
    """By what authority the member hears about the person, or whom it is about indeed, and how that is known.

    `concerns` names the person anew, whose authority is then asked for anew.
    """

    name: ClassVar[str] = "record-authority"
    authority: Slug | None = None
    subject: Slug | None = None
    concerns: Concerned | None = None
    how: Words


class AnswerEnquiry(Decision):
    """The answer to the member: what can be done, what cannot, and why."""

    name: ClassVar[str] = "answer-enquiry"
    can_do: Words
    cannot_do: Words
    reasons: Words


class RecordNoResponse(Decision):
    """It gets no response, and why: it is not directly about an individual who is answered for."""

    name: ClassVar[str] = "record-no-response"
    reasons: Words


class WithdrawEnquiry(Decision):
    """The member withdraws the enquiry."""

    name: ClassVar[str] = "withdraw-enquiry"
    withdrawn_on: Day | None = None
    said: Words | None = None


class BecameComplaint(Decision):
    """A complaint came in that takes the enquiry on."""

    name: ClassVar[str] = "became-complaint"
    complaint: CaseRef
