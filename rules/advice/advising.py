"""Answers to an enquiry for advice: the advice itself, or the next steps to it (WRC-2, WRC-13)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rules.advice.life import ADVICE, ADVISE_BY, ADVISING, ENQUIRY, FIRST_RESPONSE, SPOKEN
from rules.case import Case
from rules.casework import needs_unconsidered
from rules.clientwork.called import at_first_contact
from rules.clientwork.security import CheckNumber, disclosing
from rules.clientwork.signposting import Signposts, pointed_to
from rules.decision import Decision
from rules.events import Proposal, Tell
from rules.lifecycle import CLOSED
from rules.model import Day, Words
from rules.moment import Moment
from rules.refusal import Invalid


class Advise(Decision):
    """The person is answered: what we found, the options that they have, and why.

    Attributes:
        by_phone: Whether they were told so on the telephone; they have it in writing too, where they can.
        check: The number of the event by which they were known then.

    """

    name: ClassVar[str] = "advise"
    answer: Words
    options: Words
    reasons: Words
    signposts: Signposts = ()
    by_phone: bool = False
    check: CheckNumber | None = None


@ADVICE.decision(Advise, at=[ENQUIRY, ADVISING], unless=needs_unconsidered)
def advise(case: Case, decision: Advise, moment: Moment) -> Iterator[Proposal]:
    """Answer with the person's options and the reasons; the enquiry is resolved (WRC-2, WRC-13)."""
    paper = moment.matter(case).decisions["advise"]
    if decision.check is not None and not decision.by_phone:
        raise Invalid("goes with 'by_phone', and with it alone", where="check", clause=paper.clause)
    advised = Proposal(
        kind="advised",
        clause=paper.clause,
        because=paper.because,
        facts={"outcome": "advised"} | ({"by_phone": True} if decision.by_phone else {}),
        stage=CLOSED,
        outcome="advised",
        owner=moment.takes_on(case),
        ends=tuple(deadline.name for deadline in case.deadlines),
        signposts=pointed_to(decision.signposts, moment, paper.clause),
        tells=(Tell(notice="advice-answer", by_phone="said" if decision.by_phone else "tell"),),
    )
    if decision.by_phone:
        first_contact = at_first_contact(case, moment, SPOKEN)
        advised = disclosing(advised, case, decision.check, moment, first_contact=first_contact)
    yield advised


class SetNextSteps(Decision):
    """It takes longer: what happens next, what is needed for it, the day agreed for the advice, and why."""

    name: ClassVar[str] = "set-next-steps"
    steps: Words
    needed: Words
    advise_by: Day
    reasons: Words


@ADVICE.decision(SetNextSteps, at=[ENQUIRY, ADVISING], unless=needs_unconsidered)
def set_next_steps(case: Case, decision: SetNextSteps, moment: Moment) -> Iterator[Proposal]:
    """Say what happens next, and by when; set again, another day takes the place of the first (WRC-13)."""
    rule = moment.matter(case).deadlines[ADVISE_BY]
    agreed = moment.coming_day(decision.advise_by, "advise_by", rule.clause)
    yield Proposal(
        kind="next-steps-set",
        clause=rule.clause,
        facts={"advise_by": agreed.isoformat()},
        stage=ADVISING,
        owner=moment.takes_on(case),
        ends=(FIRST_RESPONSE,) if case.deadline(FIRST_RESPONSE) else (),
        sets=(moment.deadline(case, ADVISE_BY, moment.now, agreed=agreed),),
        tells=(Tell(notice="advice-next-steps"),),
    )
