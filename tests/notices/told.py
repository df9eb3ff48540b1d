"""Contexts and words of notices, of cases that production's own code has recorded."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from embedded.postgres import Postgres
from notices.blocks import Composed, Labels
from notices.composing import compose
from notices.letter import Letterhead, letter_pdf
from notices.lookup import Templates
from notices.plain import plain_text
from policies import library
from policies.scenarios import staff_of
from records.database import Connection, migrate, open_pool
from records.people import import_staff
from tests.notices.plays import LUCJA, Way
from tests.notices.recorded import Book
from tests.notices.ways import WAYS

POLICY = "poplar-harca"
LANGUAGES = ("en", "en-GB")
"""The person's and the organisation's own."""
REFERENCE = "PH-2026-000001"
"""Of a case that is the first of its year; others come after it in the ways that need more than one."""
ON = date(2026, 12, 30)
LETTERHEAD = Letterhead(
    organisation="Poplar HARCA",
    address=("Customer Care", "12 Sample Street", "London", "E14 0ZZ"),
    phone="020 7946 0123",
    email="care@poplar.example",
)
LABELS = Labels(reference="Our reference: {reference}", page="Page {page} of {pages}")
RECIPIENT = (LUCJA["name"], *LUCJA["address"])


class Told:
    """Every way to a notice, by the names in `WAYS`."""

    def __init__(self, contexts: Mapping[str, dict[str, Any]]) -> None:
        self._contexts = contexts

    @classmethod
    async def play(cls) -> Told:
        """Play every way on records in a PostgreSQL of its own, which is gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="redress-") as folder:
            postgres = Postgres(Path(folder) / "postgres", Path(folder))
            await postgres.start()
            try:
                await migrate(postgres.dsn)
                async with await open_pool(postgres.dsn, most=1) as pool, pool.acquire() as connection:
                    for policy in {way.policy for way in WAYS.values()}:
                        staff = staff_of(policy).read_bytes()
                        await import_staff(connection, library().current(policy), staff)
                    return cls({name: await _played(connection, way) for name, way in WAYS.items()})
            finally:
                await postgres.stop()

    def context(self, way: str) -> dict[str, Any]:
        """A copy of what the notice is told."""
        return copy.deepcopy(self._contexts[way])

    def notice(self, way: str, **changed: Any) -> Composed:
        """The notice; `changed` replaces whole parts of what it is told."""
        kind, _, policy = WAYS[way]
        return compose(Templates(), policy, kind, self.context(way) | changed, LANGUAGES)

    def letter(self, way: str, *, large_print: bool = False) -> bytes:
        """The notice as a letter to the made-up person, on a fixed day."""
        reference = self.context(way)["case"]["reference"]
        return letter(self.notice(way), large_print=large_print, reference=reference)

    def text(self, way: str, **changed: Any) -> str:
        """The notice's words as one line of text."""
        return " ".join(plain_text(self.notice(way, **changed)).split())


async def _played(connection: Connection, way: Way) -> dict[str, Any]:
    """The context of the notice at the end of a way, which begins with empty records and leaves none."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        case = await way.play(Book(connection, library(), library().current(way.policy)))
        return await case.told(way.kind)
    finally:
        await transaction.rollback()


def letter(composed: Composed, *, large_print: bool = False, reference: str = REFERENCE) -> bytes:
    """A notice as a letter to the made-up person, on a fixed day."""
    return letter_pdf(composed, LETTERHEAD, RECIPIENT, ON, reference, large_print=large_print)
