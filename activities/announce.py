"""Announce: set the workflows going that send a case's events to the systems that hear of them.

Whatever goes wrong here holds no case up: the events wait in PostgreSQL, where the reconciler finds them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from activities.contracts import CaseForWebhook
from records.database import Connection, every, queries
from workflows.webhook import Webhook

PATIENCE = timedelta(seconds=2)
"""Less than a recording may take."""
logger = logging.getLogger(__name__)


async def waiting(connection: Connection, ref: str) -> list[CaseForWebhook]:
    """The webhooks for which events of a case wait."""
    rows = await every(queries.webhooks_waiting(connection, ref=ref))
    return [CaseForWebhook(webhook=row["webhook"], ref=ref) for row in rows]


async def announce(client: Client, listeners: Iterable[CaseForWebhook], task_queue: str) -> None:
    """Have each of them sent what waits, by whichever workflow is at it or else a new one."""
    ring: dict[str, Any] = {"start_signal": "more"}
    await asyncio.gather(*(_start(client, listener, task_queue, **ring) for listener in listeners))


async def announce_forgotten(client: Client, listener: CaseForWebhook, task_queue: str) -> None:
    """Have it sent what waits where nobody is at it; whoever is, and waits for a receiver, is left alone."""
    alone: dict[str, Any] = {"id_conflict_policy": WorkflowIDConflictPolicy.USE_EXISTING}
    await _start(client, listener, task_queue, **alone)


async def _start(client: Client, listener: CaseForWebhook, task_queue: str, **how: Any) -> None:
    try:
        await client.start_workflow(
            Webhook.run,
            listener,
            id=listener.id,
            task_queue=task_queue,
            static_summary=f"Events of {listener.ref} for another system",
            rpc_timeout=PATIENCE,
            **how,
        )
    except RPCError as error:
        logger.warning("%s waits for the reconciler: %s", listener.id, error.status.name)
