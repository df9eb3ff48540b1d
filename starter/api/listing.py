"""Lists of cases over HTTP: what is due first, whose it is, and what a search finds."""

from __future__ import annotations

import base64
import json
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field, TypeAdapter

from records.database import Connection
from records.directory import whole_directory
from records.finding import search
from rules.lifecycles import lifecycle_of
from rules.model import CaseRef, Day, Instant, Line, LocalTime, Model, Slug, StaffId, Strict
from rules.policy import Policy
from rules.refusal import Invalid, require_known
from starter.api.callers import Caller, Reading
from starter.api.problems import responses

router = APIRouter(tags=["Cases"])
FIRST_WORDS = 120
"""The letters of what somebody said that a list shows."""
_POSITION: TypeAdapter[tuple[Instant, CaseRef]] = TypeAdapter(tuple[Instant, CaseRef])


class Listed(Model):
    """A case in a list.

    Attributes:
        person: The name of whoever it is about; null where it is nobody's.
        about: What they said it is about: its first `FIRST_WORDS` letters.
        trouble: A notice could not be given, or what follows in another case was refused there.

    """

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
    trouble: bool
    received_at: datetime
    closed_at: datetime | None
    person: str | None
    about: str | None


class Page(Model):
    """Some of the cases found, the soonest due first; `next` is the cursor of the page that follows."""

    cases: tuple[Listed, ...]
    next: str | None = None


class Filters(Strict):
    """The cases to list; all that is given must hold."""

    matter: Slug | None = None
    stage: Slug | None = None
    owner: StaffId | None = None
    mine: bool = Field(default=False, description="Only those that you own; give no `owner` then.")
    nobody: bool | None = Field(None, description="Those that nobody owns.")
    service: Slug | None = None
    overdue: bool | None = Field(None, description="Those that have missed a promise.")
    trouble: bool | None = Field(None, description="Those in which a notice failed, or a consequence.")
    closed: bool | None = None
    due_before: Day | None = Field(None, description="Due before this local day.")
    q: Line | None = Field(
        None,
        description="A reference, a name, an e-mail address, a telephone number, an address, or words from "
        "the case file; parts of them, whatever their accents and capitals.",
    )
    limit: int = Field(50, ge=1, le=200)
    cursor: Line | None = Field(None, description="`next` of the page before.")


@router.get("/cases", responses=responses(401, 403, 422, 429))
async def list_cases(asking: Reading, filters: Annotated[Filters, Query()]) -> Page:
    """List and search the cases that you may read, the soonest due first; from PostgreSQL alone.

    Cases with nothing due come last. A filter by a name that does not exist is refused with those that do.
    """
    after = _position(filters.cursor)
    async with asking.doors.pool.acquire() as connection:
        await _require_known(connection, filters, asking.policy)
        await asking.log(connection, "list")
        rows = await search(
            connection,
            asking.access,
            **filters.model_dump(exclude={"limit", "cursor", "owner", "mine", "nobody"}),
            owner=_owner(filters, asking),
            nobodys=filters.nobody,
            after_due=after[0],
            after_ref=after[1],
            most=filters.limit + 1,
        )
    cases = tuple(_listed(row) for row in rows[: filters.limit])
    more = len(rows) > filters.limit
    return Page(cases=cases, next=_cursor(rows[filters.limit - 1]) if more else None)


def _owner(filters: Filters, asking: Caller) -> StaffId | None:
    """Return whose cases are wanted; None where anybody's are.

    Raises:
        Invalid: an owner is named, and the asker's own are wanted too.

    """
    if filters.mine and filters.owner is not None:
        raise Invalid("give an owner, or ask for your own", where="query.mine")
    return asking.staff.id if filters.mine else filters.owner


async def _require_known(connection: Connection, filters: Filters, policy: Policy) -> None:
    """Do nothing where the policy and its staff directory have what is filtered by.

    Raises:
        Unknown: they do not, with what they have.

    """
    require_known(filters.matter, policy.matters, where="query.matter", kind="matter")
    require_known(filters.service, policy.services, where="query.service", kind="service")
    if filters.stage is not None:
        matters = [filters.matter] if filters.matter else policy.matters
        stages = sorted({stage for matter in matters for stage in lifecycle_of(policy, matter).every_stage})
        require_known(filters.stage, stages, where="query.stage", kind="stage")
    if filters.owner is not None:
        staff = [person.id for person in await whole_directory(connection, policy)]
        require_known(filters.owner, staff, where="query.owner", kind="member of staff")


def _listed(row: Any) -> Listed:
    about = row["about"]
    if about is not None and len(about) > FIRST_WORDS:
        about = f"{about[: FIRST_WORDS - 1]}…"
    return Listed.model_validate({**dict(row), "about": about})


def _position(cursor: str | None) -> tuple[datetime | None, str | None]:
    """Return the due date and the reference after which a page begins.

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
