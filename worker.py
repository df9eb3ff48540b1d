"""The worker process: runs the workflows and activities until it is told to stop.

Run it as `python -m worker` or `redress worker`. It refuses to start where the engine lacks a search
attribute, or the database cannot be reached. SIGTERM and SIGINT stop it once its tasks are done.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import asyncpg
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleSpec,
)
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.call_webhook import WebhookCaller
from activities.deliver import Postroom
from activities.digest import Digester
from activities.errand import Messenger
from activities.pay import Paymaster
from activities.reconcile import Reconciler
from activities.record import Recorder
from activities.sweep import Sweeper
from contracts.attributes import REQUIRED
from contracts.messages import calling_queue
from engine import search_attributes
from engine.connect import connect
from engine.errors import EngineError
from engine.exit import exit_process
from engine.logs import set_up
from engine.settings import Settings
from notices.checking import check
from notices.errors import TemplateBroken
from notices.lookup import Templates
from notices.mailing import MailServer
from policies import PolicyFileError, library, own_templates
from records.database import is_away, is_outage, migrate, open_pool
from records.papers import say_missing
from rules.refusal import RecordsAway
from workflows.calendar import CalendarChange
from workflows.matter import WORKFLOWS
from workflows.upkeep import Reconcile
from workflows.webhook import Webhook

log = logging.getLogger("redress.worker")

# Pure modules of our own, and what they import: loaded once, not once a workflow (a tenth of the memory).
PASSED_THROUGH = (
    "rules",
    "policies",
    "contracts",
    "dateutil",
    "temporalio",
    "pydantic",
)
GRACE = timedelta(seconds=20)
CACHED_CASES = 1_000
DELIVERIES_AT_ONCE = 8
CALLS_AT_ONCE = 8


def all_workflows() -> tuple[type[Any], ...]:
    """Return the workflows that a worker runs: one for each lifecycle, and those of no case."""
    return (*WORKFLOWS.values(), CalendarChange, Reconcile, Webhook)


def sandbox() -> SandboxedWorkflowRunner:
    """Where workflows run, and where saved histories are replayed."""
    library()  # read now: no workflow reads files
    own = {kind.__module__.partition(".")[0] for kind in WORKFLOWS.values()}
    return SandboxedWorkflowRunner(
        restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH, *own)
    )


def make_worker(
    client: Client,
    settings: Settings,
    *,
    recording: asyncpg.Pool,
    delivering: asyncpg.Pool,
    cached_cases: int = CACHED_CASES,
) -> Worker:
    """A worker on a connected client; deliveries have connections of their own, so none wait for mail."""
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    mail = MailServer(
        settings.smtp_host, settings.smtp_port, settings.smtp_username, password, settings.smtp_start_tls
    )
    templates = Templates(own_templates())
    calling = WebhookCaller(recording, to_loopback=settings.webhooks_to_loopback)
    sweeping = Sweeper(recording, client, library())
    return Worker(
        client,
        task_queue=settings.task_queue,
        workflows=all_workflows(),
        activities=[
            Recorder(recording, client, library(), settings.task_queue).record,
            Postroom(delivering, library(), templates, mail, settings.outbox, settings.fonts).deliver,
            Digester(delivering, library(), templates, mail).send,
            Messenger(delivering, client, library()).run,
            Paymaster(delivering, library(), settings.finance).pay,
            Reconciler(recording, client, library(), settings.task_queue).reconcile,
            sweeping.look,
            sweeping.move,
            calling.next,
            calling.give_up,
        ],
        workflow_runner=sandbox(),
        max_cached_workflows=cached_cases,
        max_concurrent_activities=DELIVERIES_AT_ONCE,
        # A killed worker's cases are offered to the next one after this.
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=3),
        graceful_shutdown_timeout=GRACE,
    )


def make_calling_worker(client: Client, settings: Settings, *, recording: asyncpg.Pool) -> Worker:
    """A worker that calls webhooks and does nothing else: however slow they are, no letter waits for them."""
    return Worker(
        client,
        task_queue=calling_queue(settings.task_queue),
        activities=[WebhookCaller(recording, to_loopback=settings.webhooks_to_loopback).call],
        max_concurrent_activities=CALLS_AT_ONCE,
        graceful_shutdown_timeout=GRACE,
    )


@contextlib.asynccontextmanager
async def pools(settings: Settings) -> AsyncIterator[tuple[asyncpg.Pool, asyncpg.Pool]]:
    """Connections for recording, and others for delivering, which may wait long for a mail server."""
    async with (
        await open_pool(settings.database_url, most=10, within=settings.start_patience) as recording,
        await open_pool(
            settings.database_url, most=DELIVERIES_AT_ONCE, within=settings.start_patience
        ) as delivering,
    ):
        yield recording, delivering


async def run(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT.

    Raises:
        EngineError: the engine is away, or lacks a search attribute.
        RecordsAway: the database is, or does not let us in.
        TemplateBroken: no notice could be made of one of the organisation's own templates.

    """
    check(Templates(own_templates()), library().ids)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    client = await connect(settings)
    await search_attributes.require(client, REQUIRED)
    await migrate(settings.database_url, within=settings.start_patience)
    await _keep_up(client, settings)
    async with (
        pools(settings) as (recording, delivering),
        make_worker(client, settings, recording=recording, delivering=delivering),
        make_calling_worker(client, settings, recording=recording),
    ):
        async with recording.acquire() as connection:
            await say_missing(connection, library())
        log.info("at work on task queue %s", settings.task_queue)
        _say_ready()
        await stop.wait()
        log.info("stopping once the tasks in hand are done")


def _say_ready() -> None:
    if ready := os.environ.get("REDRESS_READY_FILE"):
        Path(ready).touch()


async def _keep_up(client: Client, settings: Settings) -> None:
    with contextlib.suppress(ScheduleAlreadyRunningError):
        await client.create_schedule(
            "reconcile",
            Schedule(
                action=ScheduleActionStartWorkflow(
                    Reconcile.run, id="reconcile", task_queue=settings.task_queue
                ),
                spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(minutes=5))]),
            ),
            trigger_immediately=True,
        )


def main() -> NoReturn:
    """Run the worker, and end the process; say in one line on stderr why it cannot run where it cannot."""
    try:
        set_up(is_told=is_outage)
        import uvloop

        uvloop.run(run(Settings()))
    except (EngineError, PolicyFileError, TemplateBroken) as error:
        _fail(str(error))
    except RecordsAway as away:
        _fail(away.detail)
    except Exception as error:
        if not is_away(error):
            raise
        _fail(f"the database went away ({error})")
    exit_process(0)


def _fail(reason: str) -> NoReturn:
    sys.stderr.write(f"redress worker: {reason}\n")
    exit_process(1)


if __name__ == "__main__":
    main()
