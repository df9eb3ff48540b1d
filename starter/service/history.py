"""The history of a case as its staff see it: part by part, the latest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from records.database import Connection
from records.story import part_of
from rules.events import Event
from rules.model import Model
from rules.payee import without_bank_details
from rules.reading import ReadAccess

LATEST = 100
"""The events of a part, where nobody asks for another number."""
MOST = 200


class ShownEvent(Model):
    """An event with the words that went with it."""

    event: Event
    words: dict[str, str]


class ShownNotice(Model):
    """A notice: how it went, and what it said."""

    kind: str
    to: str
    channel: str | None
    subject: str | None
    body: str | None
    file: str | None
    sent_at: datetime | None
    failure: str | None


class ShownHistory(Model):
    """Events that follow each other, with their words, and the notices that they sent.

    Attributes:
        earlier: `before` of the part that comes before this one; null where this is the first.
        broken_chain: What is wrong with these events as recorded; null where nothing is.

    """

    history: tuple[ShownEvent, ...]
    notices: tuple[ShownNotice, ...]
    earlier: int | None = None
    broken_chain: str | None


async def history_of(
    connection: Connection, ref: str, access: ReadAccess, *, most: int = LATEST, before: int | None = None
) -> ShownHistory:
    """Return the latest events of a case, or the latest before a number, for somebody who may read it.

    Bank details are cut down, but for whoever pays.
    """
    part = await part_of(connection, ref, most, before)
    said = dict if access.bank_details else without_bank_details
    return ShownHistory(
        history=tuple(ShownEvent(event=event, words=said(words)) for event, words in part.told),
        notices=tuple(_notice(row) for row in part.notices),
        earlier=part.earlier,
        broken_chain=part.broken,
    )


def _notice(row: Any) -> ShownNotice:
    return ShownNotice.model_validate(
        {name: row["audience" if name == "to" else name] for name in ShownNotice.model_fields}
    )
