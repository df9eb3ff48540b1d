"""The history of a case, as it is printed: each event with its number, what it decided, what was said."""

from __future__ import annotations

from collections.abc import Iterator

from rich.markup import escape
from rich.table import Table

from rules.events import Event
from rules.lifecycle import ENGINE
from rules.model import local_text
from rules.policy import Policy
from starter.cli.sums import pounds, reckoning
from starter.service.history import ShownEvent

BY_ITSELF = "by itself"
"""Stands for the actor where it was no member of staff."""
SAID_OTHERWISE = frozenset(
    {"asked", "right", "passed", "failures", "late", "told_on", "came", "behaviours", "digest"}
)
"""Facts that are told in a sentence, or that tell people nothing."""


def history_table(past: tuple[ShownEvent, ...], policy: Policy) -> Table:
    """Return events as a table."""
    table = Table("Event", "When", "What", "Clause", "Who", "Decided and said")
    for item in past:
        event = item.event
        told = (*_corrected(item), *_decided(event), *_said(item), *_pointed_to(event), *_shared_with(event))
        table.add_row(
            str(event.seq),
            local_text(event.at, policy.zone),
            event.kind,
            event.clause or "-",
            BY_ITSELF if event.actor == ENGINE else event.actor,
            escape("; ".join((*told, *_particulars(event)))),
        )
    return table


def _decided(event: Event) -> Iterator[str]:
    """Return the facts of an event, and the reckoning of the sum that it gives."""
    for name, value in event.facts.items():
        if value is None or name in SAID_OTHERWISE:
            continue
        if name == "pence":
            yield f"sum {pounds(int(value))}"
        else:
            yield f"{name.replace('_', ' ')} {str(value).lower() if isinstance(value, bool) else value}"
    if event.sum is not None:
        yield reckoning(event.sum)


def _corrected(item: ShownEvent) -> Iterator[str]:
    """Return what of an event has been corrected since, as it is right."""
    for one in item.corrected:
        yield f"CORRECTED in event {one.event}: {one.field.replace('_', ' ')} {one.now}, not {one.was}"


def _said(item: ShownEvent) -> Iterator[str]:
    yield from (f"{name.replace('_', ' ')}: {text}" for name, text in item.words.items())


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
