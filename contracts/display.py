"""What a case shows in the Temporal UI: summary, details, timers, search attributes. Nothing personal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from temporalio.common import SearchAttributePair, TypedSearchAttributes

from contracts import attributes as a
from contracts.messages import ChangeKey, Sweeping
from rules.case import Case, Wake
from rules.model import local_text
from rules.policy import Policy
from rules.promises import Commitment, Deadline

NOBODY = "nobody"
NONE = "none"
"""The service of a case that is about no one service."""
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""The due date of a case with nothing due: it sorts last, and `CaseDue < "..."` leaves it out."""


def attributes(case: Case) -> TypedSearchAttributes:
    """What ops can filter the case by."""
    pairs: list[SearchAttributePair[Any]] = [
        SearchAttributePair(a.CASE_STAGE, case.stage),
        SearchAttributePair(a.CASE_OWNER, case.owner or NOBODY),
        SearchAttributePair(a.CASE_SERVICE, case.service or NONE),
        SearchAttributePair(a.CASE_POLICY, case.policy),
        SearchAttributePair(a.CASE_MATTER, case.matter),
        SearchAttributePair(a.CASE_DUE, case.due.due_at if case.due else NEVER),
        SearchAttributePair(a.CASE_OVERDUE, bool(case.overdue)),
    ]
    return TypedSearchAttributes(pairs)


def summary(case: Case, policy: Policy) -> str:
    """One line for the list of workflows."""
    service = policy.service(case.service)
    return " · ".join(
        [policy.matters[case.matter].title, *([service.title] if service else []), policy.organisation]
    )


def about(case: Case, policy: Policy) -> str:
    """What never changes about the case, in Markdown."""
    service = policy.service(case.service)
    return "\n".join(
        [
            f"**{policy.matters[case.matter].title} {case.ref}**",
            "",
            f"- Policy: {policy.organisation}, {policy.title} (version {case.version})",
            f"- Service: {service.title if service else NONE}",
            f"- Received: {local_text(case.received, policy.zone)}",
            f"- Whole file: `redress show {case.ref}`",
        ]
    )


def timer(wake: Wake, policy: Policy) -> str:
    """Return what a timer waits for: the duty, when it is due, its clause."""
    deadline = wake.deadline
    if wake.is_reminder:
        return f"Remind: {deadline.name} due {deadline.when} ({deadline.clause})"
    return f"{deadline.duty}: by {deadline.when} ({deadline.clause})"


def details(case: Case, policy: Policy) -> str:
    """How the case stands, in Markdown: stage, what is due and by whom, what was promised, what happened."""
    matter = policy.matters[case.matter]
    stage = matter.stages.get(case.stage, "Received: being opened")
    lines = [f"### {stage}", "", f"Owner: **{case.owner or 'nobody yet'}**"]
    if case.outcome:
        lines.append(f"Outcome: **{case.outcome}**")
    lines += ["", *_due(case.deadlines)]
    lines += _commitments(case.commitments)
    lines += _terms(case)
    if case.panel:
        lines += ["", f"Panel: {', '.join(case.panel)}"]
    if case.draft:
        by = f"{case.draft.by} (event {case.draft.seq})"
        lines += ["", f"Decision proposed by {by}, waiting to be {case.draft.waits_to_be}"]
    if case.unconsidered:
        lines += ["", f"Needs still to be considered: {', '.join(case.unconsidered)}"]
    lines += ["", f"Happened so far: {', '.join(case.happened) or 'nothing'} ({case.seq} events)"]
    lines += ["", f"Notices and payments are Standalone Activities, with ids that begin `{case.ref}/`."]
    return "\n".join(lines)


def sweep(change: ChangeKey, sweeping: Sweeping) -> str:
    """How far a change of the calendar has come, in Markdown."""
    staying = sweeping.cases - sweeping.moved - sweeping.waiting
    return "\n".join(
        [
            f"### {day(change.day)} does not count any more",
            "",
            "| Cases touched | Moved | Nothing left to move | Waiting |",
            "|---|---|---|---|",
            f"| {sweeping.cases} | {sweeping.moved} | {staying} | {sweeping.waiting} |",
            "",
            f"Who confirmed it, why, and which dates: `redress calendar {change.policy} --show {change.day}`",
        ]
    )


def _due(deadlines: tuple[Deadline, ...]) -> Iterator[str]:
    if not deadlines:
        yield "Nothing is due."
        return
    yield "| Due | Duty | Clause | |"
    yield "|---|---|---|---|"
    for deadline in sorted(deadlines, key=lambda deadline: deadline.due_at):
        duty = f"{deadline.duty} ({deadline.name})"
        overdue = "**OVERDUE**" if deadline.missed else ""
        yield f"| {deadline.when} | {duty} | {deadline.clause} | {overdue} |"


def _terms(case: Case) -> Iterator[str]:
    """What holds of the case as its lifecycle has it: restrictions, links, who approved."""
    holds = {name: value for name, value in sorted(case.terms.items()) if value not in (None, (), False)}
    if holds:
        yield ""
    for name, value in holds.items():
        said = ", ".join(value) if isinstance(value, tuple) else value
        yield f"- {name.replace('_', ' ')}: **{said}**"


def _commitments(commitments: tuple[Commitment, ...]) -> Iterator[str]:
    if commitments:
        yield ""
        yield "| Commitment | By | Owner | Status |"
        yield "|---|---|---|---|"
    for promise in commitments:
        what = f"{promise.number}: {promise.kind}"
        yield f"| {what} | {day(promise.day)} | {promise.owner} | {promise.status} |"


def day(value: date) -> str:
    """A day as the UI shows it: Wed 30 Dec 2026."""
    return f"{value:%a %-d %b %Y}"
