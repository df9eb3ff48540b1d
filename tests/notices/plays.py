"""Cases on their way to a notice: each as it comes in, and the steps that it takes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from records.sql import queries
from rules.authority import Actor
from rules.case import Case
from rules.complaint.intake import ComplaintIntake
from rules.decision import Decision
from tests.notices.recorded import Book, RecordedCase
from tests.rules import advice as advising
from tests.rules import appointments as booking
from tests.rules import enquiries, warnings
from tests.rules.people import AMIRA, ANA, MARTIN
from tests.rules.play import local
from tests.signposts import keep_signposts

Made = Decision | Callable[[Case], Decision]
Step = str | Made | tuple[Made, Actor]
"""Time passes until ten o'clock on a day; or a decision on the case as it stands, by Amira unless named."""
Play = Callable[[Book], Awaitable[RecordedCase]]

RECEIVED = "2026-12-18 10:00"
LUCJA: dict[str, Any] = {
    "name": "Łucja O'Brien-Nguyễn",
    "email": "lucja@person.example",
    "address": ["Flat 7, Heron House", "3 Example Walk", "London", "E14 9ZZ"],
}
FILED: dict[str, Any] = {
    "policy": "poplar-harca",
    "service": "repairs",
    "happened_on": "2026-11-30",
    "about": "Water runs down the wall behind the kitchen sink.",
    "person": LUCJA,
    "needs": ["large-print"],
}
PETITION: dict[str, Any] = {"raised_by": "petition", "petition": {"signatures": 61}}
SHOUTED = "You shouted at two of our caretakers.\n\nYou did not let them leave."


class Way(NamedTuple):
    """A case under a policy that comes to a notice of a kind."""

    kind: str
    play: Play
    policy: str = "poplar-harca"


async def _go(case: RecordedCase, steps: tuple[Step, ...], by: Actor = AMIRA) -> RecordedCase:
    for step in steps:
        if isinstance(step, str):
            await case.on(f"{step} 10:00")
        else:
            made, decider = step if isinstance(step, tuple) else (step, by)
            await case.decide(made if isinstance(made, Decision) else made(case.case), by=decider)
    return case


def complaint(*steps: Step, at: str = RECEIVED, **fields: Any) -> Play:
    """A complaint that takes these steps."""

    async def play(book: Book) -> RecordedCase:
        source_id = f"complaint-{at}"
        intake = ComplaintIntake.model_validate(FILED | {"source_id": source_id} | fields)
        return await _go(await book.take_in(intake, at), steps)

    return play


def not_given(kind: str, *steps: Step) -> Play:
    """A complaint whose notice of a kind could not be given, before it takes these steps."""

    async def play(book: Book) -> RecordedCase:
        case = await complaint()(book)
        failed = {"kind": kind, "failure": "notice-address-refused"}
        await queries.notice_failed(book.connection, ref=case.case.ref, seq=1, **failed)
        return await _go(case, steps)

    return play


def feedback(*steps: Step, **fields: Any) -> Play:
    """Feedback to another organisation, which takes these steps; no panel reviews what is answered there."""

    async def play(book: Book) -> RecordedCase:
        given: dict[str, Any] = {
            "policy": book.policy.id,
            "matter": "feedback",
            "service": "contact",
            "about": "I called three times, and nobody called me back.",
            "source_id": "feedback",
        }
        intake = ComplaintIntake.model_validate(FILED | given | fields)
        return await _go(await book.take_in(intake, RECEIVED, by=ANA), steps, by=MARTIN)

    return play


def enquiry(*steps: Step, **fields: Any) -> Play:
    """An enquiry that takes these steps."""

    async def play(book: Book) -> RecordedCase:
        given: dict[str, Any] = {"service": "repairs", "person": LUCJA, "needs": ["large-print"]}
        return await _go(await book.take_in(enquiries.intake(**given | fields), RECEIVED), steps)

    return play


def advice(*steps: Step, **fields: Any) -> Play:
    """An enquiry for advice that takes these steps, by an adviser who has services to point to."""

    async def play(book: Book) -> RecordedCase:
        given: dict[str, Any] = {"person": LUCJA, "needs": ["large-print"], "happened_on": "2026-11-30"}
        await keep_signposts(book.connection, book.policy, local(RECEIVED))
        intake = advising.intake(**given | fields)
        return await _go(await book.take_in(intake, RECEIVED, by=ANA), steps, by=ANA)

    return play


def appointment(*steps: Step, at: str = RECEIVED, starts: str = "2026-12-22 10:00", **fields: Any) -> Play:
    """An appointment, booked at a local time, that takes these steps."""

    async def play(book: Book) -> RecordedCase:
        intake = booking.intake(starts, **{"person": LUCJA, "needs": ["large-print"]} | fields)
        return await _go(await book.take_in(intake, at, by=ANA), steps, by=ANA)

    return play


def untold(of: Play) -> Play:
    """A case of whose notices none was told by telephone in its time."""

    async def play(book: Book) -> RecordedCase:
        case = await of(book)
        await case.chase()
        return case

    return play


def pointing(of: Play) -> Play:
    """A case of an organisation that has services to point to."""

    async def play(book: Book) -> RecordedCase:
        await keep_signposts(book.connection, book.policy, local(RECEIVED))
        return await of(book)

    return play


def warning(*steps: Step, **fields: Any) -> Play:
    """A person warning that takes these steps."""

    async def play(book: Book) -> RecordedCase:
        given: dict[str, Any] = {
            "restrictions": ["single-contact", "no-visits-alone"],
            "contact": "tom.okafor",
            "person": LUCJA,
            "needs": ["large-print"],
            "explanation": SHOUTED,
        }
        intake = warnings.proposal(**given | fields)
        return await _go(await book.take_in(intake, "2026-12-30 09:00", by=AMIRA), steps)

    return play


def policy_review(*steps: Step) -> Play:
    """The review of the policy itself, from the day of its last approval."""

    async def play(book: Book) -> RecordedCase:
        return await _go(await book.policy_review("2022-01-18 09:00"), steps)

    return play


def with_closures(*days: str, of: Play) -> Play:
    """A case whose dates move, because the organisation is closed on some days."""

    async def play(book: Book) -> RecordedCase:
        case = await of(book)
        for closed in days:
            await case.close(closed, "The heating of our offices is out of order")
        return case

    return play
