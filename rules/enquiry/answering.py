"""How an enquiry ends: answered, without a response where none is given, or withdrawn (1, 6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rules.case import Case
from rules.casework import needs_unconsidered
from rules.decision import Decision
from rules.enquiry.ending import ended
from rules.enquiry.life import ENQUIRY, OPEN
from rules.enquiry.terms import paper_of, subject_of
from rules.events import Proposal, Tell
from rules.model import Day, Words
from rules.moment import Moment
from rules.refusal import OutOfStage


def _not_to_be_answered(case: Case, moment: Moment) -> None:
    """Nothing is told about somebody for whom the member has not been shown to act."""
    matter, subject = moment.matter(case), subject_of(case, moment)
    if not subject.individual:
        raise OutOfStage(
            f"what is about {subject.title!r} gets no response", clause=paper_of(matter).no_response_clause
        )
    if case.terms["authority"] is None:
        raise OutOfStage(
            "record first what allows us to tell the member about the person: record-authority",
            clause=matter.decisions["record-authority"].clause,
        )
    needs_unconsidered(case, moment)


def _to_be_answered(case: Case, moment: Moment) -> None:
    subject = subject_of(case, moment)
    if subject.individual:
        clause = moment.matter(case).deadlines["answer"].clause
        raise OutOfStage(f"what is about {subject.title!r} is answered", clause=clause)


class AnswerEnquiry(Decision):
    """The answer to the member: what can be done, what cannot, and why."""

    name: ClassVar[str] = "answer-enquiry"
    can_do: Words
    cannot_do: Words
    reasons: Words


@ENQUIRY.decision(AnswerEnquiry, at=[OPEN], unless=_not_to_be_answered)
def answer(case: Case, decision: AnswerEnquiry, moment: Moment) -> Iterator[Proposal]:
    """Answer the member in time: what can be done, what cannot, and why (1, 6)."""
    yield ended(
        case,
        "answered",
        outcome="answered",
        clause=moment.matter(case).deadlines["answer"].clause,
        facts={"outcome": "answered"},
        owner=moment.takes_on(case),
        decides=True,
        tells=(Tell(notice="enquiry-answer"),),
    )


class RecordNoResponse(Decision):
    """It gets no response, and why: it is not directly about an individual who is answered for."""

    name: ClassVar[str] = "record-no-response"
    reasons: Words


@ENQUIRY.decision(RecordNoResponse, at=[OPEN], unless=_to_be_answered)
def record_no_response(case: Case, decision: RecordNoResponse, moment: Moment) -> Iterator[Proposal]:
    """What is not directly about an individual is recorded as such, and nobody is written to (6)."""
    yield ended(
        case,
        "no-response",
        outcome="no-response",
        clause=paper_of(moment.matter(case)).no_response_clause,
        facts={"subject": str(case.terms["subject"])},
        decides=True,
    )


class WithdrawEnquiry(Decision):
    """The member withdraws the enquiry."""

    name: ClassVar[str] = "withdraw-enquiry"
    withdrawn_on: Day | None = None
    said: Words | None = None


@ENQUIRY.decision(WithdrawEnquiry, at=[OPEN])
def withdraw(case: Case, decision: WithdrawEnquiry, moment: Moment) -> Iterator[Proposal]:
    """The member withdraws; that is confirmed where the enquiry would have been answered."""
    paper = moment.matter(case).decisions["withdraw-enquiry"]
    on = moment.past_day(case, decision.withdrawn_on, "withdrawn_on", paper.clause)
    answered = subject_of(case, moment).individual
    yield ended(
        case,
        "withdrawn",
        outcome="withdrawn",
        clause=paper.clause,
        because=paper.because,
        facts={"withdrawn_on": on.isoformat()},
        tells=(Tell(notice="enquiry-withdrawn"),) if answered else (),
    )
