"""Narrate: what happened to a case, line by line, for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from rules.events import OWNER, PERSON, RECIPIENT, Event, Tell
from rules.model import local_text
from rules.policy import Policy
from starter.cli.rehearsal import Happened, Played
from starter.cli.sums import reckoning

INDENT = " " * 25


class Narrator:
    """Tells a rehearsal as it happens: each step with its local time, its clause, and what it sets going."""

    def __init__(self, console: Console, policy: Policy) -> None:
        self._console, self._policy = console, policy

    def begin(self, title: str, story: str) -> None:
        """Name the scenario."""
        self._line(f"\n[bold]{escape(title)}[/bold]")
        if story:
            self._line(f"[dim]{escape(story)}[/dim]")

    def tell(self, happened: Happened) -> None:
        """Tell one event, or one refusal."""
        if happened.event is not None:
            self._event(happened.event)
        if happened.refusal is not None:
            refusal = happened.refusal
            self._line(f"{INDENT}[yellow]refused[/yellow]: {escape(refusal.detail)} ({refusal.clause})")

    def _event(self, event: Event) -> None:
        colour = {"breached": "red", "closed": "green", "refused": "green"}.get(event.kind, "cyan")
        facts = ", ".join(f"{name} {value}" for name, value in event.facts.items() if value is not None)
        at = local_text(event.at, self._policy.zone)
        self._line(
            f"  {at:22} [{colour}]{event.kind:22}[/{colour}] {event.clause or '-':8} "
            f"[dim]{event.actor}[/dim]  {escape(facts)}"
        )
        for deadline in event.deadlines:
            self._line(f"{INDENT}-> {deadline.duty}, by {deadline.when} ({deadline.clause})")
        reckoned = event.sum or (event.proposes.sum if event.proposes else None)
        if reckoned is not None:
            self._line(f"{INDENT}= {reckoning(reckoned)}")
        for one in event.signposts:
            self._line(f"{INDENT}> pointed to {one.id} (version {one.version} of its entry)")
        if event.discloses:
            ground = f"by consent to {event.discloses.scope}" if event.discloses.scope else "to safeguard"
            self._line(f"{INDENT}> shared with {event.discloses.recipient}, {ground}")
        for tell in event.tells:
            self._line(f"{INDENT}[magenta]@[/magenta] {tell.notice} to {self._audience(tell)}")

    def _line(self, text: str) -> None:
        self._console.print(text, soft_wrap=True, highlight=False)

    def _audience(self, tell: Tell) -> str:
        if tell.staff:
            return ", ".join(tell.staff)
        known = {PERSON: "the person", RECIPIENT: "whom it is shared with", OWNER: "whoever has the case"}
        return known.get(tell.to) or f"the {self._policy.roles[tell.to].title}"


def table_of(plays: Iterable[Played]) -> Table:
    """The cases that were played, a row each."""
    headings = ("Case", "Outcome", "Breaches", "Events", "Notices", "As expected", "What it was about")
    table = Table(
        *headings, title="Cases", title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    for played in plays:
        breaches = [str(event.facts["deadline"]) for event in played.events if event.kind == "breached"]
        table.add_row(
            played.case.ref,
            played.case.outcome or "-",
            ", ".join(breaches) or "none",
            str(len(played.events)),
            str(len(played.notices)),
            "yes" if not played.problems else escape("; ".join(played.problems)),
            escape(played.title),
        )
    return table
