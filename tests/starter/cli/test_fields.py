"""Fields as they are typed: within others, in lists, several values at once, over those of a file."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from rules.complaint.intake import ComplaintIntake
from rules.complaint.response import Respond
from rules.complaint.review import AppointPanel
from rules.refusal import Invalid
from starter.cli.fields import fields_of


@pytest.mark.parametrize(
    ("model", "typed", "fields"),
    [
        (Respond, ["outcome=upheld", "reasons=a=b, c"], {"outcome": "upheld", "reasons": "a=b, c"}),
        (AppointPanel, ["members=helen.ashe, leila.brandt,"], {"members": ["helen.ashe", "leila.brandt"]}),
        (AppointPanel, ["members="], {"members": []}),
        (
            ComplaintIntake,
            ["person.name=N", "needs=large-print"],
            {"person": {"name": "N"}, "needs": ["large-print"]},
        ),
        (
            ComplaintIntake,
            ["person.address=3 Mast House, London"],
            {"person": {"address": ["3 Mast House", "London"]}},
        ),
        (
            ComplaintIntake,
            ["person.address.1=3, Mast House", "person.address.2=E14"],
            {"person": {"address": ["3, Mast House", "E14"]}},
        ),
        (
            Respond,
            ["remedies.1.what=A, b", "remedies.2.what=C", "remedies.1.by=2027-01-15"],
            {"remedies": [{"what": "A, b", "by": "2027-01-15"}, {"what": "C"}]},
        ),
        (
            Respond,
            ["financial.losses.1.pence=25", "financial.impact=low"],
            {"financial": {"losses": [{"pence": "25"}], "impact": "low"}},
        ),
        (None, ["members=a,b"], {"members": "a,b"}),
    ],
)
def test_what_is_typed(model: Any, typed: list[str], fields: dict[str, Any]) -> None:
    """Each goes where its name says; a comma parts values only where the field is a list of them."""
    assert fields_of(None, typed, model) == fields


def test_what_is_typed_goes_over_a_file() -> None:
    """Within lists of the file too."""
    file = io.StringIO(json.dumps({"outcome": "upheld", "remedies": [{"what": "A"}]}))
    typed = ["remedies.1.what=B", "remedies.2.what=C", "outcome=not-upheld"]
    assert fields_of(file, typed, Respond) == {
        "outcome": "not-upheld",
        "remedies": [{"what": "B"}, {"what": "C"}],
    }


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["outcome"], "--set: write --set name=value, and not 'outcome'"),
        (["=x"], "--set: write --set name=value, and not '=x'"),
        (["remedies..what=x"], "--set: write --set name=value, and not 'remedies..what=x'"),
        (["remedies.2.what=x"], "--set: give remedies.1 before remedies.2; places count from 1"),
        (["remedies.0.what=x"], "--set: give remedies.1 before remedies.0; places count from 1"),
        (["remedies.1.what=x", "remedies.what=y"], "--set: give remedies.2 before remedies.what"),
        (
            ["outcome=upheld", "outcome.why=x"],
            "--set: outcome.why is within a field that has a value of its own",
        ),
    ],
)
def test_slips(typed: list[str], told: str) -> None:
    """Each says how it is written."""
    with pytest.raises(Invalid) as refused:
        fields_of(None, typed, Respond)
    assert str(refused.value).startswith(told)


@pytest.mark.parametrize("content", ["{", "[]", '"x"'])
def test_a_file_that_is_no_object(content: str) -> None:
    """It is refused, and nothing of it is used."""
    with pytest.raises(Invalid, match=r"^--file: (it is not JSON|give a JSON object)"):
        fields_of(io.StringIO(content), [], Respond)
