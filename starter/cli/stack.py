"""Commands that run the embedded stack: by itself, for the demonstration, for rehearsals.

What the stack runs on is an extra of its own; it is looked for when one of these commands is used.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from engine.errors import EngineError
from engine.settings import DEFAULT_DATA
from policies.scenarios import policies_played, scenarios_of
from rules.refusal import Unknown
from starter.cli.terminal import Access, Whose, progress, the_policy

Data = Annotated[Path, typer.Option(envvar="REDRESS_DATA", help="The folder that holds all its data.")]


class NotOurs(EngineError):
    """The folder holds something else; it is not emptied."""


def up(
    data: Data = DEFAULT_DATA,
    ui_writes: Annotated[
        bool,
        typer.Option("--ui-writes", help="Let the Temporal UI change things: terminate, reset."),
    ] = False,
) -> None:
    """Start PostgreSQL, Temporal with its UI, a mail catcher, the worker, the API; Ctrl-C stops them."""
    from starter.cli.embedded import serve_stack

    try:
        asyncio.run(serve_stack(data, ui_writes=ui_writes))
    except (KeyboardInterrupt, asyncio.CancelledError):
        progress.print("Stopped. Everything is kept; `redress up` goes on where it was.")


def demo(
    data: Annotated[Path, typer.Option(help="A folder for the demonstration; it is emptied first.")] = Path(
        "build/demo"
    ),
    stay: Annotated[bool, typer.Option(help="Stay up at the end, to look at the Temporal UI.")] = False,
    policy: Whose = None,
) -> None:
    """Play cases from receipt to closure on the real engine, with virtual time.

    Each policy that comes with Redress has cases of its own; where none is named, the first one's are played.
    """
    from starter.cli.embedded import play

    policies = policies_played()
    played = policy or policies[0]
    if played not in policies:
        raise Unknown(f"{played!r} has no scenarios here; there are: {', '.join(policies)}", where="--policy")
    plays = play(scenarios_of(played), _emptied(data), _console(), stay=stay)
    for other in policies:
        if other != played:
            progress.print(f"The cases of another policy: redress demo --policy {other}")
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
    from starter.cli.embedded import play

    plays = play(files, _emptied(data), progress if as_json else _console())
    if as_json:
        typer.echo("[" + ",\n".join(played.model_dump_json(indent=2) for played in plays) + "]")
    if any(played.problems for played in plays):
        raise typer.Exit(1)


def token(
    actor: Annotated[str, typer.Option("--as", envvar="REDRESS_AS", help="An id in the staff directory.")],
    policy: Whose = None,
    hours: Annotated[float, typer.Option(help="How long it lasts.", min=0.01, max=24 * 31)] = 12,
) -> None:
    """Make a bearer token of the embedded stack's own issuer; production has an issuer of its own."""
    from engine.tokens import Issuer

    access, whose, lasts = Access(), the_policy(policy), timedelta(hours=hours)
    typer.echo(Issuer(access.data).token(actor, whose, audience=access.oidc_audience, lasts=lasts))


def _console() -> Console:
    """The terminal as it is; where there is none, wide enough for a table."""
    return Console(width=None if sys.stdout.isatty() else 140)


def _emptied(data: Path) -> Path:
    """The folder, empty: only one that a stack made is emptied."""
    if data.exists() and any(data.iterdir()):
        if not (data / "postgres").is_dir():
            raise NotOurs(f"{data} holds something else; name an empty folder with --data")
        shutil.rmtree(data)
    return data


COMMANDS = (up, demo, rehearse, token)
