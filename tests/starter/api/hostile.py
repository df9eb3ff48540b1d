"""Content for any model of the API with text of ours in every field that takes text, found by its schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel

Say = Callable[[str, int], str]
"""What to say in a field, by its place (`remedies.1.what`) and the most characters that it takes."""

TEXT = (
    "{{7*7919}} {% include 'x' %} #read(\"/etc/passwd\") ${7*7919} "
    "<script>alert(1)</script><img src=x> %s %(x)s '; DROP TABLE people.person; --"
)
"""What would be noticed if it were taken for SQL, Jinja, Typst, HTML or a format: one line."""
STRUCTURE = (
    '\n\n## A heading\n- a bullet\n> a quote\nlabel :: value\nSubject: no\n.\n\\"\n#let x = 1'
    "\n\x1b[31m\x07\x85\u2028\u202e\ufeffend"
)
"""What would be noticed if it were taken for the structure of a notice, or of a message."""
EVALUATED = str(7 * 7919)
FILES = ("root:x:0", "/bin/")
"""What stands in the file that the text names."""

_ABSENT: Any = object()


def filled(kind: type[BaseModel], base: dict[str, Any], say: Say) -> dict[str, Any]:
    """The base, and whatever the model takes besides, with text of ours wherever it takes any."""
    schema = kind.model_json_schema()
    return _filled(schema, base, "", say, schema.get("$defs", {}))  # type: ignore[no-any-return]


def free_text(kind: type[BaseModel]) -> set[str]:
    """The places of a model at which it takes any text; those within lists as of their first item."""
    schema = kind.model_json_schema()
    return set(_places(schema, "", schema.get("$defs", {})))


def said(content: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Each text in what is sent, by its place."""
    if isinstance(content, str):
        yield where, content
    elif isinstance(content, dict):
        for name, value in content.items():
            yield from said(value, _within(where, name))
    elif isinstance(content, list):
        for place, value in enumerate(content, start=1):
            yield from said(value, _within(where, str(place)))


def _filled(schema: Any, base: Any, where: str, say: Say, defs: dict[str, Any]) -> Any:
    schema = _plain(schema, defs)
    if "properties" in schema:
        old = {} if base is _ABSENT else base
        new = {
            name: _filled(part, old.get(name, _ABSENT), _within(where, name), say, defs)
            for name, part in schema["properties"].items()
        }
        kept = {name: value for name, value in new.items() if value is not _ABSENT}
        return kept if kept.keys() >= set(schema.get("required", ())) else base
    if schema.get("type") == "array":
        items = [_ABSENT] if base is _ABSENT else base
        new_items = [
            _filled(schema["items"], item, _within(where, str(place)), say, defs)
            for place, item in enumerate(items, start=1)
        ]
        return [item for item in new_items if item is not _ABSENT] or base
    return say(where, schema.get("maxLength", 0)) if _is_free(schema) else base


def _places(schema: Any, where: str, defs: dict[str, Any]) -> Iterator[str]:
    schema = _plain(schema, defs)
    if _is_free(schema):
        yield where
    for name, part in schema.get("properties", {}).items():
        yield from _places(part, _within(where, name), defs)
    if schema.get("type") == "array":
        yield from _places(schema["items"], _within(where, "1"), defs)


def _plain(schema: Any, defs: dict[str, Any]) -> dict[str, Any]:
    """Without references, and without the choice of none."""
    while "$ref" in schema or "anyOf" in schema:
        if "anyOf" in schema:
            schema = next(part for part in schema["anyOf"] if part.get("type") != "null")
        else:
            schema = defs[schema["$ref"].rpartition("/")[2]]
    return dict(schema)


def _is_free(schema: dict[str, Any]) -> bool:
    """Whether any text fits, but perhaps for single signs: a pattern there names what must not be in it."""
    closed = schema.keys() & {"enum", "const", "format"}
    return schema.get("type") == "string" and not closed and schema.get("pattern", "^[^").startswith("^[^")


def _within(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
