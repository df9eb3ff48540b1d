"""A scenario: a case played in virtual time, written as a TOML file that an organisation can write too.

Days are counted from the day it begins (day 0), times are local to the policy's zone. Wherever a
decision, the intake or a service to point to wants a date, `"day 5"` stands for the date of that day, and
where it wants a moment, `"day 5 at 10:00"` for that time of it, with the zone's offset; wherever a decision
wants the number of an event, `"event decision-proposed"` stands for that of the last one of that kind.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, ValidationError, model_validator

from rules.model import Slug, StaffId, Strict
from rules.reasons import reason
from rules.terms import WEEKDAYS, Weekday
from starter.errors import ScenarioError

_DAY = re.compile(r"day (-?\d+)(?: at (\d\d:\d\d))?")
_EVENT = re.compile(r"event ([a-z-]+)")


class Step(Strict):
    """Time passes until a local day and time; then somebody decides something, or nobody does.

    Attributes:
        refused: The code of the refusal that is expected; none where it should be accepted.

    """

    model_config = ConfigDict(populate_by_name=True)

    day: int = Field(ge=0)
    at: time
    decide: Slug | None = None
    by: StaffId | None = None
    fields: dict[str, Any] = Field({}, alias="with")
    refused: Slug | None = None

    @model_validator(mode="after")
    def _somebody_decides(self) -> Self:
        if (self.decide is None) != (self.by is None):
            raise ValueError("`decide` and `by` go together; give neither to let time pass")
        return self


class Expected(Strict):
    """How the case should stand in the end."""

    stage: Slug
    outcome: Slug | None = None
    breaches: tuple[str, ...] = ()


class Scenario(Strict):
    """A case from its intake through its steps to how it should end.

    Attributes:
        signposts: Services that are put into the directory first, as `PUT /signposts/{id}` takes them.

    """

    title: str
    story: str = ""
    policy: Slug
    staff: Path = Path("staff.csv")
    signposts: tuple[dict[str, Any], ...] = Field((), alias="signpost")
    begins: Weekday
    begins_at: time
    open: dict[str, Any]
    opened_by: StaffId
    steps: tuple[Step, ...] = Field((), alias="step")
    expect: Expected

    def first_moment(self, after: datetime, zone: ZoneInfo) -> datetime:
        """The first moment after another (aware) at which the scenario can begin, in its zone."""
        day = after.astimezone(zone).date()
        while True:
            moment = datetime.combine(day, self.begins_at, zone)
            if WEEKDAYS[day.weekday()] == self.begins and moment > after:
                return moment
            day += timedelta(days=1)

    def moments(self, begins: datetime) -> Iterator[datetime]:
        """Yield the moments that it names, where it begins at one (aware)."""
        named = (self.open, *(step.fields for step in self.steps))
        for text in (text for fields in named for text in _texts(fields)):
            if (match := _DAY.fullmatch(text)) and match[2]:
                yield datetime.fromisoformat(dated(text, begins))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def read_scenario(path: Path) -> Scenario:
    """A scenario from its file; the path of its staff file is made absolute.

    Raises:
        ScenarioError: naming the file, the key and the reason.

    """
    try:
        scenario = Scenario.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ScenarioError(f"{path}: {error}") from error
    except ValidationError as error:
        problems = ((".".join(map(str, item["loc"])), reason(item, Scenario)) for item in error.errors())
        raise ScenarioError("\n".join(f"{path}: {where}: {why}" for where, why in problems)) from error
    return scenario.model_copy(update={"staff": path.parent / scenario.staff})


def dated(value: Any, begins: datetime, events: Mapping[str, int] | None = None) -> Any:
    """The value with dates and times for every `"day N"` and `"day N at T"`, numbers for `"event KIND"`.

    Args:
        value: A value of a scenario's file.
        begins: The moment (aware) at which the scenario begins, in the policy's zone.
        events: The number of the last event of each kind.

    """
    if isinstance(value, str) and (match := _DAY.fullmatch(value)):
        day = begins.date() + timedelta(days=int(match[1]))
        if match[2] is None:
            return day.isoformat()
        return datetime.combine(day, time.fromisoformat(match[2]), begins.tzinfo).isoformat()
    if isinstance(value, str) and (match := _EVENT.fullmatch(value)):
        return (events or {}).get(match[1], 0)
    if isinstance(value, dict):
        return {key: dated(item, begins, events) for key, item in value.items()}
    if isinstance(value, list):
        return [dated(item, begins, events) for item in value]
    return value
