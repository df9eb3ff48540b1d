"""The lifecycle of a policy's review: its stages, and what begins with an approval."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from rules.case import Case
from rules.casework import add_casework
from rules.events import Errand, Proposal
from rules.lifecycle import Lifecycle
from rules.moment import Moment
from rules.policy_review.deadlines import lapse
from rules.policy_review.intake import PolicyReviewIntake
from rules.policy_review.stages import APPROVED, CLOSED, DUE, OPEN, OPENING
from rules.promises import ToReckon


def opened(case: Case, moment: Moment) -> Iterator[Proposal]:
    """A version is in force: its time runs from its approval, and the reviews of earlier ones end."""
    version = case.version.isoformat()
    replaced = case.terms.get("replaces")
    yield Proposal(
        kind="opened",
        clause=moment.matter(case).clause,
        facts={"version": version, "approved": str(case.terms["approved"])},
        stage=APPROVED,
        sets=time_from(case, approval(case), moment),
        errands=tuple(
            Errand(to=ref, decision="replace-policy", fields={"version": version})
            for ref in (replaced if isinstance(replaced, tuple | list) else ())
        ),
    )


def approval(case: Case) -> date:
    """The local day on which the policy was last approved."""
    return date.fromisoformat(str(case.terms["approved"]))


def time_from(case: Case, approved: date, moment: Moment) -> tuple[ToReckon, ToReckon]:
    """When the review opens and when it is due, from the day of an approval."""
    start = datetime.combine(approved, time(), moment.policy.zone)
    return moment.deadline(case, OPENING, start), moment.deadline(case, DUE, start)


POLICY_REVIEW = Lifecycle(
    name="policy-review",
    workflow="PolicyReview",
    intake=PolicyReviewIntake,
    of_a_person=False,
    stages=OPEN | {CLOSED},
    deadlines=frozenset({OPENING, DUE}),
    reminded=frozenset({DUE}),
    needed=frozenset({"confirm-policy"}),
    kinds=frozenset(
        {
            *("opened", "review-opened", "review-called", "policy-review-reminded", "breached"),
            *("policy-confirmed", "policy-replaced"),
        }
    ),
    opened=opened,
    lapse=lapse,
)
add_casework(POLICY_REVIEW)
