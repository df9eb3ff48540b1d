"""Commands about cases: open one, list them, show one, decide."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, NamedTuple

import asyncpg
import typer
from rich.console import Console
from temporalio.client import Client

from engine.connect import connect
from engine.settings import Settings
from policies import library
from records.cases import case_at
from records.database import every, open_pool, queries
from records.petitions import read_signatories
from rules.refusal import Invalid
from starter.cost import cost_of
from starter.desk import Desk, now
from starter.showing import print_case, shown

As = Annotated[
    str, typer.Option("--as", envvar="REDRESS_AS", help="Who you are: your id in the staff directory.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
File = Annotated[
    typer.FileText | None, typer.Option("--file", help="A JSON file with the fields; - for standard input.")
]
Set = Annotated[list[str] | None, typer.Option("--set", help="A field: --set name=value. A dot goes inside.")]
Ref = Annotated[str, typer.Argument(help="The case's reference: PH-2026-000123.")]
Signatories = Annotated[
    typer.FileText | None, typer.Option(help="A CSV file of who signed a petition: name, address.")
]
progress = Console(stderr=True)


class Doors(NamedTuple):
    """What the commands work with."""

    desk: Desk
    pool: asyncpg.Pool
    client: Client


@asynccontextmanager
async def _doors() -> AsyncIterator[Doors]:
    settings = Settings()
    client = await connect(settings)
    async with await open_pool(settings.database_url, most=2) as pool:
        yield Doors(Desk(pool, client, library(), settings.task_queue), pool, client)


def open_(
    actor: As, file: File = None, fields: Set = None, signatories: Signatories = None, as_json: AsJson = False
) -> None:
    """Take a complaint in: its person, what it is about, when that happened.

    A petition is led by its person: --set raised_by=petition --set petition.signatures=212, with a list
    of those who signed where there is one: --signatories FILE.

    For example: --set policy=poplar-harca --set service=repairs --set happened_on=2026-11-16
    --set about="The lift has stood still for a week." --set person.name="Nadia Farrow"
    --set person.email=nadia@resident.example --set source_id=web-4711
    """
    given = {"source_id": str(uuid.uuid4())} | _fields(file, fields)
    if signatories:
        listed = [person.model_dump() for person in read_signatories(signatories)]
        given["petition"] = {"signatures": len(listed), **given.get("petition", {}), "signatories": listed}
    taken = asyncio.run(_open(given, actor))
    if as_json:
        typer.echo(taken.model_dump_json(indent=2))
    else:
        typer.echo(taken.case.ref)


async def _open(fields: dict[str, Any], actor: str) -> Any:
    async with _doors() as doors:
        return await doors.desk.open(fields, actor=actor)


def decide(
    ref: Ref,
    name: Annotated[str, typer.Argument(help="The decision; `redress show` lists those open to you.")],
    actor: As,
    file: File = None,
    fields: Set = None,
    key: Annotated[
        str | None, typer.Option(help="Repeat it safely: the same key is the same decision.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take a decision on a case.

    For example: redress decide PH-2026-000001 contact --as amira.khan --set remedy_wanted="A new seal"
    """
    answer = asyncio.run(_decide(ref, name, _fields(file, fields), actor, key or str(uuid.uuid4())))
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
    else:
        typer.echo(f"{ref}: {', '.join(answer.events)}; now at {answer.stage!r}")


async def _decide(ref: str, name: str, fields: dict[str, Any], actor: str, key: str) -> Any:
    async with _doors() as doors:
        return await doors.desk.decide(ref, name, fields, actor=actor, key=key)


def signatures(
    ref: Ref,
    actor: As,
    file: Annotated[typer.FileText, typer.Option("--import", help="A CSV file: name, address.")],
) -> None:
    """Add people who signed a petition later, from a list; the same list counts once."""
    answer = asyncio.run(_signatures(ref, list(file), actor))
    typer.echo(f"{ref}: {', '.join(answer.events)}; now at {answer.stage!r}")


async def _signatures(ref: str, lines: list[str], actor: str) -> Any:
    async with _doors() as doors:
        return await doors.desk.add_signatories(ref, lines, actor=actor)


def show(
    ref: Ref,
    actor: As,
    cost: Annotated[
        bool, typer.Option("--cost", help="Count its history events and billable actions.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show a case: what is due and why, what happened, what was sent, what you may decide now."""
    asyncio.run(_show(ref, actor, cost=cost, as_json=as_json))


async def _show(ref: str, actor: str, *, cost: bool, as_json: bool) -> None:
    async with _doors() as doors, doors.pool.acquire() as connection:
        case = await case_at(connection, ref)
        if cost:
            counted = await cost_of(doors.client, case)
            typer.echo(counted.model_dump_json(indent=2) if as_json else str(counted))
            return
        policy = library().version(case.policy, case.version)
        all_of_it = await shown(connection, ref, policy, actor, now())
    if as_json:
        typer.echo(all_of_it.model_dump_json(indent=2))
    else:
        print_case(Console(), all_of_it, policy)


def list_(
    policy: Annotated[str | None, typer.Option(help="Only this policy's.")] = None,
    stage: Annotated[str | None, typer.Option(help="Only those at a stage.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only a member of staff's.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those that missed a promise.")] = False,
    as_json: AsJson = False,
) -> None:
    """List cases, from PostgreSQL."""
    asyncio.run(_list(policy, stage, owner, True if overdue else None, as_json=as_json))


async def _list(
    policy: str | None, stage: str | None, owner: str | None, overdue: bool | None, *, as_json: bool
) -> None:
    async with await open_pool(Settings().database_url, most=1) as pool, pool.acquire() as connection:
        found = queries.list_cases(connection, policy=policy, stage=stage, owner=owner, overdue=overdue)
        rows = [dict(row) for row in await every(found)]
    if as_json:
        typer.echo(json.dumps(rows, default=str, indent=2))
        return
    for row in rows:
        late = "  OVERDUE" if row["overdue"] else ""
        due = f"{row['due_name']} by {row['due_day']}" if row["due_day"] else "nothing due"
        typer.echo(f"{row['ref']}  {row['stage']:10} {row['owner'] or 'nobody':20} {due}{late}")


def _fields(file: Any, assignments: list[str] | None) -> dict[str, Any]:
    """The fields of a JSON file, with those of --set put over them."""
    try:
        fields: Any = json.load(file) if file else {}
    except ValueError as error:
        raise Invalid(f"not JSON: {error}", where="--file") from None
    if not isinstance(fields, dict):
        raise Invalid("give a JSON object", where="--file")
    for assignment in assignments or []:
        path, sign, value = assignment.partition("=")
        if not sign:
            raise Invalid(f"{assignment!r} has no '='; write --set name=value", where="--set")
        _put(fields, path.split("."), value)
    return fields


def _put(fields: dict[str, Any], path: list[str], value: str) -> None:
    for part in path[:-1]:
        fields = fields.setdefault(part, {})
        if not isinstance(fields, dict):
            raise Invalid(f"{'.'.join(path)} goes inside what is not an object", where="--set")
    fields[path[-1]] = value


COMMANDS = (open_, list_, show, decide, signatures)
