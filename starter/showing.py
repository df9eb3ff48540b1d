"""Show a case: where it stands, what is due and why, what happened, what may be decided now.

Names and free text are shown only to staff whose data-protection training has not run out (PH-2b).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from records.cases import broken_chain, case_at, history, words_of
from records.database import Connection, every, queries
from records.intake import INTAKE
from records.people import staff_member
from rules.authority import require_training
from rules.case import Case
from rules.events import Event
from rules.lifecycle import Allowed
from rules.lifecycles import lifecycle_of
from rules.model import CaseRef, Model, Slug, day_of
from rules.moment import Moment
from rules.policy import Policy
from rules.warning.obeyed import Restricted
from rules.working_time import Reckoning


class ShownDeadline(Model):
    """An open deadline, with its reckoning and the days left (negative once it has passed)."""

    name: str
    duty: str
    clause: str
    due_day: date
    days_left: int
    overdue: bool
    why: str
    reckoning: Reckoning


class ShownEvent(Model):
    """An event with the words that went with it."""

    event: Event
    words: dict[str, str]


class ShownNotice(Model):
    """A notice: how it went, and what it said."""

    kind: str
    to: str
    channel: str | None
    subject: str | None
    body: str | None
    file: str | None
    sent_at: datetime | None
    failure: str | None


class ShownLink(Model):
    """Another case: what follows there from this one (`from_here`), or followed here from it.

    Attributes:
        came_to: `done`, or the code of the refusal that it met; none while it is on its way.

    """

    ref: CaseRef
    from_here: bool
    what: Slug
    came_to: str | None


class ShownCase(Model):
    """A case as its staff see it.

    Attributes:
        particulars: What else was said as it came in, by field.

    """

    case: Case
    person: dict[str, Any]
    about: str | None
    particulars: dict[str, str] = {}
    links: tuple[ShownLink, ...] = ()
    deadlines: tuple[ShownDeadline, ...]
    history: tuple[ShownEvent, ...]
    notices: tuple[ShownNotice, ...]
    allowed: tuple[Allowed, ...]
    broken_chain: str | None
    restrictions: tuple[Restricted, ...] = ()


async def shown(
    connection: Connection,
    ref: str,
    policy: Policy,
    actor_id: str,
    now: datetime,
    restrictions: tuple[Restricted, ...] = (),
) -> ShownCase:
    """Everything about a case, for a member of staff.

    Raises:
        NotAuthorised: the directory does not have them.
        TrainingLapsed: their data-protection training has run out.

    """
    staff = await staff_member(connection, policy, actor_id)
    today = day_of(now, policy.zone)
    require_training(staff.actor, today, policy)
    case = await case_at(connection, ref)
    person = dict(await queries.get_person(connection, ref=ref) or {})
    person.pop("id", None)
    moment = Moment(policy=policy, now=now, actor=staff.actor)
    past = await history(connection, ref)
    came_in = await words_of(connection, ref, INTAKE)
    return ShownCase(
        case=case,
        person=person,
        about=came_in.get("about"),
        particulars={name: text for name, text in came_in.items() if name != "about"},
        links=tuple(_link(ref, row) for row in await every(queries.errands_of(connection, ref=ref))),
        deadlines=tuple(await _deadlines(connection, case, today)),
        history=tuple(
            [ShownEvent(event=event, words=await words_of(connection, ref, key)) for event, key in past]
        ),
        notices=tuple(_notice(row) for row in await every(queries.notices(connection, ref=ref))),
        allowed=tuple(lifecycle_of(policy, case.matter).allowed(case, moment)),
        broken_chain=await broken_chain(connection, ref),
        restrictions=restrictions,
    )


async def _deadlines(connection: Connection, case: Case, today: date) -> list[ShownDeadline]:
    rows = await every(queries.deadlines(connection, ref=case.ref))
    reckonings = {row["name"]: Reckoning.model_validate(row["reckoning"]) for row in rows}
    return [
        ShownDeadline(
            name=deadline.name,
            duty=deadline.duty,
            clause=deadline.clause,
            due_day=deadline.due_day,
            days_left=(deadline.due_day - today).days,
            overdue=deadline.missed,
            why=reckonings[deadline.name].why(),
            reckoning=reckonings[deadline.name],
        )
        for deadline in sorted(case.deadlines, key=lambda deadline: deadline.due_at)
    ]


def _link(ref: str, row: Any) -> ShownLink:
    from_here = row["ref"] == ref
    other = row["to_ref"] if from_here else row["ref"]
    return ShownLink(ref=other, from_here=from_here, what=row["decision"], came_to=row["came_to"])


def _notice(row: Any) -> ShownNotice:
    return ShownNotice.model_validate(
        {name: row["audience" if name == "to" else name] for name in ShownNotice.model_fields}
    )


def print_case(console: Console, shown_case: ShownCase, policy: Policy) -> None:
    """Print a case for people."""
    case = shown_case.case
    stage = policy.matters[case.matter].stages.get(case.stage, case.stage)
    service = policy.service(case.service)
    about = service.title if service else policy.matters[case.matter].title
    console.print(f"[bold]{case.ref}[/bold]  {about} · {stage}")
    whose = escape(shown_case.person["name"]) if shown_case.person else policy.organisation
    console.print(f"{whose} · owner {case.owner or 'nobody yet'}")
    for restriction in shown_case.restrictions:
        console.print(f"[red]! {escape(restriction.line)}[/red]", soft_wrap=True)
    if shown_case.about:
        console.print(f"[dim]{escape(shown_case.about)}[/dim]")
    for name, text in shown_case.particulars.items():
        console.print(f"[dim]{name}: {escape(text)}[/dim]")
    for link in shown_case.links:
        way = "to" if link.from_here else "from"
        console.print(f"Linked {way} {link.ref}: {link.what}, {link.came_to or 'on its way'}")
    if shown_case.deadlines:
        console.print(_deadline_table(shown_case.deadlines))
    console.print(_history_table(shown_case.history, policy))
    for notice in shown_case.notices:
        went = (
            notice.failure or notice.file or (f"{notice.channel}, sent" if notice.sent_at else "on its way")
        )
        console.print(f"  @ {notice.kind} to {notice.to}: {escape(went)}")
    may = [allowed.name for allowed in shown_case.allowed if allowed.refusal is None]
    console.print(f"You may: {', '.join(may) or 'nothing now'}")
    if shown_case.broken_chain:
        console.print(f"[red]The record was tampered with: {shown_case.broken_chain}[/red]")


def _deadline_table(deadlines: tuple[ShownDeadline, ...]) -> Table:
    table = Table("Due", "Days left", "Duty", "Clause", "Why that day")
    for deadline in deadlines:
        left = "[red]overdue[/red]" if deadline.overdue else str(deadline.days_left)
        table.add_row(
            f"{deadline.due_day:%a %-d %b %Y}", left, deadline.duty, deadline.clause, escape(deadline.why)
        )
    return table


def _history_table(past: tuple[ShownEvent, ...], policy: Policy) -> Table:
    table = Table("When", "What", "Clause", "Who", "Said")
    for item in past:
        event = item.event
        table.add_row(
            f"{event.at.astimezone(policy.zone):%a %-d %b %Y %H:%M}",
            event.kind,
            event.clause or "-",
            event.actor,
            escape("; ".join(f"{name}: {text}" for name, text in item.words.items())),
        )
    return table
