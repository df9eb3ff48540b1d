"""The history of the staff directory over HTTP: for administrators, who changed what in it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from records.staff_history import StaffChange, changes
from rules.model import Model, StaffId, Strict
from starter.api.callers import Administering
from starter.api.problems import responses

router = APIRouter(tags=["Staff"])


class Changes(Model):
    """Some changes of the directory, the newest first; `next` is the `before` of the page that follows."""

    changes: tuple[StaffChange, ...]
    next: int | None = None


class Filters(Strict):
    """The changes to list; all that is given must hold."""

    staff: StaffId | None = Field(None, description="Whose entry was changed.")
    before: int | None = Field(None, ge=1, lt=2**63, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=200)


@router.get("/staff-changes", responses=responses(401, 403, 422, 429))
async def list_changes(asking: Administering, filters: Annotated[Filters, Query()]) -> Changes:
    """Every change of the staff directory: when, by whom, and the entry before and after."""
    async with asking.doors.pool.acquire() as connection:
        await asking.log(connection, "staff-changes")
        found = await changes(
            connection, asking.policy, staff=filters.staff, before=filters.before, most=filters.limit + 1
        )
    page = found[: filters.limit]
    return Changes(changes=page, next=page[-1].number if len(found) > filters.limit else None)
