"""Commands that run the embedded stack: by itself, for the demonstration, for rehearsals.

What the stack runs on is an extra of its own; it is looked for when one of these commands is used.
"""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from engine.errors import EngineError, ExtraMissing
from engine.ports import free_ports
from engine.settings import DEFAULT_DATA, Settings
from engine.tokens import Issuer
from policies import HERE, library
from records.database import open_pool
from starter.api.app import serve
from starter.narration import Narrator, table_of
from starter.production_cli import API_PORT
from starter.rehearsal import Played, Rehearsal
from starter.scenario import Scenario, read_scenario

if TYPE_CHECKING:
    from engine.stack import Stack

Data = Annotated[Path, typer.Option(envvar="REDRESS_DATA", help="The folder that holds all its data.")]
progress = Console(stderr=True)


class NotOurs(EngineError):
    """The folder holds something else; it is not emptied."""


def _stack() -> type[Stack]:
    try:
        from engine.stack import Stack
    except ModuleNotFoundError as error:
        raise ExtraMissing(error.name or "psutil") from None
    return Stack


def up(data: Data = DEFAULT_DATA) -> None:
    """Start PostgreSQL, Temporal with its UI, a mail catcher, the worker, the API; Ctrl-C stops them."""
    try:
        asyncio.run(_up(data))
    except (KeyboardInterrupt, asyncio.CancelledError):
        progress.print("Stopped. Everything is kept; `redress up` goes on where it was.")


async def _up(data: Path) -> None:
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    embedded = _stack()
    progress.print("Starting PostgreSQL, Temporal, the mail catcher and the worker ...")
    async with embedded(data) as stack:
        [port] = free_ports([API_PORT])
        stack.publish(api=f"http://127.0.0.1:{port}")
        _say_where(stack, data, port)
        await serve(stack.settings, "127.0.0.1", port)


def _say_where(stack: Stack, data: Path, port: int) -> None:
    staff = HERE / "scenarios" / "poplar_harca" / "staff.csv"
    out = Console(soft_wrap=True, highlight=False)
    out.print(f"API           http://127.0.0.1:{port} (its documentation: /docs)")
    out.print(f"Temporal UI   {stack.ui_url}")
    out.print(f"Temporal      {stack.address}")
    out.print(f"PostgreSQL    {stack.settings.database_url}")
    out.print(f"E-mail        {stack.mail_folder} (caught, not sent on)")
    out.print(f"Letters       {stack.outbox}")
    out.print(f"Payments      {stack.settings.finance}")
    out.print(f"Logs          {data.absolute() / 'logs'}")
    out.print("\nIn another terminal, to begin with the staff of the scenarios:")
    out.print(f"  redress staff poplar-harca --import {staff}")
    out.print("  redress open --help")
    out.print("\nCtrl-C stops it.")


def demo(
    data: Annotated[Path, typer.Option(help="A folder for the demonstration; it is emptied first.")] = Path(
        "build/demo"
    ),
    stay: Annotated[bool, typer.Option(help="Stay up at the end, to look at the Temporal UI.")] = False,
) -> None:
    """Play cases from receipt to closure on the real engine, with virtual time."""
    scenarios = sorted((HERE / "scenarios" / "poplar_harca").glob("*.toml"), key=_number)
    console = _console()
    plays = _run(scenarios, _emptied(data), console, stay=stay)
    if any(played.problems for played in plays):
        raise typer.Exit(1)


def rehearse(
    files: Annotated[list[Path], typer.Argument(help="Scenario files; see policies/scenarios.")],
    data: Annotated[Path, typer.Option(help="A folder for the rehearsal; it is emptied first.")] = Path(
        "build/rehearsal"
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Print what happened as JSON on stdout.")] = False,
) -> None:
    """Play scenarios of your own, and say whether they ended as they should."""
    plays = _run(files, _emptied(data), progress if as_json else _console())
    if as_json:
        typer.echo("[" + ",\n".join(played.model_dump_json(indent=2) for played in plays) + "]")
    if any(played.problems for played in plays):
        raise typer.Exit(1)


def token(
    actor: Annotated[str, typer.Option("--as", envvar="REDRESS_AS", help="An id in the staff directory.")],
    policy: Annotated[str, typer.Option(help="The policy whose staff directory has it.")] = "poplar-harca",
    hours: Annotated[float, typer.Option(help="How long it lasts.", min=0.01, max=24 * 31)] = 12,
) -> None:
    """Make a bearer token of the embedded stack's own issuer; production has an issuer of its own."""
    settings = Settings()
    made = Issuer(settings.data).token(
        actor, policy, audience=settings.oidc_audience, lasts=timedelta(hours=hours)
    )
    typer.echo(made)


def _number(file: Path) -> int:
    """The number with which a scenario's name begins."""
    return int(file.stem.partition("_")[0])


def _run(files: Sequence[Path], data: Path, console: Console, *, stay: bool = False) -> list[Played]:
    scenarios = [read_scenario(file) for file in files]
    for scenario in scenarios:
        library().current(scenario.policy)  # refused before anything starts
    try:
        return asyncio.run(_play(scenarios, data, console, stay=stay))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


async def _play(scenarios: list[Scenario], data: Path, console: Console, *, stay: bool) -> list[Played]:
    embedded, began = _stack(), time.monotonic()
    progress.print("Starting PostgreSQL, Temporal, the mail catcher and the worker ...")
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


def _console() -> Console:
    """The terminal as it is; where there is none, wide enough for a table."""
    return Console(width=None if sys.stdout.isatty() else 140)


def _narrate(console: Console, scenario: Scenario) -> Callable[..., None]:
    narrator = Narrator(console, library().current(scenario.policy))
    narrator.begin(scenario.title, scenario.story)
    return narrator.tell


def _emptied(data: Path) -> Path:
    """The folder, empty: only one that a stack made is emptied."""
    if data.exists() and any(data.iterdir()):
        if not (data / "postgres").is_dir():
            raise NotOurs(f"{data} holds something else; name an empty folder with --data")
        shutil.rmtree(data)
    return data


COMMANDS = (up, demo, rehearse, token)
