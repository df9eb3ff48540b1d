"""What follows from what is decided about a policy's review: sooner, confirmed, or a new version (8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rules.case import Case
from rules.decision import Decision
from rules.events import Proposal
from rules.model import Day, Words
from rules.moment import Moment
from rules.policy_review.deadlines import open_review
from rules.policy_review.life import POLICY_REVIEW, approval, time_from
from rules.policy_review.stages import APPROVED, CLOSED, DUE, OPEN, OPENING
from rules.refusal import Invalid


class CallReview(Decision):
    """The policy is to be reviewed sooner: by which day, and why."""

    name: ClassVar[str] = "call-review"
    due_by: Day
    reasons: Words


@POLICY_REVIEW.decision(CallReview, at=OPEN)
def call_review(case: Case, decision: CallReview, moment: Moment) -> Iterator[Proposal]:
    """The review is called before its time, by a day that is sooner than the one it is due on."""
    paper = moment.matter(case).decisions["call-review"]
    by = moment.coming_day(decision.due_by, "due_by", paper.clause)
    due = case.deadline(DUE)
    if due and by >= due.due_day:
        raise Invalid(
            f"it is due by {due.due_day:%-d %B %Y} already; name a day before",
            where="due_by",
            clause=paper.clause,
        )
    called = open_review(case, "review-called", moment, paper.clause)
    yield called.model_copy(
        update={
            "because": paper.because,
            "facts": {"due_by": by.isoformat()},
            "sets": (moment.deadline(case, DUE, moment.now, agreed=by),),
        }
    )


class ConfirmPolicy(Decision):
    """The policy was reviewed and approved as it is: on which day, and why."""

    name: ClassVar[str] = "confirm-policy"
    approved_on: Day | None = None
    reasons: Words


@POLICY_REVIEW.decision(ConfirmPolicy, at=OPEN)
def confirm_policy(case: Case, decision: ConfirmPolicy, moment: Moment) -> Iterator[Proposal]:
    """The policy was approved as it is: the time to its next review runs from that day."""
    paper = moment.matter(case).decisions["confirm-policy"]
    day = decision.approved_on or moment.today
    if day > moment.today:
        raise Invalid(f"{day:%-d %B %Y} is still to come", where="approved_on", clause=paper.clause)
    last = approval(case)
    if day <= last:
        raise Invalid(
            f"it was last approved on {last:%-d %B %Y}; a confirmation is later",
            where="approved_on",
            clause=paper.clause,
        )
    yield Proposal(
        kind="policy-confirmed",
        clause=paper.clause,
        because=paper.because,
        facts={"approved": day.isoformat()},
        terms={"approved": day.isoformat()},
        stage=APPROVED,
        sets=time_from(case, day, moment),
    )


class ReplacePolicy(Decision):
    """A new version of the policy is in force: of which day."""

    name: ClassVar[str] = "replace-policy"
    version: Day


@POLICY_REVIEW.consequence(ReplacePolicy, at=OPEN)
def replace_policy(case: Case, decision: ReplacePolicy, moment: Moment) -> Iterator[Proposal]:
    """A later version is in force: the review of this one is over."""
    yield Proposal(
        kind="policy-replaced",
        clause=moment.matter(case).clause,
        facts={"version": decision.version.isoformat()},
        stage=CLOSED,
        outcome="new-version",
        ends=(OPENING, DUE),
    )
