"""The command about the register of warnings: `register` itself makes the engine ready for production."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from policies import library
from starter.cli.terminal import As, AsJson, PolicyId, asking

if TYPE_CHECKING:
    from records.register import Registered


def warned(policy_id: PolicyId, actor: As = None, as_json: AsJson = False) -> None:
    """Show the register of warnings: who is warned, since when, by whose approval, until which review."""
    found = asyncio.run(_register(library().current(policy_id).id, actor))
    if as_json:
        typer.echo(json.dumps([one.model_dump(mode="json") for one in found], indent=2))
        return
    table = Table("Warning", "Who", "What is restricted", "Since", "Approved by", "Review by", "To note")
    for one in found:
        table.add_row(*_cells(one))
    Console().print(table)


def _cells(one: Registered) -> tuple[str, ...]:
    review = f"{one.review_by or '-'}{' [red]overdue[/red]' if one.overdue else ''}"
    contact = (f"speaks to {one.contact}",) if one.contact else ()
    untold = () if one.told else ("has not been told",)
    appeals = tuple(f"appeal {ref}" for ref in one.appeals)
    return (
        one.ref,
        escape(one.name or "erased"),
        "; ".join((*one.restrictions.values(), *contact)) or "nothing",
        str(one.since or "-"),
        one.approved_by or "-",
        review,
        escape("; ".join((*untold, *appeals, *one.notes))),
    )


async def _register(policy: str, actor: str | None) -> list[Registered]:
    async with asking(policy, actor) as client:
        return [one async for one in client.register()]


COMMANDS = (warned,)
