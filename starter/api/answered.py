"""Answers of the API, as its client reads them: what was asked for, or the refusal that the API met."""

from __future__ import annotations

import httpx

from rules.refusal import Pending, Refusal, RefusalFacts
from starter.api.faults import field_name
from starter.api.problems import Problem
from starter.errors import ApiProblem
from starter.service.fields import told_of


def taken(answer: httpx.Response, key: str | None) -> httpx.Response:
    """Return an answer that says yes.

    Raises:
        Exception: it says no, or not yet; as `_problem` tells it.

    """
    if answer.is_success and answer.status_code != httpx.codes.ACCEPTED:
        return answer
    is_known = httpx.codes.is_client_error(answer.status_code)
    raise _problem(answer, None if is_known else key)


def reason(answer: httpx.Response) -> str:
    """Return what an answer says of why to ask again."""
    if answer.status_code == httpx.codes.ACCEPTED:
        return "it has the decision in hand"
    try:
        return Problem.model_validate_json(answer.content).detail
    except ValueError:
        return answer.reason_phrase


def _problem(answer: httpx.Response, key: str | None) -> Exception:
    """Return the refusal that a problem document tells of, as the one that the API itself met.

    A key is that of a request of which it is not known what came of it.
    """
    if answer.status_code == httpx.codes.ACCEPTED:
        return Pending(under(key, "it is in hand and not decided yet"))
    try:
        problem = Problem.model_validate_json(answer.content)
    except ValueError:
        return ApiProblem(answer.status_code, under(key, answer.reason_phrase))
    if problem.code not in Refusal.kinds:
        return ApiProblem(answer.status_code, under(key, problem.detail))
    told = [(field_name(error.where), error.detail) for error in problem.errors]
    detail, where = told_of(told) if told else (problem.detail, None)
    return Refusal.from_facts(
        RefusalFacts(code=problem.code, detail=under(key, detail), clause=problem.clause, where=where)
    )


def under(key: str | None, detail: str) -> str:
    """Name the key under which asking again finds out what came of a request."""
    return f"{detail}; its key is {key!r}" if key else detail
