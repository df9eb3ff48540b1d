"""Commands that go through the API, as other systems do."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from starter.cli.terminal import As, Whose, asking, progress

if TYPE_CHECKING:
    from starter.api.client import ApiClient


def import_(
    file: Annotated[
        typer.FileBinaryRead, typer.Argument(help="A CSV file of complaints; - for standard input.")
    ],
    actor: As = None,
    policy: Whose = None,
) -> None:
    """Take in the complaints of a CSV file: one line of JSON for each row, and nothing twice.

    The columns are fields as `redress open --set` names them: service, happened_on, about,
    person.name, person.email, source, source_id ... A row that is refused keeps none of the others out.
    """
    failed = asyncio.run(_import(asking(policy, actor), file.read()))
    if failed:
        sys.exit(1)


async def _import(client: ApiClient, content: bytes) -> int:
    from starter.cli.importing import import_complaints

    counted = Counter[str]()
    async with client:
        async for row in import_complaints(client, content):
            counted[row.outcome] += 1
            typer.echo(row.model_dump_json(exclude_none=True))
    told = ", ".join(f"{count} {outcome.replace('-', ' ')}" for outcome, count in sorted(counted.items()))
    progress.print(told or "no rows")
    return counted["refused"] + counted["failed"]


COMMANDS = (import_,)
