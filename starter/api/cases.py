"""A case over HTTP: as it stands, and its history."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from records.register import restrictions_on
from rules.model import CaseRef, Key
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
