"""The review: asked for by the person, and the panel that is to decide it (4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import ClassVar, Literal

from pydantic import Field

from rules.case import Case
from rules.complaint.life import ANSWERED, REVIEW, REVIEW_PART
from rules.complaint.resolve import answer_by
from rules.decision import Decision
from rules.events import Proposal, Tell
from rules.model import Day, StaffId, Words
from rules.moment import Moment
from rules.panel import PanelRule, require_panel
from rules.refusal import Changed, Invalid, NotAuthorised, OutOfStage


def panel_rule(case: Case, moment: Moment) -> PanelRule:
    """What the policy says of the panel.

    Raises:
        OutOfStage: it has none.

    """
    rule = moment.matter(case).table(PanelRule)
    if rule is None:
        raise OutOfStage(f"{moment.policy.organisation} has no panel of review")
    return rule


def _panel_sits(case: Case, moment: Moment) -> None:
    if case.panel:
        raise OutOfStage("the panel is appointed; change it instead", clause=panel_rule(case, moment).clause)


def _no_panel(case: Case, moment: Moment) -> None:
    if not case.panel:
        raise OutOfStage("no panel is appointed yet", clause=panel_rule(case, moment).clause)


def not_a_member(case: Case, moment: Moment) -> None:
    """What the panel decides is decided by its members (4.2).

    Raises:
        NotAuthorised: whoever decides does not sit on it. `OutOfStage`: nobody does yet.

    """
    _no_panel(case, moment)
    if moment.actor is not None and moment.actor.id not in case.panel:
        members = ", ".join(case.panel)
        raise NotAuthorised(
            f"{moment.actor.id} does not sit on the panel, which is {members}",
            where="actor",
            clause=panel_rule(case, moment).clause,
        )


class AskForReview(Decision):
    """The person does not agree that the remedy is appropriate: why, and what remedy they want."""

    name: ClassVar[str] = "ask-for-review"
    asked_on: Day | None = None
    why: Words
    remedy_wanted: Words
    respond_by: Day | None = None


@REVIEW_PART.decision(AskForReview, at=[ANSWERED])
def ask_for_review(case: Case, decision: AskForReview, moment: Moment) -> Iterator[Proposal]:
    """The person does not agree: why, what remedy they want, and by when they are answered (4.2)."""
    rule = moment.matter(case).deadlines["review"]
    on = moment.past_day(
        case, decision.asked_on, "asked_on", rule.clause, since=case.since, within="acceptance"
    )
    by = decision.respond_by
    yield Proposal(
        kind="review-asked",
        clause=rule.clause,
        facts={"asked_on": on.isoformat(), "respond_by": by.isoformat() if by else None},
        stage=REVIEW,
        ends=("acceptance",),
        drops=case.draft is not None,
        sets=(
            answer_by(case, "review", by, moment)
            if by
            else (moment.deadline(case, "review", _at(on, moment)),)
        ),
        tells=(Tell(notice="review-acknowledgement"),),
    )


class AppointPanel(Decision):
    """The panel that reviews the case is appointed."""

    name: ClassVar[str] = "appoint-panel"
    members: tuple[StaffId, ...] = Field(min_length=1, max_length=5)

    def names(self, case: Case) -> tuple[StaffId, ...]:
        """The members."""
        return self.members


@REVIEW_PART.decision(AppointPanel, at=[REVIEW], unless=_panel_sits)
def appoint_panel(case: Case, decision: AppointPanel, moment: Moment) -> Iterator[Proposal]:
    """Two people whom the policy accepts for this case (4.2)."""
    yield _seats("panel-appointed", case, decision.members, moment)


class ChangePanel(Decision):
    """Other people sit on the panel from now on, and why."""

    name: ClassVar[str] = "change-panel"
    members: tuple[StaffId, ...] = Field(min_length=1, max_length=5)
    reasons: Words

    def names(self, case: Case) -> tuple[StaffId, ...]:
        """The members from now on."""
        return self.members


@REVIEW_PART.decision(ChangePanel, at=[REVIEW], unless=_no_panel)
def change_panel(case: Case, decision: ChangePanel, moment: Moment) -> Iterator[Proposal]:
    """Others sit on it from now on, and plan anew; what was proposed by those before falls (4.2)."""
    if set(decision.members) == set(case.panel):
        raise Invalid("these sit on it already", where="members", clause=panel_rule(case, moment).clause)
    yield _seats("panel-changed", case, decision.members, moment)


def seated(case: Case, moment: Moment) -> None:
    """Whoever sits on the panel must still be somebody whom the policy accepts (4.2).

    Raises:
        PanelRefused: others must take their place.
        Changed: others have, meanwhile.

    """
    if {member.id for member in moment.named} != set(case.panel):
        raise Changed(f"the panel of {case.ref} has changed; look at it again")
    require_panel(moment.named, case, panel_rule(case, moment), moment)


def _seats(kind: str, case: Case, members: tuple[str, ...], moment: Moment) -> Proposal:
    rule = panel_rule(case, moment)
    require_panel(moment.named, case, rule, moment)
    return Proposal(
        kind=kind,
        clause=rule.clause,
        facts={"members": ", ".join(members)},
        panel=members,
        drops=True,
    )


class PlanReview(Decision):
    """The panel says what information it needs, and how it conducts the review.

    Attributes:
        conduct: How the panel goes about it.
        information: What information it needs; the person reads it.

    """

    name: ClassVar[str] = "plan-review"
    conduct: Literal["on-paper", "meeting", "call", "visit"]
    how: Words
    information: Words


@REVIEW_PART.decision(PlanReview, at=[REVIEW], unless=not_a_member)
def plan_review(case: Case, decision: PlanReview, moment: Moment) -> Iterator[Proposal]:
    """The panel decides what information it needs and how the review goes; what was proposed falls (4.2)."""
    paper = moment.matter(case).decisions["plan-review"]
    yield Proposal(
        kind="review-planned",
        clause=paper.clause,
        because=paper.because,
        facts={"conduct": decision.conduct},
        plans=True,
        drops=True,
        tells=(Tell(notice="review-plan"),),
    )


def _at(day: date, moment: Moment) -> datetime:
    """A moment on a local day from which working days and months are counted."""
    return datetime.combine(day, time(12), moment.policy.zone)
