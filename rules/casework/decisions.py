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
    """Somebody has a conflict of interest in the case, and takes no further part in deciding it."""

    name: ClassVar[str] = "declare-conflict"
    staff: StaffId | None = None
    reasons: Words
