"""An enquiry that goes on as a complaint."""

from __future__ import annotations

from rules.case import Case
from rules.events import Errand
from rules.intake import Link
from rules.model import CaseRef

OPEN = frozenset({"open"})
"""The stages at which an enquiry goes on."""


def links_to(*, enquiry: CaseRef | None) -> tuple[Link, ...]:
    """Return what it comes of: it must be there, and not over."""
    return (Link("enquiry", enquiry, "enquiry", OPEN),) if enquiry else ()


def enquiry_goes_on(case: Case) -> tuple[Errand, ...]:
    """What follows in the enquiry once the complaint is opened."""
    enquiry = case.terms.get("enquiry")
    if not isinstance(enquiry, str):
        return ()
    return (Errand(to=enquiry, decision="became-complaint", fields={"complaint": case.ref}),)
