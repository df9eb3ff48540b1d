"""What a complaint comes of, beside its person: an enquiry that goes on as it."""

from __future__ import annotations

from rules.case import Case
from rules.events import Errand, Terms
from rules.intake import Link
from rules.model import CaseRef

ENQUIRY = "enquiry"
"""The lifecycle, and the name under which a complaint knows of it."""
OPEN = frozenset({"open"})


def terms_of(enquiry: CaseRef | None) -> Terms:
    """The enquiry that a complaint comes of, where it comes of one."""
    return {ENQUIRY: enquiry} if enquiry else {}


def links_to(enquiry: CaseRef | None) -> tuple[Link, ...]:
    """It must be there, and open still."""
    return (Link(ENQUIRY, enquiry, ENQUIRY, OPEN),) if enquiry else ()


def enquiry_goes_on(case: Case) -> tuple[Errand, ...]:
    """What follows in the enquiry once the complaint is opened."""
    enquiry = case.terms.get(ENQUIRY)
    if not isinstance(enquiry, str):
        return ()
    return (Errand(to=enquiry, decision="became-complaint", fields={"complaint": case.ref}),)
