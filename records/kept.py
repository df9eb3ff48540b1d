"""What is kept before a decision is asked for: its words, and the file or list beside them.

It is kept under the decision's key, by one attempt at a time, and dropped where the decision is refused:
then the key is free, and what comes next under it is another attempt.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from records.chain import digest
from records.database import Connection
from records.petitions import add_signatories
from records.sql import every, queries
from rules.complaint.intake import Signatory
from rules.decision import Decision
from rules.model import Line, MediaType, Strict
from rules.recording import Answer
from rules.refusal import KeyReused


class File(Strict):
    """A file as it was sent."""

    title: Line
    media_type: MediaType
    content: bytes

    @property
    def digest(self) -> str:
        """Its SHA-256, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


class Beside(Strict):
    """What goes with a decision beside its words: a file, or people who signed."""

    file: File | None = None
    signatories: tuple[Signatory, ...] = ()


NOTHING = Beside()


@dataclass
class Kept:
    """A request as it is kept: the attempt at it, and what it came to, once that is recorded."""

    attempt: str
    answer: Answer | None


def fingerprint(decision: Decision, actor: str | None) -> str:
    """What tells one decision from another; a field that was not given counts for nothing.

    So the same request stays the same once there are more fields that it could have given.
    """
    return digest([decision.name, actor, decision.facts()])


async def keep(
    connection: Connection,
    ref: str,
    key: str,
    *,
    fingerprint: str,
    asked: str,
    words: Mapping[str, str],
    beside: Beside = NOTHING,
) -> Kept:
    """Keep what goes with a decision, once; the attempt under which it is kept, and its answer by now.

    Args:
        connection: The connection.
        ref: The case.
        key: The decision's key.
        fingerprint: What tells it from another, its words among it.
        asked: What tells it from another without them, as the engine has it.
        words: Its words.
        beside: What goes with it beside them.

    Raises:
        KeyReused: another decision's words are kept under the key; nothing was kept.

    """
    async with connection.transaction() if beside != NOTHING else contextlib.nullcontext():
        kept = await queries.keep_words(
            connection, ref=ref, key=key, digest=fingerprint, words=words, asked=asked
        )
        if kept["digest"] != fingerprint:
            raise KeyReused(f"{key!r} was used before, for another decision on {ref}", where="key")
        if file := beside.file:
            sent = file.model_dump(include={"media_type", "content"})
            await queries.keep_evidence(connection, ref=ref, key=key, digest=file.digest, **sent)
        if beside.signatories:
            await add_signatories(connection, ref, key, beside.signatories)
    answer = kept["answer"]
    return Kept(kept["attempt"], Answer.model_validate(answer) if answer is not None else None)


async def drop(connection: Connection, ref: str, key: str, attempt: str) -> None:
    """Drop what an attempt kept, unless its decision was recorded, or is just being recorded."""
    async with connection.transaction():
        if await queries.lock_words(connection, ref=ref, key=key, attempt=attempt):
            await _drop_locked(connection, [ref], [key])


async def drop_stale(connection: Connection, older_than: timedelta) -> int:
    """Drop what was kept so long ago, for decisions that never reached the engine; of how many."""
    async with connection.transaction():
        stale = await every(queries.lock_stale_words(connection, older_than=older_than))
        return await _drop_locked(connection, [row["ref"] for row in stale], [row["key"] for row in stale])


async def _drop_locked(connection: Connection, refs: list[str], keys: list[str]) -> int:
    """Drop what is locked and was not recorded.

    A statement of its own each: one that waited for the lock would still look at the records as they were
    before, and not see the decision that it waited for.
    """
    await queries.drop_evidence(connection, refs=refs, keys=keys)
    await queries.drop_signatories(connection, refs=refs, keys=keys)
    return len(await every(queries.drop_words(connection, refs=refs, keys=keys)))
