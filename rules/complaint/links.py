"""An enquiry that goes on as a complaint."""

from __future__ import annotations

from rules.case import Case
from rules.events import Errand


def enquiry_goes_on(case: Case) -> tuple[Errand, ...]:
    """What follows in the enquiry once the complaint is opened."""
    enquiry = case.terms.get("enquiry")
    if not isinstance(enquiry, str):
        return ()
    return (Errand(to=enquiry, decision="became-complaint", fields={"complaint": case.ref}),)
