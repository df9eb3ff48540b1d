"""Ask the engine for a decision: its answer, and what it means when there is none.

An answer says only what is known. A status of the engine's that leaves open whether the decision was taken
ends as a refusal of `NOT_KNOWN`: asking again under the same key finds out.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
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

from contracts.updates import Order
from rules.recording import Answer
from rules.refusal import Busy, EngineAway, Fault, OutOfStage, Pending, Refusal, RefusalFacts

DISTURBED = RPCStatusCode.FAILED_PRECONDITION
"""A workflow task was given up while it had the update: a deadline fell due as the case was closing."""
REFUSED = {RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.OUT_OF_RANGE, RPCStatusCode.UNIMPLEMENTED}
"""The engine has not taken the request, and never will: too large, or of a kind that it does not know."""
USUAL = {RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED}
"""The statuses of an engine that is away or slow; any other is logged as well."""
TIMES = 5
LEAST = 0.1
"""Seconds for an answer, however late it is asked for: most often it is there already."""
logger = logging.getLogger(__name__)


class NotRunning(Exception):
    """The engine runs no workflow of the case: it has ended, or was not started yet."""


async def ask(handle: WorkflowHandle[Any, Any], order: Order[Any], asked: str, patience: timedelta) -> Answer:
    """Take a decision by the update of its name, under an id that makes asking again safe.

    Args:
        handle: The case's workflow.
        order: The decision, and who takes it.
        asked: The id of the update.
        patience: How long to wait for the answer in all.

    Raises:
        Refusal: why not. One of `NOT_KNOWN`: not known yet.
        NotRunning: there is nobody to ask.

    """
    until = asyncio.get_running_loop().time() + patience.total_seconds()
    for _ in range(TIMES):
        with contextlib.suppress(_Disturbed):
            return await _ask(handle, order, asked, until)
    raise EngineAway("the engine was disturbed while it decided; ask again under the same key")


class _Disturbed(Exception):
    """The engine dropped what it was asked: under the same id it can be asked again at once."""


async def _ask(handle: WorkflowHandle[Any, Any], order: Order[Any], asked: str, until: float) -> Answer:
    try:
        with connecting():
            update: WorkflowUpdateHandle[Answer] = await handle.start_update(
                order.decision.name,
                order,
                id=asked,
                result_type=Answer,
                wait_for_stage=WorkflowUpdateStage.ACCEPTED,
                rpc_timeout=_left(until),
            )
    except WorkflowUpdateFailedError as error:
        raise _refusal(error.cause) from None
    except WorkflowUpdateRPCTimeoutOrCancelledError:
        raise EngineAway("the engine has not answered in time; ask again under the same key") from None
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            raise NotRunning from None
        raise _meaning(error) from None
    return await _answer(update, order, until)


async def _answer(update: WorkflowUpdateHandle[Answer], order: Order[Any], until: float) -> Answer:
    """Return what was decided; most often it came with the acceptance already."""
    try:
        return await update.result(rpc_timeout=_left(until))
    except WorkflowUpdateFailedError as error:
        raise _refusal(error.cause) from None
    except WorkflowUpdateRPCTimeoutOrCancelledError:
        raise Pending(
            f"{order.decision.name!r} is in hand and not decided yet; ask again under the same key"
        ) from None
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:  # the update, or the workflow: asking again tells which
            raise _Disturbed from None
        raise _meaning(error) from None


def _left(until: float) -> timedelta:
    return timedelta(seconds=max(until - asyncio.get_running_loop().time(), LEAST))


def _meaning(error: RPCError) -> Exception:
    """Return what a status of the engine's says of the decision: only a definite one, that it was not taken.

    The transport can break at any moment, after the engine has taken the decision as well as before.
    """
    if error.status == DISTURBED:
        return _Disturbed()
    if error.status == RPCStatusCode.RESOURCE_EXHAUSTED:
        return Busy("the engine has too much in hand now; ask again under the same key")
    if error.status in REFUSED:
        logger.error("the engine does not take an update: %s", error.status.name)
        return Fault(f"the engine does not take it ({error.status.name}); nothing was changed")
    if error.status not in USUAL:
        logger.warning("the engine gave no answer: %s", error.status.name)
    return EngineAway("the engine is away, and what came of this is not known; ask again under the same key")


@contextlib.contextmanager
def connecting() -> Iterator[None]:
    """Ask something of a client that connects when it is first needed.

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
