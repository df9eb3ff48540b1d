"""Commands that go through the API, as other systems do."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from datetime import timedelta
from typing import Annotated

import typer
from rich.console import Console

from engine.settings import Settings
from engine.tokens import Issuer
from rules.refusal import Invalid
from starter.client import ApiClient
from starter.importing import import_complaints

Url = Annotated[str, typer.Option("--api", envvar="REDRESS_API", help="Where the API is.")]
Token = Annotated[
    str | None,
    typer.Option(envvar="REDRESS_TOKEN", help="A bearer token; without one, --as and the running stack's."),
]
As = Annotated[str | None, typer.Option("--as", envvar="REDRESS_AS", help="Who you are, on a running stack.")]
HOUR = timedelta(hours=1)
progress = Console(stderr=True)


def import_(
    file: Annotated[typer.FileText, typer.Argument(help="A CSV file of complaints; - for standard input.")],
    api: Url = "http://127.0.0.1:8000",
    token: Token = None,
    actor: As = None,
    policy: Annotated[str, typer.Option(help="The policy whose directory has --as.")] = "poplar-harca",
) -> None:
    """Take in the complaints of a CSV file: one line of JSON for each row, and nothing twice.

    The columns are fields as `redress open --set` names them: policy, service, happened_on, about,
    person.name, person.email, source, source_id ... A row that is refused keeps none of the others out.
    """
    failed = asyncio.run(_import(ApiClient(api, token or _own_token(actor, policy)), list(file)))
    if failed:
        sys.exit(1)


async def _import(client: ApiClient, lines: list[str]) -> int:
    counted = Counter[str]()
    async with client:
        async for row in import_complaints(client, lines):
            counted[row.outcome] += 1
            typer.echo(row.model_dump_json(exclude_none=True))
    told = ", ".join(f"{count} {outcome.replace('-', ' ')}" for outcome, count in sorted(counted.items()))
    progress.print(told or "no rows")
    return counted["refused"] + counted["failed"]


def _own_token(actor: str | None, policy: str) -> str:
    if actor is None:
        raise Invalid("give a token (REDRESS_TOKEN), or say who you are on a running stack", where="--as")
    settings = Settings()
    return Issuer(settings.data).token(actor, policy, audience=settings.oidc_audience, lasts=HOUR)


COMMANDS = (import_,)
