"""Import a CSV file of complaints through the API: a report of each row, and nothing taken in twice.

The columns are the fields of an intake, with a dot inside: `service`, `happened_on`, `about`,
`person.name`, `person.email`, `source`, `source_id` ... Lists (`needs`, `person.address`) are separated by
semicolons. An empty cell is a field that is not given. A row without `source_id` is known by its contents.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Literal

from records.chain import digest
from records.tables import SEVERAL, read_table
from records.tables import Row as TableRow
from rules.model import CaseRef, Model
from rules.refusal import NOT_KNOWN, Refusal
from starter.api.client import ApiClient
from starter.errors import ApiProblem

LISTS = {"needs", "person.address"}


class Row(Model):
    """What became of a row: its line in the file, and its reference or what was wrong with it."""

    line: int
    outcome: Literal["taken-in", "was-there", "refused", "failed"]
    ref: CaseRef | None = None
    problem: str | None = None


async def import_complaints(client: ApiClient, content: bytes) -> AsyncIterator[Row]:
    """Take in each row of a file, in order; a row that is refused keeps none of the others out.

    Raises:
        Invalid: the file cannot be read to its end: none of it was taken in.

    """
    for row in read_table(content).rows:
        yield await _take_in(client, row)


async def _take_in(client: ApiClient, row: TableRow) -> Row:
    line = row.line
    if row.is_longer:
        return Row(line=line, outcome="refused", problem=SEVERAL)
    fields = _nested(row.cells)
    key = None if "source_id" in fields else f"row-{digest(fields)[:40]}"
    try:
        taken = await client.open(fields, key=key)
    except NOT_KNOWN as unknown:
        return Row(line=line, outcome="failed", problem=str(unknown))
    except Refusal as refusal:
        return Row(line=line, outcome="refused", problem=str(refusal))
    except ApiProblem as problem:
        return Row(line=line, outcome="failed", problem=str(problem))
    return Row(line=line, outcome="was-there" if taken.repeated else "taken-in", ref=taken.ref)


def _nested(cells: dict[str, str | None]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for column, cell in cells.items():
        if not cell:
            continue
        value = [part.strip() for part in cell.split(";")] if column in LISTS else cell
        *outer, name = column.split(".")
        inside = fields
        for part in outer:
            inside = inside.setdefault(part, {})
        inside[name] = value
    return fields
