"""Registering for a while: nothing of it is left in the process, which other tests go on with."""

from __future__ import annotations

from pathlib import Path

from policies import library
from rules.matters import MATTERS
from rules.registry import DECISIONS, LIFECYCLES
from starter.service.shown_policy import policy_as_json
from tests.lifecycles.loan.lending import lent, write
from tests.lifecycles.loan.part import LOAN, LoanRule
from tests.papers import read_beside
from workflows.matter import WORKFLOWS


def test_nothing_is_left_of_a_part_that_was_lent(tmp_path: Path) -> None:
    """Neither in the registries, nor in the policies that were read meanwhile."""
    before = [dict(each) for each in (LIFECYCLES, MATTERS, DECISIONS, WORKFLOWS)]
    shown = policy_as_json(library().current("poplar-harca"))
    with lent():
        write(tmp_path, "poplar-harca", "complaint")
        with read_beside(tmp_path) as lending:
            assert lending.current("poplar-harca").matters["complaint"].table(LoanRule)
        assert LOAN in LIFECYCLES["complaint"].parts
        assert "loan" in policy_as_json(library().current("poplar-harca"))["matters"]["complaint"]
    assert [dict(each) for each in (LIFECYCLES, MATTERS, DECISIONS, WORKFLOWS)] == before
    assert policy_as_json(library().current("poplar-harca")) == shown
