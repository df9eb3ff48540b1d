"""Guides to decisions, as they are printed: which are open, why others are not, the fields of one."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from rules.decision import Allowed
from rules.guide import FIRST, FieldGuide
from rules.refusal import RefusalFacts
from starter.service.guide import DecisionGuide


def print_open(console: Console, ref: str, allowed: Iterable[Allowed]) -> None:
    """Print the decisions on a case that are open to somebody, and why the rest is closed."""
    closed = Table("Closed to you", "Why", box=None, pad_edge=False)
    console.print("[bold]Open to you[/bold]")
    names = [one.name for one in allowed if one.refusal is None]
    for name in names:
        console.print(f"  {name}")
    if not names:
        console.print("  nothing now")
    for one in allowed:
        if one.refusal:
            closed.add_row(one.name, escape(_why(one.refusal)))
    console.print(closed)
    console.print(f"The fields of one: redress decide {ref} NAME --help", soft_wrap=True)


def print_guide(console: Console, ref: str, guide: DecisionGuide) -> None:
    """Print what a decision is, whether it is open, its fields, and an example."""
    console.print(f"[bold]{guide.name}[/bold]: {escape(guide.meaning)}", soft_wrap=True)
    if guide.refusal:
        console.print(f"[red]Closed to you now:[/red] {escape(_why(guide.refusal))}", soft_wrap=True)
    if not guide.fields:
        console.print("It has no fields.")
    table = Table("Field", "Needed", "What to write", "Meaning", "Example", box=None, pad_edge=False)
    for field in guide.fields:
        kind = f"one of: {', '.join(field.choices)}" if field.choices else field.kind
        table.add_row(field.name, _needed(field), escape(kind), escape(field.meaning), escape(field.example))
    if guide.fields:
        console.print(table)
    wanted = [field for field in guide.fields if _needed(field) == "yes"] or list(guide.fields[:1])
    given = [f"--set {field.name}={shlex.quote(field.example)}" for field in wanted if field.example]
    if guide.name == "add-evidence":
        given = ["--attach photo.jpg", "--set title='The ceiling'"]
    console.print(
        f"For example: redress decide {ref} {guide.name} {' '.join(given)}".rstrip(), soft_wrap=True
    )


def _needed(field: FieldGuide) -> str:
    """Return whether a field must be given; one that is within another, where that one is."""
    if not field.required:
        return "no"
    within = field.name.rpartition(".")[0].removesuffix(f".{FIRST}")
    return f"with {within}" if within else "yes"


def _why(refusal: RefusalFacts) -> str:
    return f"{refusal.detail} (clause {refusal.clause})" if refusal.clause else refusal.detail
