"""Enquiries for advice: answered in three working days, next steps by a day agreed, declined, signposted."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from rules.advice.advising import Advise, SetNextSteps
from rules.authority import Actor
from rules.casework import Adjust
from rules.clientwork.grounds import Refuse
from rules.clientwork.signposting import MOST, SignpostElsewhere
from rules.decision import Decision
from rules.events import Signposted
from rules.moment import Moment
from rules.refusal import Invalid, NotAuthorised, OutOfStage, Refusal, Unknown
from tests.rules.advice import (
    ADVISE,
    DECLINE,
    ELSEWHERE,
    GIVEN,
    SITUATIONS,
    STAFF,
    advice,
    intake,
    steps,
    valid,
)
from tests.rules.people import ANA, CLARA, LENA, MARTIN, staff
from tests.rules.play import CHARTER, MONDAY, Play, day, local, told
from tests.rules.saying import WITHDRAW
from tests.signposts import ACAS, SETTLED

PAPER = CHARTER.matters["advice"]
GROUNDS = tuple(PAPER.grounds)


@pytest.mark.clause("WRC-13")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-06-01 10:00", "2026-06-04"),
        ("2026-06-05 19:40", "2026-06-10"),
        ("2026-06-06 08:00", "2026-06-10"),
        ("2026-03-27 19:00", "2026-04-01"),
        ("2026-10-23 19:00", "2026-10-28"),
        ("2026-04-02 17:00", "2026-04-09"),
        ("2026-12-23 09:00", "2026-12-30"),
        ("2026-12-30 23:59", "2027-01-05"),
    ],
    ids=[
        *("a Monday", "a Friday evening", "a Saturday", "the clocks go forward", "the clocks go back"),
        *("before Easter", "before Christmas", "before the new year"),
    ],
)
def test_it_is_answered_within_three_working_days(received: str, due: str) -> None:
    """Counted from receipt, without weekends and bank holidays, to the last minute of the third of them."""
    play = advice(received, consent=GIVEN)
    assert (play.due("first-response"), play.deadline("first-response").clause) == (due, "WRC-13")
    play.on(f"{due} 23:59")
    assert play.kinds == ["opened", "consent-recorded"]
    play.until(play.deadline("first-response").due_at)
    assert play.kinds == ["opened", "consent-recorded", "breached"]


@pytest.mark.clause("WRC-13")
def test_it_is_acknowledged_at_once() -> None:
    """The person gets the reference and the day; nobody has it yet."""
    play = advice()
    assert (play.case.stage, play.case.owner) == ("enquiry", None)
    assert told(play.events[0]) == {("advice-received", "person")}


@pytest.mark.clause("WRC-2")
@pytest.mark.clause("WRC-14")
def test_advice_resolves_it_with_reasons_and_options() -> None:
    """Closed as advised; whoever answers has it, and the letter follows."""
    play = advice()
    (event,) = play.decide(ADVISE, by=ANA)
    assert (event.kind, event.clause, event.outcome) == ("advised", "WRC-2", "advised")
    assert (play.case.finished, play.case.owner, play.case.deadlines) == (True, ANA.id, ())
    assert told(event) == {("advice-answer", "person")}


@pytest.mark.clause("WRC-2")
@pytest.mark.parametrize("lacking", ["answer", "options", "reasons"])
def test_advice_without_its_reasons_or_options_is_none(lacking: str) -> None:
    """Each of the three has to be said."""
    said = {name: "-" for name in ("answer", "options", "reasons") if name != lacking}
    with pytest.raises(ValidationError, match=lacking):
        Advise.model_validate(said)


@pytest.mark.clause("WRC-2")
@pytest.mark.clause("WRC-13")
@pytest.mark.parametrize("lacking", ["steps", "needed", "advise_by", "reasons"])
def test_next_steps_say_all_that_the_person_has_to_know(lacking: str) -> None:
    """They say what happens, what is needed, by when, and why."""
    said = {"steps": "-", "needed": "-", "advise_by": "2026-06-12", "reasons": "-"}
    with pytest.raises(ValidationError, match=lacking):
        SetNextSteps.model_validate({name: text for name, text in said.items() if name != lacking})


@pytest.mark.clause("WRC-13")
def test_next_steps_keep_the_first_promise_and_make_another() -> None:
    """The answer is given, in time; the day agreed is a deadline of its own, which can be missed."""
    play = advice(consent=GIVEN)
    (event,) = play.decide(steps("2026-06-12"), by=ANA)
    assert (play.case.stage, play.case.owner) == ("advising", ANA.id)
    assert [(deadline.name, str(deadline.due_day)) for deadline in play.case.deadlines] == [
        ("advice", "2026-06-12")
    ]
    assert told(event) == {("advice-next-steps", "person")}
    play.on("2026-06-12 23:59")
    assert "breached" not in play.kinds
    missed = play.past("advice")
    assert (missed.clause, told(missed)) == ("WRC-13", {("breach", "casework-lead")})
    assert [deadline.missed for deadline in play.case.deadlines] == [True]
    play.decide(ADVISE, by=ANA)
    assert play.kinds == ["opened", "consent-recorded", "next-steps-set", "breached", "advised"]


@pytest.mark.clause("WRC-13")
def test_another_day_can_be_agreed() -> None:
    """The later day takes the place of the first, missed or not; the owner stays."""
    play = advice(consent=GIVEN)
    play.decide(steps("2026-06-05"), by=ANA)
    play.past("advice")
    play.decide(steps("2026-06-19"), by=LENA)
    assert [(str(deadline.due_day), deadline.missed) for deadline in play.case.deadlines] == [
        ("2026-06-19", False)
    ]
    assert (play.kinds.count("breached"), play.case.owner) == (1, ANA.id)


@pytest.mark.clause("WRC-13")
def test_a_day_that_has_passed_cannot_be_promised() -> None:
    """Today can."""
    play = advice()
    refusal = play.refused(steps("2026-05-31"), by=ANA)
    assert (type(refusal), refusal.where, refusal.clause) == (Invalid, "advise_by", "WRC-13")
    play.decide(steps("2026-06-01"), by=ANA)


@pytest.mark.clause("WRC-13")
def test_a_missed_answer_is_escalated_once_and_still_owed() -> None:
    """The leads hear of it; the answer comes late, and resolves it."""
    play = advice(consent=GIVEN)
    missed = play.past("first-response")
    assert told(missed) == {("breach", "casework-lead")}
    play.on("2026-07-01 10:00")
    assert play.kinds.count("breached") == 1
    play.decide(ADVISE, by=ANA)
    assert (play.case.outcome, play.case.deadlines) == ("advised", ())


@pytest.mark.clause("WRC-5")
@pytest.mark.parametrize("ground", GROUNDS)
def test_it_is_declined_on_each_ground_and_pointed_elsewhere(ground: str) -> None:
    """With what it relies on and at least one service; the person is told in a letter of its own."""
    play = advice()
    (event,) = play.decide(DECLINE.model_copy(update={"ground": ground}), by=ANA)
    assert (event.kind, event.clause, event.facts["ground"]) == ("refused", "WRC-5", ground)
    assert (play.case.finished, play.case.outcome, play.case.owner) == (True, "declined", ANA.id)
    assert event.signposts == (Signposted(id=ACAS),)
    assert told(event) == {("advice-declined", "person")}


@pytest.mark.clause("WRC-4")
@pytest.mark.clause("WRC-5")
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize(
    ("lacking", "where"), [("particulars", "particulars"), ("signposts", "signposts")], ids=str
)
def test_nobody_is_declined_without_a_reason_and_a_service(ground: str, lacking: str, where: str) -> None:
    """Whichever is missing is named, under the clause of the ground."""
    given: dict[str, Any] = {"particulars": "A barrister is wanted.", "signposts": (ACAS,)}
    del given[lacking]
    refusal = advice().refused(Refuse(ground=ground, **given), by=ANA)
    assert (type(refusal), refusal.where, refusal.clause) == (Invalid, where, "WRC-5")


@pytest.mark.clause("WRC-5")
def test_a_ground_that_the_charter_does_not_have_is_refused() -> None:
    """With those there are."""
    refusal = advice().refused(DECLINE.model_copy(update={"ground": "too-old"}), by=ANA)
    assert isinstance(refusal, Unknown)
    assert all(ground in refusal.detail for ground in GROUNDS)


@pytest.mark.clause("WRC-4")
@pytest.mark.parametrize("before", [(), (steps(),)], ids=["enquiry", "advising"])
def test_who_is_better_helped_elsewhere_is_pointed_there(before: tuple[Decision, ...]) -> None:
    """The person is told, and everything that was owed stays owed."""
    play = advice()
    play.decide(*before, by=ANA)
    was = play.case
    (event,) = play.decide(ELSEWHERE, by=ANA)
    assert (event.kind, event.clause) == ("signposted", "WRC-4")
    assert (play.case.stage, play.case.deadlines) == (was.stage, was.deadlines)
    assert told(event) == {("signposted", "person")}


def test_pointing_nowhere_or_to_one_service_twice_makes_no_sense() -> None:
    """At least one, at most a handful, and each once."""
    for names in ((), tuple(f"s{number}" for number in range(MOST + 1))):
        with pytest.raises(ValidationError, match="signposts"):
            SignpostElsewhere(signposts=names, reasons="-")
    for twice in (
        ELSEWHERE.model_copy(update={"signposts": (SETTLED, ACAS, SETTLED)}),
        ADVISE.model_copy(update={"signposts": (SETTLED, SETTLED)}),
        DECLINE.model_copy(update={"signposts": (SETTLED, SETTLED)}),
    ):
        refusal = advice().refused(twice, by=ANA)
        assert (refusal.where, SETTLED in refusal.detail) == ("signposts", True)


def test_a_policy_without_a_directory_points_nowhere() -> None:
    """A refusal that does all the same is refused, and recorded as before where it does not."""
    play = Play.opened(policy=Play.opened().policy.model_copy(update={"signposts": None}))
    refused = Refuse(ground="employer", particulars="Her son works for us.", signposts=(ACAS,))
    assert (play.refused(refused).where, play.kinds) == ("signposts", ["opened"])
    (event,) = play.decide(refused.model_copy(update={"signposts": ()}))
    assert (event.kind, event.signposts, event.outcome) == ("refused", (), "not-a-complaint")


@pytest.mark.clause("WRC-15")
@pytest.mark.parametrize("decision", [ADVISE, steps(), DECLINE], ids=lambda decision: decision.name)
def test_needs_are_considered_before_anything_is_written(decision: Decision) -> None:
    """An interpreter is arranged, or not, with the reason; then the letter goes."""
    play = advice(needs=("interpreter",))
    refusal = play.refused(decision, by=ANA)
    assert isinstance(refusal, OutOfStage)
    assert "interpreter" in refusal.detail
    play.decide(Adjust(need="interpreter", made=True, how="Ana speaks Spanish."), decision, by=ANA)


def test_the_person_can_withdraw_it() -> None:
    """Nothing more is owed, and they are told so."""
    play = advice()
    play.decide(steps(), WITHDRAW, by=ANA)
    assert (play.case.outcome, play.case.deadlines, told(play.last)) == (
        *("withdrawn", ()),
        {("advice-withdrawn", "person")},
    )
    late = WITHDRAW.model_copy(update={"withdrawn_on": day("2026-06-02")})
    assert advice().refused(late, by=ANA).where == "withdrawn_on"


EVERYBODY = staff("all.roles", *CHARTER.roles)


@pytest.mark.parametrize("who", [ANA, LENA, MARTIN, CLARA, EVERYBODY], ids=lambda who: who.id)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_is_listed_as_allowed_is_what_is_allowed(situation: str, who: Actor) -> None:
    """In each situation, for each person: what is listed as open is taken, what as closed refused alike."""
    for name, entry in SITUATIONS[situation]().allowed(who).items():
        play = SITUATIONS[situation]()
        play.directory = STAFF | {who.id: who}
        if name not in (known := valid(play.case) | {"withdraw": WITHDRAW}):
            continue
        refusal = play.attempt(known[name], by=who)
        assert (refusal.facts() if refusal else None) == entry.refusal, name


@pytest.mark.clause("WRC-13")
def test_advisers_and_leads_answer_and_nobody_else() -> None:
    """Managers and trustees do not advise."""
    for other in (MARTIN, CLARA):
        for decision in (ADVISE, steps(), DECLINE, ELSEWHERE):
            assert isinstance(advice().refused(decision, by=other), NotAuthorised)


def test_what_happened_after_receipt_is_refused() -> None:
    """It may lie on the day of receipt, and need not be said."""
    moment = Moment(policy=CHARTER, now=local(MONDAY))
    for fine in ({}, {"happened_on": "2026-06-01"}):
        intake(**fine).check(moment)
    with pytest.raises(Refusal, match="2 June 2026 is after receipt") as caught:
        intake(happened_on="2026-06-02").check(moment)
    assert caught.value.where == "happened_on"
