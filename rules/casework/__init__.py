"""What goes on beside the decision in any lifecycle: adjustments, the case handed over, notes, files.

A lifecycle takes these up by `add_casework`, for the stages at which its cases are open. Conflicts of
interest are a part (`conflicts.py`), which a policy may leave out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from rules.case import Case
from rules.casework.conflicts import CONFLICTS
from rules.casework.correcting import add_correcting
from rules.casework.mending import add_mending
from rules.decision import Choices, Decision
from rules.events import Proposal
from rules.lifecycle import Lifecycle
from rules.matters import MatterRule
from rules.model import Digest, MediaType, Slug, StaffId, Words
from rules.moment import Moment
from rules.policy import Policy
from rules.refusal import ConflictOfInterest, Invalid, OutOfStage, Unknown
from rules.work import REMINDED

KINDS = frozenset({"adjustment-considered", "noted", "reassigned", "evidence-added", REMINDED})
"""The kinds of events that it makes."""


def add_casework(lifecycle: Lifecycle, *, afterwards: Iterable[str] = (), handed_over: bool = True) -> None:
    """Register what goes on beside the decision while cases are open; files and corrections, also afterwards.

    Cases are not handed over where it follows from something else who has one.
    """
    stages = lifecycle.open_stages
    lifecycle.decision(Adjust, at=stages, unless=_nothing_unconsidered)(adjust)
    if handed_over:
        lifecycle.decision(Reassign, at=stages)(reassign)
    lifecycle.decision(Note, at=stages)(note)
    lifecycle.decision(AddEvidence, at=stages.union(afterwards))(add_evidence)
    add_mending(lifecycle, at=stages.union(afterwards))
    add_correcting(lifecycle, at=stages.union(afterwards))
    lifecycle.kinds |= KINDS
    lifecycle.parts = (*lifecycle.parts, CONFLICTS)


def needs_unconsidered(case: Case, moment: Moment) -> None:
    """Nothing is decided for somebody whose needs were not considered (3).

    Raises:
        OutOfStage: naming the needs that wait.

    """
    if case.unconsidered:
        needs = ", ".join(case.unconsidered)
        clause = moment.matter(case).decisions["adjust"].clause
        raise OutOfStage(f"consider the person's needs first: {needs}", clause=clause)


def _nothing_unconsidered(case: Case, moment: Moment) -> None:
    if not case.unconsidered:
        clause = moment.matter(case).decisions["adjust"].clause
        raise OutOfStage("no need is left to consider", clause=clause)


class Adjust(Decision):
    """A need was considered: the adjustment that was made, or why none was."""

    name: ClassVar[str] = "adjust"
    need: Slug
    made: bool
    how: Words

    @classmethod
    def choices(cls, policy: Policy, matter: MatterRule) -> Choices:
        """Return the needs that the policy knows."""
        return {"need": policy.needs}


def adjust(case: Case, decision: Adjust, moment: Moment) -> Iterator[Proposal]:
    """A reasonable adjustment is considered: made, or not, with the reason (3)."""
    paper = moment.matter(case).decisions["adjust"]
    if decision.need not in case.unconsidered:
        waiting = ", ".join(case.unconsidered)
        raise Unknown(
            f"{decision.need!r} is not waiting; these are: {waiting}", where="need", clause=paper.clause
        )
    yield Proposal(
        kind="adjustment-considered",
        clause=paper.clause,
        because=paper.because,
        facts={"need": decision.need, "made": decision.made},
        considers=(decision.need,),
    )


class Reassign(Decision):
    """Somebody else takes the case over."""

    name: ClassVar[str] = "reassign"
    owner: StaffId
    reasons: Words | None = None


def reassign(case: Case, decision: Reassign, moment: Moment) -> Iterator[Proposal]:
    """Somebody else takes the case over."""
    paper = moment.matter(case).decisions["reassign"]
    if decision.owner == case.owner:
        raise Invalid(f"{decision.owner} has the case already", where="owner", clause=paper.clause)
    if decision.owner in case.conflicted:
        raise ConflictOfInterest(
            f"{decision.owner} has a conflict of interest", where="owner", clause=paper.clause
        )
    yield Proposal(
        kind="reassigned",
        clause=paper.clause,
        because=paper.because,
        facts={"from": case.owner, "to": decision.owner},
        owner=decision.owner,
    )


class Note(Decision):
    """Something worth keeping on file."""

    name: ClassVar[str] = "note"
    text: Words


def note(case: Case, decision: Note, moment: Moment) -> Iterator[Proposal]:
    """Something is put on file."""
    paper = moment.matter(case).decisions["note"]
    yield Proposal(kind="noted", clause=paper.clause, because=paper.because)


class AddEvidence(Decision):
    """A file is put on file; it is sent to `/cases/{ref}/evidence`, which states the rest of it."""

    name: ClassVar[str] = "add-evidence"
    title: Annotated[Words, Field(max_length=200)]
    digest: Digest
    media_type: MediaType
    size: int = Field(gt=0, le=100_000_000)


def add_evidence(case: Case, decision: AddEvidence, moment: Moment) -> Iterator[Proposal]:
    """A file is put on file, and stays what it was: its digest is in the record (5)."""
    paper = moment.matter(case).decisions["add-evidence"]
    facts = {"digest": decision.digest, "media_type": decision.media_type, "size": decision.size}
    yield Proposal(kind="evidence-added", clause=paper.clause, because=paper.because, facts=facts)
