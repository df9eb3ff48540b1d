"""The command line: `redress`. Data on stdout, progress and errors on stderr, `--json` for programs."""

from __future__ import annotations

import sys

import typer
from rich.console import Console
from rich.markup import escape

from engine.errors import EngineError
from policies import PolicyFileError
from rules.refusal import Refusal
from starter import (
    api_cli,
    calendar_cli,
    cases_cli,
    paper_cli,
    production_cli,
    register_cli,
    stack_cli,
    staff_cli,
)
from starter.client import ApiProblem
from starter.scenario import ScenarioError

app = typer.Typer(
    help="Customer-care casework: every promise a durable timer, every decision a recorded event.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for group in (
    stack_cli,
    production_cli,
    cases_cli,
    register_cli,
    paper_cli,
    staff_cli,
    calendar_cli,
    api_cli,
):
    for command in group.COMMANDS:
        app.command(name=command.__name__.removesuffix("_").replace("_", "-"))(command)


def main() -> None:
    """Run a command; say in one line what was refused or is missing, and exit with 1."""
    try:
        app()
    except (Refusal, ApiProblem, EngineError, PolicyFileError, ScenarioError) as error:
        Console(stderr=True).print(f"[red]redress:[/red] {escape(str(error))}", soft_wrap=True)
        sys.exit(1)
