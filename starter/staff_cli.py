"""The command about the staff directory: list it, or put the people of a CSV file into it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.settings import Settings
from policies import library
from rules.policy import Policy
from starter.terminal import PolicyId, progress

if TYPE_CHECKING:
    from records.people import Staff


def staff(
    policy_id: PolicyId,
    file: Annotated[
        Path | None, typer.Option("--import", help="A CSV file: all of it is taken, or none.")
    ] = None,
) -> None:
    """List the staff directory of a policy, or put the people of a CSV file into it."""
    asyncio.run(_staff(library().current(policy_id), file))


async def _staff(policy: Policy, file: Path | None) -> None:
    from records.database import every, open_pool, queries
    from records.people import Staff, import_staff

    async with await open_pool(Settings().database_url, most=1) as pool, pool.acquire() as connection:
        if file is not None:
            count = await import_staff(connection, policy, file.read_text(encoding="utf-8").splitlines())
            progress.print(f"{count} people are in the directory of {policy.id}.")
        for row in await every(queries.list_staff(connection, policy=policy.id)):
            typer.echo(_entry(Staff.of(dict(row))))


def _entry(person: Staff) -> str:
    roles = " ".join(person.roles)
    entry = f"{person.id:20} {person.name:24} {roles:24} trained until {person.trained_until}"
    if person.away_from:
        deputy = f", {person.deputy} stands in" if person.deputy else ""
        entry += f", away {person.away_from} to {person.away_until}{deputy}"
    return entry + (f", left {person.left_on}" if person.left_on else "")


COMMANDS = (staff,)
