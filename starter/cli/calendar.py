"""The command about the working calendar: closures, what one more would move, and its confirmation."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

import typer

from policies import library
from rules.refusal import Invalid
from starter.cli.terminal import As, AsJson, PolicyId, iso


def calendar(
    policy_id: PolicyId,
    actor: As = None,
    add: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day that does not count any more.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why not; whoever is told of a new date reads it.")] = "",
    show: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Show the change that closed a day.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Confirm what is listed without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """List an organisation's closures, or add one: it shows which dates of open cases move, and asks.

    For example: redress calendar POLICY --add 2026-12-29 --reason "The offices are closed"
    """
    from starter.cli.closures import list_or_add

    if add is not None and not reason.strip():
        raise Invalid("say why the day does not count", where="--reason")
    policy = library().current(policy_id).id
    asyncio.run(list_or_add(policy, actor, iso(add), reason.strip(), iso(show), yes, as_json))


COMMANDS = (calendar,)
