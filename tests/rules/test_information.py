"""Information as any matter of a person can ask for it: awaited, reminded of, received, or late (WRC-6)."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies import PolicyFileError
from rules.clientwork.information import AskForInformation, ReceiveInformation
from rules.events import PERSON
from rules.refusal import Invalid, OutOfStage
from tests.papers import read_changed
from tests.rules import enquiries
from tests.rules.advice import ADVISE, GIVEN, advice, steps
from tests.rules.people import ANA, RUTH
from tests.rules.play import Play, day, local, told
from tests.rules.saying import ARRIVED, ASK, CONTACT, agree

LATER = AskForInformation(asked="The last payslip.")
AWAITED = """
[matters.enquiry.information]
when_late = "close"

[matters.enquiry.deadlines.information]
clause = "PH-6a"
duty = "Wait for the information asked for"
within = { calendar_months = 1 }

[matters.enquiry.decisions]
ask-for-information = { clause = "PH-6a", roles = ["caseworker", "head-of-service"] }
receive-information = { clause = "PH-6a", roles = ["caseworker", "head-of-service"] }
"""


def asked(at: str = "2026-06-01 10:00", by: str = "2026-12-01") -> Play:
    """An enquiry with next steps, on which information was asked for at a local time."""
    play = advice(at, consent=GIVEN)
    play.decide(steps(by), ASK, by=ANA)
    return play


@pytest.mark.clause("WRC-6")
def test_the_person_is_asked_reminded_and_told_and_the_matter_goes_on() -> None:
    """A month, a reminder a week before, and the next working day to record what came on the last day."""
    play = asked()
    assert (play.last.kind, play.last.clause, told(play.last)) == (
        "information-asked",
        "WRC-6",
        {("information-request", PERSON)},
    )
    assert play.due("information") == "2026-07-01"
    play.on("2026-06-24 09:00")
    assert (play.last.kind, told(play.last)) == ("information-reminded", {("information-reminder", PERSON)})
    event = play.past("information")
    assert (event.kind, event.clause, event.at) == ("information-late", "WRC-6", local("2026-07-03 00:00"))
    assert (event.facts, told(event)) == ({"due_day": "2026-07-01"}, {("information-late", PERSON)})
    assert (play.case.stage, play.case.deadline("information")) == ("advising", None)
    assert "breached" not in play.kinds
    play.decide(ADVISE, by=ANA)
    assert play.case.outcome == "advised"


@pytest.mark.clause("WRC-6")
@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-12-07 10:00", "2027-01-07"),
        ("2027-01-29 10:00", "2027-02-28"),
        ("2028-01-31 10:00", "2028-02-29"),
        ("2026-10-24 23:30", "2026-11-24"),
    ],
)
def test_a_month_is_a_calendar_month(at: str, due: str) -> None:
    """Over a year's end, into a shorter month, over a change of the clocks."""
    assert asked(at, "2029-01-01").due("information") == due


@pytest.mark.clause("WRC-6")
def test_what_comes_late_is_still_taken() -> None:
    """Its own day is recorded, though its time was over; then nothing is awaited any more."""
    play = asked()
    play.past("information")
    play.on("2026-07-10 12:00")
    [event] = play.decide(ReceiveInformation(received_on=day("2026-07-09")), by=ANA)
    assert (event.kind, event.facts) == ("information-received", {"received_on": "2026-07-09"})
    assert isinstance(play.refused(ARRIVED, by=ANA), OutOfStage)


@pytest.mark.clause("WRC-6")
def test_what_is_awaited_again_has_a_time_of_its_own() -> None:
    """Asked for anew after it was late, it is awaited as if for the first time."""
    play = asked()
    assert isinstance(play.refused(LATER, by=ANA), OutOfStage)
    play.past("information")
    play.decide(LATER, by=ANA)
    assert play.due("information") == "2026-08-03"
    play.on("2026-08-04 12:00")
    refusal = play.refused(ReceiveInformation(received_on=day("2026-08-04")), by=ANA)
    assert isinstance(refusal, Invalid)
    assert refusal.where == "received_on"
    play.decide(ReceiveInformation(received_on=day("2026-08-03")), by=ANA)
    assert isinstance(play.refused(ARRIVED, by=ANA), OutOfStage)


@pytest.mark.clause("WRC-6")
def test_the_end_of_the_matter_ends_the_wait() -> None:
    """Nobody is reminded of what is needed no more."""
    play = asked()
    play.decide(ADVISE, by=ANA)
    assert play.case.deadlines == ()
    assert isinstance(play.refused(ASK, by=ANA), OutOfStage)


@pytest.mark.clause("WRC-6")
def test_a_policy_can_close_the_matter_instead(tmp_path: Path) -> None:
    """With `when_late = "close"` an enquiry for advice ends, and the person is told."""
    policy = read_changed(tmp_path, "work_rights_centre", ('when_late = "tell"', 'when_late = "close"'))
    play = advice(policy=policy)
    play.decide(steps("2026-12-01"), ASK, by=ANA)
    event = play.past("information")
    assert (event.kind, told(event)) == ("closed", {("information-late", PERSON)})
    assert event.facts == {"outcome": "no-information", "how": "no-information", "due_day": "2026-07-01"}
    assert (play.case.outcome, play.case.finished, play.case.deadlines) == ("no-information", True, ())


@pytest.mark.clause("WRC-6")
def test_members_can_be_asked_too(tmp_path: Path) -> None:
    """An enquiry of a councillor has it where its policy switches it on, and not else."""
    policy = read_changed(tmp_path, "poplar_harca", ("\n[matters.enquiry.decisions]\n", AWAITED))
    play = enquiries.enquiry(policy=policy)
    play.decide(ASK, by=RUTH)
    event = play.past("information")
    assert (event.kind, play.case.outcome) == ("closed", "no-information")


@pytest.mark.clause("PH-4.1e")
def test_a_complaint_can_go_on_without_it(tmp_path: Path) -> None:
    """Where its policy says so; the response stays due."""
    policy = read_changed(tmp_path, "poplar_harca", ('when_late = "close"', 'when_late = "tell"'))
    play = Play.opened(policy=policy)
    play.decide(CONTACT, ASK, agree("2026-12-01"))
    event = play.past("information")
    assert (event.kind, play.case.stage) == ("information-late", "resolve")
    assert play.due("response") == "2026-12-01"


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ('when_late = "tell"', 'when_late = "wait"', "matters.advice.information.when_late: "),
        (
            '[matters.advice.information]\nwhen_late = "tell"\n',
            "",
            "advice.deadlines.information: the advice",
        ),
        (
            "ask-for-information = {",
            "ask-about = {",
            "decisions.ask-for-information: is missing",
        ),
    ],
)
def test_it_is_there_whole_or_not_at_all(tmp_path: Path, old: str, new: str, refusal: str) -> None:
    """The table, its deadline and its two decisions go together."""
    with pytest.raises(PolicyFileError) as refused:
        read_changed(tmp_path, "work_rights_centre", (old, new))
    assert refusal in str(refused.value)
