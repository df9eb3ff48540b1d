"""A case as it is printed on the command line."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from records.sight import LookAlike, Promised
from rules.complaint.appealing import said_to_appeal
from rules.model import local_text
from rules.policy import Policy
from rules.promises import Draft, due_text
from starter.cli.printing_history import history_table
from starter.cli.printing_parts import print_beside, print_standing
from starter.cli.sums import pounds, reckoning
from starter.service.history import ShownNotice
from starter.service.showing import ShownCase, ShownDeadline

_LEFT_OUT = {
    "not-by-phone": "left out, since the person is called anyway",
    "overtaken": "left out, since what it says is not so any more",
    "no-address": "left out, since it is never told by telephone, and there is no address to write to",
    "in-digest": "left out, since whoever it is for has a digest",
}
"""Words for what stands in the place of a failure where nothing has failed."""


def print_case(console: Console, shown_case: ShownCase, policy: Policy) -> None:
    """Print a case for people."""
    case = shown_case.case
    stage = policy.matters[case.matter].stages.get(case.stage, case.stage)
    service = policy.service(case.service)
    about = service.title if service else policy.matters[case.matter].title
    outcome = f" · {case.outcome}" if case.outcome else ""
    console.print(f"[bold]{case.ref}[/bold]  {about} · {stage}{outcome}")
    person = shown_case.person
    whose = (person["name"], person["phone"]) if person else (policy.organisation,)
    console.print(escape(" · ".join([*filter(None, whose), f"owner {case.owner or 'nobody yet'}"])))
    _print_cautions(console, shown_case)
    print_standing(console, case, policy)
    _print_said(console, shown_case)
    for other in shown_case.alike:
        _print_alike(console, other)
    print_beside(console, shown_case)
    _print_history(console, shown_case, policy)
    closed = sum(allowed.refusal is not None for allowed in shown_case.allowed)
    may = [allowed.name for allowed in shown_case.allowed if allowed.refusal is None]
    console.print(f"You may: {', '.join(may) or 'nothing now'}")
    if closed:
        said = f"Why {closed} others are closed to you: redress decide {case.ref}"
        console.print(said, soft_wrap=True)
    if shown_case.broken_chain:
        console.print(f"[red]The record was tampered with: {shown_case.broken_chain}[/red]")


def _print_said(console: Console, shown_case: ShownCase) -> None:
    """Print the person's own words as the case came in."""
    if shown_case.about:
        console.print(f"[dim]{escape(shown_case.about)}[/dim]")
    for name, text in shown_case.particulars.items():
        console.print(f"[dim]{name.replace('_', ' ')}: {escape(text)}[/dim]")
    if warning := said_to_appeal(shown_case.case):
        console.print(f"Says that it appeals against {warning}: not linked")


def _print_history(console: Console, shown_case: ShownCase, policy: Policy) -> None:
    """Print the dates of the case, what waits, what has happened, and what was sent."""
    if shown_case.deadlines:
        console.print(_deadline_table(shown_case.deadlines))
    if shown_case.promises:
        console.print(_promise_table(shown_case.promises))
    if shown_case.case.draft:
        print_draft(console, shown_case.case.draft, shown_case)
    if shown_case.earlier:
        console.print(f"Before event {shown_case.earlier}: redress show {shown_case.case.ref} --all")
    console.print(history_table(shown_case.history, policy))
    for notice in shown_case.notices:
        went = escape(_went(notice, policy) + _again(notice))
        console.print(
            f"  @ event {notice.event}: {notice.kind} to {', '.join(notice.staff) or notice.to}: {went}",
            soft_wrap=True,
        )
    for notice in shown_case.notices:
        if notice.tell_by and not notice.told_at:
            console.print(f"[bold]To be told by telephone (event {notice.event}):[/bold]")
            console.print(escape(f"{notice.subject}\n\n{notice.body}"), soft_wrap=True)


def _went(notice: ShownNotice, policy: Policy) -> str:
    if notice.told_at:
        return f"told by telephone on {local_text(notice.told_at, policy.zone)} by {notice.told_by}"
    if notice.trouble:
        return f"NOT GIVEN: {notice.trouble} (event {notice.event})"
    if notice.failure and notice.sent_again:
        return f"could not be given ({notice.failure})"
    if notice.failure:
        return _LEFT_OUT.get(notice.failure, notice.failure)
    if notice.tell_by:
        by = local_text(notice.tell_by, policy.zone)
        return f"to be told by telephone until {by} (event {notice.event})"
    sent = f"{notice.channel}, sent" if notice.sent_at else "on its way"
    return notice.file or sent


def _again(notice: ShownNotice) -> str:
    """Return of which event it is sent again, and by which it was."""
    of = f", again as for event {notice.repeats}" if notice.repeats else ""
    return of + (f"; sent again with event {notice.sent_again}" if notice.sent_again else "")


def _print_cautions(console: Console, shown_case: ShownCase) -> None:
    """Print who may not decide, and what is restricted for the person."""
    case = shown_case.case
    for proposed in case.proposed_conflicts:
        console.print(f"{proposed.by} says that {proposed.staff} has a conflict of interest: not confirmed")
    if case.conflicted:
        who = ", ".join(case.conflicted)
        console.print(f"May not decide: {who} (conflict of interest)", soft_wrap=True)
    for restriction in shown_case.restrictions:
        console.print(f"[red]! {escape(restriction.line)}[/red]", soft_wrap=True)


def _deadline_table(deadlines: tuple[ShownDeadline, ...]) -> Table:
    table = Table("Due", "Days left", "Duty", "Clause", "Why that day")
    for deadline in deadlines:
        left = "[red]overdue[/red]" if deadline.overdue else str(deadline.days_left)
        due = due_text(deadline.due_day, deadline.until)
        table.add_row(due, left, deadline.duty, deadline.clause, escape(deadline.why))
    return table


def print_draft(console: Console, draft: Draft, shown_case: ShownCase) -> None:
    """Print what somebody has proposed and waits for others: its number, its words, and what it gives."""
    console.print(f"Waits to be {draft.waits_to_be}: event {draft.seq}, proposed by {draft.by}")
    if draft.outcome:
        console.print(f"  outcome: {draft.outcome}")
    if draft.appropriate is not None:
        console.print(f"  the remedy is found {'' if draft.appropriate else 'not '}appropriate")
    for name, text in shown_case.draft_words.items():
        console.print(escape(f"  {name.replace('_', ' ')}: {text}"), soft_wrap=True)
    for promise in draft.promises:
        what = f"pay {pounds(promise.pence)}" if promise.pence is not None else promise.kind
        console.print(f"  promises {promise.number}: {what}, by {promise.by or 'the day that is reckoned'}")
    if draft.sum is not None:
        console.print(f"  = {reckoning(draft.sum)}", soft_wrap=True)


def _promise_table(promises: tuple[Promised, ...]) -> Table:
    """Return payments and other promises as a table, with the numbers by which decisions name them."""
    table = Table("Number", "Promised", "By", "Whose task", "State")
    for promise in promises:
        what = (
            f"pay {pounds(promise.pence)}" if promise.pence is not None else f"{promise.what or promise.kind}"
        )
        state = "[red]overdue[/red]" if promise.missed else promise.status
        by = due_text(promise.by, None) if promise.by else "-"
        table.add_row(str(promise.number), escape(what), by, promise.owner, state)
    return table


def _print_alike(console: Console, other: LookAlike) -> None:
    """Print a case that this one may repeat."""
    whose = other.owner or "nobody"
    said = f"May be the same as {other.ref}, of {other.received_on:%-d %b %Y}: {other.stage}, owner {whose}"
    console.print(f"[yellow]{said}[/yellow]", soft_wrap=True)
