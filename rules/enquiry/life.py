"""The enquiry's lifecycle: its stages, what receiving one sets going, what time does to it."""

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
from rules.enquiry.intake import EnquiryIntake
from rules.enquiry.paper import EnquiryMatter
from rules.enquiry.terms import subject_of
from rules.events import Fact, Proposal, Tell
from rules.lifecycle import Lifecycle
from rules.moment import Moment

OPEN, CLOSED = "open", "closed"
ACKNOWLEDGED = Tell(notice="enquiry-acknowledgement")

KINDS = frozenset(
    {
        *("opened", "authority-recorded", "breached"),
        *("answered", "no-response", "withdrawn", "became-complaint"),
    }
)


def opened(case: Case, moment: Moment) -> Iterator[Proposal]:
    """An enquiry is logged as correspondence; acknowledged where it is one that will be answered (6)."""
    answered = subject_of(case, moment).individual
    yield Proposal(
        kind="opened",
        clause=moment.matter(case).clause,
        facts={"subject": str(case.terms["subject"]), "authority": _authority(case)},
        terms={"acknowledged": answered},
        stage=OPEN,
        sets=(moment.deadline(case, "answer", case.received),),
        considers=moment.met_by_notices(case.needs),
        tells=(ACKNOWLEDGED,) if answered else (),
    )


def _authority(case: Case) -> Fact:
    authority = case.terms["authority"]
    return authority if isinstance(authority, str) else None


def acknowledged(case: Case) -> bool:
    """Whether the member was told by when it is answered."""
    return bool(case.terms.get("acknowledged"))


ENQUIRY = Lifecycle(
    name="enquiry",
    workflow="Enquiry",
    matter=EnquiryMatter,
    intake=EnquiryIntake,
    door="enquiries",
    stages=frozenset({OPEN, CLOSED}),
    deadlines=frozenset({"answer"}),
    needed=frozenset({"record-authority", "answer-enquiry", "record-no-response", "adjust"}),
    kinds=KINDS,
    opened=opened,
    parts=(
        *(information(), CONSENT_PART, SHARING, SAFEGUARDING, SECURITY, calls()),
        *(BEHAVIOUR, closing()),
    ),
    dates_told=acknowledged,
)
add_casework(ENQUIRY, afterwards=[CLOSED])
