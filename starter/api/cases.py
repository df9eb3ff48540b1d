"""Cases over HTTP: open one, list and search them, look at one."""

from __future__ import annotations

import base64
import json
import uuid
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import ConfigDict, Field, JsonValue, TypeAdapter

from records.database import every, queries
from records.intake import Intake
from rules.model import CaseRef, Day, Instant, Key, Line, Model, Slug, StaffId, Strict
from rules.refusal import Invalid, NotAuthorised
from starter.api.callers import Opening, Reading
from starter.api.problems import responses
from starter.showing import ShownCase, shown

router = APIRouter(tags=["Cases"])
Ref = Annotated[CaseRef, Path(description="The case's reference: PH-2026-000123.")]
IdempotencyKey = Annotated[
    Key | None,
    Header(
        alias="Idempotency-Key",
        description="Your own name for this request: the same again is the same request.",
    ),
]

_POSITION: TypeAdapter[tuple[Instant, CaseRef]] = TypeAdapter(tuple[Instant, CaseRef])

EXAMPLE: dict[str, JsonValue] = {
    "policy": "poplar-harca",
    "service": "repairs",
    "happened_on": "2026-11-16",
    "about": "The lift has stood still for a week.",
    "person": {"name": "Nadia Farrow", "email": "nadia@resident.example"},
    "needs": ["large-print"],
}


class ComplaintIn(Intake):
    """A complaint or a petition as it comes in over HTTP; an `Idempotency-Key` can stand for its id."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    source_id: Line | None = None  # type: ignore[assignment]


class Opened(Model):
    """A matter taken in, now or before."""

    ref: CaseRef
    repeated: bool


class Listed(Model):
    """A case in a list."""

    ref: CaseRef
    matter: Slug
    service: Slug
    stage: str
    owner: StaffId | None
    outcome: Slug | None
    due_name: str | None
    due_day: date | None
    overdue: bool
    received_at: datetime
    closed_at: datetime | None


class Page(Model):
    """Some of the cases found, the soonest due first; `next` is the cursor of the page that follows."""

    cases: tuple[Listed, ...]
    next: str | None = None


class Filters(Strict):
    """What to list; all that is given must hold."""

    stage: Slug | None = None
    owner: StaffId | None = None
    service: Slug | None = None
    overdue: bool | None = None
    closed: bool | None = None
    due_before: Day | None = Field(None, description="Due before this local day.")
    q: Line | None = Field(None, description="A reference, a name, or words from the case file.")
    limit: int = Field(50, ge=1, le=200)
    cursor: Line | None = Field(None, description="`next` of the page before.")


@router.post(
    "/complaints",
    status_code=201,
    responses={
        200: {"model": Opened, "description": "It was taken in before."},
        **responses(401, 403, 413, 422, 429),
    },
)
async def open_complaint(
    intake: ComplaintIn, asking: Opening, response: Response, key: IdempotencyKey = None
) -> Opened:
    """Take a complaint or a petition in.

    It is taken in once for each `source` and `source_id`, for which an `Idempotency-Key` stands where no
    `source_id` is given. The same again is answered with 200 and the same reference.
    """
    if intake.policy != asking.policy.id:
        raise NotAuthorised(f"your token is for {asking.policy.id!r}", where="policy")
    fields = intake.model_dump(mode="json", exclude_unset=True)
    if intake.source_id is None:
        fields["source_id"] = f"{asking.staff.id}/{key or uuid.uuid4()}"
    taken = await asking.doors.desk.open(fields, actor=asking.staff.id)
    response.status_code = 200 if taken.repeated else 201
    response.headers["Location"] = f"/cases/{taken.case.ref}"
    return Opened(ref=taken.case.ref, repeated=taken.repeated)


@router.get("/cases", responses=responses(401, 403, 422, 429))
async def list_cases(asking: Reading, filters: Annotated[Filters, Query()]) -> Page:
    """List and search the organisation's cases, the soonest due first; from PostgreSQL alone."""
    after = _position(filters.cursor)
    wanted = filters.model_dump(exclude={"limit", "cursor"})
    async with asking.doors.pool.acquire() as connection:
        await asking.log(connection, "list")
        rows = await every(
            queries.search_cases(
                connection,
                **wanted,
                policy=asking.policy.id,
                after_due=after[0],
                after_ref=after[1],
                most=filters.limit + 1,
            )
        )
    cases = tuple(Listed.model_validate(dict(row)) for row in rows[: filters.limit])
    more = len(rows) > filters.limit
    return Page(cases=cases, next=_cursor(rows[filters.limit - 1]) if more else None)


@router.get("/cases/{ref}", responses=responses(401, 403, 404, 422, 429))
async def show_case(ref: Ref, asking: Reading, response: Response) -> ShownCase:
    """A case: how it stands, each deadline with its reckoning, its history, its letters, what you may do."""
    async with asking.doors.pool.acquire() as connection:
        case = await asking.case(connection, ref)
        await asking.log(connection, "show", case.ref)
        response.headers["ETag"] = f'"{case.seq}"'
        policy = asking.doors.library.version(case.policy, case.version)
        return await shown(connection, case.ref, policy, asking.staff.id, asking.doors.now())


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
