"""Guides to decisions: every field of every decision has a kind, a meaning and an example that is taken."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from rules.complaint.resolve import Contact
from rules.complaint.response import Respond
from rules.guide import FieldGuide, guide_to
from rules.lifecycles import DECISIONS, LIFECYCLES, lifecycle_of
from rules.meanings import meanings_of, summary_of
from rules.money import MoneyRule
from rules.policy import Policy
from tests.rules.play import CHARTER, POPLAR

INTAKES = {lifecycle.name: lifecycle.intake for lifecycle in LIFECYCLES.values()}
MODELS: dict[str, type[BaseModel]] = {**DECISIONS, **INTAKES}


def guide(model: type[BaseModel]) -> dict[str, FieldGuide]:
    """A guide to the fields of a model, by their names; of a response under Poplar's policy."""
    choices = Respond.choices(POPLAR, POPLAR.matters["complaint"]) if model is Respond else {}
    return {field.name: field for field in guide_to(model, choices)}


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_every_field_is_explained(model: type[BaseModel]) -> None:
    """With what to write, what it means, and what is within it."""
    for name, field in guide(model).items():
        assert field.meaning, name
        assert field.meaning[0].isupper(), name
        assert field.meaning.endswith("."), name
        assert field.kind, name
        assert field.example or "fields below" in field.kind, name
    assert summary_of(model)


def test_the_fields_of_a_decision() -> None:
    """A day, a text, and whether they must be given."""
    day, wanted, _ = guide(Contact).values()
    assert (day.name, day.kind, day.required, day.example) == ("contacted_on", "a day", False, "2026-12-24")
    assert (wanted.name, wanted.kind, wanted.required) == ("remedy_wanted", "text", True)
    assert day.meaning == "The day on which the person was contacted; today where none is given."


def test_what_is_within_a_field_is_named_with_it() -> None:
    """Things of a list by their places, with the policy's choices and those of the decision itself."""
    fields, money = guide(Respond), POPLAR.matters["complaint"].own(MoneyRule)
    assert fields["outcome"].choices == ("upheld", "partly-upheld", "not-upheld")
    assert fields["remedies"].kind == "a list, each with the fields below"
    assert fields["remedies.1.kind"].choices[:2] == ("repair", "apology")
    assert fields["remedies.1.by"].required
    assert not fields["financial.losses.1.evidence"].required
    assert set(fields["financial.impact"].choices) == money.impacts.keys()


@pytest.mark.parametrize("policy", [POPLAR, CHARTER], ids=lambda policy: str(policy.id))
def test_the_choices_of_a_policy(policy: Policy) -> None:
    """Every field that has them can be filled in."""
    for kind, matter in policy.matters.items():
        for name in matter.decisions:
            rule, _ = lifecycle_of(policy, kind).rule(name, matter)
            choices = rule.decision.choices(policy, matter)
            fields = {field.name.replace(".1.", ".") for field in guide_to(rule.decision, choices)}
            assert choices.keys() <= fields, name
            assert all(choices.values()), name


def test_a_meaning_may_take_several_lines() -> None:
    """It ends where the next begins."""

    class Said(BaseModel):
        """Something.

        Attributes:
            first: Over one line, and
                over another.
            other: Alone.

        """

        first: str
        other: str
        unsaid: str

    assert meanings_of(Said) == {"first": "Over one line, and over another.", "other": "Alone."}
    assert summary_of(Said) == "Something."
