"""Refusals as people read them."""

from __future__ import annotations

import pytest

from rules.refusal import Invalid


@pytest.mark.parametrize(
    ("detail", "where", "reads"),
    [
        ("say why", None, "say why [invalid]"),
        ("say why", "reasons", "reasons: say why [invalid]"),
        ("it is empty", "line 3, name", "line 3, name: it is empty [invalid]"),
        ("about: it is empty; by: say who", "about, by", "about: it is empty; by: say who [invalid]"),
    ],
)
def test_each_field_is_named_once(detail: str, where: str | None, reads: str) -> None:
    """Before what is wrong with it, unless the words name it already, as they do of several fields."""
    assert str(Invalid(detail, where=where)) == reads


def test_the_clause_is_named() -> None:
    """After the words."""
    assert str(Invalid("too late", clause="PH-4.3b")) == "too late (clause PH-4.3b) [invalid]"
