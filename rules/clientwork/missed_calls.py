"""Calls that were missed: logged, tried again, returned in time (WRC-11)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rules.case import Case
from rules.clientwork.called import CALL, CALLBACK, TRIES, CallsRule, MissedCall, missed
from rules.decision import Decision
from rules.events import OWNER, Proposal, Tell, Terms, count_in
from rules.model import Instant, Words
from rules.moment import Moment
from rules.refusal import Invalid, OutOfStage


class LogMissedCall(Decision):
    """The person called about the case, and nobody answered.

    Attributes:
        message: What they left on the answerphone.
        called_at: When they called (aware); now where none is given.
        call: Whether the answerphone took it, or it was missed altogether.

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


def clause_of(case: Case, moment: Moment) -> str:
    """Return the clause under which calls are returned."""
    return moment.matter(case).deadlines[CALLBACK].clause


def opened(case: Case, moment: Moment) -> Iterator[Proposal]:
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


def log(case: Case, decision: LogMissedCall, moment: Moment) -> Iterator[Proposal]:
    """Record a missed call; it is returned in time, where none is to be returned already (WRC-11)."""
    clause = clause_of(case, moment)
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


def try_again(case: Case, decision: TryCall, moment: Moment) -> Iterator[Proposal]:
    """Record a call that did not reach the person; it is tried again, in the same time from now (WRC-11)."""
    ask = moment.deadline(case, CALLBACK, moment.now)
    yield Proposal(
        kind="call-tried",
        clause=ask.clause,
        facts={"message": decision.message is not None},
        terms={TRIES: tries_of(case) + 1},
        owner=moment.takes_on(case),
        sets=(ask,),
    )


def tries_of(case: Case) -> int:
    """Return how often the person was called back in vain, since they called."""
    return count_in(case.terms, TRIES)


def without_tries(case: Case) -> Terms:
    """Return the terms by which the next call that is missed has been tried no time."""
    return {TRIES: None} if case.terms.get(TRIES) else {}


def open_callback(case: Case) -> tuple[str, ...]:
    """Return the deadline of a call that is to be returned, where there is one."""
    return (CALLBACK,) if case.deadline(CALLBACK) else ()


def none_to_return(case: Case, moment: Moment) -> None:
    """Close a decision where no call is to be returned."""
    if not case.deadline(CALLBACK):
        raise OutOfStage("no call is to be returned", clause=clause_of(case, moment))


def cannot_stop(case: Case, moment: Moment) -> None:
    """Close a decision until the person was called back as often as the policy says."""
    none_to_return(case, moment)
    rule, tried = moment.matter(case).own(CallsRule), tries_of(case)
    if tried < rule.tries:
        raise OutOfStage(
            f"the person was called back {tried} of {rule.tries} times; try again before you stop",
            clause=clause_of(case, moment),
        )
