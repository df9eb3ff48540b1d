"""The state that is kept with a case: the sum of its events, so that nobody has to add them up again.

It is written with each recording. Where another version of the rules has written it, which may add up
otherwise, it does not count, and the events are added up.
"""

from __future__ import annotations

import inspect
from datetime import date
from typing import Any

import rules.case
from records.chain import digest
from rules.case import Case
from rules.events import Event
from rules.model import LocalTime, Model, Slug

FORM = digest([Case.model_json_schema(), Event.model_json_schema(), inspect.getsource(rules.case)])
"""The mark of the states of this version of the rules: their fields, and how they are added up."""


def as_received(row: Any) -> Case:
    """Return the case as its workflow begins with it: nothing recorded yet."""
    return Case(
        ref=row["ref"],
        policy=row["policy"],
        version=row["version"],
        matter=row["matter"],
        service=row["service"],
        received=row["received_at"],
        happened_on=row["happened_on"],
        raised_by=row["raised_by"],
        opened_by=row["received_by"],
        terms=row["terms"],
        needs=tuple(row["needs"]),
    )


def kept_with(row: Any) -> Case | None:
    """Return the case as it stands by its own row; None where only its events say."""
    if row["last_seq"] == 0:
        return as_received(row)
    if row["state"] is None or row["state_form"] != FORM or row["state"].get("seq") != row["last_seq"]:
        return None
    return Case.model_validate(row["state"])


class NextDue(Model):
    """The earliest that is due of a case: what, on which local day, at which time of it if at any."""

    name: str
    day: date
    until: LocalTime | None = None
    overdue: bool


class Stood(Model):
    """The standing of a case after an event."""

    stage: Slug
    outcome: Slug | None
    due: NextDue | None


def stood(case: Case) -> Stood:
    """Return how a case stands."""
    due = case.due
    return Stood(
        stage=case.stage,
        outcome=case.outcome,
        due=due and NextDue(name=due.name, day=due.due_day, until=due.until, overdue=due.missed),
    )


def to_keep(case: Case) -> dict[str, Any]:
    """Return what is written into the row of a case."""
    return {"state": case.model_dump(mode="json", exclude_defaults=True), "state_form": FORM}
