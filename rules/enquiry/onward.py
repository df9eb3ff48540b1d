"""What follows for an enquiry from a complaint that takes it on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rules.case import Case
from rules.decision import Decision
from rules.enquiry.ending import ended
from rules.enquiry.life import ENQUIRY, OPEN
from rules.enquiry.terms import subject_of
from rules.events import Proposal, Tell
from rules.model import CaseRef
from rules.moment import Moment


class BecameComplaint(Decision):
    """A complaint came in that takes the enquiry on."""

    name: ClassVar[str] = "became-complaint"
    complaint: CaseRef


@ENQUIRY.consequence(BecameComplaint, at=[OPEN])
def became_complaint(case: Case, decision: BecameComplaint, moment: Moment) -> Iterator[Proposal]:
    """It goes on as a complaint: the member is told under which reference, where they would be answered."""
    answered = subject_of(case, moment).individual
    yield ended(
        case,
        "became-complaint",
        outcome="complaint",
        clause=moment.matter(case).clause,
        facts={"complaint": decision.complaint},
        terms={"complaint": decision.complaint},
        tells=(Tell(notice="enquiry-complaint"),) if answered else (),
    )
