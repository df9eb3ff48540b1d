"""The command line: `redress`. Data on stdout, progress and errors on stderr, `--json` for programs."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from engine.errors import EngineError
from engine.exit import exit_process
from engine.logs import CommandLines
from policies import PolicyFileError
from rules.refusal import Refusal
from starter.cli import (
    calendar,
    cases,
    deciding,
    diary,
    imports,
    listing,
    paper,
    production,
    register,
    signposts,
    stack,
    staff,
)
from starter.errors import ApiProblem, ScenarioError

OWN_HELP = (deciding.decide,)
"""Commands that say more than their options where they are asked for help."""
app = typer.Typer(
    help="Customer-care casework: every promise a durable timer, every decision a recorded event.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for group in (
    stack,
    production,
    cases,
    deciding,
    listing,
    diary,
    register,
    paper,
    staff,
    signposts,
    calendar,
    imports,
):
    for command in group.COMMANDS:
        name = command.__name__.removesuffix("_").replace("_", "-")
        app.command(name=name, add_help_option=command not in OWN_HELP)(command)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command, by default the one of this process, and return its exit status.

    A refusal, or what is missing, is said in one line on stderr; the status is then 1.
    """
    try:
        app(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except (Refusal, ApiProblem, EngineError, PolicyFileError, ScenarioError) as error:
        Console(stderr=True).print(f"[red]redress:[/red] {escape(str(error))}", soft_wrap=True)
        return 1
    return 0


def main() -> NoReturn:
    """Run the command of this process, and end the process with its status."""
    handler = logging.StreamHandler()
    handler.setFormatter(CommandLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])  # what is waited for, for example
    exit_process(run())
