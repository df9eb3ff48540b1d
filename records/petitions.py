"""Who signed a petition: how many, and the list of them where one was given (PH-4.1a).

The list stays in PostgreSQL beside the person: the engine knows the count alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from records.database import Connection
from records.sql import queries
from records.tables import read_table
from rules.complaint.intake import MOST_SIGNATORIES, Signatory
from rules.refusal import Invalid


def read_signatories(content: bytes) -> tuple[Signatory, ...]:
    """The people on a CSV file with the columns name and (it may be left out, or empty) address.

    Raises:
        Invalid: naming the line and the column at fault.

    """
    people = tuple(
        row.read(lambda cells: Signatory.model_validate({name: cell or None for name, cell in cells.items()}))
        for row in read_table(content, most=MOST_SIGNATORIES).rows
    )
    if not people:
        raise Invalid("nobody is listed; the columns are name and address", where="line 1")
    return people


async def add_signatories(
    connection: Connection, ref: str, key: str, signatories: Iterable[Signatory]
) -> None:
    """List people who signed, under the key they came with."""
    await queries.add_signatories(
        connection,
        [
            {"ref": ref, "key": key, "number": number, "name": person.name, "address": person.address}
            for number, person in enumerate(signatories, start=1)
        ],
    )
