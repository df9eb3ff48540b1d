"""A guide to the fields of a decision: of each its kind, meaning, choices and an example."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from rules.meanings import meanings_of
from rules.model import NO_NUL, ONE_LINE, SLUG, Model
from rules.reasons import AN_EXAMPLE, AT, FORMS, model_of

KINDS = {NO_NUL: ("text", "..."), ONE_LINE: ("a line of text", "..."), SLUG: ("a name", "a-name")}
"""The name of a text of a pattern, with an example, where the pattern's own words are about slips."""
FORMATS = {
    "date": ("a day", AN_EXAMPLE),
    "date-time": ("a moment with its offset from UTC", f"{AN_EXAMPLE}{AT}"),
    "email": ("an e-mail address", "nadia@resident.example"),
}
LIST = "a list"
"""The beginning of the kind of every list."""
FIRST = "1"
"""Stands for the place of a thing in a list: they are counted from 1."""


class FieldGuide(Model):
    """A field of a decision, or of something within it.

    Attributes:
        name: Its name, with those of what it is within: `remedies.1.what`.
        kind: What to write, in words: `a day`.
        required: Whether it must be given, where what it is within is given.
        several: Whether it is a list of values, which are separated by commas where they are typed on a line.
        choices: All that it can be, where that is known beforehand.

    """

    name: str
    kind: str
    meaning: str
    required: bool
    several: bool = False
    choices: tuple[str, ...] = ()
    example: str


def guide_to(model: type[BaseModel], choices: Mapping[str, Collection[str]]) -> tuple[FieldGuide, ...]:
    """Return a guide to every field of a model.

    Args:
        model: The model.
        choices: All that fields can be, by their names without places: `remedies.kind`.

    """
    return tuple(_fields(model, choices, ()))


def _fields(
    model: type[BaseModel], choices: Mapping[str, Collection[str]], within: tuple[str, ...]
) -> Iterator[FieldGuide]:
    schema, meanings = model.model_json_schema(), meanings_of(model)
    for name, field in model.model_fields.items():
        shown = field.alias or name
        place = (*within, shown)
        there = choices.get(".".join(part for part in place if part != FIRST), ())
        kind, example, listed = _written(schema["properties"][shown], there)
        inner = model_of(field.annotation)
        is_list = kind.startswith(LIST)
        yield FieldGuide(
            name=".".join(place),
            kind=kind,
            meaning=meanings.get(name, ""),
            required=field.is_required(),
            several=is_list and inner is None,
            choices=tuple(listed),
            example=example,
        )
        if inner:
            yield from _fields(inner, choices, (*place, FIRST) if is_list else place)


def _written(schema: Mapping[str, Any], choices: Collection[str]) -> tuple[str, str, Collection[str]]:
    """Return what to write into a field of a JSON schema, an example, and its choices."""
    for option in schema.get("anyOf", ()):
        if option.get("type") != "null":
            return _written(option, choices)
    choices = choices or schema.get("enum", ())
    if schema.get("type") == "array":
        kind, example, inner = _written(schema["items"], choices)
        if "$ref" in schema["items"]:
            return f"{LIST}, each with the fields below", "", ()
        return f"{LIST}: {kind}, separated by commas", ",".join(list(inner)[:2] or [example]), inner
    if choices:
        return "one of these", next(iter(choices)), choices
    if schema.get("type") == "boolean":
        return "true or false", "true", ()
    if schema.get("type") == "integer":
        return "a whole number", str(schema.get("minimum", 1)), ()
    if schema.get("type") == "string":
        return (*_text(schema), ())
    return "the fields below", "", ()


def _text(schema: Mapping[str, Any]) -> tuple[str, str]:
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    pattern = schema.get("pattern", "")
    if pattern in KINDS:
        return KINDS[pattern]
    kind, _, example = FORMS.get(pattern, "text").partition(": ")
    return kind, example or "..."
