"""The complaint's lifecycle: its stages, what receiving one sets going, what time does to it."""

from __future__ import annotations

from collections.abc import Iterator

from rules.case import Case
from rules.casework import CASEWORK, add_casework
from rules.complaint.appealing import appeal_logged, appeal_to_link
from rules.complaint.deadlines import lapse
from rules.complaint.intake import ComplaintIntake
from rules.complaint.links import enquiry_goes_on
from rules.complaint.paper import ComplaintMatter
from rules.deadlines import remind
from rules.events import Proposal, Tell
from rules.lifecycle import Lifecycle, everybody
from rules.moment import Moment
from rules.parts import Part

RESOLVE, ANSWERED, REVIEW, REMEDY, CLOSED = "resolve", "answered", "review", "remedy", "closed"
OPEN = (RESOLVE, ANSWERED, REVIEW, REMEDY)

REVIEW_PART = Part(
    table="panel",
    stages=frozenset({REVIEW}),
    deadlines=frozenset({"review"}),
    decisions=frozenset(
        {
            "ask-for-review", "appoint-panel", "change-panel", "plan-review",
            "propose-decision", "sign-decision", "decline-decision",
        }
    ),
)  # fmt: skip
MONEY_PART = Part(
    table="money",
    deadlines=frozenset({"payment"}),
    decisions=frozenset({"give-payment-details", "confirm-payment", "return-payment"}),
)
AWARD_PART = Part(table="money.separation", decisions=frozenset({"approve-award", "decline-award"}))
INFORMATION_PART = Part(
    deadlines=frozenset({"information"}),
    decisions=frozenset({"ask-for-information", "receive-information"}),
)

KINDS = CASEWORK | frozenset(
    {
        *("opened", "contacted", "timescale-agreed", "breached", "refused", "duplicate-linked"),
        *("information-asked", "information-reminded", "information-received", "no-information"),
        *("lead-changed", "signatures-added", "representations-decided"),
        *("award-proposed", "award-declined"),
        *("responded", "accepted", "not-disputed", "withdrawn", "closed"),
        *("review-asked", "review-planned", "review-withdrawn", "reviewed"),
        *("panel-appointed", "panel-changed", "decision-proposed", "decision-signed", "decision-declined"),
        *("commitment-kept", "commitment-moved", "commitment-broken"),
        *("payment-details-given", "payment-confirmed", "payment-returned"),
        *("representation-logged", "learning-recorded"),
        *("appeal-linked", "appeal-not-linked", "stood-aside"),
    }
)


def opened(case: Case, moment: Moment) -> Iterator[Proposal]:
    """A complaint is taken, however it is made, and acknowledged; contact and response fall due."""
    by_notices = [need for need in case.needs if moment.policy.needs[need].met_by_notices]
    yield Proposal(
        kind="opened",
        clause=moment.matter(case).clause,
        stage=RESOLVE,
        sets=(
            moment.deadline(case, "contact", case.received),
            moment.deadline(case, "response", case.received),
        ),
        considers=tuple(by_notices),
        tells=(Tell(notice="acknowledgement"), *appeal_to_link(case, moment)),
        errands=(*enquiry_goes_on(case), *appeal_logged(case)),
    )


COMPLAINT = Lifecycle(
    name="complaint",
    workflow="Complaint",
    matter=ComplaintMatter,
    intake=ComplaintIntake,
    door="complaints",
    stages=frozenset({RESOLVE, ANSWERED, REMEDY, CLOSED}),
    deadlines=frozenset({"contact", "response", "acceptance"}),
    agreed=frozenset({"commitment"}),
    reminded=frozenset({"information"}),
    recorded_late=frozenset({"information", "acceptance"}),
    needed=frozenset({"contact", "adjust", "respond", "keep-commitment"}),
    kinds=KINDS,
    opened=opened,
    lapse=lapse,
    remind=remind,
    parts=(REVIEW_PART, MONEY_PART, AWARD_PART, INFORMATION_PART),
    dates_told=everybody,
)
add_casework(COMPLAINT, open_at=OPEN, afterwards=[CLOSED])
