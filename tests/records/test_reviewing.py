"""A caller takes the place of a policy's review, so that it never comes up."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from records.database import Connection
from records.intake import take_in
from records.reviewing import ensure_review
from rules.complaint.intake import ComplaintIntake
from rules.refusal import Invalid
from tests.house import complaint
from tests.rules.people import AMIRA
from tests.rules.play import POPLAR

NOW = datetime(2027, 4, 2, 9, tzinfo=UTC)
NEXT = POPLAR.model_copy(update={"version": date(2027, 4, 1)})
"""A version to come, of which the day is known before."""
pytestmark = pytest.mark.clause("PH-8")


def taking_its_place(**fields: str) -> ComplaintIntake:
    """A complaint that says that it comes from where reviews come from."""
    mine = complaint(date(2027, 4, 1), matter="complaint", source="policies", source_id="2027-04-01")
    return ComplaintIntake.model_validate(mine | fields)


async def test_a_callers_matter_does_not_take_its_place(connection: Connection) -> None:
    """The source is refused by its name, whatever the id; the review comes up, once."""
    for fields in ({}, {"source_id": "review of 2027-04-01"}, {"source_id": "mine"}):
        with pytest.raises(Invalid) as refused:
            await take_in(connection, taking_its_place(**fields), POPLAR, AMIRA, NOW)
        assert refused.value.where == "source"
    review = await ensure_review(connection, NEXT, NOW)
    assert review is not None
    assert review.matter == "policy-review"
    assert await ensure_review(connection, NEXT, NOW) is None


async def test_one_that_took_its_place_before_suppresses_nothing(connection: Connection) -> None:
    """Taken in while the source was anybody's: the review comes up beside it, once, and leaves it alone."""
    taken = await take_in(connection, taking_its_place(source="web"), POPLAR, AMIRA, NOW)
    await connection.execute(
        "UPDATE casebook.casefile SET source = 'policies' WHERE ref = $1", taken.case.ref
    )
    review = await ensure_review(connection, NEXT, NOW)
    assert review is not None
    assert taken.case.ref not in str(review.terms["replaces"])
    assert await ensure_review(connection, NEXT, NOW) is None
