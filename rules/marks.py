"""Marks on the texts of a policy file that name something else in it, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Annotated, Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo


class Mark(Enum):
    """The meaning of a text: a clause, a role, one with a mailbox, a document, opening times, a matter.

    Whoever is reminded is a role with a mailbox, or whoever keeps the deadline.
    """

    CLAUSE = "clause"
    ROLE = "role"
    MAILBOX = "mailbox"
    REMINDED = "reminded"
    DOCUMENT = "document"
    OPENING = "opening"
    MATTER = "matter"


ClauseId = Annotated[str, Mark.CLAUSE]
"""A clause that the policy lists under `[[clauses]]`."""
RoleName = Annotated[str, Mark.ROLE]
"""A role that the policy has under `[roles]`."""
Mailbox = Annotated[str, Mark.MAILBOX]
"""A role of the policy's that has a mailbox."""
Reminded = Annotated[str, Mark.REMINDED]
"""A role of the policy's that has a mailbox; or `KEEPER`."""
KEEPER = "owner"
"""Stands for whoever keeps a deadline: who has the case or the task, or sits on its panel."""
DocumentName = Annotated[str, Mark.DOCUMENT]
"""A document that the policy has under `[documents]`."""
OpeningName = Annotated[str, Mark.OPENING]
"""Opening times that the policy has under `[opening]`."""
MatterName = Annotated[str, Mark.MATTER]
"""A kind of matter that the policy has under `[matters]`."""


def marked(model: BaseModel, mark: Mark) -> Iterator[tuple[str, str]]:
    """Return each text within a model that has a mark, and where it stands: `panel.seats.1.ways.1.roles`."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if mark in _marks_of(field):
            yield from ((name + place, text) for place, text in _texts(value))
        else:
            for place, part in _parts(value):
                yield from ((f"{name}{place}.{where}", text) for where, text in marked(part, mark))


def _marks_of(field: FieldInfo) -> list[Any]:
    return [*field.metadata, *_marks_within(field.annotation)]


def _marks_within(annotation: Any) -> Iterator[Any]:
    """Return what an annotation holds within: the mark of `ClauseId | None`, of `dict[Slug, ClauseId]`."""
    yield from getattr(annotation, "__metadata__", ())
    for inner in get_args(annotation):
        yield from _marks_within(inner)


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield "", value
    elif isinstance(value, dict):
        yield from ((f".{key}", text) for key, text in value.items())
    elif isinstance(value, tuple):
        yield from (("", text) for text in value)


def _parts(value: Any) -> Iterator[tuple[str, BaseModel]]:
    """Return the models that a value is or holds, with the places within it: `.contact`, `.1`."""
    if isinstance(value, BaseModel):
        yield "", value
    elif isinstance(value, dict):
        yield from ((f".{key}", part) for key, part in value.items() if isinstance(part, BaseModel))
    elif isinstance(value, tuple):
        for number, part in enumerate(value, start=1):
            if isinstance(part, BaseModel):
                yield f".{number}", part
