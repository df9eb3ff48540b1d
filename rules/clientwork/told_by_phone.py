"""Notices told by telephone, to people whom nothing else reaches: who told them, and when (WRC-11)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from rules.case import Case
from rules.clientwork.security import CheckNumber, disclosing
from rules.decision import Decision
from rules.events import Proposal
from rules.moment import Moment
from rules.refusal import Invalid, require_once


class TellByPhone(Decision):
    """The person was told on the telephone what a notice says.

    Attributes:
        event: The number of the event that the notice follows from.
        also: Those of other events whose notices were told in the same call.
        check: The number of the event by which they were known, where the kind of matter has security
            questions.

    """

    name: ClassVar[str] = "tell-by-phone"
    event: int = Field(ge=1)
    also: tuple[Annotated[int, Field(ge=1)], ...] = Field((), max_length=20)
    check: CheckNumber | None = None


def tell_by_phone(case: Case, decision: TellByPhone, moment: Moment) -> Iterator[Proposal]:
    """Record that the person was told; whether such a notice waits, the recording looks up."""
    paper = moment.matter(case).decisions[TellByPhone.name]
    for where, events in (("event", (decision.event,)), ("also", decision.also)):
        if unknown := [event for event in events if event > case.seq]:
            raise Invalid(f"there is no event {unknown[0]}", where=where, clause=paper.clause)
    told = (decision.event, *decision.also)
    require_once(told, where="also", clause=paper.clause)
    first, *others = (
        Proposal(
            kind="told-by-phone",
            clause=paper.clause,
            because=paper.because,
            facts={"event": event},
            reads_out=event,
        )
        for event in told
    )
    yield disclosing(first, case, decision.check, moment)
    yield from others
