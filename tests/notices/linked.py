"""Cases that come of others, or are linked to them."""

from __future__ import annotations

from collections.abc import Callable

from rules.clientwork.grounds import Refuse
from rules.complaint.refusing import LinkDuplicate
from rules.enquiry.onward import BecameComplaint
from rules.lifecycle import BY_ITSELF
from rules.warning.appeals import DecideAppeal, LogAppeal
from tests.notices.plays import Play, Step, complaint, enquiry, warning
from tests.notices.recorded import Book, RecordedCase
from tests.notices.saying import APPROVED
from tests.rules import warnings
from tests.rules.people import RUTH


def after(first: Play, then: Callable[[str], Play]) -> Play:
    """A case that comes of another, whose reference it is given."""

    async def play(book: Book) -> RecordedCase:
        earlier = await first(book)
        return await then(earlier.case.ref)(book)

    return play


def linked(ref: str) -> Play:
    """The same again, which goes on under an earlier reference."""
    return complaint(LinkDuplicate(original=ref), at="2026-12-21 10:00")


def raised_before(ref: str) -> Play:
    """A complaint that is refused, since it was raised before."""
    return complaint((Refuse(ground="already-raised", earlier_case=ref), RUTH), at="2026-12-21 10:00")


def appeal(*steps: Step) -> Play:
    """An appeal against a warning in force."""
    in_force = warning((warnings.APPROVE, RUTH), restrictions=["no-visits-alone"], contact=None)

    def against(ref: str) -> Play:
        return complaint(*steps, at="2026-12-30 11:00", appeals=ref)

    return after(in_force, against)


async def lifted_by_appeal(book: Book) -> RecordedCase:
    """A warning that an appeal lifts."""
    warned = await warning(APPROVED, restrictions=["no-visits-alone"], contact=None)(book)
    against = (await complaint(at="2026-12-30 11:00", appeals=warned.case.ref)(book)).case.ref
    await warned.decide(LogAppeal(appeal=against), by=BY_ITSELF)
    await warned.decide(DecideAppeal(appeal=against, upheld=True), by=BY_ITSELF)
    return warned


async def taken_on(book: Book) -> RecordedCase:
    """An enquiry that goes on as a complaint."""
    asked = await enquiry()(book)
    onward = (await complaint(at="2026-12-30 11:00", enquiry=asked.case.ref)(book)).case.ref
    await asked.decide(BecameComplaint(complaint=onward), by=BY_ITSELF)
    return asked
