"""Decisions over HTTP: one route for each kind of decision, with exactly its fields."""

import re
import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path
from fastapi.responses import JSONResponse

from rules.decision import Decision
from rules.lifecycles import DECISIONS
from rules.model import Key, Model
from rules.recording import Answer
from rules.refusal import Invalid, Pending, Unknown
from starter.api.bodies import Route
from starter.api.callers import Caller, Deciding, Reading
from starter.api.cases import IdempotencyKey, Ref
from starter.api.problems import responses
from starter.service.guide import DecisionGuide, guide_of

_TAG = re.compile(r'"(\d{1,9})"')
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The ETag of the case as you saw it: refused where it has changed."),
]


class Waiting(Model):
    """The decision is in hand and not decided yet; its answer will be at `look`."""

    look: str


async def show_decision(ref: Ref, key: Annotated[Key, Path()], asking: Reading) -> Any:
    """What the decision that was sent under an `Idempotency-Key` came to."""
    async with asking.doors.pool.acquire() as connection:
        await asking.readable(connection, ref, key)
    try:
        return await asking.doors.desk.answer(ref, key)
    except Pending:
        return waiting(ref, key)


async def show_guide(ref: Ref, name: Annotated[Key, Path()], asking: Reading) -> DecisionGuide:
    """A decision on a case: what it is, whether it is open to you, and the fields that it wants to know."""
    async with asking.doors.pool.acquire() as connection:
        case = await asking.readable(connection, ref)
    policy = asking.doors.library.version(case.policy, case.version)
    return guide_of(case, policy, asking.staff.actor, name, asking.doors.now())


def _add(router: APIRouter, kind: type[Decision]) -> None:
    async def decide(
        ref: Ref,
        decision: kind,  # type: ignore[valid-type]
        asking: Deciding,
        key: IdempotencyKey = None,
        match: IfMatch = None,
    ) -> Any:
        fields = decision.model_dump(mode="json", exclude_unset=True)  # type: ignore[attr-defined]
        return await _decide(asking, ref, kind.name, fields, key or str(uuid.uuid4()), match)

    name = kind.name.replace("-", "_")
    router.post(
        f"/cases/{{ref}}/decisions/{kind.name}",
        operation_id=name,
        summary=kind.name,
        description=kind.__doc__,
        response_model=Answer,
        responses={202: {"model": Waiting}, **responses(401, 403, 404, 409, 412, 413, 422, 429)},
    )(decide)


async def _decide(
    asking: Caller,
    ref: str,
    name: str,
    fields: dict[str, Any],
    key: str,
    match: str | None,
) -> Any:
    async with asking.doors.pool.acquire() as connection:
        case = await asking.readable(connection, ref, key)
    try:
        return await asking.doors.desk.deciding.take(
            case, asking.staff.actor, name, fields, key=key, match=_number(match)
        )
    except Pending:
        return waiting(ref, key)


def waiting(ref: str, key: str) -> JSONResponse:
    """Where to look for the answer of a decision that is in hand."""
    look = f"/cases/{ref}/answers/{key}"
    headers = {"Location": look, "Retry-After": "1"}
    return JSONResponse(Waiting(look=look).model_dump(), status_code=202, headers=headers)


def _number(match: str | None) -> int | None:
    """The event that an ETag names.

    Raises:
        Invalid: it is none that a case has.

    """
    if match is None or match == "*":
        return None
    found = _TAG.fullmatch(match)
    if found is None:
        raise Invalid('give the ETag of the case as it was sent: "7"', where="header.If-Match")
    return int(found[1])


async def refuse_unknown(ref: Ref, asking: Deciding) -> Answer:
    """Refuse a decision that is none, with those there are for such a case.

    Raises:
        Unknown: there is no such decision, or no such case.

    """
    async with asking.doors.pool.acquire() as connection:
        case = await asking.readable(connection, ref)
    matter = asking.doors.library.version(case.policy, case.version).matters[case.matter]
    raise Unknown(
        f"there is no such decision; there are: {', '.join(sorted(matter.decisions))}", where="decision"
    )


def router() -> APIRouter:
    """Return a route for each kind of decision, and one for what a decision came to."""
    made = APIRouter(tags=["Decisions"], route_class=Route)
    made.get(
        "/cases/{ref}/answers/{key}",
        response_model=Answer,
        responses={202: {"model": Waiting}, **responses(401, 403, 404, 422, 429)},
    )(show_decision)
    made.get(
        "/cases/{ref}/decisions/{name}",
        operation_id="show_guide",
        responses=responses(401, 403, 404, 422, 429),
    )(show_guide)
    for kind in DECISIONS.values():
        _add(made, kind)
    made.post("/cases/{ref}/decisions/{name}", include_in_schema=False)(refuse_unknown)
    return made
