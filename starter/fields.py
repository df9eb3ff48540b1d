"""Fields that somebody sent, as a model: whatever is wrong with them is said, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from rules.refusal import Invalid


def validated(kind: Any, fields: Mapping[str, Any]) -> Any:
    """The fields as a model; strings are read as JSON would have them.

    Raises:
        Invalid: every field at fault, by name.

    """
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False)
        told = [(".".join(str(part) for part in problem["loc"]), problem["msg"]) for problem in problems]
        where = ", ".join(place for place, _ in told if place) or None
        raise Invalid(
            "; ".join(f"{place}: {text}" if place else text for place, text in told), where=where
        ) from None
