"""The command about the working calendar: closures, what one more would move, and its confirmation."""

from __future__ import annotations

import asyncio
import uuid
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from policies import library
from records.calendar import Look, MovedDate
from rules.refusal import Changed, Invalid
from starter.api.calendar import Change, Days, WholeChange
from starter.client import ApiClient
from starter.paper_cli import AsJson, PolicyId
from starter.terminal import As, asking

DAY = "%a %-d %b %Y"
progress = Console(stderr=True)


def calendar(
    policy_id: PolicyId,
    actor: As = None,
    add: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day that does not count any more.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why not; whoever is told of a new date reads it.")] = "",
    show: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Show the change that closed a day.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Confirm what is listed without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """List an organisation's closures, or add one: it shows which dates of open cases move, and asks.

    For example: redress calendar poplar-harca --add 2026-12-29 --reason "The offices are closed"
    """
    if add is not None and not reason.strip():
        raise Invalid("say why the day does not count", where="--reason")
    policy = library().current(policy_id).id
    asyncio.run(_calendar(policy, actor, _iso(add), reason.strip(), _iso(show), yes, as_json))


async def _calendar(
    policy: str, actor: str | None, add: str | None, reason: str, show: str | None, yes: bool, as_json: bool
) -> None:
    async with asking(policy, actor) as client:
        if add is not None:
            _print(await _close(client, add, reason, yes), as_json)
        elif show is not None:
            _print(await client.change(show), as_json)
        else:
            _print(await client.calendar(), as_json)


async def _close(client: ApiClient, day: str, reason: str, yes: bool) -> Change:
    """Close a day once whoever asks has seen what moves; where that changes meanwhile, they see it again."""
    key = str(uuid.uuid4())
    while True:
        seen = await client.preview(day)
        _print_look(seen)
        if not yes:
            typer.confirm("Move them?", abort=True, err=True)
        try:
            return await client.close(day, reason, seen.digest, key=key)
        except Changed as changed:
            progress.print(f"[yellow]{escape(changed.detail)}[/yellow]")


def _print_look(seen: Look) -> None:
    table = Table("Case", "Deadline", "Was", "Becomes", "Told", title=f"{len(seen.cases)} cases are touched")
    for case in seen.cases:
        for number, moved in enumerate(case.dates):
            told = "yes" if case.told and moved.was != moved.becomes else "no"
            table.add_row(case.ref if not number else "", moved.deadline, *_days(moved), told)
    progress.print(table)


def _days(moved: MovedDate) -> tuple[str, str]:
    same = moved.was == moved.becomes
    return f"{moved.was:{DAY}}", "same day, its reminder or end moves" if same else f"{moved.becomes:{DAY}}"


def _print(found: Days | Change, as_json: bool) -> None:
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    elif isinstance(found, Days):
        changes = {change.day: f"  ({_progress(change)})" for change in found.changes}
        for closed in found.closures:
            typer.echo(f"{closed.day:{DAY}}  {closed.reason}{changes.get(closed.day, '')}")
    else:
        typer.echo(f"{found.day:{DAY}}  {found.reason}  ({_progress(found)})")
        for move in found.moves if isinstance(found, WholeChange) else ():
            dates = "; ".join(f"{moved.deadline} {' to '.join(_days(moved))}" for moved in move.dates)
            typer.echo(f"{move.ref}  {move.came_to or 'waiting'}  {dates}")


def _progress(change: Change) -> str:
    waiting = f", {change.waiting} waiting" if change.waiting else ""
    return f"{change.cases} cases touched, {change.moved} moved{waiting}; by {change.confirmed_by}"


def _iso(day: datetime | None) -> str | None:
    return day.date().isoformat() if day else None


COMMANDS = (calendar,)
