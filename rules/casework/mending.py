"""Mistakes that are mended in the open: a person's details are corrected, a notice is sent again.

What was recorded stays. The person's details are words, and how a notice went is not in the case; so what is
said here is completed, and refused where it cannot be, as it is recorded (`records/mending.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

from pydantic import Field

from rules.case import Case
from rules.decision import Decision
from rules.events import Proposal, Tell
from rules.lifecycle import Lifecycle
from rules.model import SaidLine, SaidName, Slug, Spoken, Words
from rules.moment import Moment
from rules.person import Language, SaidEmail
from rules.refusal import Invalid, Unknown, require_once

KINDS = frozenset({"person-corrected", "notice-resent"})
"""The kinds of events that it makes."""
PAID_TO = ("name", "address")
"""The details by which a payment without an account reaches the person."""


class CorrectDetails(Spoken):
    """The details of a person that were wrong, as they are right; what is not given stays as it is.

    Attributes:
        address: The lines of the address, separated by line breaks.
        channel: The way by which notices go from now on.

    """

    name: SaidName | None = None
    email: SaidEmail | None = None
    phone: SaidLine | None = None
    address: Words | None = None
    language: Language | None = None
    channel: Literal["email", "letter", "phone"] | None = None

    def given(self) -> tuple[Slug, ...]:
        """Return the names of the details that are given."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)


class CorrectPerson(Decision):
    """The person's details were recorded wrongly, or have changed: how they are right, and how that is known.

    Attributes:
        person: The details that were wrong, as they are right.
        removes: The details that are not theirs, and in whose place there are none.
        reasons: The reasons, and how the right details are known.

    """

    name: ClassVar[str] = "correct-person"
    person: CorrectDetails = CorrectDetails()
    removes: tuple[Literal["email", "phone", "address"], ...] = ()
    reasons: Words


class Resend(Decision):
    """A notice is sent again: the person did not get it, or it could not be given.

    Attributes:
        event: The number of the event that the notice follows from, as `redress show` lists it.
        notice: The kind of the notice.
        reasons: The reasons, where there is more to say than that it did not arrive.

    """

    name: ClassVar[str] = "resend"
    event: int = Field(ge=1)
    notice: Slug
    reasons: Words | None = None


def add_mending(lifecycle: Lifecycle, *, at: Iterable[str]) -> None:
    """Register what mends mistakes about a person, at some stages, the end perhaps among them."""
    stages = frozenset(at)

    @lifecycle.decision(CorrectPerson, at=stages)
    def correct_person(case: Case, decision: CorrectPerson, moment: Moment) -> Iterator[Proposal]:
        """Correct how the person is called and reached; what waits goes there, and what failed goes again."""
        paper = moment.matter(case).decisions[CorrectPerson.name]
        corrected = (*decision.person.given(), *decision.removes)
        if not corrected:
            raise Invalid(
                "name a detail that is corrected, such as person.email", where="person", clause=paper.clause
            )
        require_once(corrected, where="removes", clause=paper.clause)
        yield Proposal(
            kind="person-corrected",
            clause=paper.clause,
            because=paper.because,
            facts={
                "corrected": ", ".join(corrected),
                "channel": decision.person.channel,
                "not_for_payments": _open_payments(case, corrected),
            },
            corrects_person=corrected,
            tells=(Tell(notice="details-corrected"),) if lifecycle.known_to(case) else (),
        )

    @lifecycle.decision(Resend, at=stages)
    def resend(case: Case, decision: Resend, moment: Moment) -> Iterator[Proposal]:
        """Send a notice again, as it was written, to where the person is reached now."""
        paper = moment.matter(case).decisions[Resend.name]
        require_event(case, decision.event, paper.clause)
        yield sent_again(decision.event, decision.notice, paper.clause, paper.because)

    lifecycle.kinds |= KINDS


def require_event(case: Case, event: int, clause: str | None) -> None:
    """Refuse to speak of an event that a case does not have.

    Raises:
        Unknown: with the number of its last event.

    """
    if event > case.seq:
        raise Unknown(f"there is no event {event}; the last is {case.seq}", where="event", clause=clause)


def sent_again(event: int, notice: Slug, clause: str | None, because: str | None) -> Proposal:
    """Return the event by which a notice of an earlier event is sent again."""
    return Proposal(
        kind="notice-resent",
        clause=clause,
        because=because,
        facts={"event": event, "notice": notice},
        repeats=event,
    )


def _open_payments(case: Case, corrected: tuple[Slug, ...]) -> str | None:
    """Return the numbers of the payments that go where it was decided, whatever is corrected now."""
    if set(corrected).isdisjoint(PAID_TO):
        return None
    return ", ".join(str(promise.number) for promise in case.owed if promise.is_payment) or None
