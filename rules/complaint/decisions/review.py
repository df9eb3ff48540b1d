"""What can be decided at the review, by the person who asks for it and by its panel (4.2)."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from rules.case import Case
from rules.complaint.decisions.promises import Remedy
from rules.lifecycle import Decision
from rules.model import Day, StaffId, Words
from rules.money import FinancialRemedy


class AskForReview(Decision):
    """The person does not agree that the remedy is appropriate: why, and what remedy they want."""

    name: ClassVar[str] = "ask-for-review"
    asked_on: Day | None = None
    why: Words
    remedy_wanted: Words
    respond_by: Day | None = None


class AppointPanel(Decision):
    """Who sits on the panel."""

    name: ClassVar[str] = "appoint-panel"
    members: tuple[StaffId, ...] = Field(min_length=1, max_length=5)

    def names(self, case: Case) -> tuple[StaffId, ...]:
        """The members."""
        return self.members


class ChangePanel(Decision):
    """Other people sit on the panel from now on, and why."""

    name: ClassVar[str] = "change-panel"
    members: tuple[StaffId, ...] = Field(min_length=1, max_length=5)
    reasons: Words

    def names(self, case: Case) -> tuple[StaffId, ...]:
        """The members from now on."""
        return self.members


class PlanReview(Decision):
    """What information the panel needs, and how it conducts the review."""

    name: ClassVar[str] = "plan-review"
    conduct: Literal["on-paper", "meeting", "call", "visit"]
    how: Words
    information: Words


class ProposeDecision(Decision):
    """A member proposes the panel's decision: the remedy was appropriate, or another takes its place.

    Attributes:
        replaces: The numbers of open commitments of the response that the panel's own take the place of.

    """

    name: ClassVar[str] = "propose-decision"
    appropriate: bool
    can_do: Words
    cannot_do: Words
    reasons: Words
    remedies: tuple[Remedy, ...] = Field((), max_length=50)
    replaces: tuple[int, ...] = ()
    financial: FinancialRemedy | None = None


class SignDecision(Decision):
    """Another member signs what was proposed: `proposal` is the number of the event they have read."""

    name: ClassVar[str] = "sign-decision"
    proposal: int = Field(ge=1)

    def names(self, case: Case) -> tuple[StaffId, ...]:
        """The members, who must still be people whom the policy accepts."""
        return case.panel


class DeclineDecision(Decision):
    """A member does not agree with what was proposed, and says why: the proposal falls."""

    name: ClassVar[str] = "decline-decision"
    proposal: int = Field(ge=1)
    reasons: Words
