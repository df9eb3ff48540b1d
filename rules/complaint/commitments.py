"""What a decision promised: made with a date, then kept, moved, or broken with the reason (section 1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from rules.case import Case
from rules.complaint.ending import close_if_settled
from rules.complaint.life import ANSWERED, COMPLAINT, REMEDY, REVIEW
from rules.decision import Decision
from rules.events import Proposal, Tell
from rules.model import Day, Spoken, StaffId, Words
from rules.moment import Moment
from rules.promises import Commitment
from rules.refusal import Invalid, OutOfStage, Unknown

PROMISED = (ANSWERED, REVIEW, REMEDY)
"""The stages at which something can be owed."""


class Remedy(Spoken):
    """One thing that is promised: what, by when, and whose task it is. Money has a place of its own.

    Attributes:
        kind: The kind of remedy.
        owner: Whose task it is, by their id in the staff directory.

    """

    what: Words
    by: Day
    owner: StaffId
    kind: Literal["repair", "apology", "change-of-practice", "representation", "other"] = "other"


def promised(case: Case, remedies: tuple[Remedy, ...], moment: Moment) -> Iterator[Commitment]:
    """The commitments that a decision makes, numbered on from those there were."""
    clause = moment.matter(case).deadlines["commitment"].clause
    for place, remedy in enumerate(remedies, start=1):
        yield Commitment(
            number=case.next_number + place - 1,
            by=moment.coming_day(remedy.by, f"remedies.{place}.by", clause),
            owner=remedy.owner,
            kind=remedy.kind,
            place=place,
        )


def owed_task(case: Case, number: int, clause: str | None) -> Commitment:
    """An open commitment that is not a payment.

    Raises:
        Unknown: there is none of this number.
        Invalid: it is a payment, which finance confirms.

    """
    promise = case.commitment(number)
    if promise is None or promise.status != "open":
        numbers = ", ".join(str(promise.number) for promise in case.owed if not promise.is_payment)
        raise Unknown(f"commitment {number} is not open; these are: {numbers}", where="number", clause=clause)
    if promise.is_payment:
        raise Invalid(f"{number} is a payment; it ends with 'confirm-payment'", where="number", clause=clause)
    return promise


def _nothing_owed(case: Case, moment: Moment) -> None:
    if all(promise.is_payment for promise in case.owed):
        raise OutOfStage("no commitment is open", clause=moment.matter(case).deadlines["commitment"].clause)


class KeepCommitment(Decision):
    """Something promised was done."""

    name: ClassVar[str] = "keep-commitment"
    number: int = Field(ge=1)
    kept_on: Day | None = None
    evidence: Words | None = None


@COMPLAINT.decision(KeepCommitment, at=PROMISED, unless=_nothing_owed)
def keep_commitment(case: Case, decision: KeepCommitment, moment: Moment) -> Iterator[Proposal]:
    """What was promised has been done (1)."""
    clause = moment.matter(case).deadlines["commitment"].clause
    promise = owed_task(case, decision.number, clause)
    on = moment.past_day(case, decision.kept_on, "kept_on", clause, since=promise.made_at)
    yield Proposal(
        kind="commitment-kept",
        clause=clause,
        facts={"number": promise.number, "kept_on": on.isoformat()},
        promises=(promise.model_copy(update={"status": "kept"}),),
        ends=(promise.deadline,),
    )
    yield from close_if_settled(case, promise.number, moment)


class MoveCommitment(Decision):
    """Another day for something promised was agreed with the person, and why.

    Attributes:
        to: The day that was agreed.

    """

    name: ClassVar[str] = "move-commitment"
    number: int = Field(ge=1)
    to: Day
    reasons: Words


@COMPLAINT.decision(MoveCommitment, at=PROMISED, unless=_nothing_owed)
def move_commitment(case: Case, decision: MoveCommitment, moment: Moment) -> Iterator[Proposal]:
    """Another day was agreed with the person, who is told of it (1)."""
    clause = moment.matter(case).deadlines["commitment"].clause
    promise = owed_task(case, decision.number, clause)
    by = moment.coming_day(decision.to, "to", clause)
    if by == promise.by:
        raise Invalid(f"it is promised for {by:%-d %B %Y} already", where="to", clause=clause)
    yield Proposal(
        kind="commitment-moved",
        clause=clause,
        facts={"number": promise.number, "from": promise.day.isoformat(), "to": by.isoformat()},
        promises=(promise.model_copy(update={"by": by}),),
        sets=(moment.deadline(case, "commitment", moment.now, agreed=by, number=promise.number),),
        tells=(Tell(notice="commitment-moved"),),
    )


class BreakCommitment(Decision):
    """Something promised will not be done, and why."""

    name: ClassVar[str] = "break-commitment"
    number: int = Field(ge=1)
    reasons: Words


@COMPLAINT.decision(BreakCommitment, at=PROMISED, unless=_nothing_owed)
def break_commitment(case: Case, decision: BreakCommitment, moment: Moment) -> Iterator[Proposal]:
    """What was promised will not be done: the person is told why, and it is escalated (1)."""
    rule = moment.matter(case).deadlines["commitment"]
    promise = owed_task(case, decision.number, rule.clause)
    escalation = (Tell(notice="breach", to=rule.escalate_to),) if rule.escalate_to else ()
    yield Proposal(
        kind="commitment-broken",
        clause=rule.clause,
        facts={"number": promise.number, "deadline": promise.deadline, "due_day": promise.day.isoformat()},
        promises=(promise.model_copy(update={"status": "broken"}),),
        ends=(promise.deadline,),
        tells=(Tell(notice="commitment-broken"), *escalation),
    )
    yield from close_if_settled(case, promise.number, moment)
