"""A case is the sum of its events, one after another: none is passed over."""

from __future__ import annotations

import pytest

from rules.case import Case
from rules.events import Event
from tests.rules.play import MONDAY, local

AT = local(MONDAY)


def event(seq: int) -> Event:
    """An event of a number."""
    return Event(kind="noted", seq=seq, at=AT, actor="amira.khan")


def test_an_event_is_not_passed_over(case: Case) -> None:
    """Counted twice it changes nothing; one that comes too early is refused, for the other would be lost."""
    first = case.after(event(1))
    assert (first.seq, first.after(event(1))) == (1, first)
    with pytest.raises(ValueError, match="event 3 does not follow event 1"):
        first.after(event(3))
    assert first.after(event(2)).after(event(3)).seq == 3


@pytest.fixture
def case() -> Case:
    """A case as received."""
    return Case(
        ref="PH-2026-000001",
        policy="poplar-harca",
        version=AT.date(),
        matter="complaint",
        service="repairs",
        received=AT,
    )
