"""Keeping what goes with a decision while it is asked for: dropped where it is refused, and only there.

An answer that did not come leaves open whether the decision was taken: then everything stays, and asking
again under the same key finds it.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from records.database import Connection
from records.kept import NOTHING, Beside, Kept, drop, fingerprint, keep
from records.sql import queries
from rules.decision import Decision
from rules.recording import Answer
from rules.refusal import NOT_KNOWN, Refusal

Records = Callable[[], AbstractAsyncContextManager[Connection]]
"""A connection to the database, or the refusal `RecordsAway`."""


@dataclass(frozen=True)
class Request:
    """A decision that somebody asks for, with all that they gave, under a key.

    Attributes:
        beside: What goes with it beside its words.

    """

    ref: str
    key: str
    actor: str
    decision: Decision
    beside: Beside = NOTHING

    @property
    def fingerprint(self) -> str:
        """What tells it from another; the same list of signatories is the same, whoever sends it."""
        return fingerprint(self.decision, self._sender)

    @property
    def asked(self) -> str:
        """The digest of it without its words: all that the engine may bring back to be recorded."""
        return fingerprint(self.decision.without_words(), self._sender)

    @property
    def _sender(self) -> str | None:
        return None if self.beside.signatories else self.actor


@contextlib.asynccontextmanager
async def keeping(records: Records, request: Request) -> AsyncIterator[Kept]:
    """Keep what goes with a decision; whatever it is refused for, what was recorded before is its answer.

    Raises:
        KeyReused: the key is another decision's.
        Refusal: that of the block, where the decision was not recorded, or it is not known whether the engine
            has counted it.

    """
    ref, key = request.ref, request.key
    async with records() as connection:
        kept = await keep(
            connection,
            ref,
            key,
            fingerprint=request.fingerprint,
            asked=request.asked,
            words=request.decision.words(),
            beside=request.beside,
        )
    try:
        yield kept
    except NOT_KNOWN:
        raise  # also where it is recorded: the engine has not counted it, perhaps, and asking again tells it
    except Refusal:
        async with records() as connection:
            await drop(connection, ref, key, kept.attempt)
            kept.answer = await recorded_answer(connection, ref, key)
        if kept.answer is None:
            raise
        # taken meanwhile, by another call or before an answer was lost: the refusal speaks of what is past


async def recorded_answer(connection: Connection, ref: str, key: str) -> Answer | None:
    """What a decision came to that was recorded under a key; None where none was."""
    row = await queries.get_decision(connection, ref=ref, key=key)
    return Answer.model_validate(row["answer"]) if row else None
