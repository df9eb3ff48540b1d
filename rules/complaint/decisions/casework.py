"""What can be decided beside the matter itself: adjustments, who has the case, notes, what comes later."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from rules.lifecycle import Decision
from rules.model import Day, Digest, MediaType, Slug, StaffId, Words


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


class AddEvidence(Decision):
    """A file is put on file; it is sent to `/cases/{ref}/evidence`, which states the rest of it."""

    name: ClassVar[str] = "add-evidence"
    title: Annotated[Words, Field(max_length=200)]
    digest: Digest
    media_type: MediaType
    size: int = Field(gt=0, le=100_000_000)


class DeclareConflict(Decision):
    """Somebody has a conflict of interest in the case, and takes no further part in deciding it."""

    name: ClassVar[str] = "declare-conflict"
    staff: StaffId | None = None
    reasons: Words


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
