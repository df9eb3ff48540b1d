"""The end of a search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rules.case import Case
from rules.decision import Decision
from rules.events import Proposal, Tell
from rules.model import Words
from rules.moment import Moment
from tests.lifecycles.lost_property.life import CLOSED, LOST_PROPERTY, SOUGHT


class SendBack(Decision):
    """The thing was found, and goes back to its owner."""

    name: ClassVar[str] = "send-back"
    found_where: Words


@LOST_PROPERTY.decision(SendBack, at=[SOUGHT])
def send_back(case: Case, decision: SendBack, moment: Moment) -> Iterator[Proposal]:
    """It goes home, and its owner is told where it was."""
    yield Proposal(
        kind="sent-back",
        clause=moment.matter(case).decisions["send-back"].clause,
        stage=CLOSED,
        outcome="found",
        ends=tuple(deadline.name for deadline in case.deadlines),
        tells=(Tell(notice="sent-back"),),
    )
