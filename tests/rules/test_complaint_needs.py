"""Section 3: reasonable adjustments are considered on every case, before the person is answered."""

from __future__ import annotations

import pytest

from rules.refusal import OutOfStage, Unknown
from tests.rules.play import POPLAR, Play
from tests.rules.saying import CONTACT, considered, response

BY_NOTICES = {name for name, need in POPLAR.needs.items() if need.large_print or need.by_letter}
BY_STAFF = POPLAR.needs.keys() - BY_NOTICES


def test_the_shipped_policy_has_needs_of_both_kinds() -> None:
    """Large print and letters are met by notices; an interpreter is not."""
    assert {"large-print", "letters"} == BY_NOTICES
    assert {"interpreter", "audio"} <= BY_STAFF


@pytest.mark.clause("PH-3a")
@pytest.mark.parametrize("need", sorted(BY_NOTICES))
def test_what_notices_meet_is_considered_at_once(need: str) -> None:
    """From the acknowledgement on; the response waits for nothing."""
    play = Play.opened(needs=(need,))
    assert play.last.considers == (need,)
    assert play.case.unconsidered == ()
    play.decide(CONTACT, response())


@pytest.mark.clause("PH-3a")
@pytest.mark.parametrize("made", [True, False])
@pytest.mark.parametrize("need", sorted(BY_STAFF))
def test_any_other_need_holds_the_response_up_until_it_is_considered(need: str, made: bool) -> None:
    """An adjustment made, or not made with the reason, is recorded; only then can the case be answered."""
    play = Play.opened(needs=("large-print", need))
    play.decide(CONTACT)
    refusal = play.refused(response())
    assert isinstance(refusal, OutOfStage)
    assert refusal.clause == "PH-3a"
    assert refusal.detail == f"consider the person's needs first: {need}"
    (event,) = play.decide(considered(need, made=made))
    assert (event.kind, event.clause, event.considers) == ("adjustment-considered", "PH-3a", (need,))
    assert event.facts == {"need": need, "made": made}
    play.decide(response())
    assert play.case.stage == "answered"


@pytest.mark.clause("PH-3a")
def test_every_need_is_considered_by_itself() -> None:
    """Two needs take two considerations, in any order."""
    play = Play.opened(needs=("interpreter", "audio"))
    play.decide(CONTACT, considered("audio"))
    assert play.refused(response()).detail.endswith(": interpreter")
    play.decide(considered("interpreter", made=False), response())
    assert play.case.stage == "answered"


def test_a_need_named_twice_is_one_need() -> None:
    """It is listed once, and considered once."""
    play = Play.opened(needs=("audio", "audio"))
    assert play.case.unconsidered == ("audio",)
    play.decide(considered("audio"))
    assert not play.case.unconsidered


@pytest.mark.parametrize("need", ["large-print", "audio", "home-visit"])
def test_only_what_waits_can_be_considered(need: str) -> None:
    """A need met already, considered already, or never stated is refused by field, with what waits."""
    play = Play.opened(needs=("large-print", "audio", "interpreter"))
    play.decide(considered("audio"))
    refusal = play.refused(considered(need))
    assert isinstance(refusal, Unknown)
    assert (refusal.where, refusal.clause) == ("need", "PH-3a")
    assert refusal.detail == f"'{need}' is not waiting; these are: interpreter"


def test_with_nothing_to_consider_the_decision_is_closed() -> None:
    """A case without needs, or with all of them considered, offers no adjustment."""
    for needs in ((), ("letters",)):
        refusal = Play.opened(needs=needs).refused(considered("audio"))
        assert isinstance(refusal, OutOfStage)
        assert refusal.clause == "PH-3a"


def test_contact_comes_before_the_response() -> None:
    """Without contact nobody knows what remedy is wanted; that is said before any need is."""
    refusal = Play.opened(needs=("audio",)).refused(response())
    assert isinstance(refusal, OutOfStage)
    assert refusal.clause == "PH-4.1c"
