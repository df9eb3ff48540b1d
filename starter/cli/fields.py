"""Fields as they are typed on the command line, and as a JSON file has them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from rules.guide import FIRST, guide_to
from rules.refusal import Invalid

File = Annotated[
    typer.FileText | None, typer.Option("--file", help="A JSON file with the fields; - for standard input.")
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help="A field: name=value. Within another: person.name=... In a list: remedies.1.what=... "
        "Several values: members=a,b",
    ),
]


def fields_of(file: Any, assignments: Iterable[str], model: type[BaseModel] | None) -> dict[str, Any]:
    """Return the fields of a JSON file, with those of --set put over them.

    Args:
        file: The file, open to read; none where there is none.
        assignments: Each as `name=value`; a number within a name is a place in a list, counted from 1.
        model: The model that they are fields of: it says which are lists.

    Raises:
        Invalid: the file is no JSON object, or an assignment makes no sense.

    """
    try:
        fields: Any = json.load(file) if file else {}
    except ValueError as error:
        raise Invalid(f"it is not JSON: {error}", where="--file") from None
    if not isinstance(fields, dict):
        raise Invalid("give a JSON object: the fields by their names", where="--file")
    several = {field.name for field in guide_to(model, {}) if field.several} if model else set()
    for assignment in assignments:
        name, sign, value = assignment.partition("=")
        if not sign or not all(name.split(".")):
            raise Invalid(f"write --set name=value, and not {assignment!r}", where="--set")
        path = name.split(".")
        is_list = ".".join(FIRST if part.isdigit() else part for part in path) in several
        _put(fields, path, [one.strip() for one in value.split(",") if one.strip()] if is_list else value)
    return fields


def _put(within: Any, path: list[str], value: Any) -> None:
    """Put a value at its place within others, which are made where they are not there yet."""
    for depth, part in enumerate(path):
        is_last = depth == len(path) - 1
        inner = value if is_last else [] if path[depth + 1].isdigit() else {}
        key = _key(within, part, ".".join(path[: depth + 1]))
        if isinstance(within, list) and key == len(within):
            within.append(inner)
        elif is_last or (isinstance(within, dict) and part not in within):
            within[key] = inner
        within = within[key]


def _key(within: Any, part: str, name: str) -> str | int:
    """Return the key of a part of a name within a list or an object.

    Raises:
        Invalid: it is within neither, or leaves a place in a list empty.

    """
    if isinstance(within, dict):
        return part
    if not isinstance(within, list):
        raise Invalid(f"{name} is within a field that has a value of its own", where="--set")
    if not part.isdigit() or not 1 <= int(part) <= len(within) + 1:
        place = name.rpartition(".")[0]
        raise Invalid(f"give {place}.{len(within) + 1} before {name}; places count from 1", where="--set")
    return int(part) - 1
