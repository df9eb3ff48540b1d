"""The command about the staff directory: list it, put the people of a CSV file into it, show its history."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.settings import Settings
from policies import library
from rules.policy import Policy
from rules.refusal import Invalid, Unknown
from starter.cli.terminal import PolicyId, TakenWhole, connected, progress

if TYPE_CHECKING:
    from records.people import Staff
    from records.staff_history import StaffChange


def staff(
    policy_id: PolicyId,
    file: TakenWhole = None,
    history: Annotated[
        bool, typer.Option("--history", help="Show who changed what in it, the newest first.")
    ] = False,
    of: Annotated[str | None, typer.Option(help="With --history: one person's entry alone.")] = None,
    digest: Annotated[
        list[str] | None,
        typer.Option("--digest", help="Somebody who has one e-mail about their work on working mornings."),
    ] = None,
    no_digest: Annotated[
        list[str] | None,
        typer.Option("--no-digest", help="Somebody who has an e-mail for each thing, as everybody at first."),
    ] = None,
) -> None:
    """List the staff directory of a policy, put the people of a CSV file into it, or show its history."""
    if of and not history:
        raise Invalid("goes with --history", where="--of")
    wanted = dict.fromkeys(digest or (), True) | dict.fromkeys(no_digest or (), False)
    asyncio.run(_staff(library().current(policy_id), file, wanted, history=history, of=of))


async def _staff(
    policy: Policy, file: Path | None, digests: dict[str, bool], *, history: bool, of: str | None
) -> None:
    from records.digest import set_digest
    from records.directory import whole_directory
    from records.people import import_staff
    from records.staff_history import changes

    async with connected(Settings()) as connection:
        if file is not None:
            count = await import_staff(connection, policy, file.read_bytes())
            progress.print(f"{count} people are in the directory of {policy.id}.")
        for who, wanted in digests.items():
            if await set_digest(connection, policy, who, wanted=wanted) is None:
                raise Unknown(f"the staff directory has no {who!r}", where="--digest")
        if history:
            before = None
            while page := await changes(connection, policy, staff=of, before=before, most=200):
                for change in page:
                    typer.echo(_change(change))
                before = page[-1].number
            return
        for person in await whole_directory(connection, policy):
            typer.echo(_entry(person))


def _entry(person: Staff) -> str:
    roles = " ".join(person.roles)
    entry = f"{person.id:20} {person.name:24} {roles:24} trained until {person.trained_until}"
    if person.away_from:
        deputy = f", {person.deputy} stands in" if person.deputy else ""
        entry += f", away {person.away_from} to {person.away_until}{deputy}"
    entry += ", digest on working mornings" if person.digest else ""
    return entry + (f", left {person.left_on}" if person.left_on else "")


def _change(change: StaffChange) -> str:
    """Return a change on one line: when, by whom, and each field before and after."""
    who = change.changed_by or "the command line, or the database"
    if change.before is None:
        roles = " ".join(change.after.roles) if change.after else ""
        what = f"put in, with the roles {roles}"
    elif change.after is None:
        what = f"taken away, with the roles {' '.join(change.before.roles)}"
    else:
        what = "; ".join(f"{name} from {_said(old)} to {_said(new)}" for name, old, new in change.differences)
    return f"{change.at:%Y-%m-%d %H:%M:%S} UTC  {change.staff:20} {what} ({who})"


def _said(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else "nothing" if value in (None, "") else str(value)


COMMANDS = (staff,)
