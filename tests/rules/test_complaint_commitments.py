"""Section 1: do what they say they will. What becomes of each promise."""

from __future__ import annotations

import pytest

from rules.complaint.commitments import BreakCommitment, KeepCommitment, MoveCommitment
from rules.events import PERSON
from rules.refusal import Invalid, OutOfStage, Refusal, Unknown
from tests.rules.people import RUTH
from tests.rules.play import Play, day, told
from tests.rules.saying import ACCEPT, CONTACT, broken, kept, moved, remedy, response


def promised(*days: str) -> Play:
    """A complaint answered on Monday 8 June with a remedy for each day."""
    play = Play.opened()
    play.decide(CONTACT)
    play.on("2026-06-08 10:00")
    play.decide(response(*(remedy(by) for by in days)))
    return play


@pytest.mark.clause("PH-1")
def test_a_case_is_not_finished_while_a_promise_is_open() -> None:
    """Accepted, with two promises: it waits for both, and ends with the second."""
    play = promised("2026-06-12", "2026-06-15")
    play.decide(ACCEPT)
    assert (play.case.stage, play.case.finished) == ("remedy", False)
    (event,) = play.decide(kept(2))
    assert (event.kind, event.clause, event.ends) == ("commitment-kept", "PH-1", ("commitment-2",))
    assert not play.case.finished
    events = play.decide(kept(1))
    assert [event.kind for event in events] == ["commitment-kept", "closed"]
    assert (play.last.clause, play.last.facts) == (
        "PH-1",
        {"outcome": "upheld", "how": "commitments-settled"},
    )
    assert told(play.last) == {("closure", PERSON)}
    assert (play.case.finished, play.case.owed, play.case.deadlines) == (True, (), ())


@pytest.mark.clause("PH-1")
def test_silence_does_not_finish_a_case_that_still_owes() -> None:
    """The window is over, the response stands; the promise of the day after keeps the case open."""
    play = promised("2026-07-07")
    play.past("acceptance")
    assert (play.case.stage, play.case.finished) == ("remedy", False)
    play.decide(kept(1))
    assert play.case.finished


def test_a_promise_kept_early_leaves_the_person_their_window() -> None:
    """All promises kept before the person has spoken: the case waits for their word."""
    play = promised("2026-06-12")
    play.decide(kept(1))
    assert (play.case.stage, play.case.owed, play.due("acceptance")) == ("answered", (), "2026-07-06")
    play.decide(ACCEPT)
    assert play.case.finished
    assert play.last.facts["how"] == "accepted"


@pytest.mark.clause("PH-1")
def test_a_missed_promise_is_breached_and_escalated_and_still_owed() -> None:
    """The head of service hears of it at the midnight after; keeping it late still settles it."""
    play = promised("2026-06-12")
    play.decide(ACCEPT)
    event = play.past("commitment-1")
    assert (event.kind, event.clause, event.actor) == ("breached", "PH-1", "redress")
    assert event.facts == {"deadline": "commitment-1", "due_day": "2026-06-12"}
    assert told(event) == {("breach", "head-of-service")}
    assert (play.case.stage, [promise.number for promise in play.case.owed]) == ("remedy", [1])
    assert [deadline.name for deadline in play.case.overdue] == ["commitment-1"]
    play.on("2026-07-20 12:00")
    assert play.kinds.count("breached") == 1
    play.decide(kept(1))
    assert (play.case.finished, play.case.overdue) == (True, ())


@pytest.mark.clause("PH-1")
def test_a_promise_kept_on_its_last_day_is_not_breached() -> None:
    """Kept at 23:59 on its day, by its own day's date."""
    play = promised("2026-06-12", "2026-06-15")
    play.on("2026-06-12 23:59")
    (event,) = play.decide(kept(1))
    assert event.facts == {"number": 1, "kept_on": "2026-06-12"}
    play.on("2026-06-13 12:00")
    assert "breached" not in play.kinds
    assert [promise.status for promise in play.case.commitments if promise.number == 1] == ["kept"]


@pytest.mark.clause("PH-1")
def test_a_broken_promise_is_told_and_escalated() -> None:
    """The person is told, and so is the head of service; no breach follows at its day as well."""
    play = promised("2026-06-12", "2026-06-15")
    (event,) = play.decide(broken(1), by=RUTH)
    assert (event.kind, event.clause) == ("commitment-broken", "PH-1")
    assert event.facts == {"number": 1, "deadline": "commitment-1", "due_day": "2026-06-12"}
    assert told(event) == {("commitment-broken", PERSON), ("breach", "head-of-service")}
    assert [promise.number for promise in play.case.owed] == [2]
    play.on("2026-06-13 12:00")
    assert "breached" not in play.kinds


def test_the_last_promise_broken_ends_an_accepted_case() -> None:
    """Nothing is owed any more: the case closes, with the outcome of its response."""
    play = promised("2026-06-12")
    play.decide(ACCEPT)
    events = play.decide(broken(1))
    assert [event.kind for event in events] == ["commitment-broken", "closed"]
    assert play.case.outcome == "upheld"


@pytest.mark.parametrize("decision", [kept(1), kept(3), broken(1), broken(3)])
def test_only_an_open_promise_is_kept_or_broken(decision: KeepCommitment | BreakCommitment) -> None:
    """One settled already, or never made, is refused by field, with those that are open."""
    play = promised("2026-06-12", "2026-06-15")
    play.decide(kept(1))
    refusal = play.refused(decision)
    assert isinstance(refusal, Unknown)
    assert (refusal.where, refusal.clause) == ("number", "PH-1")
    assert refusal.detail == f"commitment {decision.number} is not open; these are: 2"


@pytest.mark.parametrize("decision", [kept(1), broken(1)])
def test_without_promises_there_is_nothing_to_keep_or_break(
    decision: KeepCommitment | BreakCommitment,
) -> None:
    """A response without remedies offers neither."""
    refusal = promised().refused(decision)
    assert isinstance(refusal, OutOfStage)
    assert refusal.clause == "PH-1"


@pytest.mark.parametrize("on", ["2026-06-11", "2026-05-31"])
def test_the_day_a_promise_was_kept_is_one_that_has_been(on: str) -> None:
    """Not to come, and not before receipt: refused by field and clause."""
    play = promised("2026-06-12")
    play.on("2026-06-10 10:00")
    refusal = play.refused(kept(1, on))
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("kept_on", "PH-1")


@pytest.mark.clause("PH-1")
@pytest.mark.parametrize("to", ["2026-06-10", "2026-07-24"])
def test_a_promise_is_moved_with_the_persons_agreement(to: str) -> None:
    """Earlier or later, with reasons, and told; kept by the new day it is no breach, after it it is one."""
    with pytest.raises(ValueError, match="reasons"):
        MoveCommitment.model_validate({"number": 1, "to": to})
    play = promised("2026-06-12", "2026-12-01")
    (event,) = play.decide(moved(1, to))
    assert (event.kind, event.clause) == ("commitment-moved", "PH-1")
    assert event.facts == {"number": 1, "from": "2026-06-12", "to": to}
    assert told(event) == {("commitment-moved", PERSON)}
    (promise,) = (promise for promise in play.case.owed if promise.number == 1)
    assert (promise.day, promise.owner, promise.made_in, promise.place) == (day(to), "tom.okafor", 3, 1)
    names = ["acceptance", "commitment-2", "commitment-1"]
    assert [deadline.name for deadline in play.case.deadlines] == names
    late = play.past("commitment-1")
    assert late.facts == {"deadline": "commitment-1", "due_day": to}
    assert play.kinds.count("breached") == 1


@pytest.mark.clause("PH-1")
def test_a_missed_promise_can_be_moved_and_missed_again() -> None:
    """The breach stays on record; with a new day it is late no more, until that has passed too."""
    play = promised("2026-06-12")
    play.decide(ACCEPT)
    play.past("commitment-1")
    play.decide(moved(1, "2026-06-30"))
    assert (play.case.overdue, play.due("commitment-1")) == ((), "2026-06-30")
    assert told(play.past("commitment-1")) == {("breach", "head-of-service")}
    assert play.kinds.count("breached") == 2
    play.decide(kept(1))
    assert play.case.finished


@pytest.mark.parametrize(
    ("decision", "kind", "where"),
    [
        (moved(1, "2026-06-07"), Invalid, "to"),
        (moved(1, "2026-06-12"), Invalid, "to"),
        (moved(1, "9999-12-31"), Invalid, "to"),
        (moved(2, "2026-06-30"), Unknown, "number"),
    ],
)
def test_a_promise_is_moved_to_another_day_to_come(
    decision: MoveCommitment, kind: type[Refusal], where: str
) -> None:
    """Not to a day gone by, to the day it has, or to none; and only where it is open."""
    play = promised("2026-06-12")
    refusal = play.refused(decision)
    assert isinstance(refusal, kind)
    assert (refusal.where, refusal.clause) == (where, "PH-1")
    play.decide(moved(1, "2026-06-08"), kept(1))
    assert isinstance(play.refused(moved(1, "2026-06-30")), OutOfStage)
