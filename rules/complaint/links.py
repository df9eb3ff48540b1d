"""What a complaint comes of: an enquiry that goes on as it, a warning that it appeals against."""

from __future__ import annotations

from rules.case import Case
from rules.events import Errand
from rules.intake import Link
from rules.model import CaseRef

OPEN, IN_FORCE = frozenset({"open"}), frozenset({"in-force"})
"""The stages at which an enquiry goes on, and a warning is appealed against."""


def links_to(*, enquiry: CaseRef | None, appeals: CaseRef | None) -> tuple[Link, ...]:
    """What it comes of: it must be there, and not over."""
    found = []
    if enquiry:
        found.append(Link("enquiry", enquiry, "enquiry", OPEN))
    if appeals:
        found.append(Link("appeals", appeals, "warning", IN_FORCE))
    return tuple(found)


def enquiry_goes_on(case: Case) -> tuple[Errand, ...]:
    """What follows in the enquiry once the complaint is opened."""
    enquiry = case.terms.get("enquiry")
    if not isinstance(enquiry, str):
        return ()
    return (Errand(to=enquiry, decision="became-complaint", fields={"complaint": case.ref}),)
