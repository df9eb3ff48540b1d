"""The command that takes a decision on a case, says what it wants to know, or lists those that are open."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from rules.lifecycles import DECISIONS
from rules.refusal import Invalid
from starter.cli.fields import File, Set, fields_of
from starter.cli.terminal import As, AsJson, asking, policy_of

if TYPE_CHECKING:
    from rules.recording import Answer
    from starter.api.client import ApiClient
    from starter.service.guide import DecisionGuide
    from starter.service.showing import ShownCase

EVIDENCE = "add-evidence"
PROPOSAL = "proposal"
"""The field by which a decision names what somebody has proposed, which they have read."""


def decide(
    context: typer.Context,
    ref: Annotated[str | None, typer.Argument(help="The case's reference: PH-2026-000123.")] = None,
    name: Annotated[
        str | None, typer.Argument(help="The decision; left out, those open to you are listed.")
    ] = None,
    actor: As = None,
    file: File = None,
    fields: Set = None,
    attach: Annotated[
        Path | None,
        typer.Option(help="A file to put on file, by add-evidence.", exists=True, dir_okay=False),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Sign or approve without being asked first.")] = False,
    key: Annotated[
        str | None, typer.Option(help="Repeat it safely: the same key is the same decision.")
    ] = None,
    as_json: AsJson = False,
    wants_help: Annotated[
        bool,
        typer.Option("--help", help="Show this; with a case and a decision, the fields of the decision."),
    ] = False,
) -> None:
    """Take a decision on a case; without one, list those that are open to you, and why others are not.

    For example: redress decide PH-2026-000001 contact --as amira.khan --set remedy_wanted="A new seal"

    The fields of a decision: redress decide PH-2026-000001 contact --help
    """
    if ref is None:
        typer.echo(context.get_help())
        raise typer.Exit(0 if wants_help else 2)
    name = name or (EVIDENCE if attach else None)
    if name is None:
        asyncio.run(_list_open(ref, actor, as_json=as_json))
    elif wants_help:
        asyncio.run(_explain(ref, name, actor, as_json=as_json))
    else:
        given = fields_of(file, fields or [], DECISIONS.get(name))
        taking = _Taking(ref, name, given, key or str(uuid.uuid4()), attach, yes)
        answer = asyncio.run(taking.take(actor))
        typer.echo(answer.model_dump_json(indent=2) if as_json else came(answer))


def came(answer: Answer) -> str:
    """Return what a decision came to, with the number of its last event, which later decisions may name."""
    return f"{answer.ref}: {', '.join(answer.events)}; now at event {answer.seq}, {answer.stage!r}"


async def _list_open(ref: str, actor: str | None, *, as_json: bool) -> None:
    async with asking(policy_of(ref), actor) as client:
        found = await client.show(ref)
    if as_json:
        typer.echo(json.dumps([one.model_dump(mode="json") for one in found.allowed], indent=2))
        return
    from starter.cli.guide import print_open

    print_open(Console(), ref, found.allowed)


async def _explain(ref: str, name: str, actor: str | None, *, as_json: bool) -> None:
    async with asking(policy_of(ref), actor) as client:
        guide: DecisionGuide = await client.guide(ref, name)
    if as_json:
        typer.echo(guide.model_dump_json(indent=2))
        return
    from starter.cli.guide import print_guide

    print_guide(Console(), ref, guide)


@dataclass(frozen=True)
class _Taking:
    """A decision as somebody types it: with a file beside it, or about what another has proposed."""

    ref: str
    name: str
    fields: dict[str, Any]
    key: str
    attach: Path | None
    yes: bool

    async def take(self, actor: str | None) -> Answer:
        """Take it.

        Raises:
            Invalid: a file goes with another decision, or is missing, or is of no known kind.

        """
        if self.attach and self.name != EVIDENCE:
            raise Invalid(f"a file goes with {EVIDENCE}, and with no other decision", where="--attach")
        if self.name == EVIDENCE and not self.attach:
            raise Invalid("name the file that is put on file", where="--attach")
        async with asking(policy_of(self.ref), actor) as client:
            if self.attach:
                return await self._send(self.attach, client)
            model, fields = DECISIONS.get(self.name), self.fields
            if model and PROPOSAL in model.model_fields and PROPOSAL not in fields:
                fields = fields | {PROPOSAL: self._read(await client.show(self.ref))}
            return await client.decide(self.ref, self.name, fields, key=self.key)

    async def _send(self, file: Path, client: ApiClient) -> Answer:
        kind = mimetypes.guess_type(file.name)[0]
        if kind is None:
            raise Invalid("the end of its name does not say what kind of file it is", where="--attach")
        title = str(self.fields.get("title") or file.stem)
        return await client.attach(self.ref, file.read_bytes(), title=title, media_type=kind, key=self.key)

    def _read(self, found: ShownCase) -> int:
        """Show what waits for somebody else, ask whether it is that, and return the number of its event.

        Raises:
            Invalid: nothing waits, or nobody is at a terminal who can be asked.
            Exit: it is not that.

        """
        draft = found.case.draft
        if draft is None:
            raise Invalid(f"nothing is proposed in {self.ref}", where=PROPOSAL)
        from starter.cli.printing import print_draft

        print_draft(Console(stderr=True), draft, found)
        if self.yes:
            return draft.seq
        if not sys.stdin.isatty():
            raise Invalid("read what is proposed, and say --yes", where="--yes")
        if not typer.confirm(f"{self.name}?", err=True):
            raise typer.Exit(1)
        return draft.seq


COMMANDS = (decide,)
