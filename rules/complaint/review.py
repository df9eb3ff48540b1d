"""The review: asked for by the person, decided by a panel whose members sign together (4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from rules.case import Case
from rules.complaint import decisions as d
from rules.complaint.commitments import owed_task, promised
from rules.complaint.ending import WAITING, close_answered
from rules.complaint.life import ANSWERED, COMPLAINT, REMEDY, REVIEW
from rules.complaint.payment import payment, payment_due, sum_of
from rules.complaint.resolve import answer_by
from rules.events import Proposal, Tell
from rules.lifecycle import Moment
from rules.matters import PanelRule
from rules.model import day_of
from rules.panel import require_panel
from rules.promises import Commitment, Draft
from rules.refusal import Invalid, NotAuthorised, OutOfStage


def _paper(case: Case, moment: Moment) -> PanelRule:
    rule = moment.matter(case).panel
    if rule is None:
        raise OutOfStage(f"{moment.policy.organisation} has no panel of review")
    return rule


def _panel_sits(case: Case, moment: Moment) -> None:
    if case.panel:
        raise OutOfStage("the panel is appointed; change it instead", clause=_paper(case, moment).clause)


def _no_panel(case: Case, moment: Moment) -> None:
    if not case.panel:
        raise OutOfStage("no panel is appointed yet", clause=_paper(case, moment).clause)


def _not_a_member(case: Case, moment: Moment) -> None:
    _no_panel(case, moment)
    if moment.actor is not None and moment.actor.id not in case.panel:
        members = ", ".join(case.panel)
        raise NotAuthorised(
            f"{moment.actor.id} does not sit on the panel, which is {members}",
            where="actor",
            clause=_paper(case, moment).clause,
        )


def _not_ready(case: Case, moment: Moment) -> None:
    _not_a_member(case, moment)
    clause = moment.matter(case).decisions["plan-review"].clause
    if not case.planned:
        raise OutOfStage("decide first what information is needed, and how the review goes", clause=clause)
    if case.draft:
        raise OutOfStage(f"what {case.draft.by} proposed waits to be signed", clause=clause)


def _nothing_to_sign(case: Case, moment: Moment) -> None:
    _not_a_member(case, moment)
    clause = _paper(case, moment).clause
    if case.draft is None:
        raise OutOfStage("no decision is proposed", clause=clause)
    if moment.actor and moment.actor.id in (case.draft.by, *case.draft.signed):
        raise OutOfStage(f"{moment.actor.id} has signed it; another member must", clause=clause)


@COMPLAINT.decision(d.AskForReview, at=[ANSWERED])
def ask_for_review(case: Case, decision: d.AskForReview, moment: Moment) -> Iterator[Proposal]:
    """The person does not agree: why, what remedy they want, and by when they are answered (4.2)."""
    rule = moment.matter(case).deadlines["review"]
    on = moment.past_day(case, decision.asked_on, "asked_on", rule.clause)
    if case.since and on < day_of(case.since, moment.policy.zone):
        raise Invalid(
            f"{on:%-d %B %Y} is before the answer that it is about", where="asked_on", clause=rule.clause
        )
    by = decision.respond_by
    yield Proposal(
        kind="review-asked",
        clause=rule.clause,
        facts={"asked_on": on.isoformat(), "respond_by": by.isoformat() if by else None},
        stage=REVIEW,
        ends=("acceptance",),
        sets=(
            answer_by(case, "review", by, moment)
            if by
            else (moment.deadline(case, "review", _at(on, moment)),)
        ),
        tells=(Tell(notice="review-acknowledgement"),),
    )


@COMPLAINT.decision(d.AppointPanel, at=[REVIEW], unless=_panel_sits)
def appoint_panel(case: Case, decision: d.AppointPanel, moment: Moment) -> Iterator[Proposal]:
    """Two people whom the policy accepts for this case (4.2)."""
    yield _seats("panel-appointed", case, decision.members, moment)


@COMPLAINT.decision(d.ChangePanel, at=[REVIEW], unless=_no_panel)
def change_panel(case: Case, decision: d.ChangePanel, moment: Moment) -> Iterator[Proposal]:
    """Others sit on it from now on, and plan anew; what was proposed by those before falls (4.2)."""
    if set(decision.members) == set(case.panel):
        raise Invalid("these sit on it already", where="members", clause=_paper(case, moment).clause)
    yield _seats("panel-changed", case, decision.members, moment)


def _seats(kind: str, case: Case, members: tuple[str, ...], moment: Moment) -> Proposal:
    rule = _paper(case, moment)
    require_panel(moment.named, case, rule, moment)
    return Proposal(
        kind=kind,
        clause=rule.clause,
        facts={"members": ", ".join(members)},
        panel=members,
        drops=True,
    )


@COMPLAINT.decision(d.PlanReview, at=[REVIEW], unless=_not_a_member)
def plan_review(case: Case, decision: d.PlanReview, moment: Moment) -> Iterator[Proposal]:
    """The panel decides what information it needs and how the review is conducted (4.2)."""
    paper = moment.matter(case).decisions["plan-review"]
    yield Proposal(
        kind="review-planned",
        clause=paper.clause,
        because=paper.because,
        facts={"conduct": decision.conduct},
        plans=True,
        tells=(Tell(notice="review-plan"),),
    )


@COMPLAINT.decision(d.ProposeDecision, at=[REVIEW], unless=_not_ready)
def propose_decision(case: Case, decision: d.ProposeDecision, moment: Moment) -> Iterator[Proposal]:
    """One member proposes whether the remedy was appropriate and, if not, names another (4.2)."""
    paper = moment.matter(case).decisions["propose-decision"]
    money = sum_of(case, decision.financial, moment)
    own = bool(decision.remedies or (money and money.gross))
    if decision.appropriate and (own or decision.replaces):
        raise Invalid("a remedy that was appropriate stands as it is", where="remedies", clause=paper.clause)
    if not decision.appropriate and not own:
        raise Invalid(
            "a panel that finds the remedy not appropriate names another",
            where="remedies",
            clause=paper.clause,
        )
    for number in decision.replaces:
        owed_task(case, number, paper.clause)
    tasks = tuple(promised(case, decision.remedies, moment))
    by = moment.actor.id if moment.actor else ""
    draft = Draft(
        by=by,
        appropriate=decision.appropriate,
        promises=tasks + payment(case, money, len(tasks), moment),
        replaces=decision.replaces,
        sum=money,
    )
    yield Proposal(
        kind="decision-proposed",
        clause=paper.clause,
        because=paper.because,
        facts={"appropriate": decision.appropriate},
        proposes=draft,
    )


@COMPLAINT.decision(d.SignDecision, at=[REVIEW], unless=_nothing_to_sign)
def sign_decision(case: Case, decision: d.SignDecision, moment: Moment) -> Iterator[Proposal]:
    """Signed by every member, the decision takes effect, and is final (4.2)."""
    draft = _draft(case, decision.proposal, moment)
    signed = (*draft.signed, moment.actor.id if moment.actor else "")
    if {draft.by, *signed} != set(case.panel):
        yield Proposal(
            kind="decision-signed",
            clause=_paper(case, moment).clause,
            facts={"proposal": draft.seq},
            proposes=draft.model_copy(update={"signed": signed}),
        )
        return
    decided = _decided(case, draft, moment)
    yield decided
    if not [promise for promise in _open_after(case, decided) if promise.status == "open"]:
        yield close_answered(case.model_copy(update={"outcome": decided.outcome}), "reviewed", moment)


@COMPLAINT.decision(d.DeclineDecision, at=[REVIEW], unless=_nothing_to_sign)
def decline_decision(case: Case, decision: d.DeclineDecision, moment: Moment) -> Iterator[Proposal]:
    """A member does not agree and says why: the proposal falls, and another can be made (4.2)."""
    paper = moment.matter(case).decisions["decline-decision"]
    draft = _draft(case, decision.proposal, moment)
    yield Proposal(
        kind="decision-declined",
        clause=paper.clause,
        because=paper.because,
        facts={"proposal": draft.seq},
        drops=True,
    )


def _draft(case: Case, proposal: int, moment: Moment) -> Draft:
    if case.draft is None or case.draft.seq != proposal:
        waiting = case.draft.seq if case.draft else "none"
        raise Invalid(
            f"event {proposal} is not the proposal that waits; it is {waiting}",
            where="proposal",
            clause=_paper(case, moment).clause,
        )
    return case.draft


def _decided(case: Case, draft: Draft, moment: Moment) -> Proposal:
    rule = _paper(case, moment)
    for promise in draft.promises:
        if promise.by is not None and promise.by < moment.today:
            raise Invalid(
                f"{promise.by:%-d %B %Y}, which it promises something for, has passed; decline it, and "
                "propose it anew",
                where="proposal",
                clause=rule.clause,
            )
    gone = tuple(
        promise.model_copy(update={"status": "replaced"})
        for promise in case.owed
        if promise.number in draft.replaces
    )
    ends = (*(name for name in WAITING if case.deadline(name)), *(promise.deadline for promise in gone))
    return Proposal(
        kind="reviewed",
        clause=rule.final_clause,
        facts={"appropriate": draft.appropriate, "commitments": len(draft.promises)},
        stage=REMEDY,
        outcome=case.outcome if draft.appropriate else "remedy-changed",
        words_of=draft.seq,
        promises=(*gone, *draft.promises),
        sum=draft.sum,
        ends=ends,
        sets=tuple(payment_due(case, draft.promises, moment)),
        drops=True,
        tells=(Tell(notice="review-decision"),),
    )


def _open_after(case: Case, decided: Proposal) -> tuple[Commitment, ...]:
    changed = {promise.number for promise in decided.promises}
    return (*(promise for promise in case.owed if promise.number not in changed), *decided.promises)


def _at(day: date, moment: Moment) -> datetime:
    """A moment on a local day from which working days and months are counted."""
    return datetime.combine(day, time(12), moment.policy.zone)
