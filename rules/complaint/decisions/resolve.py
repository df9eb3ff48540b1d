"""What can be decided at the Resolve stage, from contact to the person's answer (4.1, 4.3)."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from rules.complaint.decisions.promises import Remedy
from rules.lifecycle import Decision
from rules.model import CaseRef, Day, Slug, Words
from rules.money import FinancialRemedy

Outcome = Literal["upheld", "partly-upheld", "not-upheld"]


class Contact(Decision):
    """The person was contacted: what remedy they want, and by when they agreed to be answered."""

    name: ClassVar[str] = "contact"
    contacted_on: Day | None = None
    remedy_wanted: Words
    respond_by: Day | None = None


class AgreeTimescale(Decision):
    """Another day for the response was agreed with the person, and why."""

    name: ClassVar[str] = "agree-timescale"
    respond_by: Day
    reasons: Words


class AskForInformation(Decision):
    """The person is asked for what is needed to decide."""

    name: ClassVar[str] = "ask-for-information"
    asked: Words


class ReceiveInformation(Decision):
    """What was asked for has come."""

    name: ClassVar[str] = "receive-information"
    received_on: Day | None = None
    received: Words | None = None


class Refuse(Decision):
    """The matter is not considered as a complaint, on one of the policy's grounds."""

    name: ClassVar[str] = "refuse"
    ground: Slug
    particulars: Words | None = None
    earlier_case: CaseRef | None = None


class LinkDuplicate(Decision):
    """The same complaint came in before: it goes on under that reference alone."""

    name: ClassVar[str] = "link-duplicate"
    original: CaseRef


class Respond(Decision):
    """The response: its outcome, what can be done, what cannot, why, and what is promised, money included."""

    name: ClassVar[str] = "respond"
    outcome: Outcome
    can_do: Words
    cannot_do: Words
    reasons: Words
    remedies: tuple[Remedy, ...] = Field((), max_length=50)
    financial: FinancialRemedy | None = None


class ApproveAward(Decision):
    """Somebody else approves an award: `proposal` is the number of the event that they have read."""

    name: ClassVar[str] = "approve-award"
    proposal: int = Field(ge=1)


class DeclineAward(Decision):
    """An award that waits for approval is declined, and why: the complaint is still to be answered."""

    name: ClassVar[str] = "decline-award"
    proposal: int = Field(ge=1)
    reasons: Words


class Accept(Decision):
    """The person accepts the response."""

    name: ClassVar[str] = "accept"
    accepted_on: Day | None = None
    said: Words | None = None


class Withdraw(Decision):
    """The person withdraws the complaint."""

    name: ClassVar[str] = "withdraw"
    withdrawn_on: Day | None = None
    said: Words | None = None
