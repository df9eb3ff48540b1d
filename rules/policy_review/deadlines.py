"""What happens to the review of a policy when time passes: it opens; it was due and is not done."""

from __future__ import annotations

from collections.abc import Iterable

from rules.case import Case
from rules.deadlines import breach
from rules.events import Proposal, Tell
from rules.moment import Moment
from rules.policy_review.stages import DUE, OPENING, REVIEW
from rules.promises import Deadline


def lapse(case: Case, deadline: Deadline, moment: Moment) -> Iterable[Proposal]:
    """The review opens; or it was due and is not recorded as done, which is escalated, and it stays open."""
    if deadline.name == OPENING:
        return (open_review(case, "review-opened", moment, deadline.clause),)
    return (breach(case, deadline, moment),)


def open_review(case: Case, kind: str, moment: Moment, clause: str | None) -> Proposal:
    """The review is open, and whoever is to see to it is told.

    Where it should have been done by now, its breach says so at the same moment, and says it alone.
    """
    rule = moment.matter(case).deadlines[DUE]
    due = case.deadline(DUE)
    passed = due is not None and due.due_at <= moment.now
    to = None if passed and rule.escalate_to == rule.remind else rule.remind
    return Proposal(
        kind=kind,
        clause=clause,
        stage=REVIEW,
        ends=(OPENING,),
        tells=(Tell(notice="policy-review", to=to),) if to else (),
    )
