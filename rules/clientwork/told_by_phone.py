"""Notices told by telephone, to people whom nothing else reaches: who told them, and when (WRC-11)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from rules.case import Case
from rules.decision import Decision
from rules.events import Proposal
from rules.moment import Moment
from rules.refusal import Invalid


class TellByPhone(Decision):
    """The person was told on the telephone what a notice says.

    Attributes:
        event: The number of the event that the notice follows from.

    """

    name: ClassVar[str] = "tell-by-phone"
    event: int = Field(ge=1)


def tell_by_phone(case: Case, decision: TellByPhone, moment: Moment) -> Iterator[Proposal]:
    """Record that the person was told; whether such a notice waits, the recording looks up."""
    paper = moment.matter(case).decisions[TellByPhone.name]
    if decision.event > case.seq:
        raise Invalid(f"there is no event {decision.event}", where="event", clause=paper.clause)
    yield Proposal(
        kind="told-by-phone",
        clause=paper.clause,
        because=paper.because,
        facts={"event": decision.event},
        reads_out=decision.event,
    )
