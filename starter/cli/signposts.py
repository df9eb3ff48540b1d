"""The command about services outside the organisation: list the directory, or put in those of a CSV file."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from engine.settings import Settings
from policies import library
from rules.model import day_of
from rules.policy import Policy
from starter.cli.terminal import PolicyId, TakenWhole, connected, progress

if TYPE_CHECKING:
    from records.signposts import SignpostVersion
    from rules.organisation import SignpostsRule


def signposts(
    policy_id: PolicyId,
    file: TakenWhole = None,
) -> None:
    """List the services that an organisation points people to, or put those of a CSV file into its directory.

    Columns: id, name, helps_with, checked_on; where wanted phone, email, website, languages, ended_on.
    """
    asyncio.run(_signposts(library().current(policy_id), file))


async def _signposts(policy: Policy, file: Path | None) -> None:
    from records.signpost_directory import all_signposts, directory_rule, import_signposts

    rule, now = directory_rule(policy), datetime.now(UTC)
    async with connected(Settings()) as connection:
        if file is not None:
            count = await import_signposts(connection, policy, file.read_bytes(), now)
            progress.print(f"{count} services of the file are in the directory of {policy.id}.")
        for listed in await all_signposts(connection, policy):
            typer.echo(_line(listed, rule, day_of(now, policy.zone)))


def _line(listed: SignpostVersion, rule: SignpostsRule, today: date) -> str:
    """Return a service on one line, with the last day that people are pointed to it, or why nobody is."""
    one = listed.signpost
    reached = ", ".join(way for way in (one.phone, one.email, one.website) if way)
    why_not = one.why_not(rule, today)
    until = f"not used: {why_not}" if why_not else f"until {one.use_until(rule)}"
    return f"{one.id:20} {one.name:28} {one.helps_with} ({reached}; {until})"


COMMANDS = (signposts,)
