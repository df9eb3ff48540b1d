"""A name that nobody can read: it would stand on letters, in lists and on payments as nothing at all."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from rules.complaint.intake import Signatory
from rules.complaint.payment import GivePaymentDetails
from rules.complaint.petition import NewLead
from rules.enquiry.intake import Concerned
from rules.model import KEPT
from rules.person import Person

NAMED: list[tuple[type[BaseModel], str, dict[str, Any]]] = [
    (Person, "name", {"email": "a@resident.example"}),
    (Signatory, "name", {}),
    (Concerned, "name", {}),
    (GivePaymentDetails, "account_name", {"sort_code": "102030", "account_number": "12345678"}),
    (NewLead, "name", {"email": "a@resident.example"}),
]
each = pytest.mark.parametrize(("kind", "field", "others"), NAMED, ids=[kind.__name__ for kind, *_ in NAMED])


@each
@pytest.mark.parametrize(
    "name",
    [
        *("\u200b\u200d", "\u2060", "\u00ad", "\ufeff\u200e", "\u2800", "\u3164", "\uffa0\u115f\u1160"),
        *("12", "?", "...", "-", "\u0301", "\U0001f642", "\U000e0061"),
    ],
)
def test_a_name_without_a_letter_that_shows_is_refused(
    kind: type[BaseModel], field: str, others: dict[str, Any], name: str
) -> None:
    """Signs without width, fillers, digits, marks: naming the field."""
    with pytest.raises(ValidationError) as refused:
        kind.model_validate(others | {field: name})
    assert "at least one letter that can be seen" in str(refused.value)


@each
@pytest.mark.parametrize(
    "name",
    ["O", "Nadia Farrow", "李", "Ngũgĩ wa Thiong'o", "محمد", "김", "X Æ A-12", "e\u0301", "a\u200db", KEPT],
)
def test_names_of_all_the_world_are_taken(
    kind: type[BaseModel], field: str, others: dict[str, Any], name: str
) -> None:
    """In any writing, and with signs that join letters; and what stands for one in the engine."""
    taken = kind.model_validate(others | {field: name})
    assert getattr(taken, field) == name
