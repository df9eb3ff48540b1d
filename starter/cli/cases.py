"""Commands about a case: open one, show it, add who signed."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from engine.settings import Settings
from policies import library
from rules.lifecycles import LIFECYCLES
from rules.refusal import require_known
from starter.cli.deciding import came
from starter.cli.fields import File, Set, fields_of
from starter.cli.terminal import As, AsJson, Whose, asking, connected, policy_of

if TYPE_CHECKING:
    from rules.recording import Answer
    from starter.api.opening import Opened
    from starter.cli.cost import Cost
    from starter.service.showing import ShownCase

DOORS = {lifecycle.door: lifecycle.intake for lifecycle in LIFECYCLES.values() if lifecycle.door}
Ref = Annotated[str, typer.Argument(help="The case's reference: PH-2026-000123.")]
Door = Annotated[str, typer.Option("--to", help=f"What it is: {', '.join(DOORS)}.")]
Signatories = Annotated[
    typer.FileBinaryRead | None, typer.Option(help="A CSV file of who signed a petition: name, address.")
]


def open_(
    actor: As = None,
    file: File = None,
    fields: Set = None,
    signatories: Signatories = None,
    door: Door = "complaints",
    policy: Whose = None,
    as_json: AsJson = False,
) -> None:
    """Open a case: a complaint unless --to says otherwise; who complains, about what, when it happened.

    A petition is led by its person: --set raised_by=petition --set petition.signatures=212, with a list
    of those who signed where there is one: --signatories FILE.

    For example: --set service=repairs --set happened_on=2026-11-16
    --set about="The lift has stood still for a week." --set person.name="Nadia Farrow"
    --set person.email=nadia@resident.example --set source_id=web-4711
    """
    require_known(door, DOORS, where="--to")
    given = {"source_id": str(uuid.uuid4())} | fields_of(file, fields or [], DOORS[door])
    if signatories:
        from records.petitions import read_signatories

        listed = [person.model_dump() for person in read_signatories(signatories.read())]
        given["petition"] = {"signatures": len(listed), **given.get("petition", {}), "signatories": listed}
    taken = asyncio.run(_open(given, door, given.get("policy") or policy, actor))
    typer.echo(taken.model_dump_json(indent=2) if as_json else taken.ref)
    for restriction in taken.restrictions or ():
        typer.echo(f"! {restriction.line}", err=True)
    for other in taken.alike or ():
        typer.echo(f"! may be the same as {other.ref} of {other.received_on}: {other.stage}", err=True)


async def _open(fields: dict[str, Any], door: str, policy: str | None, actor: str | None) -> Opened:
    async with asking(policy, actor) as client:
        return await client.open(fields, door=door)


def signatures(
    ref: Ref,
    actor: Annotated[str, typer.Option("--as", envvar="REDRESS_AS", help="Your id in the staff directory.")],
    file: Annotated[typer.FileBinaryRead, typer.Option("--import", help="A CSV file: name, address.")],
) -> None:
    """Add people who signed a petition later, from a list; the same list counts once."""
    answer = asyncio.run(_signatures(ref, file.read(), actor))
    typer.echo(came(answer))


async def _signatures(ref: str, content: bytes, actor: str) -> Answer:
    """By the desk itself: the API has no lists of signatures beside an intake's."""
    from engine.connect import connect
    from records.database import open_pool
    from starter.service.desk import Desk
    from starter.service.signatures import add_signatories

    settings = Settings()
    client = await connect(settings)
    async with await open_pool(settings.database_url, most=2, within=settings.start_patience) as pool:
        desk = Desk(pool, client, library(), settings.task_queue)
        return await add_signatories(desk, ref, content, actor=actor)


def show(
    ref: Ref,
    actor: As = None,
    cost: Annotated[
        bool, typer.Option("--cost", help="Count its history events and billable actions.")
    ] = False,
    whole: Annotated[
        bool, typer.Option("--all", help="All that happened, and not the latest alone.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show a case: what is due and why, what happened, what was sent, what you may decide now."""
    if cost:
        counted = asyncio.run(_cost(ref))
        typer.echo(counted.model_dump_json(indent=2) if as_json else str(counted))
        return
    found = asyncio.run(_show(ref, actor, whole=whole))
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        from starter.cli.printing import print_case

        print_case(Console(), found, library().version(found.case.policy, found.case.version))


async def _show(ref: str, actor: str | None, *, whole: bool) -> ShownCase:
    async with asking(policy_of(ref), actor) as client:
        found = await client.show(ref)
        if whole:
            async for part in client.history(ref, found.earlier):
                found = found.with_earlier(part)
        return found


async def _cost(ref: str) -> Cost:
    """From the engine's history, which the API does not give."""
    from engine.connect import connect
    from records.cases import case_at
    from starter.cli.cost import cost_of

    settings = Settings()
    client = await connect(settings)
    async with connected(settings) as connection:
        return await cost_of(client, await case_at(connection, ref))


COMMANDS = (open_, show, signatures)
