"""Where free text could get into the engine: the search through the fields of a model."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError

from rules.model import Spoken, _Private

PLAIN = (int, bool, date, datetime, AwareDatetime, NoneType)
SENTENCES = (
    "Nadia",
    "N F",
    "Nadia Farrow",
    "nadia farrow",
    "nadia\nfarrow",
    "020 7946 0100",
    "n@mail.example",
)


class Leaf:
    """A place where a value goes: its type, what constrains it, and whether `words` would look there."""

    def __init__(self, path: str, kind: Any, marks: tuple[Any, ...], *, in_sight: bool) -> None:
        self.path, self.kind, self.marks, self.in_sight = path, kind, marks, in_sight

    @property
    def is_safe(self) -> bool:
        """Whether free text cannot get in, or is kept out of the engine when it does."""
        if self.kind in PLAIN or get_origin(self.kind) is Literal:
            return True
        if isinstance(self.kind, type) and issubclass(self.kind, Enum):
            return True
        if any(isinstance(mark, _Private) for mark in self.marks):
            return self.kind is str and self.in_sight
        return self.kind is str and self._is_tight()

    def _is_tight(self) -> bool:
        return not any(accepts(self.kind, self.marks, sentence) for sentence in SENTENCES)


def accepts(kind: Any, marks: tuple[Any, ...], text: str) -> bool:
    """Whether a field of a type and constraints takes a text."""
    checked: Any = Annotated[kind, *marks] if marks else kind
    try:
        TypeAdapter(checked).validate_python(text)
    except ValidationError:
        return False
    return True


def leaves(model: type[BaseModel], path: str = "", *, in_sight: bool = True) -> Iterator[Leaf]:
    """Every place for a value in a model, and in the models within it."""
    for name, field in model.model_fields.items():
        yield from _leaves(
            f"{path}{name}", field.annotation, tuple(field.metadata), model, in_sight, at_top=True
        )


def _leaves(
    path: str, kind: Any, marks: tuple[Any, ...], model: type[BaseModel], in_sight: bool, *, at_top: bool
) -> Iterator[Leaf]:
    origin, parts = get_origin(kind), get_args(kind)
    spoken = in_sight and issubclass(model, Spoken)
    if origin is Annotated:
        yield from _leaves(path, parts[0], (*marks, *parts[1:]), model, in_sight, at_top=at_top)
    elif origin in (Union, UnionType):
        for part in parts:
            yield from _leaves(path, part, marks, model, in_sight, at_top=at_top)
    elif origin is tuple and parts[1:] == (...,):
        # `words` looks into a list of things once, and not into a list of lists or of bare texts
        things = parts[0]
        if isinstance(things, type) and issubclass(things, BaseModel):
            yield from leaves(things, f"{path}.", in_sight=spoken and at_top)
        else:
            yield from _leaves(path, things, (), model, False, at_top=False)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from leaves(kind, f"{path}.", in_sight=spoken and at_top)
    else:
        yield Leaf(path, kind, marks, in_sight=spoken and at_top)


def unsafe(model: type[BaseModel]) -> set[str]:
    """The fields of a model through which free text would reach the engine."""
    return {leaf.path for leaf in leaves(model) if not leaf.is_safe}
