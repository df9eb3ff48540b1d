"""Health: whether the process lives, and whether what it needs is there."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from temporalio.service import RPCError

from records.database import require_answer
from rules.model import Model
from rules.refusal import EngineAway
from starter.api.callers import Doors, doors_of
from starter.api.problems import responses

router = APIRouter(prefix="/health", tags=["Health"])


class Health(Model):
    """All is well; a problem is said otherwise."""

    status: str = "ok"


@router.get("/live")
async def live() -> Health:
    """The process answers."""
    return Health()


@router.get("/ready", responses=responses())
async def ready(doors: Annotated[Doors, Depends(doors_of)]) -> Health:
    """The database and the engine answer too.

    Raises:
        RecordsAway: the database does not.
        EngineAway: the engine does not.

    """
    await require_answer(doors.pool)
    try:
        if not await doors.client.service_client.check_health():
            raise EngineAway("the engine is not serving")
    except (RPCError, RuntimeError):
        raise EngineAway("the engine is away") from None
    return Health()
