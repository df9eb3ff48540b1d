"""The command about the diary: who is booked when."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from policies import library
from starter.cli.terminal import As, AsJson, PolicyId, asking, iso

if TYPE_CHECKING:
    from records.diary import Booked
    from starter.api.diary import Diary


def diary(
    policy_id: PolicyId,
    actor: As = None,
    adviser: Annotated[str | None, typer.Option(help="The one member of staff whose diary it is.")] = None,
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="The first day; today if left out."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="The last day; a fortnight if left out."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show who is booked when; book by `redress open --to appointments`."""
    policy = library().current(policy_id).id
    found = asyncio.run(_diary(policy, actor, adviser, iso(first), iso(last)))
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
        return
    for one in found.booked:
        typer.echo(_line(one))
    if not found.booked:
        typer.echo("Nobody is booked then.")


async def _diary(
    policy: str, actor: str | None, adviser: str | None, first: str | None, last: str | None
) -> Diary:
    async with asking(policy, actor) as client:
        return await client.diary(adviser, first, last)


def _line(one: Booked) -> str:
    """Return a booking on one line; one that is for others to read has no reference."""
    off = f"  (a day off by now: {one.day_off})" if one.day_off else ""
    time = f"{one.starts:%a %-d %b %Y %H:%M}-{one.ends:%H:%M}"
    return f"{time}  {one.adviser:20} {one.place:10} {one.ref or 'taken'}{off}"


COMMANDS = (diary,)
