"""What can be decided about a warning, and what each decision must state (section 7)."""

from __future__ import annotations

from typing import ClassVar

from rules.case import Case
from rules.lifecycle import Decision
from rules.model import CaseRef, Slug, StaffId, Words


class ApproveWarning(Decision):
    """What is proposed takes effect; nobody approves their own proposal."""

    name: ClassVar[str] = "approve-warning"
    reasons: Words | None = None

    def names(self, case: Case) -> tuple[StaffId, ...]:
        """The one member of staff whom the person is to speak to, where there is one."""
        contact = case.terms.get("proposed_contact")
        return (str(contact),) if contact else ()


class DeclineWarning(Decision):
    """What is proposed does not take effect, and why."""

    name: ClassVar[str] = "decline-warning"
    reasons: Words


class ProposeRestrictions(Decision):
    """Other restrictions are proposed in the place of those in force, and wait for approval as the first did.

    Attributes:
        tell: Whether the person is told; where not, `not_told_because` says what greater risk it would pose.
        explanation: What the person is told of why.

    """

    name: ClassVar[str] = "propose-restrictions"
    restrictions: tuple[Slug, ...]
    contact: StaffId | None = None
    reasons: Words
    tell: bool = True
    explanation: Words | None = None
    not_told_because: Words | None = None

    def names(self, case: Case) -> tuple[StaffId, ...]:
        """The one member of staff whom the person is to speak to, where there is one."""
        return (self.contact,) if self.contact else ()


class KeepWarning(Decision):
    """There is still a risk: the warning stays until it is reviewed again, and why.

    Attributes:
        explanation: What the person is told of why, where they know of the warning.

    """

    name: ClassVar[str] = "keep-warning"
    reasons: Words
    explanation: Words | None = None


class LiftWarning(Decision):
    """There is no on-going risk: the warning and its restrictions are removed, and why.

    Attributes:
        explanation: What the person is told of why, where they know of the warning.

    """

    name: ClassVar[str] = "lift-warning"
    reasons: Words
    explanation: Words | None = None


class LogAppeal(Decision):
    """A complaint about the warning has come in."""

    name: ClassVar[str] = "log-appeal"
    appeal: CaseRef


class DecideAppeal(Decision):
    """A complaint about the warning was decided; upheld, it lifts the warning."""

    name: ClassVar[str] = "decide-appeal"
    appeal: CaseRef
    upheld: bool
