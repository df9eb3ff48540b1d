"""Section 4.2: a panel decides by what one member proposes and the other signs."""

from __future__ import annotations

import pytest

from rules.complaint.proposal import DeclineDecision, ProposeDecision
from rules.events import PERSON
from rules.refusal import Invalid, NotAuthorised, OutOfStage, PanelRefused, Unknown
from tests.rules.people import DAVID, GRACE, HELEN, LEILA, NINA, RUTH
from tests.rules.play import Play, told
from tests.rules.reviews import agreed, planned
from tests.rules.saying import (
    ASK,
    CONTACT,
    PLAN,
    asked_for_review,
    considered,
    declined,
    kept,
    money,
    paid,
    panel,
    proposed,
    remedy,
    response,
    signed,
)
from tests.rules.situations import new_lead


@pytest.mark.clause("PH-4.2d")
def test_a_decision_takes_effect_when_the_other_signs() -> None:
    """Proposed, it changes nothing; signed, it ends the review under 4.2, and the person is told."""
    play = planned(remedy("2026-07-01"))
    before = play.case
    (event,) = play.decide(proposed(), by=LEILA)
    assert (event.kind, event.clause, told(event)) == ("decision-proposed", "PH-4.2d", set())
    assert (play.case.stage, play.case.commitments, play.case.deadlines) == (
        "review",
        before.commitments,
        before.deadlines,
    )
    (event,) = play.decide(signed(event.seq), by=HELEN)
    assert (event.kind, event.clause, event.words_of) == ("reviewed", "PH-4.2e", event.seq - 1)
    assert event.facts == {"appropriate": True, "commitments": 0}
    assert told(event) == {("review-decision", PERSON)}
    assert (play.case.stage, play.case.outcome, play.case.draft) == ("remedy", "upheld", None)
    assert [deadline.name for deadline in play.case.deadlines] == ["commitment-1"]
    play.decide(kept(1))
    assert play.case.finished


@pytest.mark.clause("PH-4.2d")
def test_a_remedy_that_was_appropriate_ends_a_case_that_owes_nothing() -> None:
    """Signed, and closed at once with the outcome of the response."""
    play = agreed(planned(), proposed())
    assert play.kinds[-2:] == ["reviewed", "closed"]
    assert play.last.facts == {"outcome": "not-upheld", "how": "reviewed"}
    assert (play.case.finished, play.case.outcome) == (True, "not-upheld")


@pytest.mark.clause("PH-4.2d")
def test_a_remedy_that_was_not_appropriate_is_replaced_by_the_panels_own() -> None:
    """What it names is promised, numbered on; what it replaces is owed no more, and the rest still is."""
    play = planned(remedy("2026-07-01"), remedy("2026-07-02"))
    agreed(play, proposed(remedy("2026-08-01", owner="ruth.lewin"), replaces=(1,), money=money()))
    event = play.last
    assert event.facts == {"appropriate": False, "commitments": 2}
    assert [(promise.number, promise.status, promise.made_in) for promise in play.case.commitments] == [
        (2, "open", 3),
        (1, "replaced", 3),
        (3, "open", event.words_of),
        (4, "open", event.words_of),
    ]
    assert [promise.number for promise in play.case.made_by(event)] == [3, 4]
    assert {deadline.name: deadline.due_day.isoformat() for deadline in play.case.deadlines} == {
        "commitment-2": "2026-07-02",
        "commitment-3": "2026-08-01",
        "payment-4": "2026-07-17",
    }
    assert play.case.outcome == "remedy-changed"
    play.decide(kept(2), kept(3))
    assert not play.case.finished
    play.decide(paid(4), by=NINA)
    assert (play.case.finished, play.case.outcome) == (True, "remedy-changed")


@pytest.mark.clause("PH-4.2d", "PH-5d")
def test_a_remedy_in_money_that_is_offset_wholly_is_another_remedy_all_the_same() -> None:
    """Nothing is left to pay, so that the case closes; its outcome is that of the panel."""
    play = agreed(planned(), proposed(money=money(owed=(300_00,))))
    reviewed, closed = play.events[-2:]
    assert reviewed.sum is not None
    assert (reviewed.sum.gross, reviewed.sum.total) == (250_00, 0)
    assert closed.facts == {"outcome": "remedy-changed", "how": "reviewed"}
    assert (play.case.outcome, play.case.commitments) == ("remedy-changed", ())


@pytest.mark.parametrize(
    "decision",
    [
        proposed(remedy("2026-07-01"), appropriate=True),
        proposed(money=money(), appropriate=True),
        proposed(replaces=(1,), appropriate=True),
        proposed(appropriate=False),
        proposed(money=money("none"), appropriate=False),
    ],
)
@pytest.mark.clause("PH-4.2d")
def test_appropriate_or_another_and_not_both(decision: ProposeDecision) -> None:
    """A remedy that stands has nothing added or taken away; one that does not has another in its place."""
    refusal = planned(remedy("2026-07-01")).refused(decision, by=LEILA)
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("remedies", "PH-4.2d")


def test_only_what_is_still_promised_is_replaced() -> None:
    """Not what was kept or never promised, and not a payment; nor what is kept before the other signs."""
    play = Play.opened()
    play.decide(CONTACT, response(remedy("2026-07-01"), remedy("2026-07-02"), money=money()))
    play.decide(asked_for_review(), panel(HELEN, LEILA), kept(1))
    play.decide(PLAN, by=LEILA)
    for number, kind in ((1, Unknown), (4, Unknown), (3, Invalid)):
        refusal = play.refused(proposed(remedy("2026-08-01"), replaces=(number,)), by=LEILA)
        assert isinstance(refusal, kind)
    play.decide(proposed(remedy("2026-08-01"), replaces=(2,)), by=LEILA)
    proposal = play.case.seq
    play.decide(kept(2))
    play.decide(signed(proposal), by=HELEN)
    assert {promise.number: promise.status for promise in play.case.commitments} == {
        1: "kept",
        2: "kept",
        3: "open",
        4: "open",
    }


@pytest.mark.clause("PH-4.2b", "PH-4.2d")
@pytest.mark.parametrize("decision", [signed, declined])
def test_nobody_signs_or_declines_their_own_proposal(decision: type) -> None:
    """Nor does anybody who does not sit on the panel."""
    play = planned()
    assert isinstance(play.refused(decision(play.case.seq), by=HELEN), OutOfStage)
    play.decide(proposed(), by=LEILA)
    own = play.refused(decision(play.case.seq), by=LEILA)
    assert isinstance(own, OutOfStage)
    assert "another member must" in own.detail
    for outsider in (RUTH, GRACE, DAVID):
        refusal = play.refused(decision(play.case.seq), by=outsider)
        assert isinstance(refusal, NotAuthorised)
        assert (refusal.where, refusal.clause) == ("actor", "PH-4.2b")
    assert "reviewed" not in play.kinds


@pytest.mark.parametrize("decision", [signed, declined])
def test_what_is_signed_is_what_was_read(decision: type) -> None:
    """The number must be that of the proposal that waits: an earlier one has fallen."""
    play = planned()
    play.decide(proposed(), by=LEILA)
    first = play.case.seq
    play.decide(declined(first), by=HELEN)
    play.decide(proposed(remedy("2026-08-01")), by=LEILA)
    for number in (first, play.case.seq + 1):
        refusal = play.refused(decision(number), by=HELEN)
        assert isinstance(refusal, Invalid)
        assert refusal.where == "proposal"
        assert str(play.case.seq) in refusal.detail
    play.decide(decision(play.case.seq), by=HELEN)


def test_of_two_proposals_the_first_waits() -> None:
    """While one waits to be signed, neither member proposes another; once it has fallen, either does."""
    play = planned()
    play.decide(proposed(), by=LEILA)
    for member in (LEILA, HELEN):
        assert isinstance(play.refused(proposed(), by=member), OutOfStage)
    (event,) = play.decide(declined(play.case.seq), by=HELEN)
    assert (event.kind, event.clause, event.facts) == (
        "decision-declined",
        "PH-4.2d",
        {"proposal": event.seq - 1},
    )
    assert (play.case.stage, play.case.draft) == ("review", None)
    play.decide(proposed(), by=HELEN)
    play.decide(signed(play.case.seq), by=LEILA)
    assert play.case.has("reviewed")


def test_who_does_not_agree_says_why() -> None:
    """Without reasons a proposal is not declined."""
    with pytest.raises(ValueError, match="reasons"):
        DeclineDecision.model_validate({"proposal": 7})


@pytest.mark.clause("PH-4.2b")
def test_a_member_who_no_longer_fills_their_seat_does_not_decide() -> None:
    """Somebody who moved to another place after the panel was appointed cannot sign."""
    play = planned()
    play.decide(proposed(), by=LEILA)
    moved = HELEN.model_copy(update={"roles": ("head-of-service",), "directorate": "communities"})
    play.directory = dict(play.directory) | {HELEN.id: moved}
    refusal = play.refused(signed(play.case.seq), by=HELEN.model_copy(update={"roles": ("director",)}))
    assert isinstance(refusal, PanelRefused)
    assert play.case.stage == "review"


@pytest.mark.clause("PH-3a", "PH-4.2d")
def test_a_panel_considers_needs_before_it_decides() -> None:
    """A new lead's needs come first, before a proposal and before its signature."""
    play = Play.opened(raised_by="petition")
    play.decide(CONTACT, response(), asked_for_review(), panel(HELEN, LEILA))
    play.decide(PLAN, by=LEILA)
    play.decide(proposed(), by=LEILA)
    proposal = play.case.seq
    play.decide(new_lead("interpreter"))
    for decision, by in ((signed(proposal), HELEN), (proposed(), HELEN)):
        refusal = play.refused(decision, by=by)
        assert (refusal.code, refusal.clause) == ("out-of-stage", "PH-3a")
    play.decide(considered("interpreter"))
    play.decide(signed(proposal), by=HELEN)
    assert play.case.finished


@pytest.mark.clause("PH-4.2c")
def test_what_was_proposed_falls_when_the_panel_plans_anew() -> None:
    """It was proposed on what the panel knew before."""
    play = planned()
    play.decide(proposed(), by=LEILA)
    proposal = play.case.seq
    play.decide(PLAN, by=HELEN)
    assert play.case.draft is None
    assert isinstance(play.refused(signed(proposal), by=HELEN), OutOfStage)


@pytest.mark.clause("PH-4.2c")
def test_the_panel_decides_what_information_it_needs() -> None:
    """Nothing is asked for at review before the panel has decided on it."""
    play = Play.opened()
    play.decide(CONTACT, response(), asked_for_review())
    for decisions in ((), (panel(HELEN, LEILA),)):
        play.decide(*decisions)
        refusal = play.refused(ASK)
        assert (refusal.code, refusal.clause) == ("out-of-stage", "PH-4.2c")
    play.decide(PLAN, by=LEILA)
    assert play.decide(ASK)[0].clause == "PH-4.2f"
