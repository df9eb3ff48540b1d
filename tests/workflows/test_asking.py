"""Asking the engine: what is done when it gives a workflow task up while it had the question in hand.

That cannot be provoked at will; so these tests, and no others, put something in the place of its handle.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateStage
from temporalio.service import RPCError, RPCStatusCode

from contracts.asking import REFUSED, TIMES, NotRunning, ask
from contracts.updates import Order, update_id
from rules.casework import Note
from rules.model import KEPT
from rules.recording import Answer
from rules.refusal import Busy, EngineAway, Fault
from tests.rules.people import AMIRA

ORDER: Order[Note] = Order(actor=AMIRA, decision=Note(text=KEPT), seq=1)
ASKED = update_id("letter-7", "first")
ANSWER = Answer(ref="PH-2026-000123", key="letter-7", events=("noted",), seq=2, stage="resolve")
PATIENCE = timedelta(seconds=1)


class Given:
    """An update that was answered."""

    async def result(self, **options: Any) -> Answer:
        """The answer."""
        return ANSWER


class StandIn:
    """In the place of a handle: answers in turn, and remembers under which ids it was asked."""

    def __init__(self, *outcomes: RPCStatusCode | None) -> None:
        self.ids: list[str] = []
        self._outcomes: Iterator[RPCStatusCode | None] = iter(outcomes)

    async def start_update(self, name: str, order: Any, *, id: str, **options: Any) -> Given:  # noqa: A002 - the SDK's name
        """Take the question, or fail as the server does."""
        assert (name, order) == ("note", ORDER)
        assert options["wait_for_stage"] is WorkflowUpdateStage.ACCEPTED
        self.ids.append(id)
        if (status := next(self._outcomes)) is not None:
            raise RPCError("workflow task failed", status, b"")
        return Given()


async def asked(handle: StandIn) -> Answer:
    """What a handle answers."""
    standing_in: Any = handle
    return await ask(standing_in, ORDER, ASKED, PATIENCE)


DISTURBED = RPCStatusCode.FAILED_PRECONDITION
ASKED_AGAIN = {RPCStatusCode.OK, DISTURBED}
MEANING: dict[RPCStatusCode, type[Exception]] = {
    RPCStatusCode.NOT_FOUND: NotRunning,
    RPCStatusCode.RESOURCE_EXHAUSTED: Busy,
    **dict.fromkeys(REFUSED, Fault),
}


@pytest.mark.parametrize("times", range(TIMES))
async def test_the_same_is_asked_again(times: int) -> None:
    """Dropped by a workflow task that was given up, it is asked again at once, under the same id."""
    handle = StandIn(*[DISTURBED] * times, None)
    assert await asked(handle) == ANSWER
    assert handle.ids == [ASKED] * (times + 1)


async def test_it_is_not_asked_for_ever() -> None:
    """After so many times the caller is told that it is not known, and that asking again is safe."""
    handle = StandIn(*[DISTURBED] * (TIMES + 1))
    with pytest.raises(EngineAway, match="ask again under the same key"):
        await asked(handle)
    assert handle.ids == [ASKED] * TIMES


@pytest.mark.parametrize(
    ("status", "error"),
    [
        *((status, MEANING.get(status, EngineAway)) for status in RPCStatusCode if status not in ASKED_AGAIN),
    ],
)
async def test_anything_else_is_asked_once(status: RPCStatusCode, error: type[Exception]) -> None:
    """Only a definite answer of the engine's says that nothing was taken; of every other nobody knows."""
    handle = StandIn(status)
    with pytest.raises(error):
        await asked(handle)
    assert handle.ids == [ASKED]
