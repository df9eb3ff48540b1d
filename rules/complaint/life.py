"""The complaint's lifecycle: its stages, what receiving one sets going, what time does to it."""

from __future__ import annotations

from collections.abc import Iterator

from rules.case import Case
from rules.casework import add_casework
from rules.clientwork.behaviour import BEHAVIOUR, closing
from rules.clientwork.callers import SECURITY
from rules.clientwork.calls import calls
from rules.clientwork.consent import CONSENT_PART
from rules.clientwork.information import information
from rules.clientwork.safeguarding import SAFEGUARDING
from rules.clientwork.sharing import SHARING
from rules.clientwork.signposting import SIGNPOSTING
from rules.complaint.appealing import appeal_logged, appeal_to_link, not_an_appeal
from rules.complaint.deadlines import lapse, no_information
from rules.complaint.intake import ComplaintIntake
from rules.complaint.links import enquiry_goes_on
from rules.complaint.paper import ComplaintMatter
from rules.events import Proposal, Tell
from rules.lifecycle import Lifecycle, everybody
from rules.moment import Moment
from rules.parts import Part
from rules.refusal import OutOfStage

RESOLVE, ANSWERED, REVIEW, REMEDY, CLOSED = "resolve", "answered", "review", "remedy", "closed"
OPEN = (RESOLVE, ANSWERED, REVIEW, REMEDY)

REVIEW_PART = Part(
    table="panel",
    stages=frozenset({REVIEW}),
    deadlines=frozenset({"review"}),
    kinds=frozenset(
        {
            *("review-asked", "review-planned", "review-withdrawn", "reviewed"),
            *("panel-appointed", "panel-changed"),
            *("decision-proposed", "decision-signed", "decision-declined"),
        }
    ),
)
MONEY_PART = Part(
    table="money",
    deadlines=frozenset({"payment"}),
    kinds=frozenset({"payment-details-given", "payment-confirmed", "payment-returned"}),
)
AWARD_PART = Part(table="money.separation", kinds=frozenset({"award-proposed", "award-declined"}))


def _panel_decides_first(case: Case, moment: Moment) -> None:
    if case.stage == REVIEW and not case.planned:
        clause = moment.matter(case).decisions["plan-review"].clause
        raise OutOfStage("the panel decides first what information it needs", clause=clause)


INFORMATION_PART = information(at=[RESOLVE, REVIEW], unless=_panel_decides_first, close=no_information)

KINDS = frozenset(
    {
        *("opened", "contacted", "timescale-agreed", "breached", "refused", "duplicate-linked"),
        *("lead-changed", "signatures-added", "representations-decided"),
        *("responded", "response-corrected", "accepted", "not-disputed", "withdrawn", "closed"),
        *("commitment-kept", "commitment-moved", "commitment-broken"),
        *("representation-logged", "learning-recorded"),
        *("appeal-linked", "appeal-not-linked", "stood-aside"),
    }
)


def opened(case: Case, moment: Moment) -> Iterator[Proposal]:
    """A complaint is taken, however it is made, and acknowledged; contact and response fall due."""
    yield Proposal(
        kind="opened",
        clause=moment.matter(case).clause,
        stage=RESOLVE,
        sets=(
            moment.deadline(case, "contact", case.received),
            moment.deadline(case, "response", case.received),
        ),
        considers=moment.met_by_notices(case.needs),
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
    recorded_late=frozenset({"acceptance"}),
    needed=frozenset({"contact", "adjust", "respond", "keep-commitment"}),
    kinds=KINDS,
    opened=opened,
    lapse=lapse,
    parts=(
        *(REVIEW_PART, MONEY_PART, AWARD_PART, INFORMATION_PART),
        *(SIGNPOSTING, CONSENT_PART, SHARING, SAFEGUARDING, SECURITY, calls(spoken=["contacted"])),
        *(BEHAVIOUR, closing(at=[RESOLVE], unless=not_an_appeal)),
    ),
    dates_told=everybody,
    kept_by=lambda case, name: case.sitting if name == "review" else (),
)
add_casework(COMPLAINT, afterwards=[CLOSED])
