"""The Resolve stage: what follows from receiving a complaint and from each decision about it.

Reads like sections 4.1 and 4.3 of the policy. Figures, clauses and roles come from the policy file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rules.case import Case, Fact, Proposal, Tell, ToReckon
from rules.complaint import decisions as d
from rules.complaint.commitments import promised
from rules.complaint.ending import close, settle
from rules.complaint.grounds import check_ground
from rules.complaint.life import ANSWERED, COMPLAINT, RESOLVE
from rules.lifecycle import Moment
from rules.policy import MatterRule
from rules.refusal import Invalid, OutOfStage


def _contacted(case: Case, matter: MatterRule) -> None:
    if case.has("contacted"):
        raise OutOfStage("the person was contacted already", clause=matter.decisions["contact"].clause)


def _information_asked(case: Case, matter: MatterRule) -> None:
    if case.deadline("information"):
        clause = matter.decisions["ask-for-information"].clause
        raise OutOfStage("information was asked for already and is awaited", clause=clause)


def _nothing_asked(case: Case, matter: MatterRule) -> None:
    if not case.deadline("information"):
        clause = matter.decisions["receive-information"].clause
        raise OutOfStage("no information is awaited", clause=clause)


def _not_ready(case: Case, matter: MatterRule) -> None:
    if not case.has("contacted"):
        raise OutOfStage(
            "contact the person first: what remedy do they want?", clause=matter.decisions["contact"].clause
        )
    if case.unconsidered:
        needs = ", ".join(case.unconsidered)
        raise OutOfStage(
            f"consider the person's needs first: {needs}", clause=matter.decisions["adjust"].clause
        )


@COMPLAINT.decision(d.Contact, at=[RESOLVE], unless=_contacted)
def contact(case: Case, decision: d.Contact, moment: Moment) -> Iterator[Proposal]:
    """Contact the person within two working days: the remedy they want, the timescale agreed (4.1)."""
    rule = moment.matter(case).deadlines["contact"]
    on = moment.past_day(case, decision.contacted_on, "contacted_on", rule.clause)
    yield Proposal(
        kind="contacted",
        clause=rule.clause,
        facts={"contacted_on": on.isoformat(), "respond_by": _iso(decision.respond_by)},
        ends=("contact",),
        sets=_response_by(case, decision.respond_by, moment) if decision.respond_by else (),
        owner=None if case.owner or not moment.actor else moment.actor.id,
        tells=(Tell(notice="contact-record"),),
    )


@COMPLAINT.decision(d.AgreeTimescale, at=[RESOLVE])
def agree_timescale(case: Case, decision: d.AgreeTimescale, moment: Moment) -> Iterator[Proposal]:
    """An agreed timescale takes the place of the normal target (4.1)."""
    yield Proposal(
        kind="timescale-agreed",
        clause=moment.matter(case).deadlines["response"].clause,
        facts={"respond_by": _iso(decision.respond_by)},
        sets=_response_by(case, decision.respond_by, moment),
        tells=(Tell(notice="timescale"),),
    )


@COMPLAINT.decision(d.AskForInformation, at=[RESOLVE], unless=_information_asked)
def ask_for_information(case: Case, decision: d.AskForInformation, moment: Moment) -> Iterator[Proposal]:
    """Ask for information; the matter closes when it has not come within a calendar month (4.1)."""
    yield Proposal(
        kind="information-asked",
        clause=moment.matter(case).deadlines["information"].clause,
        sets=(moment.deadline(case, "information", moment.now),),
        tells=(Tell(notice="information-request"),),
    )


@COMPLAINT.decision(d.ReceiveInformation, at=[RESOLVE], unless=_nothing_asked)
def receive_information(case: Case, decision: d.ReceiveInformation, moment: Moment) -> Iterator[Proposal]:
    """What was asked for has come in time."""
    clause = moment.matter(case).deadlines["information"].clause
    on = moment.past_day(case, decision.received_on, "received_on", clause)
    yield Proposal(
        kind="information-received",
        clause=clause,
        facts={"received_on": on.isoformat()},
        ends=("information",),
    )


@COMPLAINT.decision(d.Refuse, at=[RESOLVE])
def refuse(case: Case, decision: d.Refuse, moment: Moment) -> Iterator[Proposal]:
    """What is not considered as a complaint is refused on its ground, with the reason (4.3)."""
    ground = check_ground(case, decision, moment)
    yield Proposal(
        kind="refused",
        clause=ground.clause,
        facts={
            "ground": decision.ground,
            "earlier_case": decision.earlier_case,
            "outcome": "not-a-complaint",
        },
        cites=(decision.earlier_case,) if decision.earlier_case else (),
        stage="closed",
        outcome="not-a-complaint",
        ends=tuple(deadline.name for deadline in case.deadlines),
        tells=(Tell(notice="refusal"),),
    )


@COMPLAINT.decision(d.Respond, at=[RESOLVE], unless=_not_ready)
def respond(case: Case, decision: d.Respond, moment: Moment) -> Iterator[Proposal]:
    """Respond: what can be done, what cannot, and why; every promise gets its own date (1, 4.1)."""
    clause = moment.matter(case).deadlines["response"].clause
    if decision.outcome != "not-upheld" and not decision.remedies:
        aim = moment.matter(case).decisions["respond"].clause
        raise Invalid("a response that upholds a complaint names its remedy", where="remedies", clause=aim)
    promises = tuple(promised(case, decision, moment))
    yield Proposal(
        kind="responded",
        clause=clause,
        facts={"outcome": decision.outcome, "commitments": len(promises)},
        stage=ANSWERED,
        outcome=decision.outcome,
        ends=tuple(deadline.name for deadline in case.deadlines),
        promises=promises,
        sets=(
            moment.deadline(case, "acceptance", moment.now),
            *(
                moment.deadline(case, "commitment", moment.now, agreed=promise.by, number=promise.number)
                for promise in promises
            ),
        ),
        tells=(Tell(notice="response"),),
    )


@COMPLAINT.decision(d.Accept, at=[ANSWERED])
def accept(case: Case, decision: d.Accept, moment: Moment) -> Iterator[Proposal]:
    """The person accepts the response; the matter ends once nothing is owed."""
    paper = moment.matter(case).decisions["accept"]
    on = moment.past_day(case, decision.accepted_on, "accepted_on", paper.clause)
    facts: dict[str, Fact] = {"accepted_on": on.isoformat()}
    yield from settle(case, "accepted", facts, moment, clause=paper.clause, because=paper.because)


@COMPLAINT.decision(d.Withdraw, at=[RESOLVE])
def withdraw(case: Case, decision: d.Withdraw, moment: Moment) -> Iterator[Proposal]:
    """The person withdraws; nothing more is owed."""
    clause = moment.matter(case).decisions["withdraw"].clause
    on = moment.past_day(case, decision.withdrawn_on, "withdrawn_on", clause)
    because = moment.matter(case).decisions["withdraw"].because
    yield Proposal(kind="withdrawn", clause=clause, because=because, facts={"withdrawn_on": on.isoformat()})
    yield close(case, "withdrawn", how="withdrawn", clause=clause)


def _response_by(case: Case, day: date, moment: Moment) -> tuple[ToReckon, ...]:
    clause = moment.matter(case).deadlines["response"].clause
    agreed = moment.coming_day(day, "respond_by", clause)
    return (moment.deadline(case, "response", moment.now, agreed=agreed),)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
