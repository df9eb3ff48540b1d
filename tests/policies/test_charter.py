"""The charter as data: its figures, what it leaves out, and which of its clauses Redress serves."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies import HERE, read
from rules.policy_review.paper import due_by_paper
from tests.clauses import lines, without_proof
from tests.policies.slips import SHIPPED
from tests.rules.play import CHARTER

FEEDBACK = CHARTER.matters["feedback"]


def test_its_figures() -> None:
    """Those of the paper, and where it has none, those that its assumptions give."""
    assert {name: str(rule.within) for name, rule in FEEDBACK.deadlines.items()} == {
        "contact": "3 working days",
        "response": "20 working days",
        "acceptance": "10 working days",
        "commitment": "None",
    }
    review = CHARTER.matters["policy-review"].deadlines
    assert {name: str(rule.within) for name, rule in review.items()} == {
        "opening": "10 calendar months",
        "policy-review": "12 calendar months",
    }
    assert str(due_by_paper(CHARTER)) == "2022-04-30"


def test_two_lifecycles_that_were_there_serve_it() -> None:
    """It brings none of its own."""
    shipped = {matter.lifecycle for matter in read(SHIPPED).matters.values()}
    assert {matter.lifecycle for matter in CHARTER.matters.values()} == {"complaint", "policy-review"}
    assert {"complaint", "policy-review"} <= shipped


def test_every_clause_is_served_or_says_what_is_not() -> None:
    """What its matters name is served, the rest says what is not; of some, a part is."""
    used = {clause for matter in CHARTER.matters.values() for _, clause in matter.clauses_used()}
    used.add(CHARTER.training_clause)
    unserved = {clause.id for clause in CHARTER.clauses if clause.unserved}
    assert {clause.id for clause in CHARTER.clauses} == used | unserved
    assert used - unserved == {"WRC-19", "WRC-23"}
    assert used & unserved == {"WRC-15", "WRC-21", "WRC-22"}
    assert [clause.id for clause in CHARTER.clauses] == [f"WRC-{number}" for number in range(1, 24)]


@pytest.mark.parametrize("path", sorted(HERE.glob("*.toml")), ids=lambda path: path.stem)
def test_every_assumption_is_about_a_clause_that_is_served(path: Path) -> None:
    """How a clause is read that nothing acts on says nothing."""
    policy = read(path)
    whole = {clause.id for clause in policy.clauses if not clause.unserved}
    assert {assumption.clause for assumption in policy.assumptions} <= whole


class TestTable:
    """`make clauses` names what is not served, and does not fail for it."""

    @staticmethod
    def proof(unserved: str | None, passed: int) -> dict[str, object]:
        """A row of the table."""
        tests = {f"test_{number}": "passed" for number in range(passed)}
        return {"duty": "Survey.", "unserved": unserved, "passed": passed, "not_passed": 0, "tests": tests}

    def test_what_is_not_served_is_named(self) -> None:
        """As a whole, or in part where tests prove the rest."""
        table = {"WRC-7": self.proof("Appointments.", 0), "WRC-22": self.proof("Surveys.", 3)}
        not_served, in_part = lines(table)
        assert not_served.endswith("[NOT SERVED: Appointments.]")
        assert in_part.endswith("[in part; not yet: Surveys.]")
        assert without_proof(table) == []

    def test_what_is_served_needs_its_proof(self) -> None:
        """A clause without a test fails the run, as before."""
        assert without_proof({"WRC-19": self.proof(None, 0), "WRC-23": self.proof(None, 1)}) == ["WRC-19"]
