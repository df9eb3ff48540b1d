"""Reasons in words: every kind of slip is said with what to write instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, EmailStr, Field, StringConstraints, ValidationError

from records.people import Staff
from rules.lifecycles import DECISIONS, LIFECYCLES
from rules.model import CaseRef, Day, Instant, LocalTime, Slug, StaffId, Strict, Words, ZonedTime
from rules.policy import Policy
from rules.reasons import FORMS, model_of, place_of, reason


class Within(Strict):
    """Fields within another's."""

    what: Words
    number: int = Field(1, ge=1, le=50)


class Slips(Strict):
    """A field of each kind that people write."""

    day: Day | None = None
    at: Instant | None = None
    starts: ZonedTime | None = None
    time: LocalTime | None = None
    outcome: Literal["upheld", "partly-upheld", "not-upheld"] | None = None
    made: bool | None = None
    number: int = Field(1, ge=1, le=50)
    reasons: Words | None = None
    email: EmailStr | None = None
    owner: StaffId | None = None
    case: CaseRef | None = None
    ground: Slug | None = None
    members: tuple[StaffId, ...] = Field((), max_length=2)
    within: Within | None = None
    remedies: tuple[Within, ...] = ()


EXAMPLE = "2026-12-24T16:00:00+00:00"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"day": "11/12/2026"}, "day: 11/12/2026 is not a date; write 2026-12-11"),
        ({"day": "11.12.2026"}, "day: 11.12.2026 is not a date; write 2026-12-11"),
        ({"day": "11 December 2026"}, "day: 11 December 2026 is not a date; write 2026-12-11"),
        ({"day": "12/31/2026"}, "day: 12/31/2026 is not a date; write 2026-12-31"),
        ({"day": "2026/12/11"}, "day: 2026/12/11 is not a date; write 2026-12-11"),
        ({"day": "2026-02-30"}, "day: 2026-02-30 is not a date; write one as 2026-12-24"),
        ({"day": "tomorrow"}, "day: this is not a date; write one as 2026-12-24"),
        ({"day": ""}, "day: this is not a date; write one as 2026-12-24"),
        ({"day": 20261211}, "day: 20261211 is not a date; write one as 2026-12-24"),
        ({"day": ["x"]}, "day: this is not a date; write one as 2026-12-24"),
        ({"day": "x" * 50}, "day: this is not a date; write one as 2026-12-24"),
        (
            {"at": "11/12/2026 10:00"},
            f"at: 11/12/2026 10:00 is not a moment; write it with its time and offset from UTC: {EXAMPLE}",
        ),
        (
            {"at": "2026-12-11T10:00"},
            f"at: 2026-12-11T10:00 is not a moment; write it with its time and offset from UTC: {EXAMPLE}",
        ),
        ({"starts": "2026-12-11T10:00"}, f"starts: say how far the clocks are from UTC: {EXAMPLE}"),
        ({"time": "ten"}, "time: this is not a time of day; write it as 16:00:00"),
        (
            {"outcome": "uphold"},
            "outcome: write one of: upheld, partly-upheld, not-upheld",
        ),
        ({"outcome": None, "made": "perhaps"}, "made: write true or false"),
        ({"number": "three"}, "number: this is not a whole number; write it in digits"),
        ({"number": 1.5}, "number: 1.5 is not a whole number; write it in digits"),
        ({"number": 0}, "number: 0 is too small; write 1 or more"),
        ({"number": 51}, "number: 51 is too large; write 50 or less"),
        ({"number": 10**400}, "number: this is too large; write 50 or less"),
        ({"day": True}, "day: this is not a date; write one as 2026-12-24"),
        ({"day": {"day": 1}}, "day: this is not a date; write one as 2026-12-24"),
        ({"reasons": ""}, "reasons: it is empty; write something"),
        ({"reasons": "   "}, "reasons: it is empty; write something"),
        ({"reasons": 7}, "reasons: write text"),
        ({"reasons": "x" * 20_001}, "reasons: it has more than 20,000 characters; shorten it"),
        ({"reasons": "a\x00b"}, "reasons: write text without NUL characters"),
        (
            {"email": "nadia at home"},
            "email: this is not an e-mail address: An email address must have an @-sign.",
        ),
        ({"owner": "Amira Khan"}, "owner: write somebody's id in the staff directory: amira.khan"),
        ({"case": "000123"}, "case: write a case's reference: PH-2026-000123"),
        ({"ground": "Too old"}, "ground: write small letters, digits and hyphens: information-request"),
        ({"members": "amira.khan"}, "members: give a list"),
        ({"members": ["a.b", "c.d", "e.f"]}, "members: give at most 2"),
        ({"within": "a seal"}, "within: give an object with its fields"),
        ({"within": {}}, "within.what: it is missing; give it"),
        (
            {"remedies": [{"what": "-", "by": 1}]},
            "remedies.1.by: there is no such field; there are: what, number",
        ),
        ({"remedies": [{"what": "-", "number": 0}]}, "remedies.1.number: 0 is too small; write 1 or more"),
    ],
)
def test_a_slip_is_said_in_words(fields: dict[str, Any], told: str) -> None:
    """The place, the fault, and what to write."""
    with pytest.raises(ValidationError) as refused:
        Slips.model_validate(fields)
    [problem] = refused.value.errors()
    assert f"{place_of(problem['loc'])}: {reason(problem, Slips)}" == told


def test_a_field_that_is_not_there_is_answered_with_those_that_are() -> None:
    """At the top of a model too; none are named where the model is not known."""
    with pytest.raises(ValidationError) as refused:
        Within.model_validate({"what": "-", "when": 1})
    [problem] = refused.value.errors()
    assert reason(problem, Within) == "there is no such field; there are: what, number"
    assert reason(problem) == "there is no such field"


def patterns(model: type[BaseModel], seen: set[type]) -> Iterator[str]:
    """Every pattern that a field of a model must fit, or one within it."""
    if model in seen:
        return
    seen.add(model)
    for field in model.model_fields.values():
        yield from _patterns_of(field.annotation)
        yield from _patterns_of(Annotated[Any, *field.metadata] if field.metadata else Any)
        inner = model_of(field.annotation)
        if inner is not None:
            yield from patterns(inner, seen)


def _patterns_of(kind: Any) -> Iterator[str]:
    for mark in getattr(kind, "__metadata__", ()):
        if isinstance(mark, StringConstraints) and isinstance(mark.pattern, str):
            yield mark.pattern
        found = getattr(mark, "pattern", None)
        if isinstance(found, str):
            yield found
        for inner in getattr(mark, "metadata", ()):
            if isinstance(getattr(inner, "pattern", None), str):
                yield inner.pattern
    for inner in getattr(kind, "__args__", ()):
        yield from _patterns_of(inner)


def test_whatever_fits_a_pattern_is_said() -> None:
    """Each pattern of a decision, an intake, a member of staff or a policy file has words."""
    intakes = [lifecycle.intake for lifecycle in LIFECYCLES.values()]
    models: list[type[BaseModel]] = [*DECISIONS.values(), *intakes, Staff, Policy]
    seen: set[type] = set()
    found = {pattern for model in models for pattern in patterns(model, seen)}
    assert len(found) > 10
    assert found <= set(FORMS)
