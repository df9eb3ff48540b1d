"""A response that was wrong: corrected while nothing of it was accepted, reviewed or paid (4.1, 5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from rules.case import Case
from rules.casework import needs_unconsidered
from rules.casework.mending import require_event
from rules.complaint.answers import CORRECT, given, require_correctable
from rules.complaint.life import ANSWERED, COMPLAINT, REMEDY
from rules.complaint.response import Respond, answer_of
from rules.events import Proposal
from rules.model import Words
from rules.moment import Moment
from rules.refusal import OutOfStage, Unknown, require_once


class CorrectResponse(Respond):
    """The response was wrong: the right one, in the place of all that it promised and was not done yet.

    Attributes:
        event: The number of the event that gave the wrong response, as `redress show` lists it.
        mistake: The mistake, and how it was made; the person reads it.
        stopped: The numbers of payments of the wrong response that were handed to finance, and that finance
            says it has stopped.

    """

    name: ClassVar[str] = CORRECT
    event: int = Field(ge=1)
    mistake: Words
    stopped: tuple[Annotated[int, Field(ge=1)], ...] = Field((), max_length=50)


def _stands(case: Case, moment: Moment) -> None:
    require_correctable(case, moment)
    needs_unconsidered(case, moment)
    if case.draft:
        clause = moment.matter(case).decisions[CORRECT].clause
        raise OutOfStage(f"what {case.draft.by} proposed waits to be approved", clause=clause)


@COMPLAINT.decision(CorrectResponse, at=[ANSWERED, REMEDY], unless=_stands)
def correct_response(case: Case, decision: CorrectResponse, moment: Moment) -> Iterator[Proposal]:
    """Correct the response; the person is told, and has all the time again to accept it or not (4.1, 4.2)."""
    clause = moment.matter(case).decisions[CORRECT].clause
    require_event(case, decision.event, clause)
    require_once(decision.stopped, where="stopped", clause=clause)
    payments = [promise.number for promise in case.owed if promise.is_payment]
    if unknown := [number for number in decision.stopped if number not in payments]:
        there = ", ".join(map(str, payments)) or "none is"
        raise Unknown(f"payment {unknown[0]} is not open; these are: {there}", where="stopped", clause=clause)
    answer = answer_of(case, decision, moment, before=0)
    corrects = {"corrects": decision.event, "stops": decision.stopped}
    yield given(case, answer.model_copy(update=corrects), moment)
