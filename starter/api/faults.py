"""Faults of the fields of a request, as pydantic found them: field by field, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from rules.model import Model
from rules.reasons import UNKNOWN_FIELD, model_of, place_of, reason

MOST_FIELDS, LONGEST_NAME = 50, 60
"""Fields at fault that are named, and letters of a name: an answer is not as long as what it refuses."""
MOST_TOLD = 3
"""Fields at fault whose reasons stand in a problem's `detail`; its `errors` have all that are named."""
PARTS = ("body", "query", "header", "path")
NO_JSON = "json_invalid"
"""The kind of error that FastAPI has for a body that is no JSON."""


class FieldProblem(Model):
    """A fault of one field."""

    where: str
    detail: str


class Fields(HTTPException):
    """Fields that are not valid: how many, and the first `MOST_FIELDS` of them."""

    def __init__(self, count: int, first: Sequence[FieldProblem]) -> None:
        super().__init__(422)
        self.count, self.first = count, first

    def told(self) -> str:
        """Return the first of them, on one line."""
        said = "; ".join(f"{field_name(fault.where)}: {fault.detail}" for fault in self.first[:MOST_TOLD])
        return said if self.count == 1 else f"{self.count} fields are not valid: {said}"


def fields_at_fault(
    found: Sequence[Any], within: str | None = None, kind: Any = None
) -> tuple[FieldProblem, ...]:
    """Return the first of the errors that pydantic found in a model, as problems of fields."""
    faults: list[FieldProblem] = []
    for error in found[:MOST_FIELDS]:
        part, place = (within, error["loc"]) if within else (error["loc"][0], error["loc"][1:])
        if error["type"] == NO_JSON:
            faults.append(no_json(error["ctx"]["error"], place[0]))
            continue
        why = reason({**error, "loc": place}, kind)
        if error["type"] == UNKNOWN_FIELD:
            kind = None  # the fields that there are have been named
        where = place_of(
            str(name)[:LONGEST_NAME] if isinstance(name, str) else name for name in (part, *place)
        )
        faults.append(FieldProblem(where=where, detail=why))
    return tuple(faults)


def no_json(message: str, position: int) -> FieldProblem:
    """Return the problem of a body that is no JSON from a position on, counted from 0."""
    return FieldProblem(where="body", detail=f"it is not JSON from character {position + 1} on: {message}")


def model_asked(request: Request) -> Any:
    """Return the model that a route checks a request by, within which its faults have their places."""
    route = request.scope["route"]
    if not isinstance(route, APIRoute):
        return None
    asked = [route.body_field] if route.body_field else route.dependant.query_params
    models = [model for field in asked if (model := model_of(field.field_info.annotation))]
    return models[0] if len(models) == 1 else None


def field_name(where: str) -> str:
    """Return the name of a field without the part of a request that it is in: `body.outcome` is `outcome`."""
    part, dot, name = where.partition(".")
    return name if dot and part in PARTS else where
