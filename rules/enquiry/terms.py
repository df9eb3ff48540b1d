"""What holds of an enquiry: whom it is about, by what authority the member hears of them, if any is known."""

from __future__ import annotations

from rules.case import Case
from rules.enquiry.paper import MembersRule, Subject
from rules.matters import MatterRule
from rules.moment import Moment


def paper_of(matter: MatterRule) -> MembersRule:
    """Return what the policy says of enquiries."""
    return matter.own(MembersRule)


def subject_of(case: Case, moment: Moment) -> Subject:
    """Whom an enquiry is about."""
    return paper_of(moment.matter(case)).subjects[str(case.terms["subject"])]
