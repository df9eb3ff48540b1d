"""Closures of an organisation at a terminal: listed, and added once it was shown what they move."""

from __future__ import annotations

import uuid

import typer
from rich.markup import escape
from rich.table import Table

from records.calendar import Look, MovedDate
from records.changes import Change
from records.diary import Booked
from rules.promises import due_text
from rules.refusal import Changed
from starter.api.calendar import Days, WholeChange
from starter.api.client import ApiClient
from starter.cli.terminal import asking, progress

DAY = "%a %-d %b %Y"


async def list_or_add(
    policy: str, actor: str | None, add: str | None, reason: str, show: str | None, yes: bool, as_json: bool
) -> None:
    """Print the closures, add one, or print the change that closed a day; days are 2026-12-29.

    Args:
        policy: Whose calendar.
        actor: Who asks.
        add: The day to close, once whoever asks has confirmed what it moves.
        reason: Why it does not count.
        show: The day whose change is printed.
        yes: Whether it is confirmed without asking.
        as_json: Whether JSON is printed.

    """
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
            told = "yes" if case.told and moved.moves else "no"
            table.add_row(case.ref if not number else "", moved.deadline, *_days(moved), told)
    progress.print(table)
    if seen.appointments:
        progress.print("Appointments on the day, which stay until somebody moves or cancels each:")
    for booked in seen.appointments:
        progress.print(_appointment(booked), soft_wrap=True)


def _appointment(booked: Booked) -> str:
    return f"{booked.ref}  {booked.adviser}  {booked.starts:%H:%M}-{booked.ends:%H:%M}"


def _days(moved: MovedDate) -> tuple[str, str]:
    was, becomes = due_text(moved.was, moved.was_until), due_text(moved.becomes, moved.becomes_until)
    return was, becomes if moved.moves else "same day, its reminder or end moves"


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
        for booked in found.appointments if isinstance(found, WholeChange) else ():
            typer.echo(f"{_appointment(booked)}  to be moved or cancelled")


def _progress(change: Change) -> str:
    waiting = f", {change.waiting} waiting" if change.waiting else ""
    return f"{change.cases} cases touched, {change.moved} moved{waiting}; by {change.confirmed_by}"
