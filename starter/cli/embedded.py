"""The embedded stack as the command line runs it: served until it is stopped, or played upon."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from embedded.ports import HOST, listening
from engine.errors import ExtraMissing
from engine.settings import PREFIX
from policies import library
from policies.scenarios import policies_played, staff_of
from records.database import open_pool
from starter.api.app import serve
from starter.cli.narration import Narrator, table_of
from starter.cli.production import API_PORT
from starter.cli.rehearsal import Played, Rehearsal
from starter.cli.scenario import Scenario, read_scenario
from starter.cli.terminal import progress

if TYPE_CHECKING:
    from embedded.stack import Stack

SMTP = f"{PREFIX}SMTP_"
"""The prefix of the settings that are about the mail server."""


def _stack() -> type[Stack]:
    """The stack, which runs on packages of an extra of its own.

    Raises:
        ExtraMissing: they are not installed.

    """
    try:
        from embedded.stack import Stack
    except ModuleNotFoundError as error:
        raise ExtraMissing(error.name or "psutil") from None
    return Stack


async def serve_stack(data: Path, *, ui_writes: bool = False) -> None:
    """Start the stack in a folder and serve the API on it, until it is cancelled or told to stop."""
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    embedded = _stack()
    _say_that_it_starts()
    async with embedded(data, ui_writes=ui_writes) as stack:
        listener = listening(API_PORT)
        port: int = listener.getsockname()[1]
        stack.publish(api=f"http://{HOST}:{port}")
        _say_where(stack, data, port)
        await serve(stack.settings.model_copy(update={"embedded_issuer": True}), HOST, port, listener)


def _say_that_it_starts() -> None:
    progress.print("Starting PostgreSQL, Temporal, the mail catcher and the worker ...")
    if ignored := sorted(name for name, value in os.environ.items() if name.startswith(SMTP) and value):
        progress.print(
            f"[yellow]Not used here: {', '.join(ignored)}.[/yellow] The embedded stack sends no e-mail on, "
            "so that no trial writes to real people; production does (docs/running.md).",
            soft_wrap=True,
        )


def _say_where(stack: Stack, data: Path, port: int) -> None:
    out = Console(soft_wrap=True, highlight=False)
    out.print(f"API           http://{HOST}:{port} (its documentation: /docs)")
    out.print(f"Temporal UI   {stack.ui_url}")
    out.print(f"Temporal      {stack.address}")
    out.print(f"PostgreSQL    {stack.settings.database_url}")
    out.print(f"E-mail        {stack.mail_folder} (caught, not sent on)")
    out.print(f"Letters       {stack.outbox}")
    out.print(f"Payments      {stack.settings.finance}")
    out.print(f"Logs          {data.absolute() / 'logs'}")
    out.print("\nIn another terminal, to begin with the staff of the scenarios:")
    for policy in sorted({*policies_played()} & {*library().ids}):
        out.print(f"  redress staff {policy} --import {staff_of(policy)}")
    out.print("  redress open --help")
    out.print("\nCtrl-C stops it.")


def play(files: Sequence[Path], data: Path, console: Console, *, stay: bool = False) -> list[Played]:
    """Play scenarios on a stack of their own in a folder, in virtual time, and tell them on a console.

    Raises:
        ScenarioError: a file is wrong; nothing was started.
        Unknown: a scenario names a policy that is not there; nothing was started.

    """
    scenarios = [read_scenario(file) for file in files]
    for scenario in scenarios:
        library().current(scenario.policy)
    try:
        return asyncio.run(_play(scenarios, data, console, stay=stay))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


async def _play(scenarios: list[Scenario], data: Path, console: Console, *, stay: bool) -> list[Played]:
    embedded, began = _stack(), time.monotonic()
    _say_that_it_starts()
    async with embedded(data, time_skipping=True, ports="free") as stack:
        client, queue = await stack.client(), stack.settings.task_queue
        async with await open_pool(stack.settings.database_url) as pool:
            rehearsal = Rehearsal(pool, client, library(), queue)
            plays = [await rehearsal.play(scenario, _narrate(console, scenario)) for scenario in scenarios]
        console.print(table_of(plays))
        console.print(f"Letters  {stack.outbox}", soft_wrap=True, highlight=False)
        console.print(f"E-mail   {stack.mail_folder}", soft_wrap=True, highlight=False)
        console.print(f"Payments {stack.settings.finance}", soft_wrap=True, highlight=False)
        console.print(f"Played in {time.monotonic() - began:.0f} seconds of real time.")
        if stay:
            console.print(f"Temporal UI  {stack.ui_url}   (Ctrl-C ends)", highlight=False)
            await asyncio.Event().wait()
    return plays


def _narrate(console: Console, scenario: Scenario) -> Callable[..., None]:
    narrator = Narrator(console, library().current(scenario.policy))
    narrator.begin(scenario.title, scenario.story)
    return narrator.tell
