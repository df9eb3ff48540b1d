"""What follows for an enquiry from a complaint that takes it on."""

from __future__ import annotations

from collections.abc import Iterator

from rules.case import Case
from rules.enquiry import decisions as d
from rules.enquiry.ending import ended
from rules.enquiry.life import ENQUIRY, OPEN
from rules.enquiry.terms import subject_of
from rules.events import Proposal, Tell
from rules.moment import Moment


@ENQUIRY.consequence(d.BecameComplaint, at=[OPEN])
def became_complaint(case: Case, decision: d.BecameComplaint, moment: Moment) -> Iterator[Proposal]:
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
