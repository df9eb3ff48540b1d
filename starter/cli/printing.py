"""A case as it is printed on the command line."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from records.sharing import RecordedConsent, Shared
from rules.appointment.booked import BOOKED, is_appointment, slot_of, tell_by
from rules.case import Case
from rules.clientwork.security import SecurityRule, checks_of, is_locked
from rules.complaint.appealing import said_to_appeal
from rules.events import Event
from rules.model import local_text
from rules.money import Sum
from rules.policy import Policy
from rules.promises import Draft, due_text
from starter.service.history import ShownEvent, ShownNotice
from starter.service.showing import ShownCase, ShownDeadline, ShownLink

_LEFT_OUT = {
    "not-by-phone": "left out, since the person is called anyway",
    "overtaken": "left out, since the appointment was changed meanwhile, or is over",
    "no-address": "left out, since it is never told by telephone, and there is no address to write to",
}
"""Words for what stands in the place of a failure where nothing has failed."""


def print_case(console: Console, shown_case: ShownCase, policy: Policy) -> None:
    """Print a case for people."""
    case = shown_case.case
    stage = policy.matters[case.matter].stages.get(case.stage, case.stage)
    service = policy.service(case.service)
    about = service.title if service else policy.matters[case.matter].title
    console.print(f"[bold]{case.ref}[/bold]  {about} · {stage}")
    person = shown_case.person
    whose = (person["name"], person["phone"]) if person else (policy.organisation,)
    console.print(escape(" · ".join([*filter(None, whose), f"owner {case.owner or 'nobody yet'}"])))
    _print_cautions(console, shown_case)
    _print_appointment(console, case, policy)
    _print_security(console, case, policy)
    _print_said(console, shown_case)
    for link in shown_case.links:
        _print_link(console, link)
    for consent in shown_case.consents:
        _print_consent(console, consent)
    for shared in shown_case.shared:
        _print_shared(console, shared)
    _print_history(console, shown_case, policy)
    may = [allowed.name for allowed in shown_case.allowed if allowed.refusal is None]
    console.print(f"You may: {', '.join(may) or 'nothing now'}")
    if shown_case.broken_chain:
        console.print(f"[red]The record was tampered with: {shown_case.broken_chain}[/red]")


def _print_said(console: Console, shown_case: ShownCase) -> None:
    """Print the person's own words as the case came in."""
    if shown_case.about:
        console.print(f"[dim]{escape(shown_case.about)}[/dim]")
    for name, text in shown_case.particulars.items():
        console.print(f"[dim]{name}: {escape(text)}[/dim]")
    if warning := said_to_appeal(shown_case.case):
        console.print(f"Says that it appeals against {warning}: not linked")


def _print_history(console: Console, shown_case: ShownCase, policy: Policy) -> None:
    """Print the dates of the case, what waits, what has happened, and what was sent."""
    if shown_case.deadlines:
        console.print(_deadline_table(shown_case.deadlines))
    if shown_case.case.draft:
        _print_draft(console, shown_case.case.draft)
    if shown_case.earlier:
        console.print(f"Before event {shown_case.earlier}: redress show {shown_case.case.ref} --all")
    console.print(_history_table(shown_case.history, policy))
    for notice in shown_case.notices:
        went = escape(_went(notice, policy))
        console.print(f"  @ {notice.kind} to {notice.to}: {went}", soft_wrap=True)
    for notice in shown_case.notices:
        if notice.tell_by and not notice.told_at:
            console.print(f"[bold]To be told by telephone (event {notice.event}):[/bold]")
            console.print(escape(f"{notice.subject}\n\n{notice.body}"), soft_wrap=True)


def _went(notice: ShownNotice, policy: Policy) -> str:
    if notice.told_at:
        return f"told by telephone on {local_text(notice.told_at, policy.zone)} by {notice.told_by}"
    if notice.failure:
        return _LEFT_OUT.get(notice.failure, notice.failure)
    if notice.tell_by:
        by = local_text(notice.tell_by, policy.zone)
        return f"to be told by telephone until {by} (event {notice.event})"
    sent = f"{notice.channel}, sent" if notice.sent_at else "on its way"
    return notice.file or sent


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


def _print_appointment(console: Console, case: Case, policy: Policy) -> None:
    """Print when and where an appointment is, with whom, and by when a change of it is in time."""
    if not is_appointment(case):
        return
    slot = slot_of(case)
    where = policy.opening[slot.place].title
    console.print(f"[bold]{slot.span}[/bold], {escape(where)}, with {slot.adviser}", soft_wrap=True)
    if case.stage == BOOKED:
        console.print(f"[dim]In time, it is moved or cancelled until {tell_by(case, policy):%a %-d %b}[/dim]")


def _print_security(console: Console, case: Case, policy: Policy) -> None:
    """Print what a caller is asked, which checks are good, and whether nothing is said on the telephone."""
    rule = policy.matters[case.matter].table(SecurityRule)
    if rule is None:
        return
    if is_locked(case):
        said = "! Callers failed the security questions: say nothing of it on the telephone"
        console.print(f"[red]{said}[/red]", soft_wrap=True)
        return
    asked = "; ".join(f"{name}: {wording}" for name, wording in rule.questions.items())
    console.print(
        f"[dim]Ask on the telephone first ({rule.ask} of them): {escape(asked)}[/dim]", soft_wrap=True
    )
    for check in checks_of(case):
        console.print(
            f"A caller passed the security questions: check {check.event}, good for one disclosure by "
            f"{check.by} on {check.on}",
            soft_wrap=True,
        )


def _print_link(console: Console, link: ShownLink) -> None:
    way = "to" if link.from_here else "from"
    console.print(f"Linked {way} {link.ref}: {link.what}, {link.came_to or 'on its way'}")
    if link.about:
        console.print(f"[dim]  {escape(link.about)}[/dim]", soft_wrap=True)


def _print_consent(console: Console, consent: RecordedConsent) -> None:
    ended = f", ended on {consent.ended_on:%-d %b %Y}" if consent.ended_on else ""
    given = f"{consent.given_on:%-d %b %Y}, {consent.how}, by {consent.form} ({consent.version})"
    console.print(f"Consented to {consent.scope}: {escape(consent.title)}; {given}{ended}", soft_wrap=True)


def _print_shared(console: Console, shared: Shared) -> None:
    """Print what was shared with whom, on what ground, and how it went."""
    ground = f"by consent to {shared.scope}" if shared.scope else f"to safeguard ({shared.concern})"
    told = "" if shared.person_told else f"; the person is not told: {shared.why_not_told}"
    whom = f"{shared.to or '(erased)'} ({shared.recipient})"
    said = f"Shared in event {shared.event} with {whom}, {ground}, {shared.went}: {shared.what}{told}"
    console.print(escape(said), soft_wrap=True)


def _print_draft(console: Console, draft: Draft) -> None:
    """Print the number by which somebody else names what waits for them, and what it gives."""
    console.print(f"Waits to be {draft.waits_to_be}: event {draft.seq}, proposed by {draft.by}")
    if draft.sum is not None:
        console.print(f"  = {reckoning(draft.sum)}", soft_wrap=True)


def reckoning(reckoned: Sum) -> str:
    """Return how a sum came about, on one line."""
    level = f"{reckoned.impact} impact, {reckoned.responsibility} responsibility"
    parts = [f"{level}: {_pounds(reckoned.table)}"]
    parts += [f"+ a loss of {_pounds(pence)}" for pence in reckoned.losses]
    parts += [f"- a debt of {_pounds(pence)}" for pence in reckoned.owed]
    if reckoned.decided_before:
        parts.append(f"- decided before: {_pounds(reckoned.decided_before)}")
    return f"{' '.join(parts)} = {_pounds(reckoned.total)}"


def _pounds(pence: int) -> str:
    return f"{pence / 100:,.2f}"


def _deadline_table(deadlines: tuple[ShownDeadline, ...]) -> Table:
    table = Table("Due", "Days left", "Duty", "Clause", "Why that day")
    for deadline in deadlines:
        left = "[red]overdue[/red]" if deadline.overdue else str(deadline.days_left)
        due = due_text(deadline.due_day, deadline.until)
        table.add_row(due, left, deadline.duty, deadline.clause, escape(deadline.why))
    return table


def _history_table(past: tuple[ShownEvent, ...], policy: Policy) -> Table:
    table = Table("When", "What", "Clause", "Who", "Said")
    for item in past:
        event = item.event
        table.add_row(
            local_text(event.at, policy.zone),
            event.kind,
            event.clause or "-",
            event.actor,
            escape(
                "; ".join((*_said(item), *_pointed_to(event), *_shared_with(event), *_particulars(event)))
            ),
        )
    return table


def _said(item: ShownEvent) -> Iterator[str]:
    yield from (f"{name}: {text}" for name, text in item.words.items())


def _pointed_to(event: Event) -> Iterator[str]:
    if event.signposts:
        yield f"pointed to: {', '.join(one.id for one in event.signposts)}"


def _particulars(event: Event) -> Iterator[str]:
    """Return how a check of a caller went, who changed an appointment, what behaviour was recorded."""
    facts = event.facts
    if "passed" in facts:
        went = "passed" if facts["passed"] else f"failed, {facts['failures']} in a row"
        yield f"event {event.seq}: {went}; asked {facts['asked']}; right {facts['right'] or 'none'}"
    if "late" in facts:
        side = facts.get("asked_by") or facts.get("by")
        yield f"by {side}, told on {facts['told_on']}{': late' if facts['late'] else ''}"
    if "came" in facts:
        yield "came" if facts["came"] else "did not come"
    if "behaviours" in facts:
        yield str(facts["behaviours"])


def _shared_with(event: Event) -> Iterator[str]:
    if event.discloses:
        yield f"shared with: {event.discloses.recipient}"
