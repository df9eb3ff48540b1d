"""Calls in any case of a person's: missed, tried in vain, returned; resolved, or what happens next (WRC-11).

The person's words, their number and what staff said to them are kept in PostgreSQL. The engine sees that a
call was missed, by when it is returned, and what came of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import ClassVar

from rules.case import Case
from rules.casework import needs_unconsidered
from rules.clientwork.called import CALLBACK, CALLS, CallsRule, at_first_contact
from rules.clientwork.missed_calls import (
    LogMissedCall,
    TryCall,
    cannot_stop,
    clause_of,
    log,
    none_to_return,
    open_callback,
    opened,
    tries_of,
    try_again,
    without_tries,
)
from rules.clientwork.security import CheckNumber, disclosing, is_locked, require_unlocked
from rules.clientwork.signposting import Signposts, pointed_to
from rules.clientwork.told_by_phone import TellByPhone, tell_by_phone
from rules.decision import Decision
from rules.events import Proposal, Tell
from rules.lifecycle import CLOSED
from rules.model import Day, Slug, StaffId, Words
from rules.moment import Moment
from rules.parts import Part
from rules.refusal import ConflictOfInterest


class ResolveCall(Decision):
    """The answer to what the person called about, told on the telephone, with options and reasons.

    Attributes:
        check: The number of the event by which the caller was known, where the case was there before.

    """

    name: ClassVar[str] = "resolve-call"
    answer: Words
    options: Words
    reasons: Words
    signposts: Signposts = ()
    check: CheckNumber | None = None


class SetCallSteps(Decision):
    """The next steps, told to the person on the telephone, where their query takes longer.

    Attributes:
        owner: Who will advise, and has the case from now on; whoever decides, where nobody is named and
            nobody has it.
        check: The number of the event by which the caller was known, where the case was there before.

    """

    name: ClassVar[str] = "set-call-steps"
    steps: Words
    needed: Words
    reasons: Words
    advise_by: Day
    owner: StaffId | None = None
    check: CheckNumber | None = None


class StopCalling(Decision):
    """The person was called back as often as the policy says, was not reached, and is not called again."""

    name: ClassVar[str] = "stop-calling"
    reasons: Words


def _never(case: Case) -> bool:
    return False


def calls(
    *,
    asks: Callable[[Case], bool] = _never,
    spoken: Collection[str] = (),
    answers: frozenset[str] = frozenset(),
    advising: Slug | None = None,
    advise_by: Slug = CALLBACK,
) -> Part:
    """Return the part of a lifecycle by which its people call, and are called back.

    Args:
        asks: Whether the call is what a case is about, so that it ends once that is resolved, or once the
            person cannot be reached.
        spoken: The kinds of events by which the person was spoken to or answered, beside calls; whoever is on
            the telephone from then on has to be known.
        answers: The deadlines of such a case that are met by an answer on the telephone.
        advising: The stage to which the next steps take such a case.
        advise_by: The deadline that the next steps then set; otherwise the person is called again in time.

    """

    def locked_or_needs_first(case: Case, moment: Moment) -> None:
        require_unlocked(case, moment)
        if asks(case):
            needs_unconsidered(case, moment)

    def cannot_stop_yet(case: Case, moment: Moment) -> None:
        none_to_return(case, moment)
        if asks(case) or not is_locked(case):  # of a locked case nothing could be said by calling again
            cannot_stop(case, moment)

    def said(proposal: Proposal, case: Case, check: int | None, moment: Moment) -> Proposal:
        first_contact = at_first_contact(case, moment, spoken)
        return disclosing(proposal, case, check, moment, first_contact=first_contact)

    def resolve(case: Case, decision: ResolveCall, moment: Moment) -> Iterator[Proposal]:
        """Record what the person was told; a case that their call was about is resolved (WRC-2, WRC-11)."""
        clause = clause_of(case, moment)
        proposal = Proposal(
            kind="call-resolved",
            clause=clause,
            terms=without_tries(case),
            owner=moment.takes_on(case),
            ends=open_callback(case),
            signposts=pointed_to(decision.signposts, moment, clause),
            tells=(Tell(notice="call-answer", by_phone="said"),),
        )
        proposal = said(proposal, case, decision.check, moment)
        yield _end(case, proposal, "resolved") if asks(case) else proposal

    def set_steps(case: Case, decision: SetCallSteps, moment: Moment) -> Iterator[Proposal]:
        """Say what happens next, who advises, and by which day that was agreed (WRC-11)."""
        clause = clause_of(case, moment)
        if decision.owner in case.conflicted:
            raise ConflictOfInterest(
                f"{decision.owner} has a conflict of interest", where="owner", clause=clause
            )
        agreed = moment.coming_day(decision.advise_by, "advise_by", clause)
        own = asks(case)
        ask = moment.deadline(case, advise_by if own else CALLBACK, moment.now, agreed=agreed)
        met = {CALLBACK, *(answers if own else ())} - {ask.name}
        proposal = Proposal(
            kind="call-steps-set",
            clause=clause,
            facts={"advise_by": agreed.isoformat()},
            terms=without_tries(case),
            stage=advising if own else None,
            owner=decision.owner or moment.takes_on(case),
            ends=tuple(each.name for each in case.deadlines if each.name in met),
            sets=(ask,),
            tells=(Tell(notice="call-next-steps", by_phone="said"),),
        )
        yield said(proposal, case, decision.check, moment)

    def stop(case: Case, decision: StopCalling, moment: Moment) -> Iterator[Proposal]:
        """Give up calling back; a case that the call was about ends with it (WRC-11)."""
        proposal = Proposal(
            kind="calling-stopped",
            clause=clause_of(case, moment),
            facts={"tries": tries_of(case)} | ({"locked": True} if is_locked(case) else {}),
            terms=without_tries(case),
            owner=moment.takes_on(case),
            ends=open_callback(case),
            tells=(Tell(notice="call-not-reached", by_phone="skip"),),
        )
        yield _end(case, proposal, "not-reached") if asks(case) else proposal

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
        opened=opened,
    )
    part.decision(LogMissedCall)(log)
    part.decision(TryCall, unless=none_to_return)(try_again)
    part.decision(ResolveCall, unless=locked_or_needs_first)(resolve)
    part.decision(SetCallSteps, unless=locked_or_needs_first)(set_steps)
    part.decision(StopCalling, unless=cannot_stop_yet)(stop)
    part.decision(TellByPhone, unless=require_unlocked, afterwards=True)(tell_by_phone)
    return part


def _end(case: Case, proposal: Proposal, outcome: Slug) -> Proposal:
    """Return the same, by which the case ends."""
    return proposal.model_copy(
        update={
            "facts": {**proposal.facts, "outcome": outcome},
            "stage": CLOSED,
            "outcome": outcome,
            "ends": tuple(each.name for each in case.deadlines),
        }
    )
