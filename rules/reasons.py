"""The reasons for which a value is refused, in words that people use, with what to write instead.

Pydantic says what it checked; this says it to whoever typed the value. A date or a number is quoted, so
that it can be found among others. Nothing that could be somebody's words is: answers end up in logs.
"""

from __future__ import annotations

import contextlib
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

_DIGITS = re.compile(r"[0-9 ./:,+TZ-]+")
"""A text that is quoted, since it cannot be anybody's words."""
LONGEST, MOST_SHOWN = 40, 10**15
"""The most letters of a text that is quoted, and a number from which on numbers are not."""
AN_EXAMPLE = "2026-12-24"
WRITTEN_DAYS = (
    *("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%d/%m/%y", "%Y/%m/%d"),
    "%m/%d/%Y",  # where it can be nothing else
)
"""Ways to write a day that are understood, so as to say how it is written here."""
AT = "T16:00:00+00:00"
"""The end of a moment as it is written: its time and the offset from UTC."""
UNKNOWN_FIELD = "extra_forbidden"
"""The kind of error that pydantic has for a field that the model does not have."""
UNSHOWN = "this"
"""Stands for a value that is not quoted."""
OURS, OF_AN_ADDRESS = "Value error, ", "value is not a valid email address: "
"""The beginnings of pydantic's messages with a reason of our own, and about an e-mail address."""
FORMS: dict[str, str] = {}
"""Words for what fits each pattern, as `form` keeps them; an example follows a colon."""

Reason = Callable[[str, Mapping[str, Any]], str]


def form(pattern: str, said: str) -> str:
    """Return a pattern, and keep how to say what fits it: "six digits"."""
    FORMS[pattern] = said
    return pattern


def day_reason(value: object) -> str:
    """Return why a value is not a date, and how to write the one that seems to be meant."""
    return f"{_shown(value)} is not a date; write {_day_meant(value) or f'one as {AN_EXAMPLE}'}"


def moment_reason(value: object) -> str:
    """Return why a value is not a moment, and how to write one."""
    return f"{_shown(value)} is not a moment; write it with its time and offset from UTC: {AN_EXAMPLE}{AT}"


def reason(problem: Mapping[str, Any], kind: Any = None) -> str:
    """Return the reason of an error that pydantic found.

    Args:
        problem: The error, as `ValidationError.errors` has it.
        kind: The model that was checked, whose fields are named where one is given that it has not.

    """
    message: str = problem["msg"]
    found = _REASONS.get(problem["type"])
    if found is not None:
        return found(_shown(problem.get("input")), problem.get("ctx", {}))
    name: str = problem["type"]
    if name == UNKNOWN_FIELD:
        there = ", ".join(_fields_at(kind, problem["loc"][:-1]))
        return "there is no such field" + (f"; there are: {there}" if there else "")
    if name.startswith("date_"):
        return day_reason(problem.get("input"))
    if name.startswith(("datetime_", "timezone_")):
        return moment_reason(problem.get("input"))
    if message.startswith(OF_AN_ADDRESS):
        return f"this is not an e-mail address: {message.removeprefix(OF_AN_ADDRESS)}"
    return message.removeprefix(OURS)


def place_of(place: Iterable[int | str]) -> str:
    """Return the place of a field as a refusal names it: things of a list are counted from 1."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in place)


def model_of(annotation: Any) -> type[BaseModel] | None:
    """Return the first model in a type: of a list of them, or of one that may be left out."""
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := model_of(inner))), None)


def _fields_at(kind: Any, place: tuple[int | str, ...]) -> tuple[str, ...]:
    """Return the names of the fields of the model at a place within another."""
    model = model_of(kind)
    for name in place:
        if isinstance(name, int):
            continue
        field: FieldInfo | None = model.model_fields.get(name) if model else None
        model = model_of(field.annotation) if field else None
    return tuple(field.alias or name for name, field in model.model_fields.items()) if model else ()


def _shown(value: object) -> str:
    """Return a value as it is quoted, where it is a number or a day."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MOST_SHOWN:
        return str(value)
    text = value.strip() if isinstance(value, str) and len(value) <= LONGEST else ""
    return text if _DIGITS.fullmatch(text) or _day_meant(text) else UNSHOWN


def _day_meant(value: object) -> str | None:
    """Return the day that a text seems to mean, as it is written here."""
    if not isinstance(value, str) or len(value) > LONGEST:
        return None
    for way in WRITTEN_DAYS:
        with contextlib.suppress(ValueError):
            return datetime.strptime(value.strip(), way).date().isoformat()  # noqa: DTZ007 - a day alone
    return None


def _choices(value: str, context: Mapping[str, Any]) -> str:
    there: str = context["expected"]
    return "write one of: " + there.replace("'", "").replace(" or ", ", ")


def _pattern(value: str, context: Mapping[str, Any]) -> str:
    pattern = context["pattern"]
    return f"write {FORMS[pattern]}" if pattern in FORMS else f"it does not fit {pattern}"


def _too_short(value: str, context: Mapping[str, Any]) -> str:
    least = context["min_length"]
    return "it is empty; write something" if least == 1 else f"write at least {least} characters"


def _always(said: str) -> Reason:
    return lambda value, context: said.format(value=value, **context)


_NUMBER = _always("{value} is not a whole number; write it in digits")
_TRUTH = _always("write true or false")
_OBJECT = _always("give an object with its fields")
_LIST = _always("give a list")
_TIME = _always("{value} is not a time of day; write it as 16:00:00")
_TEXT = _always("write text")
_REASONS: dict[str, Reason] = {
    "missing": _always("it is missing; give it"),
    "string_type": _TEXT,
    "string_unicode": _always("it has characters that are no text"),
    "string_too_short": _too_short,
    "string_too_long": _always("it has more than {max_length:,} characters; shorten it"),
    "string_pattern_mismatch": _pattern,
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_parsing_size": _NUMBER,
    "int_from_float": _NUMBER,
    "bytes_type": _always("send the content of a file"),
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "literal_error": _choices,
    "enum": _choices,
    "greater_than": _always("{value} is too small; write a number above {gt:,}"),
    "greater_than_equal": _always("{value} is too small; write {ge:,} or more"),
    "less_than": _always("{value} is too large; write a number below {lt:,}"),
    "less_than_equal": _always("{value} is too large; write {le:,} or less"),
    "too_short": _always("give at least {min_length}"),
    "too_long": _always("give at most {max_length}"),
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "set_type": _LIST,
    "time_type": _TIME,
    "time_parsing": _TIME,
}
