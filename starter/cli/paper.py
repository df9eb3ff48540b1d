"""Commands about the paper: the policies, and the due dates they give."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from engine.errors import SettingsMissing
from engine.settings import Settings
from policies import library, read
from rules.bank_holidays import working_calendar
from rules.matters import DeadlineRule
from rules.policy import Policy
from rules.policy_review.paper import due_by_paper
from rules.refusal import Invalid
from rules.working_time import Reckoning
from starter.cli.terminal import AsJson, PolicyId, connected, progress

Version = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The version of this day.")]
On = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The version in force on this day, not today's.")
]
_STANDING = {"earlier": "for what was received before the next", "in-force": "in force", "to-come": "to come"}


def due(
    policy_id: PolicyId,
    deadline: Annotated[str, typer.Argument(help="contact, response, information, acceptance ...")],
    start: Annotated[
        str, typer.Option("--from", help="When it starts: 2026-12-24T16:00, local unless it says.")
    ],
    matter: Annotated[
        str | None, typer.Option(help="The kind of matter, where several differ in such a deadline.")
    ] = None,
    version: Version = None,
    on: On = None,
    why: Annotated[bool, typer.Option("--why", help="Say what was counted and what was skipped.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say by when something is due, and why on that day."""
    policy = _named(policy_id, version, on)
    rule = policy.deadline(deadline, matter)
    if rule.within is None:
        raise Invalid(f"the day of {deadline!r} is agreed each time", where="deadline", clause=rule.clause)
    calendar = working_calendar(policy, asyncio.run(_closures(policy)))
    try:
        reckoning = calendar.reckon(rule.within, _moment(start, policy))
    except (OverflowError, ValueError):
        raise Invalid("the calendar does not reach so far", where="--from") from None
    if as_json:
        typer.echo(
            json.dumps({"deadline": deadline, "clause": rule.clause, **reckoning.model_dump(mode="json")})
        )
        return
    until = f", {reckoning.until:%H:%M}" if reckoning.until else " (to the end of the day)"
    typer.echo(f"{reckoning.due_day:%A %-d %B %Y}{until}")
    if why:
        _print_why(rule, reckoning, policy)


def _named(policy_id: str, version: datetime | None, on: datetime | None) -> Policy:
    try:
        return library().named(
            policy_id, version.date() if version else None, on.date() if on else None, datetime.now(UTC)
        )
    except Invalid as invalid:
        raise Invalid(invalid.detail, where=f"--{invalid.where}") from None


def _print_why(rule: DeadlineRule, reckoning: Reckoning, policy: Policy) -> None:
    typer.echo(f"  {rule.duty}: {reckoning.rule} ({rule.clause})")
    typer.echo(f"  starts   {reckoning.start.astimezone(policy.zone):%a %-d %b %Y %H:%M %Z}")
    for off in reckoning.skipped:
        typer.echo(f"  skipped  {off.day:%a %-d %b %Y}  {off.why}")
    for hours in reckoning.hours:
        took = f"{hours.minutes // 60}:{hours.minutes % 60:02}"
        typer.echo(f"  counted  {hours.day:%a %-d %b %Y}  {hours.begins:%H:%M} to {hours.ends:%H:%M}  {took}")
    for number, day in enumerate(() if reckoning.hours else reckoning.counted, start=1):
        typer.echo(f"  day {number:<3}  {day:%a %-d %b %Y}")
    typer.echo(f"  missed   from {reckoning.due_at.astimezone(policy.zone):%a %-d %b %Y %H:%M %Z}")


def _moment(text: str, policy: Policy) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(f"{text!r} is not a time; write 2026-12-24T16:00", where="--from") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=policy.zone)


async def _closures(policy: Policy) -> Mapping[date, str]:
    """The organisation's closures, where a database is configured or a stack is running."""
    try:
        settings = Settings()
    except SettingsMissing:
        progress.print("[dim]No database: the organisation's own closures are not counted.[/dim]")
        return {}
    from records.changes import closures_of

    async with connected(settings) as connection:
        return await closures_of(connection, policy)


def policy_(
    policy_id: Annotated[str | None, typer.Argument(help="The policy's id; none lists them all.")] = None,
    check: Annotated[Path | None, typer.Option(help="Check a policy file, and show it.")] = None,
    version: Version = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Show the policies, or one of them: its figures, clauses, roles, grounds, and how it is read."""
    if policy_id is None and check is None:
        _list_policies(as_json)
        return
    policy = read(check) if check else _named(policy_id or "", version, on)
    if as_json:
        from starter.service.shown_policy import policy_as_json

        typer.echo(json.dumps(policy_as_json(policy), indent=2))
    else:
        from starter.cli.policy_printing import print_policy

        print_policy(policy)
        typer.echo(f"Review: {asyncio.run(_review(policy))}")


async def _review(policy: Policy) -> str:
    """When the policy itself is to be reviewed: as recorded, where it is; else by its file."""
    by_paper = due_by_paper(policy)
    if by_paper is None:
        return "the file says nothing of one"
    try:
        settings = Settings()
    except SettingsMissing:
        return f"due by {by_paper:%-d %B %Y}, going by the file alone"
    from records.reviewing import review_due

    async with connected(settings) as connection:
        recorded = await review_due(connection, policy)
    if recorded is None:
        return f"due by {by_paper:%-d %B %Y}, going by the file alone"
    ref, day = recorded
    overdue = ", and overdue" if day < datetime.now(policy.zone).date() else ""
    return f"due by {day:%-d %B %Y}{overdue} ({ref})"


def _list_policies(as_json: bool) -> None:
    now = datetime.now(UTC)
    standings = [(policy, library().standing(policy, now)) for policy in library()]
    if as_json:
        listed = [{"id": one.id, "version": str(one.version), "standing": how} for one, how in standings]
        typer.echo(json.dumps(listed))
        return
    for policy, standing in standings:
        says = f"version {policy.version}, {_STANDING[standing]}"
        typer.echo(f"{policy.id}  {policy.organisation}, {policy.title} ({says})")


COMMANDS = (due, policy_)
