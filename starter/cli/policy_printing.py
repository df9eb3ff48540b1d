"""Print a policy for people."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from rules.amounts import Amount
from rules.languages import sum_in
from rules.matters import MatterRule
from rules.policy import Policy


def print_policy(policy: Policy) -> None:
    """Print a policy: its deadlines, decisions, grounds and sums with their clauses, and how it is read."""
    out = Console()
    out.print(
        f"[bold]{policy.organisation}: {policy.title}[/bold], version {policy.version}\n{policy.source}"
    )
    for matter in policy.matters.values():
        for table in (*_common_tables(policy, matter), *_own_tables(policy, matter)):
            out.print(table)
    if policy.signposts or policy.documents:
        out.print(_told_of(policy))
    out.print("[bold]How it is read[/bold]")
    for assumption in policy.assumptions:
        out.print(f"  {assumption.clause}: {assumption.reading}")
    if unserved := [clause for clause in policy.clauses if clause.unserved]:
        out.print("[bold]What Redress does not see to[/bold]")
        for clause in unserved:
            out.print(f"  {clause.id}: {clause.unserved}")


def _common_tables(policy: Policy, matter: MatterRule) -> Iterator[Table]:
    """Return the tables that every kind of matter has: deadlines and decisions, and grounds if any."""
    deadlines = Table("Deadline", "Within", "Clause", "Duty", "A breach goes to", title=matter.title)
    for name, deadline in matter.deadlines.items():
        within = str(deadline.within) if deadline.within else "the day agreed"
        to = policy.roles[deadline.escalate_to].title if deadline.escalate_to else "-"
        deadlines.add_row(name, within, deadline.clause, deadline.duty, to)
    yield deadlines
    decisions = Table("Decision", "Clause", "Who may decide")
    for name, decision in matter.decisions.items():
        may = ", ".join(policy.roles[role].title for role in decision.roles)
        decisions.add_row(name, decision.clause or "-", may)
    yield decisions
    if matter.grounds:
        grounds = Table("Not considered because", "Clause", "Name", "Points elsewhere")
        for name, ground in matter.grounds.items():
            points = "always" if ground.signpost else "may" if policy.signposts else "-"
            grounds.add_row(ground.wording, ground.clause, name, points)
        yield grounds


def _told_of(policy: Policy) -> Table:
    """Return what people are told of beside the decision: services elsewhere, and papers."""
    table = Table("People are told of", "Where", "Clause", "Which", title=policy.organisation)
    if rule := policy.signposts:
        keepers = ", ".join(policy.roles[role].title for role in policy.access.keep_signposts)
        within = f"those checked within {rule.checked_within}; kept by: {keepers}"
        table.add_row("services elsewhere", f"redress signposts {policy.id}", rule.clause or "-", within)
    for name, document in policy.documents.items():
        used = ", ".join(one.title for one in policy.matters.values() if name in one.documents)
        table.add_row(document.title, document.website, "-", used or "-")
    return table


def _own_tables(policy: Policy, matter: MatterRule) -> Iterator[Table]:
    """Return the tables that only some kinds of matter have: a panel, the sums that are paid."""
    for table in matter.tables():
        for listing in table.listings(lambda role: policy.roles[role].title):
            printed = Table(*listing.headings)
            for row in listing.rows:
                printed.add_row(*(_cell(cell, policy) for cell in row))
            yield printed


def _cell(cell: str | Amount, policy: Policy) -> str:
    return sum_in(policy.language, cell) if isinstance(cell, Amount) else cell
