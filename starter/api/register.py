"""The register of warnings over HTTP: who is warned, since when, by whose approval, until which review."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from records.register import Registered, register
from rules.model import CaseRef, Model, day_of
from rules.warning.life import WARNING, warnings_of
from starter.api.callers import Caller, WhoNeedsToKnow
from starter.api.problems import responses

router = APIRouter(tags=["Cases"])
Knowing = Annotated[Caller, Depends(WhoNeedsToKnow(WARNING.name))]


class Register(Model):
    """Some of the warnings in force, by their references; `next` is where the page that follows begins."""

    warnings: tuple[Registered, ...]
    next: CaseRef | None = None


@router.get("/register", responses=responses(401, 403, 404, 422, 429))
async def show_register(
    asking: Knowing,
    after: Annotated[CaseRef | None, Query(description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Register:
    """The organisation's register of warnings in force; for whoever may see warnings."""
    policy, doors = asking.policy, asking.doors
    async with doors.pool.acquire() as connection:
        await asking.log(connection, "register")
        found = await register(
            connection,
            policy,
            [name for name in warnings_of(policy) if name in asking.access.matters],
            doors.library,
            today=day_of(doors.now(), policy.zone),
            after=after,
            most=limit + 1,
        )
    more = len(found) > limit
    return Register(warnings=found[:limit], next=found[limit - 1].ref if more else None)
