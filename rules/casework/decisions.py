"""What can be decided beside any matter itself: adjustments, who has the case, notes, files, conflicts."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from rules.lifecycle import Decision
from rules.model import Digest, MediaType, Slug, StaffId, Words


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
    """A conflict of interest: whoever has it decides nothing more about the case.

    Attributes:
        staff: Somebody else who has one: it is proposed, and holds once a manager confirms it.

    """

    name: ClassVar[str] = "declare-conflict"
    staff: StaffId | None = None
    reasons: Words


class ConfirmConflict(Decision):
    """Somebody has the conflict of interest that another says they have: they decide nothing more."""

    name: ClassVar[str] = "confirm-conflict"
    staff: StaffId
    reasons: Words | None = None


class DeclineConflict(Decision):
    """Somebody has no such conflict of interest, and why."""

    name: ClassVar[str] = "decline-conflict"
    staff: StaffId
    reasons: Words


class WithdrawConflict(Decision):
    """A conflict of interest is taken back, and why: whoever had it may decide again."""

    name: ClassVar[str] = "withdraw-conflict"
    staff: StaffId
    reasons: Words
