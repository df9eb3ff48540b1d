"""What comes also long after a complaint's end: later letters, and what is learnt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from rules.case import Case
from rules.complaint.life import ANSWERED, CLOSED, COMPLAINT, REMEDY, REVIEW
from rules.decision import Decision
from rules.events import Proposal, Tell
from rules.model import Day, Words
from rules.moment import Moment
from rules.refusal import Invalid


class LogRepresentation(Decision):
    """Something came after the matter was decided: it is put on file and answered, not considered."""

    name: ClassVar[str] = "log-representation"
    received_on: Day | None = None
    said: Words
    reply: Words | None = None


@COMPLAINT.decision(LogRepresentation, at=[REMEDY, CLOSED])
def log_representation(case: Case, decision: LogRepresentation, moment: Moment) -> Iterator[Proposal]:
    """What comes after the decision is put on file and answered; after a panel's, as final (4.2)."""
    paper = moment.matter(case).decisions["log-representation"]
    on = moment.past_day(case, decision.received_on, "received_on", paper.clause)
    yield Proposal(
        kind="representation-logged",
        clause=paper.clause,
        because=paper.because,
        facts={"received_on": on.isoformat(), "final": case.has("reviewed")},
        tells=(Tell(notice="representation"),),
    )


class RecordLearning(Decision):
    """The lesson of the case, and how satisfied the person is with the way it was dealt with."""

    name: ClassVar[str] = "record-learning"
    learning_point: Words | None = None
    satisfaction: (
        Literal["very-satisfied", "satisfied", "neither", "dissatisfied", "very-dissatisfied"] | None
    ) = None


@COMPLAINT.decision(RecordLearning, at=[ANSWERED, REVIEW, REMEDY, CLOSED])
def record_learning(case: Case, decision: RecordLearning, moment: Moment) -> Iterator[Proposal]:
    """What the organisation learns from it, and how satisfied the person is."""
    paper = moment.matter(case).decisions["record-learning"]
    if decision.learning_point is None and decision.satisfaction is None:
        raise Invalid(
            "give a learning point, or how satisfied the person is",
            where="learning_point",
            clause=paper.clause,
        )
    yield Proposal(
        kind="learning-recorded",
        clause=paper.clause,
        because=paper.because,
        facts={"satisfaction": decision.satisfaction, "learning_point": decision.learning_point is not None},
    )
