"""What comes beside a complaint: later letters, what is learnt, and who keeps out of it."""

from __future__ import annotations

from typing import ClassVar, Literal

from rules.lifecycle import Decision
from rules.model import CaseRef, Day, StaffId, Words


class LogRepresentation(Decision):
    """Something came after the matter was decided: it is put on file and answered, not considered."""

    name: ClassVar[str] = "log-representation"
    received_on: Day | None = None
    said: Words
    reply: Words | None = None


class RecordLearning(Decision):
    """What is learnt from the case, and how satisfied the person is with how it was dealt with."""

    name: ClassVar[str] = "record-learning"
    learning_point: Words | None = None
    satisfaction: (
        Literal["very-satisfied", "satisfied", "neither", "dissatisfied", "very-dissatisfied"] | None
    ) = None


class LinkAppeal(Decision):
    """The complaint is an appeal against a warning; or, without one named, against none, whatever it says.

    Attributes:
        warning: The warning, which is in force.

    """

    name: ClassVar[str] = "link-appeal"
    warning: CaseRef | None = None
    reasons: Words


class StandAside(Decision):
    """Whoever had a part in what the complaint is about takes none in deciding it."""

    name: ClassVar[str] = "stand-aside"
    staff: tuple[StaffId, ...]
