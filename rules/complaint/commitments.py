"""What a response promised: made with a date, then kept, or broken with the reason (section 1)."""

from __future__ import annotations

from collections.abc import Iterator

from rules.case import Case, Commitment, Proposal, Tell
from rules.complaint import decisions as d
from rules.complaint.ending import close_if_settled
from rules.complaint.life import ANSWERED, COMPLAINT, REMEDY
from rules.lifecycle import Moment
from rules.policy import MatterRule
from rules.refusal import OutOfStage, Unknown


def promised(case: Case, decision: d.Respond, moment: Moment) -> Iterator[Commitment]:
    """The commitments that a response makes, numbered from 1."""
    clause = moment.matter(case).deadlines["commitment"].clause
    for number, remedy in enumerate(decision.remedies, start=1):
        by = moment.coming_day(remedy.by, f"remedies.{number}.by", clause)
        yield Commitment(number=number, by=by, owner=remedy.owner)


def _nothing_owed(case: Case, matter: MatterRule) -> None:
    if not case.owed:
        raise OutOfStage("no commitment is open", clause=matter.deadlines["commitment"].clause)


@COMPLAINT.decision(d.KeepCommitment, at=[ANSWERED, REMEDY], unless=_nothing_owed)
def keep_commitment(case: Case, decision: d.KeepCommitment, moment: Moment) -> Iterator[Proposal]:
    """What was promised has been done (1)."""
    clause = moment.matter(case).deadlines["commitment"].clause
    on = moment.past_day(case, decision.kept_on, "kept_on", clause)
    promise = _owed(case, decision.number, clause)
    yield Proposal(
        kind="commitment-kept",
        clause=clause,
        facts={"number": promise.number, "kept_on": on.isoformat()},
        promises=(promise.model_copy(update={"status": "kept"}),),
        ends=(promise.deadline,),
    )
    yield from close_if_settled(case, promise.number, moment)


@COMPLAINT.decision(d.BreakCommitment, at=[ANSWERED, REMEDY], unless=_nothing_owed)
def break_commitment(case: Case, decision: d.BreakCommitment, moment: Moment) -> Iterator[Proposal]:
    """What was promised will not be done: the person is told why, and it is escalated (1)."""
    rule = moment.matter(case).deadlines["commitment"]
    promise = _owed(case, decision.number, rule.clause)
    escalation = (Tell(notice="breach", to=rule.escalate_to),) if rule.escalate_to else ()
    yield Proposal(
        kind="commitment-broken",
        clause=rule.clause,
        facts={"number": promise.number, "deadline": promise.deadline, "due_day": promise.by.isoformat()},
        promises=(promise.model_copy(update={"status": "broken"}),),
        ends=(promise.deadline,),
        tells=(Tell(notice="commitment-broken"), *escalation),
    )
    yield from close_if_settled(case, promise.number, moment)


def _owed(case: Case, number: int, clause: str) -> Commitment:
    for promise in case.owed:
        if promise.number == number:
            return promise
    numbers = ", ".join(str(promise.number) for promise in case.owed)
    raise Unknown(f"commitment {number} is not open; these are: {numbers}", where="number", clause=clause)
