"""Calls in any case of a person's: missed, tried in vain, returned; resolved, or what happens next (WRC-11).

The person's words, their number and what staff said to them are kept in PostgreSQL. The engine sees that a
call was missed, by when it is returned, and what came of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from rules.case import Case
from rules.casework import needs_unconsidered
from rules.clientwork.called import CALL, CALLBACK, CALLS, TRIES, CallsRule, MissedCall, missed
from rules.clientwork.signposting import Signposts, pointed_to
from rules.clientwork.told_by_phone import TellByPhone, tell_by_phone
from rules.decision import Decision
from rules.events import OWNER, Proposal, Tell, Terms
from rules.lifecycle import CLOSED
from rules.model import Day, Instant, Slug, StaffId, Words
from rules.moment import Moment
from rules.parts import Part
from rules.refusal import ConflictOfInterest, Invalid, OutOfStage


class LogMissedCall(Decision):
    """The person called about the case, and nobody answered.

    Attributes:
        message: What they left on the answerphone.
        called_at: When they called (aware); now where none is given.

    """

    name: ClassVar[str] = "log-missed-call"
    call: MissedCall
    message: Words | None = None
    called_at: Instant | None = None


class TryCall(Decision):
    """The person was called back in vain.

    Attributes:
        message: What was left for them on their answerphone, if anything.

    """

    name: ClassVar[str] = "try-call"
    message: Words | None = None


class ResolveCall(Decision):
    """The person was told on the telephone what resolves their query: the answer, their options, and why."""

    name: ClassVar[str] = "resolve-call"
    answer: Words
    options: Words
    reasons: Words
    signposts: Signposts = ()


class SetCallSteps(Decision):
    """It takes longer, and the person was told on the telephone what happens next, by when, and why.

    Attributes:
        owner: Who will advise, and has the case from now on; whoever decides, where nobody is named and
            nobody has it.

    """

    name: ClassVar[str] = "set-call-steps"
    steps: Words
    needed: Words
    reasons: Words
    advise_by: Day
    owner: StaffId | None = None


class StopCalling(Decision):
    """The person could not be reached, as often as they were called back; with why it is not tried again."""

    name: ClassVar[str] = "stop-calling"
    reasons: Words


def _never(case: Case) -> bool:
    return False


def calls(
    *,
    asks: Callable[[Case], bool] = _never,
    answers: frozenset[str] = frozenset(),
    advising: Slug | None = None,
    advise_by: Slug = CALLBACK,
) -> Part:
    """Return the part of a lifecycle by which its people call, and are called back.

    Args:
        asks: Whether the call is what a case is about, so that it ends once that is resolved, or once the
            person cannot be reached.
        answers: The deadlines of such a case that are met by an answer on the telephone.
        advising: The stage to which the next steps take such a case.
        advise_by: The deadline that the next steps then set; otherwise the person is called again in time.

    """

    def resolve(case: Case, decision: ResolveCall, moment: Moment) -> Iterator[Proposal]:
        """Record what the person was told; a case that their call was about is resolved (WRC-2, WRC-11)."""
        clause = _clause(case, moment)
        proposal = Proposal(
            kind="call-resolved",
            clause=clause,
            terms=_none_tried(case),
            owner=moment.takes_on(case),
            ends=_returned(case),
            signposts=pointed_to(decision.signposts, moment, clause),
            tells=(Tell(notice="call-answer", by_phone="said"),),
        )
        yield _end(case, proposal, "resolved", moment) if asks(case) else proposal

    def set_steps(case: Case, decision: SetCallSteps, moment: Moment) -> Iterator[Proposal]:
        """Say what happens next, who advises, and by which day that was agreed (WRC-11)."""
        clause = _clause(case, moment)
        if decision.owner in case.conflicted:
            raise ConflictOfInterest(
                f"{decision.owner} has a conflict of interest", where="owner", clause=clause
            )
        agreed = moment.coming_day(decision.advise_by, "advise_by", clause)
        own = asks(case)
        if own:
            needs_unconsidered(case, moment)
        ask = moment.deadline(case, advise_by if own else CALLBACK, moment.now, agreed=agreed)
        met = {CALLBACK, *(answers if own else ())} - {ask.name}
        yield Proposal(
            kind="call-steps-set",
            clause=clause,
            facts={"advise_by": agreed.isoformat()},
            terms=_none_tried(case),
            stage=advising if own else None,
            owner=decision.owner or moment.takes_on(case),
            ends=tuple(each.name for each in case.deadlines if each.name in met),
            sets=(ask,),
            tells=(Tell(notice="call-next-steps", by_phone="said"),),
        )

    def stop(case: Case, decision: StopCalling, moment: Moment) -> Iterator[Proposal]:
        """Give up calling back; a case that the call was about ends with it (WRC-11)."""
        proposal = Proposal(
            kind="calling-stopped",
            clause=_clause(case, moment),
            facts={"tries": int(str(case.terms[TRIES]))},
            terms=_none_tried(case),
            owner=moment.takes_on(case),
            ends=_returned(case),
            tells=(Tell(notice="call-not-reached", by_phone="skip"),),
        )
        yield _end(case, proposal, "not-reached", moment) if asks(case) else proposal

    part = Part(
        table=CALLS,
        table_type=CallsRule,
        deadlines=frozenset({CALLBACK}),
        kinds=frozenset(
            {
                *("call-missed", "call-tried", "call-resolved", "call-steps-set", "calling-stopped"),
                "told-by-phone",
            }
        ),
        opened=_opened,
    )
    part.decision(LogMissedCall)(_log)
    part.decision(TryCall, unless=_none_to_return)(_try)
    part.decision(ResolveCall)(resolve)
    part.decision(SetCallSteps)(set_steps)
    part.decision(StopCalling, unless=_cannot_stop)(stop)
    part.decision(TellByPhone, afterwards=True)(tell_by_phone)
    return part


def _clause(case: Case, moment: Moment) -> str:
    return moment.matter(case).deadlines[CALLBACK].clause


def _opened(case: Case, moment: Moment) -> Iterator[Proposal]:
    """Promise to return the call that a matter came in by, where it was missed."""
    if missed(case):
        ask = moment.deadline(case, CALLBACK, case.received)
        yield Proposal(
            kind="call-missed",
            clause=ask.clause,
            facts={"call": str(case.terms[CALL])},
            sets=(ask,),
            tells=_missed_told(),
        )


def _missed_told() -> tuple[Tell, ...]:
    """Tell the person in writing where that can be, and whoever is to call back."""
    return (Tell(notice="call-missed", by_phone="skip"), Tell(notice="call-to-return", to=OWNER))


def _log(case: Case, decision: LogMissedCall, moment: Moment) -> Iterator[Proposal]:
    """Record a missed call; it is returned in time, where none is to be returned already (WRC-11)."""
    clause = _clause(case, moment)
    if decision.call == "answerphone" and decision.message is None:
        raise Invalid(
            "say what the answerphone has; or that the call was 'missed'", where="message", clause=clause
        )
    called_at = decision.called_at or moment.now
    if not case.received <= called_at <= moment.now:
        when = "still to come" if called_at > moment.now else "before the case was received"
        raise Invalid(f"{called_at:%-d %B %Y %H:%M} UTC is {when}", where="called_at", clause=clause)
    yield Proposal(
        kind="call-missed",
        clause=clause,
        facts={"call": decision.call},
        sets=() if case.deadline(CALLBACK) else (moment.deadline(case, CALLBACK, called_at),),
        tells=_missed_told(),
    )


def _try(case: Case, decision: TryCall, moment: Moment) -> Iterator[Proposal]:
    """Record a call that did not reach the person; it is tried again, in the same time from now (WRC-11)."""
    ask = moment.deadline(case, CALLBACK, moment.now)
    yield Proposal(
        kind="call-tried",
        clause=ask.clause,
        facts={"message": decision.message is not None},
        terms={TRIES: _tried(case) + 1},
        owner=moment.takes_on(case),
        sets=(ask,),
    )


def _tried(case: Case) -> int:
    return int(str(case.terms.get(TRIES) or 0))


def _none_tried(case: Case) -> Terms:
    return {TRIES: None} if case.terms.get(TRIES) else {}


def _returned(case: Case) -> tuple[str, ...]:
    return (CALLBACK,) if case.deadline(CALLBACK) else ()


def _end(case: Case, proposal: Proposal, outcome: Slug, moment: Moment) -> Proposal:
    """Return the same, by which the case ends; its needs were considered, where it was resolved."""
    if outcome == "resolved":
        needs_unconsidered(case, moment)
    return proposal.model_copy(
        update={
            "facts": {**proposal.facts, "outcome": outcome},
            "stage": CLOSED,
            "outcome": outcome,
            "ends": tuple(each.name for each in case.deadlines),
        }
    )


def _none_to_return(case: Case, moment: Moment) -> None:
    if not case.deadline(CALLBACK):
        raise OutOfStage("no call is to be returned", clause=_clause(case, moment))


def _cannot_stop(case: Case, moment: Moment) -> None:
    _none_to_return(case, moment)
    rule, tried = moment.matter(case).own(CallsRule), _tried(case)
    if tried < rule.tries:
        raise OutOfStage(
            f"the person was called back {tried} of {rule.tries} times; try again before you stop",
            clause=_clause(case, moment),
        )
