"""Tables that people send: CSV files, read as a whole before anything in them is used."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from rules.reasons import reason
from rules.refusal import Invalid

T = TypeVar("T")

SEVERAL = "more cells than columns"
SAID = {
    "unexpected end of data": 'a cell begins with a quote (") and nothing ends it; write one within it twice',
    "',' expected after '\"'": 'a cell in quotes goes on after them; write a quote (") within a cell twice',
}
"""The meanings of the parser's errors, and what to do; none of them quotes the file."""
csv.field_size_limit(sys.maxsize)  # how long a cell may be is for its column to say, which can name it


class Row(NamedTuple):
    """A row of a table.

    Attributes:
        line: The line of the file on which it begins; the columns are on line 1.
        cells: Its cells, by their columns; None where the row ends before.
        is_longer: Whether it has more cells than there are columns.

    """

    line: int
    cells: dict[str, str | None]
    is_longer: bool

    def at(self, column: str) -> str:
        """Return where a cell is, as a refusal names it."""
        return f"line {self.line}, {column}" if column else f"line {self.line}"

    def require_fit(self) -> None:
        """Do nothing where the row has no more cells than columns.

        Raises:
            Invalid: it has more.

        """
        if self.is_longer:
            raise Invalid(f"it has {SEVERAL}; put a cell that holds a comma in quotes", where=self.at(""))

    def read(self, make: Callable[[dict[str, Any]], T]) -> T:
        """Return what is made of its cells; those of columns that the row ends before are left out.

        Raises:
            Invalid: naming the line, and the column at fault: it has more cells, or they make no sense.

        """
        self.require_fit()
        try:
            return make({name: cell for name, cell in self.cells.items() if cell is not None})
        except ValidationError as error:
            problem = error.errors()[0]
            column = ".".join(map(str, problem["loc"][:1]))
            raise Invalid(reason(problem), where=self.at(column)) from None
        except Invalid as refusal:
            raise Invalid(refusal.detail, where=self.at(refusal.where or "")) from None


class Table(NamedTuple):
    """A table: its columns, and its rows in their order."""

    columns: list[str]
    rows: list[Row]

    def require_columns(self, model: type[BaseModel]) -> None:
        """Do nothing where there is a column for each field that a model requires.

        Raises:
            Invalid: naming those that are missing.

        """
        needed = {name for name, field in model.model_fields.items() if field.is_required()}
        if missing := sorted(needed - {*self.columns}):
            raise Invalid(f"the columns {', '.join(missing)} are missing", where="line 1")


def read_table(content: bytes, *, most: int | None = None) -> Table:
    """Return what is on a CSV file in UTF-8, which may begin with a byte order mark.

    Args:
        content: The file.
        most: The rows that it may have; None where they are not counted.

    Raises:
        Invalid: naming the line, the column where it is known, and what to do.

    """
    # What is not UTF-8 is found again in its cell, so that the refusal can name it.
    text = content.decode("utf-8-sig", "surrogateescape")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: list[str] = []
    rows: list[Row] = []
    line = 1
    try:
        for cells in reader:
            if not columns:
                columns = _columns(cells)
            elif cells:  # a line with nothing on it is no row
                if most is not None and len(rows) == most:
                    too_many = f"the file has more than {most:,} rows; send it in parts"
                    raise Invalid(too_many, where=f"line {line}")
                rows.append(_row(line, columns, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Invalid(SAID.get(str(error), f"it is no CSV: {error}"), where=f"line {line}") from None
    if not columns:
        raise Invalid("the first line names the columns; the file is empty", where="line 1")
    return Table(columns, rows)


def _columns(cells: list[str]) -> list[str]:
    columns = [cell.strip() for cell in cells]
    for number, column in enumerate(columns, start=1):
        _require_utf8(column, f"line 1, column {number}")
    if len(columns) == 1 and ";" in columns[0]:
        raise Invalid("separate the cells by commas, not by semicolons", where="line 1")
    if not all(columns) or len(set(columns)) < len(columns):
        raise Invalid("the first line names each column once", where="line 1")
    return columns


def _row(line: int, columns: list[str], cells: list[str]) -> Row:
    found: dict[str, str | None] = dict.fromkeys(columns)
    found.update(zip(columns, cells, strict=False))
    row = Row(line, found, is_longer=len(cells) > len(columns))
    for column, cell in zip(columns, cells, strict=False):
        _require_utf8(cell, row.at(column))
    for cell in cells[len(columns) :]:
        _require_utf8(cell, row.at(""))
    return row


def _require_utf8(cell: str, where: str) -> None:
    try:
        cell.encode()
    except UnicodeEncodeError:
        raise Invalid("it is not in UTF-8; save the file as CSV in UTF-8", where=where) from None
