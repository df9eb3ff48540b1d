"""Cases over HTTP: list and search them, look at one."""

from __future__ import annotations

import base64
import json
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import Field, TypeAdapter

from records.reading import search
from records.register import restrictions_on
from rules.model import CaseRef, Day, Instant, Key, Line, LocalTime, Model, Slug, StaffId, Strict
from rules.refusal import Invalid
from starter.api.callers import Reading
from starter.api.problems import responses
from starter.service.history import LATEST, MOST, ShownHistory, history_of
from starter.service.showing import ShownCase, shown

router = APIRouter(tags=["Cases"])
Ref = Annotated[CaseRef, Path(description="The case's reference: PH-2026-000123.")]
IdempotencyKey = Annotated[
    Key | None,
    Header(
        alias="Idempotency-Key",
        description="Your own name for this request: the same again is the same request.",
    ),
]

Before = Annotated[
    int | None, Query(ge=1, le=2**31 - 1, description="`earlier` of the part that comes after.")
]
_POSITION: TypeAdapter[tuple[Instant, CaseRef]] = TypeAdapter(tuple[Instant, CaseRef])


class Listed(Model):
    """A case in a list."""

    ref: CaseRef
    matter: Slug
    service: Slug | None
    stage: str
    owner: StaffId | None
    outcome: Slug | None
    due_name: str | None
    due_day: date | None
    due_until: LocalTime | None
    overdue: bool
    received_at: datetime
    closed_at: datetime | None


class Page(Model):
    """Some of the cases found, the soonest due first; `next` is the cursor of the page that follows."""

    cases: tuple[Listed, ...]
    next: str | None = None


class Filters(Strict):
    """What to list; all that is given must hold."""

    matter: Slug | None = None
    stage: Slug | None = None
    owner: StaffId | None = None
    service: Slug | None = None
    overdue: bool | None = None
    closed: bool | None = None
    due_before: Day | None = Field(None, description="Due before this local day.")
    q: Line | None = Field(None, description="A reference, a name, or words from the case file.")
    limit: int = Field(50, ge=1, le=200)
    cursor: Line | None = Field(None, description="`next` of the page before.")


@router.get("/cases", responses=responses(401, 403, 422, 429))
async def list_cases(asking: Reading, filters: Annotated[Filters, Query()]) -> Page:
    """List and search the cases that you may read, the soonest due first; from PostgreSQL alone."""
    after = _position(filters.cursor)
    wanted = filters.model_dump(exclude={"limit", "cursor"})
    async with asking.doors.pool.acquire() as connection:
        await asking.log(connection, "list")
        rows = await search(
            connection,
            asking.access,
            **wanted,
            after_due=after[0],
            after_ref=after[1],
            most=filters.limit + 1,
        )
    cases = tuple(Listed.model_validate(dict(row)) for row in rows[: filters.limit])
    more = len(rows) > filters.limit
    return Page(cases=cases, next=_cursor(rows[filters.limit - 1]) if more else None)


@router.get("/cases/{ref}", responses=responses(401, 403, 404, 422, 429))
async def show_case(ref: Ref, asking: Reading, response: Response) -> ShownCase:
    """A case: how it stands, each deadline with its reckoning, what you may do, the latest of its history.

    Earlier events and letters are at `/cases/{ref}/history?before=` with the number that `earlier` gives.
    """
    async with asking.doors.pool.acquire() as connection:
        case = await asking.readable(connection, ref)
        await asking.log(connection, "show", case.ref)
        response.headers["ETag"] = f'"{case.seq}"'
        policy = asking.doors.library.version(case.policy, case.version)
        restrictions = (
            await restrictions_on(connection, case, asking.doors.library)
            if asking.access.serves(case)
            else ()
        )
        return await shown(connection, case, policy, asking.staff, asking.doors.now(), restrictions)


@router.get("/cases/{ref}/history", responses=responses(401, 403, 404, 422, 429))
async def show_history(
    ref: Ref,
    asking: Reading,
    before: Before = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = LATEST,
) -> ShownHistory:
    """A part of what happened to a case, with the notices that were sent: the latest, or what came before."""
    async with asking.doors.pool.acquire() as connection:
        case = await asking.readable(connection, ref)
        await asking.log(connection, "history", case.ref)
        return await history_of(connection, case, asking.access, most=limit, before=before)


def _position(cursor: str | None) -> tuple[datetime | None, str | None]:
    """Where a page begins: after this due date and reference.

    Raises:
        Invalid: it is not a cursor that a page gave.

    """
    if cursor is None:
        return None, None
    try:
        return _POSITION.validate_json(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError:
        raise Invalid("it is not one that a page gave as `next`", where="query.cursor") from None


def _cursor(row: Any) -> str:
    position = json.dumps([row["position"].isoformat(), row["ref"]])
    return base64.urlsafe_b64encode(position.encode()).decode()
