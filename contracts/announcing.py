"""Announce: set the workflows going that send a case's events to the systems that hear of them.

Whatever goes wrong here holds no case up: the events wait in PostgreSQL, where the reconciler finds them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from contracts.messages import WEBHOOK, CaseForWebhook

PATIENCE = timedelta(seconds=2)
"""Less than a recording may take."""
logger = logging.getLogger(__name__)


async def announce(client: Client, ref: str, webhooks: Iterable[UUID], task_queue: str) -> None:
    """Have the waiting events of a case sent to some webhooks, by the workflow that is at it or a new one."""
    ring: dict[str, Any] = {"start_signal": "more"}
    listeners = [CaseForWebhook(webhook=webhook, ref=ref) for webhook in webhooks]
    await asyncio.gather(*(_start(client, listener, task_queue, **ring) for listener in listeners))


async def announce_forgotten(client: Client, listener: CaseForWebhook, task_queue: str) -> None:
    """Have it sent what waits where nobody is at it; whoever is, and waits for a receiver, is left alone."""
    alone: dict[str, Any] = {"id_conflict_policy": WorkflowIDConflictPolicy.USE_EXISTING}
    await _start(client, listener, task_queue, **alone)


async def _start(client: Client, listener: CaseForWebhook, task_queue: str, **how: Any) -> None:
    try:
        await client.start_workflow(
            WEBHOOK,
            listener,
            id=listener.id,
            task_queue=task_queue,
            static_summary=f"Events of {listener.ref} for another system",
            rpc_timeout=PATIENCE,
            **how,
        )
    except RPCError as error:
        logger.warning("%s waits for the reconciler: %s", listener.id, error.status.name)
