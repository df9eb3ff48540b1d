"""The Resolve stage: what follows from receiving a complaint and from each decision about it.

Reads like sections 4.1 and 4.3 of the policy. Figures, clauses and roles come from the policy file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from rules.case import Case
from rules.clientwork.withdrawing import Withdraw
from rules.complaint.ending import close, settle
from rules.complaint.life import ANSWERED, COMPLAINT, RESOLVE, REVIEW
from rules.decision import Decision
from rules.events import Fact, Proposal, Tell
from rules.model import Day, Words
from rules.moment import Moment
from rules.promises import ToReckon
from rules.refusal import OutOfStage


def _contacted(case: Case, moment: Moment) -> None:
    matter = moment.matter(case)
    if case.has("contacted"):
        raise OutOfStage("the person was contacted already", clause=matter.decisions["contact"].clause)


class Contact(Decision):
    """The person was contacted: what remedy they want, and by when they agreed to be answered."""

    name: ClassVar[str] = "contact"
    contacted_on: Day | None = None
    remedy_wanted: Words
    respond_by: Day | None = None


@COMPLAINT.decision(Contact, at=[RESOLVE], unless=_contacted)
def contact(case: Case, decision: Contact, moment: Moment) -> Iterator[Proposal]:
    """Contact the person within two working days: the remedy they want, the timescale agreed (4.1)."""
    rule = moment.matter(case).deadlines["contact"]
    on = moment.past_day(case, decision.contacted_on, "contacted_on", rule.clause)
    yield Proposal(
        kind="contacted",
        clause=rule.clause,
        facts={"contacted_on": on.isoformat(), "respond_by": _iso(decision.respond_by)},
        ends=("contact",),
        sets=answer_by(case, "response", decision.respond_by, moment) if decision.respond_by else (),
        owner=moment.takes_on(case),
        tells=(Tell(notice="contact-record"),),
    )


class AgreeTimescale(Decision):
    """Another day for the response was agreed with the person, and why."""

    name: ClassVar[str] = "agree-timescale"
    respond_by: Day
    reasons: Words


@COMPLAINT.decision(AgreeTimescale, at=[RESOLVE, REVIEW])
def agree_timescale(case: Case, decision: AgreeTimescale, moment: Moment) -> Iterator[Proposal]:
    """An agreed timescale takes the place of the normal target (4.1, 4.2)."""
    answer = "review" if case.stage == REVIEW else "response"
    yield Proposal(
        kind="timescale-agreed",
        clause=moment.matter(case).deadlines[answer].clause,
        facts={"respond_by": _iso(decision.respond_by)},
        sets=answer_by(case, answer, decision.respond_by, moment),
        tells=(Tell(notice="timescale"),),
    )


class Accept(Decision):
    """The person accepts the response."""

    name: ClassVar[str] = "accept"
    accepted_on: Day | None = None
    said: Words | None = None


@COMPLAINT.decision(Accept, at=[ANSWERED])
def accept(case: Case, decision: Accept, moment: Moment) -> Iterator[Proposal]:
    """The person accepts the response; the matter ends once nothing is owed."""
    paper = moment.matter(case).decisions["accept"]
    on = moment.past_day(case, decision.accepted_on, "accepted_on", paper.clause, since=case.since)
    facts: dict[str, Fact] = {"accepted_on": on.isoformat()}
    yield from settle(case, "accepted", facts, moment, clause=paper.clause, because=paper.because)


@COMPLAINT.decision(Withdraw, at=[RESOLVE, REVIEW])
def withdraw(case: Case, decision: Withdraw, moment: Moment) -> Iterator[Proposal]:
    """The person withdraws; nothing more is owed. A review withdrawn leaves the response as it was."""
    clause = moment.matter(case).decisions["withdraw"].clause
    on = moment.past_day(case, decision.withdrawn_on, "withdrawn_on", clause)
    because = moment.matter(case).decisions["withdraw"].because
    facts: dict[str, Fact] = {"withdrawn_on": on.isoformat()}
    if case.stage == REVIEW:
        yield from settle(case, "review-withdrawn", facts, moment, clause=clause, because=because)
        return
    yield Proposal(kind="withdrawn", clause=clause, because=because, facts=facts)
    yield close(case, "withdrawn", how="withdrawn", clause=clause)


def answer_by(case: Case, deadline: str, day: date, moment: Moment) -> tuple[ToReckon, ...]:
    """The deadline of an answer, for the day that was agreed with the person."""
    clause = moment.matter(case).deadlines[deadline].clause
    agreed = moment.coming_day(day, "respond_by", clause)
    return (moment.deadline(case, deadline, moment.now, agreed=agreed),)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
