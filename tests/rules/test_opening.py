"""Opening times as policy data, and what of a policy is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies import HERE, PolicyFileError, read
from rules.standards import published
from tests.policies.harbour import HARBOUR_POLICY
from tests.rules.play import CHARTER, POPLAR

MONDAY = "hours.monday = [{ from = 10:00:00, to = 16:00:00 }]"


def test_a_policy_without_standards_publishes_nothing() -> None:
    """It is switched on by its table."""
    assert published(HARBOUR_POLICY) is None
    assert published(CHARTER) is not None


def test_a_deadline_is_published_by_its_promise() -> None:
    """A deadline among staff has none."""
    standards = published(POPLAR)
    assert standards is not None
    rules = [rule for matter in POPLAR.matters.values() for rule in matter.deadlines.values()]
    assert [one.promise for one in standards.promises] == [rule.promise for rule in rules if rule.promise]
    assert POPLAR.matters["warning"].deadlines["approval"].promise is None
    assert [(one.within, one.when) for one in standards.promises if one.clause == "PH-8"] == [
        (POPLAR.matters["policy-review"].deadlines["policy-review"].within, "within 5 years")
    ]


@pytest.mark.clause("WRC-10", "WRC-11")
def test_a_promise_in_opening_hours_is_published_with_them() -> None:
    """In words, beside the hours themselves."""
    standards = published(CHARTER)
    assert standards is not None
    of_calls = [promise.when for promise in standards.promises if promise.clause == "WRC-11"]
    assert of_calls == ["within 7 opening hours (Telephone)"] * 2
    assert "Telephone" in [times.title for times in standards.opening]


@pytest.mark.parametrize(
    ("times", "key", "reason"),
    [
        (
            "hours.monday = [{ from = 16:00:00, to = 10:00:00 }]",
            "hours.monday.0",
            "closes at 10:00, and opens at 16:00",
        ),
        ("hours.monday = [{ from = 10:00:00 }]", "hours.monday.0.to", "it is missing; give it"),
        (
            'hours.monday = [{ from = "ten", to = 16:00:00 }]',
            "hours.monday.0.from",
            "this is not a time of day",
        ),
        (
            "hours.monday = [{ from = 10:00:00, to = 13:00:00 }, { from = 12:00:00, to = 16:00:00 }]",
            "hours",
            "monday: opens at 12:00 while it is open already",
        ),
        ("hours.someday = [{ from = 10:00:00, to = 16:00:00 }]", "hours.someday", "monday"),
    ],
)
def test_times_that_cannot_be(times: str, key: str, reason: str, tmp_path: Path) -> None:
    """Refused by file, key and reason."""
    text = (HERE / "work_rights_centre.toml").read_text(encoding="utf-8")
    assert text.count(MONDAY) == 1
    file = tmp_path / "wrong.toml"
    file.write_text(text.replace(MONDAY, times), encoding="utf-8")
    with pytest.raises(PolicyFileError) as refused:
        read(file)
    [problem] = str(refused.value).splitlines()
    assert problem.startswith(f"{file}: opening.phone.{key}")
    assert reason in problem
