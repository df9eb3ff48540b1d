"""Print a policy for people."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from rules.languages import Amount, sum_in
from rules.matters import MatterRule
from rules.policy import Policy


def print_policy(policy: Policy) -> None:
    """Print a policy: its deadlines, decisions, grounds and sums with their clauses, and how it is read."""
    out = Console()
    out.print(
        f"[bold]{policy.organisation}: {policy.title}[/bold], version {policy.version}\n{policy.source}"
    )
    for matter in policy.matters.values():
        deadlines = Table("Deadline", "Within", "Clause", "Duty", "A breach goes to", title=matter.title)
        for name, deadline in matter.deadlines.items():
            within = str(deadline.within) if deadline.within else "the day agreed"
            to = policy.roles[deadline.escalate_to].title if deadline.escalate_to else "-"
            deadlines.add_row(name, within, deadline.clause, deadline.duty, to)
        decisions = Table("Decision", "Clause", "Who may decide")
        for name, decision in matter.decisions.items():
            may = ", ".join(policy.roles[role].title for role in decision.roles)
            decisions.add_row(name, decision.clause or "-", may)
        grounds = Table("Not considered because", "Clause", "Name")
        for name, ground in matter.grounds.items():
            grounds.add_row(ground.wording, ground.clause, name)
        own = (*_panel_and_money(policy, matter), *_members(matter))
        for table in (deadlines, decisions, *([grounds] if matter.grounds else []), *own):
            out.print(table)
    out.print("[bold]How it is read[/bold]")
    for assumption in policy.assumptions:
        out.print(f"  {assumption.clause}: {assumption.reading}")
    if unserved := [clause for clause in policy.clauses if clause.unserved]:
        out.print("[bold]What Redress does not see to[/bold]")
        for clause in unserved:
            out.print(f"  {clause.id}: {clause.unserved}")


def _panel_and_money(policy: Policy, matter: MatterRule) -> Iterator[Table]:
    if matter.panel:
        seats = Table(f"The panel ({matter.panel.clause})", "Roles", "Directorate")
        for seat in matter.panel.seats:
            for way in seat.ways:
                roles = ", ".join(policy.roles[role].title for role in way.roles)
                seats.add_row(seat.title, roles, way.directorate)
        yield seats
    if matter.money:
        rule = matter.money
        titles = (f"{title} responsibility" for title in rule.responsibilities.values())
        table = Table(f"Paid ({rule.clause})", *titles)
        for impact in rule.impacts.values():
            sums = (Amount(impact.pence[name], rule.currency) for name in rule.responsibilities)
            table.add_row(impact.title, *(sum_in(policy.language, amount) for amount in sums))
        yield table


def _members(matter: MatterRule) -> Iterator[Table]:
    if rule := matter.members:
        subjects = Table("An enquiry is about", f"Answered, or not ({rule.no_response_clause})", "Name")
        for name, subject in rule.subjects.items():
            subjects.add_row(subject.title, "answered" if subject.individual else "no response", name)
        yield subjects
        for heading, titles in (("It comes from", rule.kinds), ("By authority of", rule.authorities)):
            table = Table(heading, "Name")
            for name, title in titles.items():
                table.add_row(title, name)
            yield table
