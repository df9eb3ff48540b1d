"""Ask the engine for a decision: what it answers, and what it means when it does not."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from temporalio.client import (
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateHandle,
    WorkflowUpdateRPCTimeoutOrCancelledError,
    WorkflowUpdateStage,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from rules.recording import Answer
from rules.refusal import EngineAway, OutOfStage, Pending, Refusal, RefusalFacts
from workflows.orders import Order

AWAY = {RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED}
DISTURBED = RPCStatusCode.FAILED_PRECONDITION
"""A workflow task was given up while it had the update: a deadline fell due as the case was closing."""
TIMES = 5


class NotRunning(Exception):
    """The engine runs no workflow of the case: it has ended, or was not started yet."""


async def ask(handle: WorkflowHandle[Any, Any], order: Order[Any], asked: str, patience: timedelta) -> Answer:
    """Take a decision by the update of its name, under an id that makes asking again safe.

    Raises:
        Refusal: why not. `EngineAway`, `Pending`: not known yet.
        NotRunning: there is nobody to ask.

    """
    for _ in range(TIMES):
        with contextlib.suppress(_Disturbed):
            return await _ask(handle, order, asked, patience)
    raise EngineAway("the engine was disturbed while it decided; ask again under the same key")


class _Disturbed(Exception):
    """The engine dropped what it was asked: under the same id it can be asked again at once."""


async def _ask(
    handle: WorkflowHandle[Any, Any], order: Order[Any], asked: str, patience: timedelta
) -> Answer:
    try:
        with connecting():
            update: WorkflowUpdateHandle[Answer] = await handle.start_update(
                order.decision.name,
                order,
                id=asked,
                result_type=Answer,
                wait_for_stage=WorkflowUpdateStage.ACCEPTED,
                rpc_timeout=patience,
            )
        return await _answer(update, order, patience)
    except WorkflowUpdateFailedError as error:
        raise _refusal(error.cause) from None
    except WorkflowUpdateRPCTimeoutOrCancelledError:
        raise EngineAway("the engine has not answered; ask again under the same key") from None
    except RPCError as error:
        if error.status in AWAY:
            raise EngineAway("the engine is away; ask again under the same key") from None
        if error.status == DISTURBED:
            raise _Disturbed from None
        if error.status != RPCStatusCode.NOT_FOUND:
            raise
        raise NotRunning from None


async def _answer(update: WorkflowUpdateHandle[Answer], order: Order[Any], patience: timedelta) -> Answer:
    """What was decided; most often it came with the acceptance already."""
    try:
        return await update.result(rpc_timeout=patience)
    except WorkflowUpdateRPCTimeoutOrCancelledError:
        raise Pending(
            f"{order.decision.name!r} is in hand and not decided yet; ask again under the same key"
        ) from None


@contextlib.contextmanager
def connecting() -> Iterator[None]:
    """What is asked of a client that connects when it is first needed.

    Raises:
        EngineAway: it could not connect.

    """
    try:
        yield
    except RuntimeError as error:
        if "client connect" not in str(error):  # the SDK has no class for it
            raise
        raise EngineAway("the engine is away; ask again under the same key") from None


def _refusal(cause: BaseException) -> Refusal:
    if isinstance(cause, ApplicationError) and cause.details:
        return Refusal.from_facts(RefusalFacts.model_validate(cause.details[0]))
    if isinstance(cause, ApplicationError) and cause.type == "AcceptedUpdateCompletedWorkflow":
        return OutOfStage("the case closed before this could be decided")
    return EngineAway(f"the engine could not take the decision: {type(cause).__name__}")
