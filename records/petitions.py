"""Who signed a petition: how many, and the list of them where one was given (PH-4.1a).

The list stays in PostgreSQL beside the person: the engine knows the count alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable

from pydantic import ValidationError

from records.database import Connection, queries
from rules.complaint.intake import Signatory
from rules.refusal import Invalid


def read_signatories(lines: Iterable[str]) -> tuple[Signatory, ...]:
    """The people on a CSV file with the columns name and (it may be left out, or empty) address.

    Raises:
        Invalid: naming the line and the column at fault.

    """
    people = []
    for number, row in enumerate(csv.DictReader(lines), start=2):
        try:
            people.append(Signatory.model_validate({name: value or None for name, value in row.items()}))
        except (ValidationError, AttributeError) as error:
            problem = error.errors()[0] if isinstance(error, ValidationError) else None
            where = ".".join(str(part) for part in problem["loc"]) if problem else "columns"
            raise Invalid(
                problem["msg"] if problem else "more values than columns", where=f"line {number}, {where}"
            ) from None
    if not people:
        raise Invalid("nobody is listed; the columns are name and address", where="line 1")
    return tuple(people)


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
