"""Every refusal and error as a problem document (RFC 9457): one place, one stable type for each code."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.exceptions import HTTPException

from engine.tokens import TokenMissing, TokenRefused
from records.database import is_away
from rules.model import Model
from rules.refusal import Busy, RecordsAway, Refusal
from starter.api.faults import FieldProblem, Fields, fields_at_fault, model_asked

MEDIA_TYPE = "application/problem+json"
STATUS = {
    "invalid": 422,
    "ground-not-met": 422,
    "no-consent": 409,
    "not-checked": 409,
    "locked": 409,
    "slot-taken": 409,
    "panel-refused": 422,
    "key-reused": 422,
    "unknown": 404,
    "out-of-stage": 409,
    "ended": 409,
    "changed": 412,
    "not-authenticated": 401,
    "not-authorised": 403,
    "training-lapsed": 403,
    "conflict-of-interest": 403,
    "too-slow": 408,
    "too-large": 413,
    "wrong-type": 415,
    "too-many-requests": 429,
    "busy": 503,
    "engine-away": 503,
    "records-away": 503,
    "fault": 500,
    "failed": 500,
}
"""The HTTP status of each code: `fault` has changed nothing, of `failed` nobody knows."""
TITLES = {
    401: "Not authenticated",
    403: "Not allowed",
    404: "Not found",
    405: "No such method here",
    408: "Too slow",
    409: "Not open any more, or not yet",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Of a kind that is not taken",
    422: "Not valid",
    429: "Too many requests",
    500: "A fault of ours",
    503: "Away for now; ask again",
}
RETRY_AFTER, SOON = 5, 1
"""Seconds until to ask again: what is away, and where there was too much."""
REALM = "redress"
"""What tokens are asked for."""
UNLOGGED = "redress.unlogged"
"""Marks a request that met an outage, which the log tells once as it begins and once as it is over."""
logger = logging.getLogger(__name__)


class Problem(Model):
    """A problem document (RFC 9457), with the clause of the policy and the fields at fault."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    clause: str | None = None
    errors: tuple[FieldProblem, ...] = Field(())


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    clause: str | None = None,
    errors: Sequence[FieldProblem] = (),
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """A response that says what is wrong."""
    body = Problem(
        type=f"urn:redress:problem:{code}",
        title=TITLES.get(status, "Refused"),
        status=status,
        detail=detail,
        code=code,
        clause=clause,
        errors=tuple(errors),
    )
    more = {}
    if status in (429, 503):
        more["Retry-After"] = str(SOON if status == 429 or code == Busy.code else RETRY_AFTER)
    return JSONResponse(
        body.model_dump(mode="json", exclude_none=True),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={**more, **(headers or {})},
    )


def not_believed(refused: TokenRefused) -> JSONResponse:
    """A response to somebody without a token, or with one that is not believed (RFC 6750, section 3)."""
    error = "" if isinstance(refused, TokenMissing) else ', error="invalid_token"'
    challenge = {"WWW-Authenticate": f'Bearer realm="{REALM}"{error}'}
    return problem(401, refused.code, str(refused), headers=challenge)


def add_problems(app: FastAPI) -> None:
    """Have every refusal and error of an application end as a problem document."""
    app.add_exception_handler(Refusal, _refusal)
    app.add_exception_handler(TokenRefused, _not_believed)
    app.add_exception_handler(RequestValidationError, _fields)
    app.add_exception_handler(Fields, _fields)
    app.add_exception_handler(HTTPException, _http)


def responses(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Return what a route says of its problems in OpenAPI; what may be too large may be too slow too."""
    codes += (408,) if 413 in codes else ()
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": TITLES[status], "content": content} for status in sorted({*codes, 500, 503})
    }


async def _refusal(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)  # noqa: S101 - registered for it alone
    if isinstance(error, RecordsAway):
        request.scope[UNLOGGED] = True
    return refused(error)


def refused(error: Refusal) -> JSONResponse:
    """Return a response that tells of a refusal."""
    status = STATUS.get(error.code, 500)
    if error.code == "unknown" and error.where not in {"ref", "decision", None}:
        status = 422  # the address is right, a name in the body is not
    errors = [FieldProblem(where=error.where, detail=error.detail)] if error.where else []
    return problem(status, error.code, error.detail, clause=error.clause, errors=errors)


async def _not_believed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TokenRefused)  # noqa: S101 - registered for it alone
    return not_believed(error)


async def _fields(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, RequestValidationError):
        found = error.errors()
        error = Fields(len(found), fields_at_fault(found, kind=model_asked(request)))
    assert isinstance(error, Fields)  # noqa: S101 - registered for these two alone
    return problem(422, "invalid", error.told(), errors=error.first)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
    if error.status_code == 400:  # so FastAPI calls a body that is no text, or a number without end
        return problem(422, "invalid", "the body cannot be read")
    code = {404: "unknown", 405: "no-such-method", 503: Busy.code}.get(error.status_code, "refused")
    return problem(error.status_code, code, str(error.detail), headers=dict(error.headers or {}))


async def failed(request: Request, error: Exception) -> JSONResponse:
    """Answer an error that nobody foresaw: the caller hears that there was one, the log has the rest."""
    if is_away(error):
        request.scope[UNLOGGED] = True
        return problem(503, "records-away", "the database is away; ask again")
    logger.error("a request failed: %s", type(error).__name__, exc_info=error)
    detail = "something went wrong here; it is in our log"
    if request.method not in ("GET", "HEAD"):
        detail += ". What came of this is not known: ask again under the same key"
    return problem(500, "failed", detail)
