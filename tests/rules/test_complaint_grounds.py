"""Section 4.3: what is not considered as a complaint, and what each ground must show."""

from __future__ import annotations

import pytest

from rules.clientwork.grounds import Refuse
from rules.events import PERSON
from rules.refusal import GroundNotMet, Invalid, Unknown
from tests.rules.play import Play, day, told
from tests.rules.saying import ASK, CONTACT

EARLIER = "PH-2025-000042"


def refuse(ground: str, *, particulars: bool = True, earlier: str | None = None) -> Refuse:
    """A refusal on a ground."""
    why = "The tribunal has the case." if particulars else None
    return Refuse(ground=ground, particulars=why, earlier_case=earlier)


def clause(mark: str, *values: str) -> object:
    """A row of a table that proves a clause."""
    return pytest.param(*values, mark, id=mark, marks=pytest.mark.clause(mark))


@pytest.mark.parametrize(
    ("ground", "clause"),
    [
        clause("PH-4.3a", "alternative-process"),
        clause("PH-4.3d", "legal-proceedings"),
        clause("PH-4.3e", "third-party"),
        clause("PH-4.3f", "law-or-regulation"),
        clause("PH-4.3g", "employer"),
    ],
)
def test_refused_with_particulars(ground: str, clause: str) -> None:
    """The refusal names what it relies on; then the case closes under the ground's clause, and it is told."""
    play = Play.opened()
    play.decide(CONTACT, ASK)
    refusal = play.refused(refuse(ground, particulars=False))
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("particulars", clause)
    (event,) = play.decide(refuse(ground))
    assert (event.kind, event.clause) == ("refused", clause)
    assert event.facts == {"ground": ground, "earlier_case": None, "outcome": "not-a-complaint"}
    assert told(event) == {("refusal", PERSON)}
    assert (play.case.stage, play.case.outcome, play.case.deadlines) == ("closed", "not-a-complaint", ())


@pytest.mark.clause("PH-4.3b")
@pytest.mark.parametrize(
    ("received", "last_in_time", "first_too_old"),
    [
        pytest.param("2026-06-01 10:00", "2025-12-01", "2025-11-30", id="plain"),
        pytest.param("2026-08-31 10:00", "2026-02-28", "2026-02-27", id="February has no 31st"),
        pytest.param("2028-08-31 10:00", "2028-02-29", "2028-02-28", id="nor has it in a leap year"),
        pytest.param("2028-02-29 10:00", "2027-08-29", "2027-08-28", id="received on 29 February"),
        pytest.param("2027-03-31 10:00", "2026-09-30", "2026-09-29", id="September has no 31st"),
        pytest.param("2026-06-01 00:30", "2025-12-01", "2025-11-30", id="still May in UTC"),
    ],
)
def test_six_calendar_months_before_receipt(received: str, last_in_time: str, first_too_old: str) -> None:
    """On the corresponding day it is in time; the day before is more than six months ago."""
    in_time = Play.opened(received, happened_on=day(last_in_time))
    refusal = in_time.refused(refuse("too-old"))
    assert isinstance(refusal, GroundNotMet)
    assert (refusal.where, refusal.clause) == ("ground", "PH-4.3b")
    assert "within 6 calendar months of receipt" in refusal.detail
    (event,) = Play.opened(received, happened_on=day(first_too_old)).decide(
        refuse("too-old", particulars=False)
    )
    assert (event.clause, event.facts["ground"]) == ("PH-4.3b", "too-old")


def test_age_is_measured_at_receipt_and_not_at_refusal() -> None:
    """A complaint in time does not grow too old while it waits."""
    play = Play.opened(happened_on=day("2025-12-01"))
    play.decide(CONTACT)
    play.on("2026-06-12 10:00")
    assert isinstance(play.refused(refuse("too-old")), GroundNotMet)


def test_what_has_no_date_is_not_too_old() -> None:
    """Where the case does not say when it happened, it cannot be refused for its age."""
    refusal = Play.opened().refused(refuse("too-old"))
    assert isinstance(refusal, GroundNotMet)
    assert refusal.clause == "PH-4.3b"


@pytest.mark.clause("PH-4.3c")
def test_the_earlier_case_is_named_and_cited() -> None:
    """Already raised: the recording checks that the cited case exists."""
    (event,) = Play.opened().decide(refuse("already-raised", earlier=EARLIER))
    assert (event.clause, event.cites) == ("PH-4.3c", (EARLIER,))
    assert event.facts["earlier_case"] == EARLIER


@pytest.mark.clause("PH-4.3c")
def test_already_raised_without_the_earlier_case_is_refused() -> None:
    """A text about it does not do."""
    refusal = Play.opened().refused(refuse("already-raised"))
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("earlier_case", "PH-4.3c")


@pytest.mark.clause("PH-4.3c")
def test_a_case_is_not_its_own_earlier_case() -> None:
    """The reference of the case itself does not show that it was raised before."""
    play = Play.opened()
    refusal = play.refused(refuse("already-raised", earlier=play.case.ref))
    assert isinstance(refusal, GroundNotMet)
    assert (refusal.where, refusal.clause) == ("earlier_case", "PH-4.3c")


def test_there_are_no_other_grounds() -> None:
    """A ground that the policy does not have is refused, with those it has."""
    play = Play.opened()
    refusal = play.refused(refuse("too-long-winded"))
    assert isinstance(refusal, Unknown)
    assert (refusal.where, refusal.clause) == ("ground", "PH-4.3a")
    assert all(ground in refusal.detail for ground in play.policy.matters["complaint"].grounds)
