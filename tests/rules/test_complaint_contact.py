"""Section 4.1: a complaint is taken, the person is contacted, a timescale is agreed."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rules.casework import Reassign
from rules.complaint.resolve import AgreeTimescale, Contact
from rules.events import PERSON
from rules.refusal import Invalid, OutOfStage
from rules.work import REMINDED
from tests.rules.people import AMIRA, RUTH
from tests.rules.play import Play, day, told
from tests.rules.saying import CONTACT, agree, response


@pytest.mark.clause("PH-4.1a")
def test_a_complaint_is_opened_and_acknowledged_under_its_clause() -> None:
    """Receiving it is enough: it is acknowledged, and contact and response fall due from receipt."""
    play = Play.opened()
    assert (play.kinds, play.last.clause, play.case.stage) == (["opened"], "PH-4.1a", "resolve")
    assert told(play.last) == {("acknowledgement", PERSON), ("received", "caseworker")}
    assert {deadline.name for deadline in play.case.deadlines} == {"contact", "response"}


@pytest.mark.clause("PH-4.1c", "PH-4.1d")
@pytest.mark.parametrize(
    ("received", "contact", "response_due"),
    [
        ("2026-06-05 18:30", "2026-06-09", "2026-06-19"),
        ("2026-04-04 12:00", "2026-04-08", "2026-04-20"),
        ("2026-12-24 16:00", "2026-12-30", "2027-01-12"),
    ],
)
def test_contact_in_two_working_days_and_response_in_ten(
    received: str, contact: str, response_due: str
) -> None:
    """Both run from receipt, under their clauses, by the figures of the shipped policy."""
    play = Play.opened(received)
    assert (play.due("contact"), play.deadline("contact").clause) == (contact, "PH-4.1c")
    assert (play.due("response"), play.deadline("response").clause) == (response_due, "PH-4.1d")


def test_it_counts_from_receipt_and_not_from_opening() -> None:
    """A complaint that the engine hears of days late is due as if it had heard at once."""
    prompt, late = Play.opened(), Play.opened()
    late = Play(prompt.received, prompt.policy)
    late.on("2026-06-04 12:00")
    late._record(late.lifecycle.open(late.case, late._moment()), "redress")
    assert [(each.name, each.due_at) for each in late.case.deadlines] == [
        (each.name, each.due_at) for each in prompt.case.deadlines
    ]


@pytest.mark.clause("PH-4.1c")
def test_contact_keeps_the_promise_and_records_the_timescale() -> None:
    """Contact ends its deadline, tells the person what was agreed, and moves the response to that day."""
    play = Play.opened()
    play.on("2026-06-03 23:59")
    (event,) = play.decide(Contact(remedy_wanted="A working lift.", respond_by=day("2026-06-25")), by=AMIRA)
    assert (event.kind, event.clause, event.actor) == ("contacted", "PH-4.1c", "amira.khan")
    assert event.facts == {"contacted_on": "2026-06-03", "respond_by": "2026-06-25"}
    assert told(event) == {("contact-record", PERSON)}
    assert (play.due("contact"), play.due("response")) == (None, "2026-06-25")
    play.on("2026-06-04 00:00")
    assert play.kinds == ["opened", REMINDED, "contacted"]


@pytest.mark.clause("PH-4.1c")
def test_contact_without_the_remedy_wanted_is_no_contact() -> None:
    """What remedy the person wants must be found out: empty or blank is refused."""
    for wanted in ({}, {"remedy_wanted": ""}, {"remedy_wanted": " \n "}):
        with pytest.raises(ValidationError, match="remedy_wanted"):
            Contact.model_validate(wanted)


@pytest.mark.clause("PH-4.1c")
def test_missed_contact_is_breached_escalated_and_still_owed() -> None:
    """After the due day, at midnight: a breach under its clause, told to the head of service, once."""
    play = Play.opened()
    event = play.past("contact")
    assert (event.kind, event.clause, event.actor) == ("breached", "PH-4.1c", "redress")
    assert event.facts == {"deadline": "contact", "due_day": "2026-06-03"}
    assert told(event) == {("breach", "head-of-service")}
    assert [deadline.name for deadline in play.case.overdue] == ["contact"]
    play.on("2026-06-12 12:00")
    assert play.kinds == ["opened", REMINDED, "breached", REMINDED]
    play.decide(CONTACT)
    assert (play.case.overdue, play.due("response")) == ((), "2026-06-15")


def test_contact_happens_once() -> None:
    """A second contact is refused; notes and agreements are for what follows."""
    play = Play.opened()
    play.decide(CONTACT)
    refusal = play.refused(CONTACT)
    assert isinstance(refusal, OutOfStage)
    assert (refusal.clause, refusal.detail) == ("PH-4.1c", "the person was contacted already")


def test_whoever_makes_contact_has_the_case_unless_somebody_has_it() -> None:
    """Contact gives an unowned case its owner; it takes it from nobody."""
    play = Play.opened()
    play.decide(CONTACT, by=AMIRA)
    assert play.case.owner == "amira.khan"
    given = Play.opened()
    given.decide(Reassign(owner="tom.okafor"), by=RUTH)
    given.decide(CONTACT, by=AMIRA)
    assert given.case.owner == "tom.okafor"


@pytest.mark.clause("PH-4.1d")
@pytest.mark.parametrize(
    ("agreed", "what"), [("2026-06-09", "sooner"), ("2026-06-26", "later"), ("2026-06-13", "a Saturday")]
)
def test_an_agreed_day_takes_the_place_of_ten_working_days(agreed: str, what: str) -> None:
    """The day agreed is the deadline, and the normal target no longer counts."""
    play = Play.opened()
    play.on("2026-06-02 12:00")
    play.decide(CONTACT)
    assert play.due("response") == "2026-06-15"
    (event,) = play.decide(agree(agreed))
    assert (event.kind, event.clause) == ("timescale-agreed", "PH-4.1d")
    assert told(event) == {("timescale", PERSON)}
    assert [deadline.due_day for deadline in play.case.deadlines] == [day(agreed)], what
    assert play.past("response").facts == {"deadline": "response", "due_day": agreed}


@pytest.mark.clause("PH-4.1d")
def test_a_missed_response_is_breached_escalated_and_still_owed() -> None:
    """The assistant director hears of it; the response stays due and can still be given."""
    play = Play.opened()
    play.decide(CONTACT)
    event = play.past("response")
    assert (event.kind, event.clause) == ("breached", "PH-4.1d")
    assert told(event) == {("breach", "assistant-director")}
    assert [deadline.name for deadline in play.case.overdue] == ["response"]
    play.decide(response())
    assert (play.case.stage, play.case.overdue) == ("answered", ())


@pytest.mark.clause("PH-4.1d")
def test_agreed_again_after_a_breach() -> None:
    """The breach stays on record; the new day is a promise of its own, and can be missed too."""
    play = Play.opened()
    play.decide(CONTACT)
    play.past("response")
    play.decide(agree("2026-06-22"))
    assert (play.due("response"), play.case.overdue) == ("2026-06-22", ())
    play.past("response")
    reminded, missed = REMINDED, "breached"
    assert play.kinds == ["opened", "contacted", reminded, missed, "timescale-agreed", reminded, missed]


@pytest.mark.parametrize("name", ["contact", "agree-timescale"])
def test_a_day_that_has_passed_cannot_be_agreed(name: str) -> None:
    """Yesterday is refused by field and clause; today is the earliest day there is."""
    play = Play.opened()
    play.on("2026-06-03 10:00")

    def at(by: str) -> Contact | AgreeTimescale:
        return agree(by) if name == "agree-timescale" else CONTACT.model_copy(update={"respond_by": day(by)})

    refusal = play.refused(at("2026-06-02"))
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("respond_by", "PH-4.1d")
    play.decide(at("2026-06-03"))
    assert play.due("response") == "2026-06-03"


def test_the_last_day_there_is_cannot_be_agreed() -> None:
    """31 December 9999 has no midnight after it; it is refused before the casebook stumbles over it."""
    play = Play.opened()
    refusal = play.refused(agree("9999-12-31"))
    assert isinstance(refusal, Invalid)
    assert refusal.where == "respond_by"
    play.decide(agree("9999-12-30"))
    assert play.due("response") == "9999-12-30"


@pytest.mark.parametrize(
    ("now", "on", "problem"),
    [
        pytest.param("2026-06-02 10:00", "2026-06-03", "is still to come", id="tomorrow"),
        pytest.param("2026-06-02 10:00", "2026-05-31", "is before the case was received", id="before"),
        pytest.param("2026-06-02 23:30", "2026-06-03", "is still to come", id="half an hour too early"),
        pytest.param("2026-06-03 00:30", "2026-06-03", None, id="still yesterday in UTC"),
        pytest.param("2026-06-02 10:00", "2026-06-01", None, id="the day of receipt"),
        pytest.param("2026-06-02 10:00", None, None, id="today, where no day is given"),
    ],
)
def test_the_day_of_contact_is_one_that_has_been(now: str, on: str | None, problem: str | None) -> None:
    """From the day of receipt to today, by the local calendar."""
    play = Play.opened()
    play.on(now)
    contact = Contact(remedy_wanted="A working lift.", contacted_on=day(on) if on else None)
    if problem is None:
        (event,) = play.decide(contact)
        assert event.facts["contacted_on"] == (on or now[:10])
        return
    refusal = play.refused(contact)
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("contacted_on", "PH-4.1c")
    assert refusal.detail.endswith(problem)


def test_the_day_of_receipt_is_local_where_it_is_compared() -> None:
    """Received at half past midnight on 2 June: 1 June is before receipt, though in UTC it is the day."""
    play = Play.opened("2026-06-02 00:30")
    play.on("2026-06-02 10:00")
    refusal = play.refused(Contact(remedy_wanted="A working lift.", contacted_on=day("2026-06-01")))
    assert isinstance(refusal, Invalid)
    play.decide(Contact(remedy_wanted="A working lift.", contacted_on=day("2026-06-02")))
