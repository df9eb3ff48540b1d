"""Commands that production runs: the database's tables, the engine's namespace, the API, the worker.

They need none of the packages that the embedded stack runs on.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Coroutine
from datetime import timedelta
from typing import Annotated, Any

import typer

from engine.errors import EngineRefused
from engine.settings import RETENTION, Settings
from rules.refusal import RecordsAway
from starter.cli.terminal import progress

API_PORT = 8000
_log = logging.getLogger(__name__)


def migrate() -> None:
    """Bring the database's tables up to date; safe to repeat, and from several places at once."""
    from records.database import migrate as bring_up_to_date

    settings = Settings()
    _run(bring_up_to_date(settings.database_url, within=settings.start_patience))
    progress.print("The database is up to date.")


def register(
    retention_days: Annotated[
        int, typer.Option(min=1, help="How long a new namespace keeps closed cases, in days.")
    ] = RETENTION.days,
) -> None:
    """Make the engine ready: its namespace, where it is missing, and the search attributes it lacks.

    Safe to repeat. A namespace that is there keeps the retention it has.
    """
    _run(_register(Settings(), timedelta(days=retention_days)))


async def _register(settings: Settings, retention: timedelta) -> None:
    from contracts.attributes import REQUIRED
    from engine import namespace, search_attributes
    from engine.connect import connect

    client = await connect(settings)
    try:
        if await namespace.ensure(client, retention):
            progress.print(f"Namespace {client.namespace} was made; it keeps cases {retention.days} days.")
        for key in await search_attributes.missing(client, REQUIRED):
            progress.print(f"Search attribute {key.name} is added.")
        await search_attributes.register(client, REQUIRED)
    except TimeoutError:
        raise EngineRefused("it has not taken in what it was told; run this again") from None
    progress.print(f"Namespace {client.namespace} is ready.")


def api(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = API_PORT,
) -> None:
    """Serve the HTTP API, as production does; its documentation is at /docs."""
    from engine.logs import set_up
    from records.database import is_outage

    set_up(is_told=is_outage)
    _run(_serve(Settings(), host, port))


async def _serve(settings: Settings, host: str, port: int) -> None:
    from engine.tokens import believes_embedded_issuer
    from starter.api.app import serve

    if believes_embedded_issuer(settings):
        _log.warning("tokens of the embedded stack's issuer are believed: whoever reads its key makes them")
    serving = asyncio.ensure_future(serve(settings, host, port))
    # the server ends its work on SIGTERM and then raises it again, which would look like a crash
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, serving.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await serving


def worker() -> None:
    """Run a worker, as `python -m worker` does: settings from the environment or from a running stack."""
    # from now on this process is the worker; -P: a worker.py in the current folder is not ours
    os.execv(sys.executable, [sys.executable, "-P", "-m", "worker"])  # noqa: S606 - no shell is wanted


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Do it; what is away or refuses is said in one line.

    Raises:
        RecordsAway: the database cannot be reached, does not let us in, or went away.
        EngineRefused: the engine does not allow it.

    """
    from temporalio.service import RPCError

    from records.database import is_away

    try:
        asyncio.run(work)
    except RPCError as error:
        raise EngineRefused(error.message) from error
    except Exception as error:
        if not is_away(error):
            raise
        raise RecordsAway(f"the database went away ({error})") from error


COMMANDS = (api, worker, migrate, register)
