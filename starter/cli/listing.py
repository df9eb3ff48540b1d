"""The command that lists and searches cases."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from policies import library
from rules.promises import due_text
from starter.cli.terminal import As, AsJson, Whose, asking, policy_of

if TYPE_CHECKING:
    from rules.policy import Policy
    from starter.api.listing import Listed

WIDE = 200
"""Letters of a line that goes to a file or another program."""


def list_(
    actor: As = None,
    policy: Whose = None,
    mine: Annotated[bool, typer.Option("--mine", help="Only your own.")] = False,
    nobody: Annotated[bool, typer.Option("--nobody", help="Only those that nobody owns.")] = False,
    owner: Annotated[str | None, typer.Option(help="Only those of a member of staff, by their id.")] = None,
    matter: Annotated[str | None, typer.Option(help="Only those of a kind: complaint.")] = None,
    stage: Annotated[str | None, typer.Option(help="Only those at a stage: resolve.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those that missed a promise.")] = False,
    trouble: Annotated[
        bool, typer.Option("--trouble", help="Only those in which a notice failed, or a consequence.")
    ] = False,
    q: Annotated[
        str | None,
        typer.Option("--find", help="Part of a reference, a name, an address, or of what was said."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List and search the cases that you may read, the soonest due first."""
    filters = {
        "mine": mine or None,
        "nobody": nobody or None,
        "owner": owner,
        "matter": matter,
        "stage": stage,
        "overdue": overdue or None,
        "trouble": trouble or None,
        "q": q,
    }
    found = asyncio.run(_list(policy, actor, filters))
    if as_json:
        typer.echo(json.dumps([case.model_dump(mode="json") for case in found], indent=2))
    elif found:
        width = None if sys.stdout.isatty() else WIDE
        Console(width=width).print(_table(found, library().current(policy_of(found[0].ref))))
    else:
        asked = any(value is not None for value in filters.values())
        typer.echo(f"There is no {'such ' if asked else ''}case that you may read.")


async def _list(policy: str | None, actor: str | None, filters: dict[str, Any]) -> list[Listed]:
    async with asking(policy, actor) as client:
        return [case async for case in client.cases(**filters)]


def _table(found: list[Listed], policy: Policy) -> Table:
    """Return cases as a table for people."""
    table = Table(box=None, pad_edge=False)
    for name in ("Case", "Who", "About", "Stage", "Owner", "Next date", ""):
        table.add_column(name, no_wrap=True, ratio=1 if name == "About" else None)
    for case in found:
        service = policy.services.get(case.service) if case.service else None
        subject = service.title if service else policy.matters[case.matter].title
        said = f": {' '.join(case.about.split())}" if case.about else ""
        due = f"{case.due_name} {due_text(case.due_day, case.due_until)}" if case.due_day else "nothing due"
        marks = ("[red]OVERDUE[/red]",) * case.overdue + ("[red]TROUBLE[/red]",) * case.trouble
        table.add_row(
            case.ref,
            escape(case.person or policy.organisation),
            escape(f"{subject}{said}"),
            case.stage,
            case.owner or "nobody",
            due,
            " ".join(marks),
        )
    return table


COMMANDS = (list_,)
