"""Promises: deadlines with their days, and commitments; proposals that wait for somebody else."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

from rules.model import Instant, LocalTime, Model, Slug, StaffId
from rules.money import Sum
from rules.terms import Within


def due_text(day: date, until: time | None) -> str:
    """Return a due date as staff read it: Wed 30 Dec 2026; with its local time, Wed 2 Dec 2026 10:30."""
    return f"{day:%a %-d %b %Y}" + (f" {until:%H:%M}" if until else "")


class ToReckon(Model):
    """A deadline to be set: the recording works out its day, with the calendar as it then is.

    Attributes:
        agreed: The local day, where it was agreed and is not counted.
        until: The moment on that day, where a time was agreed too.

    """

    name: str
    clause: str
    duty: str
    start: Instant
    within: Within | None = None
    agreed: date | None = None
    until: Instant | None = None
    remind_before: Within | None = None
    record_within: Within | None = None


class Deadline(Model):
    """A promise with its date: met until the end of `due_day`, local; broken at `due_at`, UTC.

    Attributes:
        until: The local time on `due_day` until which it is met, where that is not the end of the day.
        lapse_at: When what follows from its passing happens, UTC, where that is later: until then it can be
            recorded that it was met in time.
        start: From when it was reckoned, so that it can be reckoned again; none where that was not kept.
        agreed: Its day was agreed, and not counted.

    """

    name: str
    clause: str
    duty: str
    due_day: date
    due_at: Instant
    remind_at: Instant | None = None
    lapse_at: Instant | None = None
    start: Instant | None = None
    agreed: bool = False
    missed: bool = False
    until: LocalTime | None = None

    @property
    def when(self) -> str:
        """The time at which it is due, as staff read it."""
        return due_text(self.due_day, self.until)

    @property
    def facts(self) -> dict[str, str | int | bool | None]:
        """The deadline as events name it that miss it, or remind of it."""
        named = {"deadline": self.name, "due_day": self.due_day.isoformat()}
        return {**named, **({"until": f"{self.until:%H:%M}"} if self.until else {})}

    @property
    def next_at(self) -> datetime | None:
        """When this deadline next wants attention: its reminder, then its end; never once missed."""
        return None if self.missed else self.remind_at or self.lapse_at or self.due_at


def rule_name(deadline: str) -> str:
    """The policy's name for a deadline: numbered ones (`commitment-2`) share one rule."""
    return deadline.rstrip("0123456789").removesuffix("-")


class Commitment(Model):
    """Something a decision promised: by when, whose task, and what came of it.

    Attributes:
        by: Its day; for a payment it is reckoned when the decision is recorded.
        pence: What is to be paid, where it is a payment.
        made_in: The event whose words say what was promised, and `place` which of its remedies it was.
        made_at: When it was promised (UTC): where a panel gives it, when the last member has signed.

    """

    number: int
    by: date | None = None
    owner: StaffId
    kind: Slug = "other"
    pence: int | None = None
    status: Literal["open", "kept", "broken", "replaced", "returned"] = "open"
    made_in: int = 0
    made_at: Instant | None = None
    place: int = 0

    @property
    def is_payment(self) -> bool:
        """Whether it is to pay money."""
        return self.pence is not None

    @property
    def deadline(self) -> str:
        """The name of its deadline."""
        return f"{'payment' if self.is_payment else 'commitment'}-{self.number}"

    @property
    def day(self) -> date:
        """The day by which it is to be done."""
        if self.by is None:
            raise ValueError(f"the day of commitment {self.number} is not reckoned yet")
        return self.by


class ProposedConflict(Model):
    """A conflict of interest that somebody says another has, and that waits to be confirmed."""

    staff: StaffId
    by: StaffId


class Draft(Model):
    """A decision that one person has proposed, and that waits for others: a panel's, or a response's award.

    Attributes:
        seq: The event that proposed it.
        appropriate: Whether a panel finds the remedy appropriate; none where it is a response.
        outcome: That of a response; none where it is a panel's.
        corrects: The event of the response that it corrects, where it corrects one.
        stops: The numbers of payments that finance has stopped, in whose place it comes.
        replaces: The numbers of open commitments whose place its own remedies take.

    """

    seq: int = 0
    by: StaffId
    appropriate: bool | None = None
    outcome: Slug | None = None
    promises: tuple[Commitment, ...] = ()
    corrects: int | None = None
    stops: tuple[int, ...] = ()
    replaces: tuple[int, ...] = ()
    sum: Sum | None = None
    signed: tuple[StaffId, ...] = ()

    @property
    def waits_to_be(self) -> str:
        """The participle of what others do, so that it takes effect."""
        return "approved" if self.outcome else "signed"
