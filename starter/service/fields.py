"""Fields that somebody sent, as a model: whatever is wrong with them is said, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from rules.model import KEPT, MOST_WORDS, Spoken
from rules.reasons import place_of, reason
from rules.refusal import Invalid


def validated(kind: Any, fields: Mapping[str, Any]) -> Any:
    """The fields as a model; strings are read as JSON would have them.

    Raises:
        Invalid: every field at fault, by name; or more text in all than is kept.

    """
    try:
        value = kind.model_validate(fields)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        told = [(place_of(problem["loc"]), reason(problem, kind)) for problem in problems]
        detail, where = told_of(told)
        raise Invalid(detail, where=where) from None
    if isinstance(value, Spoken):
        _require_keepable(value.words())
    return value


def told_of(problems: Sequence[tuple[str, str]]) -> tuple[str, str | None]:
    """The words of a refusal and its field, or fields, for problems by their places.

    Of several fields the words name each.
    """
    if len(problems) == 1:
        [(place, text)] = problems
        return text, place or None
    told = "; ".join(f"{place}: {text}" if place else text for place, text in problems)
    return told, ", ".join(place for place, _ in problems if place) or None


def _require_keepable(words: Mapping[str, str]) -> None:
    """Refuse what stands for words that are kept, and more of them than the search through them takes."""
    if posing := [place for place, text in words.items() if text == KEPT]:
        raise Invalid("write it in other words: these stand for text that is kept", where=", ".join(posing))
    if (length := sum(map(len, words.values()))) > MOST_WORDS:
        where = max(words, key=lambda place: len(words[place]))
        raise Invalid(
            f"there are {length:,} characters of text in all, and at most {MOST_WORDS:,} are kept; "
            "send the rest as evidence",
            where=where,
        )
