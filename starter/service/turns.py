"""Turns: of all that is asked of one case at once, the engine is asked a few at a time.

Temporal refuses the eleventh Update that is in flight for a workflow. The case takes its decisions one after
the other anyway, so that waiting here costs nobody anything, and nobody who waits holds a connection.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from rules.refusal import Busy

AT_ONCE = 2
"""One is recorded while the next is on its way. Five processes of the API stay below Temporal's ten."""
MOST_WAITING = 500
"""For one case, in one process."""


@dataclass
class _Queue:
    turns: asyncio.Semaphore
    people: int = 0


class Turns:
    """The turns of each case that somebody asks something of, in the order in which they asked."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._queues: dict[str, _Queue] = {}

    @contextlib.asynccontextmanager
    async def turn(self, ref: str, patience: timedelta) -> AsyncIterator[None]:
        """Wait for a turn at a case, and keep it until the block ends.

        Raises:
            Busy: it did not come in time, or too many wait already.

        """
        queue = self._queues.setdefault(ref, _Queue(asyncio.Semaphore(self._at_once)))
        if queue.people >= self._at_once + MOST_WAITING:
            raise _busy(ref)
        queue.people += 1
        try:
            try:
                async with asyncio.timeout(patience.total_seconds()):
                    await queue.turns.acquire()
            except TimeoutError:
                raise _busy(ref) from None
            try:
                yield
            finally:
                queue.turns.release()
        finally:
            queue.people -= 1
            if not queue.people:
                del self._queues[ref]


def _busy(ref: str) -> Busy:
    return Busy(f"too much is asked of {ref} at once; ask again under the same key")
