"""Callers about a case that is there: checked, told something once, or locked out (WRC-12)."""

from __future__ import annotations

from typing import Any

import pytest

from rules.clientwork.callers import CheckCaller
from rules.clientwork.security import checks_of, failures_of, is_locked
from rules.clientwork.told_by_phone import TellByPhone
from rules.decision import Decision
from rules.events import Tell
from rules.refusal import Invalid, Locked, NotAuthorised, NotChecked, OutOfStage, Unknown
from tests.rules.advice import (
    ADVISE,
    CALLED,
    CHECKED,
    FAILED,
    GIVEN,
    MISSED,
    STOP,
    TOLD,
    TRIED,
    UNLOCK,
    advice,
    call_steps,
    disclosed,
    steps,
)
from tests.rules.people import ANA, LENA, MARTIN
from tests.rules.play import Play

pytestmark = pytest.mark.clause("WRC-12")

ON_THE_TELEPHONE: list[Decision] = [
    TOLD,
    call_steps("2026-06-10"),
    TellByPhone(event=1),
    ADVISE.model_copy(update={"by_phone": True}),
]
"""Decisions by which the person is told something on the telephone, without a check."""


def enquiry() -> Play:
    """A written enquiry of Monday 1 June 2026, with next steps."""
    play = advice(consent=GIVEN)
    play.decide(steps("2026-07-03"), by=ANA)
    return play


def checked(play: Play) -> int:
    """Pass a check with Ana; return its number."""
    play.decide(CHECKED, by=ANA)
    return play.last.seq


def test_a_check_is_recorded_with_what_was_asked_and_right_and_no_answer() -> None:
    """Passed or not, it is an event that nobody hears of; all that was asked has to be right."""
    play = enquiry()
    [event] = play.decide(CHECKED, by=ANA)
    assert (event.kind, event.clause, event.tells) == ("caller-checked", "WRC-12", ())
    assert event.facts == {
        "asked": "reference, telephone",
        "right": "telephone, reference",
        "passed": True,
    }
    [event] = play.decide(FAILED, by=ANA)
    assert event.facts == {
        "asked": "reference, telephone",
        "right": "telephone",
        "passed": False,
        "failures": 1,
    }
    assert FAILED.without_words().note != FAILED.note, "what else was noted is kept out of the engine"
    [event] = play.decide(CheckCaller(asked=("email", "address", "reference"), right=("email",)), by=ANA)
    assert event.facts["passed"] is False
    assert failures_of(play.case) == 2


def test_whoever_breaks_off_after_a_wrong_answer_has_failed() -> None:
    """One question that was answered wrong is enough; one that was right is not."""
    play = enquiry()
    play.decide(CheckCaller(asked=("email",)), by=ANA)
    assert (failures_of(play.case), play.last.facts["right"]) == (1, None)
    refusal = play.refused(CheckCaller(asked=("email",), right=("email",)), by=ANA)
    assert (type(refusal), refusal.where) == (Invalid, "asked")
    assert "ask 2 questions at least" in refusal.detail


@pytest.mark.parametrize(
    ("asked", "right", "kind", "where"),
    [
        (("shoe-size", "email"), (), Unknown, "asked"),
        (("email", "address"), ("email", "shoe-size"), Unknown, "right"),
        (("email", "email"), ("email",), Invalid, "asked"),
        (("email", "address"), ("email", "email"), Invalid, "right"),
        (("email", "address"), ("email", "reference"), Invalid, "right"),
    ],
)
def test_questions_that_the_policy_does_not_have_are_refused(
    asked: tuple[str, ...], right: tuple[str, ...], kind: type[Exception], where: str
) -> None:
    """By the field, with those there are; nothing is counted."""
    play = enquiry()
    refusal = play.refused(CheckCaller(asked=asked, right=right), by=ANA)
    assert (type(refusal), refusal.where, refusal.clause) == (kind, where, "WRC-12")
    assert failures_of(play.case) == 0


def test_a_check_is_good_for_one_disclosure_by_whoever_made_it_on_its_day() -> None:
    """Not one that was used, is somebody else's, yesterday's, or none at all."""
    play = enquiry()
    assert isinstance(play.refused(disclosed(1), by=ANA), NotChecked)
    number = checked(play)
    assert play.allowed(by=ANA)["disclose-by-phone"].refusal is None
    assert play.allowed(by=LENA)["disclose-by-phone"].refusal is not None
    assert isinstance(play.refused(disclosed(number), by=LENA), NotChecked)
    refusal = play.refused(disclosed(number - 1), by=ANA)
    assert (type(refusal), refusal.where, refusal.clause) == (NotChecked, "check", "WRC-12")
    assert refusal.detail.endswith(f"yours: {number}")
    later = play.copy()
    later.on("2026-06-02 00:00")
    assert isinstance(later.refused(disclosed(number), by=ANA), NotChecked)
    [event] = play.decide(disclosed(number), by=ANA)
    assert (event.kind, event.facts, event.unchecked) == ("disclosed-by-phone", {"check": number}, False)
    assert isinstance(play.refused(disclosed(number), by=ANA), NotChecked)
    assert checks_of(play.case) == ()


def test_two_checks_are_good_for_two_disclosures_in_any_order() -> None:
    """Each names its own; the last moment of the day is still that day."""
    play = enquiry()
    play.on("2026-06-01 23:59")
    first, second = checked(play), checked(play)
    play.decide(disclosed(second), by=ANA)
    play.decide(disclosed(first), by=ANA)
    assert checks_of(play.case) == ()


def test_a_failure_undoes_what_was_passed_before() -> None:
    """Somebody who is not known may be on the telephone now, whoever was before."""
    play = enquiry()
    number = checked(play)
    play.decide(FAILED, by=LENA)
    assert isinstance(play.refused(disclosed(number), by=ANA), NotChecked)


def test_checks_of_yesterday_are_not_kept_for_ever() -> None:
    """The next check drops them, so that a long case carries none."""
    play = enquiry()
    for day in range(2, 9):
        play.on(f"2026-06-{day:02} 10:00")
        number = checked(play)
    assert [check.event for check in checks_of(play.case)] == [number]


def test_failures_one_after_another_lock_the_case_once() -> None:
    """The third does; the person is written to and never told by telephone, and the leads hear of it."""
    play = enquiry()
    play.decide(FAILED, FAILED, by=ANA)
    assert not is_locked(play.case)
    failed, locked = play.decide(FAILED, by=LENA)
    assert (failed.kind, failed.facts["failures"]) == ("caller-checked", 3)
    assert (locked.kind, locked.clause, locked.facts) == ("phone-locked", "WRC-12", {"failures": 3})
    assert locked.tells == (
        Tell(notice="phone-locked", by_phone="never"),
        Tell(notice="case-locked", to="casework-lead"),
    )
    [again] = play.decide(FAILED, by=ANA)
    assert (again.kind, failures_of(play.case)) == ("caller-checked", 4)
    [passed] = play.decide(CHECKED, by=ANA)
    assert (passed.facts["passed"], checks_of(play.case), is_locked(play.case)) == (True, (), True)


def test_a_success_between_them_counts_failures_anew() -> None:
    """Anybody can get a question wrong."""
    play = enquiry()
    for _ in range(4):
        play.decide(FAILED, FAILED, CHECKED, by=ANA)
    assert (failures_of(play.case), is_locked(play.case)) == (0, False)


def locked_enquiry() -> Play:
    """A written enquiry about which three callers failed."""
    play = enquiry()
    play.decide(CALLED, by=ANA)
    play.decide(FAILED, FAILED, FAILED, by=ANA)
    return play


@pytest.mark.parametrize("decision", [disclosed(1), *ON_THE_TELEPHONE], ids=lambda one: one.name)
def test_nothing_of_a_locked_case_is_said_on_the_telephone(decision: Decision) -> None:
    """By whatever decision; the refusal names who may unlock it."""
    play = locked_enquiry()
    refusal = play.refused(decision, by=ANA)
    assert (type(refusal), refusal.clause) == (Locked, "WRC-12")
    assert refusal.detail.endswith("unlocked by one of: Casework lead, Senior manager")
    if decision.name != ADVISE.name:
        assert play.allowed(by=ANA)[decision.name].refusal is not None


def test_a_locked_case_goes_on_in_writing() -> None:
    """Its promises are kept; the call that was missed may be left, since nothing could be said."""
    play = locked_enquiry()
    stopped = play.copy()
    [event] = stopped.decide(STOP, by=ANA)
    assert (event.facts, event.outcome) == ({"tries": 0, "locked": True}, None)
    play.decide(TRIED, ADVISE, by=ANA)
    assert play.case.outcome == "advised"


def test_a_first_call_that_locked_its_case_is_tried_before_it_ends() -> None:
    """Stopping would end the case, where the call is all there is."""
    play = advice("2026-06-01 10:00", **MISSED, consent=GIVEN)
    play.decide(FAILED, FAILED, FAILED, by=ANA)
    assert isinstance(play.refused(STOP, by=ANA), OutOfStage)


def test_who_may_unlocks_it_with_reasons_and_failures_count_anew() -> None:
    """A lead does, and no adviser; the person hears of it; what was passed before is not good."""
    play = enquiry()
    number = checked(play)
    assert isinstance(play.refused(UNLOCK, by=LENA), OutOfStage)
    play.decide(FAILED, FAILED, FAILED, by=ANA)
    assert isinstance(play.refused(UNLOCK, by=ANA), NotAuthorised)
    [event] = play.decide(UNLOCK, by=LENA)
    assert (event.kind, event.clause, list(event.tells)) == (
        "phone-unlocked",
        "WRC-12",
        [Tell(notice="phone-unlocked")],
    )
    assert (is_locked(play.case), failures_of(play.case)) == (False, 0)
    assert isinstance(play.refused(disclosed(number), by=ANA), NotChecked)
    play.decide(FAILED, FAILED, by=ANA)
    assert not is_locked(play.case)
    play.decide(FAILED, by=ANA)
    assert is_locked(play.case)
    play.decide(UNLOCK, by=MARTIN)
    play.decide(disclosed(checked(play)), by=ANA)


def test_it_is_all_the_same_once_the_case_has_ended() -> None:
    """Somebody can call about that, too."""
    play = enquiry()
    play.decide(ADVISE, by=ANA)
    play.decide(disclosed(checked(play)), by=ANA)
    play.decide(FAILED, FAILED, FAILED, by=ANA)
    assert isinstance(play.refused(TellByPhone(event=1), by=ANA), Locked)
    play.decide(UNLOCK, by=LENA)
    play.decide(TellByPhone(event=1, check=checked(play)), by=ANA)
    assert play.case.stage == "closed"


@pytest.mark.parametrize("decision", ON_THE_TELEPHONE, ids=lambda one: one.name)
def test_whatever_is_said_about_a_case_that_is_there_takes_a_check(decision: Any) -> None:
    """The rules mark what names none, for the recording to refuse; a check is used up by it."""
    play = enquiry()
    other = play.copy()
    [event] = other.decide(decision, by=ANA)
    assert event.unchecked
    number = checked(play)
    assert isinstance(play.refused(decision.model_copy(update={"check": 1}), by=ANA), NotChecked)
    [event] = play.decide(decision.model_copy(update={"check": number}), by=ANA)
    assert (event.unchecked, event.facts["check"], checks_of(play.case)) == (False, number, ())


def test_what_was_missed_and_is_called_back_takes_a_check_too() -> None:
    """The call is about a case that is there, whichever side made it."""
    play = enquiry()
    play.decide(CALLED, by=ANA)
    assert play.copy().decide(TOLD, by=ANA)[0].unchecked


@pytest.mark.parametrize(
    "decision", [TOLD, call_steps("2026-06-10"), ADVISE.model_copy(update={"by_phone": True})]
)
@pytest.mark.parametrize("call", ["missed", "answered"])
def test_nobody_is_asked_at_the_first_contact(decision: Any, call: str) -> None:
    """Nothing is known by then but what the call itself brought; on another day the case is there."""
    play = advice("2026-06-01 10:00", made_by="phone", call=call, consent=GIVEN)
    play.on("2026-06-01 15:00")
    assert not play.copy().decide(decision, by=ANA)[0].unchecked
    play.on("2026-06-02 10:00")
    assert play.copy().decide(decision, by=ANA)[0].unchecked == (call == "answered")
    play.decide(call_steps("2026-06-20"), by=ANA)
    assert play.decide(decision, by=ANA)[0].unchecked


def test_what_is_written_takes_none() -> None:
    """A letter goes to the address that is on file."""
    play = enquiry()
    assert not play.copy().decide(ADVISE, by=ANA)[0].unchecked
    refusal = play.refused(ADVISE.model_copy(update={"check": 2}), by=ANA)
    assert (type(refusal), refusal.where) == (Invalid, "check")


def test_several_notices_are_told_in_one_call() -> None:
    """By one check; each is an event of its own."""
    play = enquiry()
    number = checked(play)
    events = play.decide(TellByPhone(event=1, also=(3,), check=number), by=ANA)
    assert [(event.kind, event.reads_out) for event in events] == [("told-by-phone", 1), ("told-by-phone", 3)]
    for also, says in (((99,), "no event 99"), ((1,), "more than once: 1"), ((3, 3), "more than once: 3")):
        refusal = play.refused(TellByPhone(event=1, also=also), by=ANA)
        assert (refusal.where, says in refusal.detail) == ("also", True)
