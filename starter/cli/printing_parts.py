"""The parts of a case that some lifecycles have, as they are printed: appointments, consent, sharing."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from records.sharing import RecordedConsent, Shared
from rules.appointment.booked import BOOKED, is_appointment, slot_of, tell_by
from rules.case import Case
from rules.clientwork.security import SecurityRule, checks_of, is_locked
from rules.policy import Policy
from starter.service.showing import ShownCase, ShownLink


def print_standing(console: Console, case: Case, policy: Policy) -> None:
    """Print when an appointment is, and what callers are asked."""
    _print_appointment(console, case, policy)
    _print_security(console, case, policy)


def print_beside(console: Console, shown_case: ShownCase) -> None:
    """Print the cases that are linked, what the person has consented to, and what was shared."""
    for link in shown_case.links:
        _print_link(console, link)
    for consent in shown_case.consents:
        _print_consent(console, consent)
    for shared in shown_case.shared:
        _print_shared(console, shared)


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
