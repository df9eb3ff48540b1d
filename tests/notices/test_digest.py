"""The morning digest as a template: each list where there is something on it; nothing of anybody."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from notices.blocks import Composed
from notices.composing import compose
from notices.html import html_text
from notices.lookup import Templates
from notices.plain import plain_text
from tests.notices.naming import Reader, shape_of

DIGEST = "digest"
"""The template that is no notice of a case."""
LISTS = ("new", "overdue", "due_today", "due_this_week", "waiting", "to_sign")
HEADINGS = {
    "new": "New",
    "overdue": "Overdue",
    "due_today": "Due today",
    "to_sign": "Decisions that wait for your signature",
    "due_this_week": "Due within a week",
    "waiting": "Waiting for others",
}
LINE: dict[str, Any] = {
    "reference": "PH-2026-000007",
    "kind": "Complaint",
    "service": "Repairs",
    "duty": "Respond",
    "clause": "PH-4.1d",
    "day": date(2026, 12, 1),
    "until": None,
    "missed": False,
    "waits_for": None,
    "stands_in_for": None,
}


NEW = {"reference": "PH-2026-000007", "notice": "case-assigned"}


def digest(**lists: Any) -> Composed:
    """The digest of a day with some lists; the others are empty."""
    context = {
        "policy": {"organisation": "Poplar HARCA"},
        "today": date(2026, 12, 1),
        **dict.fromkeys(LISTS, ()),
        **lists,
    }
    return compose(Templates(), "poplar-harca", DIGEST, context, ("en-GB",))


def said(composed: Composed) -> str:
    """The words of it, on one line."""
    return " ".join(plain_text(composed).split())


def test_it_names_what_a_digest_has() -> None:
    """In every branch, nothing but what `records/digest.py` gives."""
    lists = {name: [LINE] for name in LISTS} | {"new": [NEW], "to_sign": ["PH-2026-000007"]}
    shape = shape_of([{"policy": {"organisation": ""}, "today": date(2026, 12, 1), **lists}])
    assert Reader(Templates().find("poplar-harca", DIGEST, []), shape).unknown == []


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_there_where_something_is_on_it(name: str) -> None:
    """Each under its heading, alone; in plain text and in HTML."""
    line = LINE | {"waits_for": "the person"}
    found = digest(**{name: {"to_sign": ["PH-2026-000007"], "new": [NEW]}.get(name, [line])})
    assert found.subject == "Your work today (Poplar HARCA)"
    for text in (said(found), html_text(found)):
        assert [heading for heading in HEADINGS.values() if heading in text] == [HEADINGS[name]]
        assert "PH-2026-000007" in text


@pytest.mark.parametrize("name", ["overdue", "due_today", "due_this_week"])
def test_a_line_says_what_is_due_when_and_for_whom(name: str) -> None:
    """With its time where it has one, and whose it is where it is a colleague's who is away."""
    lines = [LINE, LINE | {"until": time(10, 30), "stands_in_for": "Tom Okafor"}]
    text = said(digest(**{name: lines}))
    assert "PH-2026-000007: Respond (PH-4.1d), Tuesday 1 December 2026 PH" in text
    assert "PH-2026-000007: Respond (PH-4.1d), for Tom Okafor, Tuesday 1 December 2026, 10:30" in text


def test_what_waits_says_for_whom_and_that_it_is_overdue() -> None:
    """A colleague, a role, or the person, who has no name there."""
    lines = [LINE | {"waits_for": "the person"}, LINE | {"waits_for": "Finance officer", "missed": True}]
    text = said(digest(waiting=lines))
    assert "Respond (PH-4.1d), from the person, Tuesday 1 December 2026 PH" in text
    assert "Respond (PH-4.1d), from Finance officer (overdue), Tuesday 1 December 2026" in text


def test_what_is_new_says_what_it_is() -> None:
    """A case, a seat, a task."""
    kinds = ("case-assigned", "panel-seat", "commitment-assigned")
    text = said(digest(new=[NEW | {"notice": kind} for kind in kinds]))
    assert text.index("you have this case now") < text.index("the panel that reviews it")
    assert text.index("the panel that reviews it") < text.index("promised that is your task")
