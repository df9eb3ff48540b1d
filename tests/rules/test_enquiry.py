"""Enquiries from councillors and members of parliament: answered in time, or not at all (section 6)."""

from __future__ import annotations

from typing import Any

import pytest

from rules.enquiry.answering import WithdrawEnquiry
from rules.enquiry.authority import RecordAuthority
from rules.enquiry.intake import Concerned, EnquiryIntake
from rules.enquiry.paper import MembersRule
from rules.moment import Moment
from rules.refusal import Invalid, NotAuthorised, OutOfStage, Refusal, Unknown
from tests.rules.enquiries import (
    ANSWER,
    BECAME,
    COMPLAINT,
    CONSENT,
    NADIA,
    NO_RESPONSE,
    OF_NOBODY,
    WITHDRAW,
    about,
    enquiry,
    intake,
)
from tests.rules.people import AMIRA, RUTH
from tests.rules.play import MONDAY, POPLAR, Play, local, told
from tests.rules.saying import considered

ACKNOWLEDGED = {("enquiry-acknowledgement", "person")}
INDIVIDUAL = ("tenant", "leaseholder")
OTHERS = ("somebody-else", "no-individual")


def taken(**fields: Any) -> EnquiryIntake:
    """An enquiry, checked against the policy as it is taken in."""
    enquiry = intake(**fields)
    enquiry.check(Moment(policy=POPLAR, now=local(MONDAY)))
    return enquiry


@pytest.mark.clause("PH-6a")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-06-01 10:00", "2026-06-15"),
        ("2026-06-06 10:00", "2026-06-19"),
        ("2026-12-18 23:59", "2027-01-06"),
        ("2026-12-24 16:00", "2027-01-12"),
    ],
    ids=["a Monday", "a Saturday", "before Christmas", "Christmas Eve"],
)
def test_it_is_answered_within_ten_working_days(received: str, due: str) -> None:
    """Counted from receipt, without weekends and bank holidays, to the end of the tenth of them."""
    play = enquiry(received)
    assert (play.due("answer"), play.deadline("answer").clause) == (due, "PH-6a")


@pytest.mark.clause("PH-6a")
@pytest.mark.parametrize("subject", INDIVIDUAL)
def test_it_is_logged_and_acknowledged(subject: str) -> None:
    """Open from the start, with whom it is about and who raises it; the member gets the day."""
    play = enquiry(subject=subject, authority="consent")
    assert (play.case.stage, play.case.raised_by) == ("open", "councillor")
    assert play.last.facts == {"subject": subject, "authority": "consent"}
    assert told(play.last) == {*ACKNOWLEDGED, ("received", "caseworker")}


@pytest.mark.clause("PH-6b")
@pytest.mark.parametrize("subject", OTHERS)
def test_what_gets_no_response_is_not_acknowledged(subject: str) -> None:
    """Nobody is written to; that there is no response is still to be recorded in time."""
    play = enquiry(subject=subject, concerns=None)
    assert told(play.last) == {("received", "caseworker")}
    assert play.due("answer") == "2026-06-15"


@pytest.mark.clause("PH-1")
@pytest.mark.clause("PH-6a")
def test_an_answer_closes_it() -> None:
    """The member is told what can be done, what cannot, and why; nothing more is due."""
    play = enquiry(authority="consent")
    (event,) = play.decide(ANSWER, by=AMIRA)
    assert (event.kind, event.clause, told(event)) == ("answered", "PH-6a", {("enquiry-answer", "person")})
    assert (play.case.stage, play.case.outcome, play.case.owner) == ("closed", "answered", "amira.khan")
    assert play.case.next_wake() is None


@pytest.mark.clause("PH-6a")
def test_nothing_is_said_of_a_person_before_the_authority_is_noted() -> None:
    """An answer is refused until somebody has noted by what authority the member hears of the person."""
    play = enquiry()
    refusal = play.refused(ANSWER)
    assert isinstance(refusal, OutOfStage)
    assert refusal.clause == "PH-6a"
    assert "record first what allows us to tell the member" in refusal.detail
    (noted,) = play.decide(CONSENT)
    assert (noted.facts, told(noted)) == ({"subject": "tenant", "authority": "consent"}, set())
    assert play.decide(ANSWER)


@pytest.mark.clause("PH-6a")
def test_authority_falls_with_the_person_whom_it_was_for() -> None:
    """Where somebody else is named, what the first had agreed to holds no more."""
    play = enquiry(authority="consent")
    play.decide(about("leaseholder", concerns=Concerned(name="Idris Bello")))
    assert play.case.terms["authority"] is None
    assert isinstance(play.refused(ANSWER), OutOfStage)
    again = enquiry(authority="consent")
    again.decide(about("leaseholder"))
    assert again.case.terms["authority"] == "consent"


@pytest.mark.clause("PH-6b")
@pytest.mark.parametrize("subject", OTHERS)
def test_no_response_is_recorded_with_its_clause(subject: str) -> None:
    """It ends without a word to anybody; the reason is kept with the decision."""
    play = enquiry(subject=subject, concerns=None)
    (event,) = play.decide(NO_RESPONSE)
    assert (event.kind, event.clause, told(event)) == ("no-response", "PH-6b", set())
    assert (play.case.stage, play.case.outcome) == ("closed", "no-response")
    assert NO_RESPONSE.words() == {"reasons": "It asks how we plan our budgets."}


@pytest.mark.clause("PH-6b")
@pytest.mark.parametrize("subject", INDIVIDUAL)
def test_an_individual_is_never_left_without_a_response(subject: str) -> None:
    """Refused, with what it is about and the clause by which it is answered."""
    refusal = enquiry(subject=subject).refused(NO_RESPONSE)
    assert isinstance(refusal, OutOfStage)
    assert refusal.clause == "PH-6a"
    assert repr(POPLAR.matters["enquiry"].own(MembersRule).subjects[subject].title) in refusal.detail


@pytest.mark.clause("PH-6b")
@pytest.mark.parametrize("subject", OTHERS)
def test_what_is_about_no_individual_is_not_answered(subject: str) -> None:
    """Refused under the clause that says so, whoever is named."""
    refusal = enquiry(subject=subject, authority="consent").refused(ANSWER)
    assert isinstance(refusal, OutOfStage)
    assert refusal.clause == "PH-6b"


@pytest.mark.clause("PH-6b")
def test_whom_it_is_about_can_be_put_right() -> None:
    """What turns out to be about a tenant is acknowledged then, once, with the day that it always had."""
    play = enquiry(**OF_NOBODY)
    missing = play.refused(about("tenant"))
    assert isinstance(missing, Invalid)
    assert missing.where == "concerns"
    (event,) = play.decide(about("tenant", concerns=NADIA))
    assert told(event) == ACKNOWLEDGED
    assert play.due("answer") == "2026-06-15"
    (again,) = play.decide(about("leaseholder"))
    assert told(again) == set()
    (other,) = play.decide(about("no-individual"))
    assert told(other) == set()
    assert play.decide(NO_RESPONSE)


@pytest.mark.clause("PH-6a")
def test_a_missed_answer_is_a_breach_and_goes_on() -> None:
    """Escalated at the midnight after its day; the answer is owed still, and ends the deadline."""
    play = enquiry(authority="consent")
    play.on("2026-06-15 23:59")
    assert play.kinds == ["opened"]
    play.on("2026-06-16 00:00")
    assert (play.last.kind, play.last.clause) == ("breached", "PH-6a")
    assert told(play.last) == {("breach", "director")}
    assert play.deadline("answer").missed
    play.decide(ANSWER)
    assert play.case.deadlines == ()


@pytest.mark.clause("PH-6b")
def test_no_response_that_is_not_recorded_is_a_breach_too() -> None:
    """An enquiry never lies about unnoticed because nobody would have been written to."""
    play = enquiry(**OF_NOBODY)
    assert told(play.past("answer")) == {("breach", "director")}
    assert play.decide(NO_RESPONSE)


@pytest.mark.clause("PH-3a")
def test_needs_are_considered_before_the_answer() -> None:
    """Members have needs too."""
    play = enquiry(authority="consent", needs=("large-print", "audio"))
    assert play.case.unconsidered == ("audio",)
    assert isinstance(play.refused(ANSWER), OutOfStage)
    play.decide(considered("audio"), ANSWER)
    assert play.case.finished


@pytest.mark.parametrize(
    ("subject", "notices"), [("tenant", {("enquiry-withdrawn", "person")}), ("somebody-else", set())]
)
def test_a_member_withdraws(subject: str, notices: set[tuple[str, str]]) -> None:
    """It ends; that is confirmed, unless it is one that gets no response."""
    play = enquiry(subject=subject)
    (event,) = play.decide(WITHDRAW)
    assert (event.kind, event.facts, told(event)) == ("withdrawn", {"withdrawn_on": "2026-06-01"}, notices)
    assert (event.clause, bool(event.because)) == (None, True)
    assert (play.case.stage, play.case.outcome) == ("closed", "withdrawn")


def test_a_withdrawal_is_not_before_receipt() -> None:
    """Nor to come."""
    for day in ("2026-05-31", "2026-06-02"):
        refusal = enquiry().refused(WithdrawEnquiry.model_validate({"withdrawn_on": day}))
        assert isinstance(refusal, Invalid)
        assert refusal.where == "withdrawn_on"


@pytest.mark.clause("PH-6a")
@pytest.mark.parametrize(
    ("subject", "notices"), [("tenant", {("enquiry-complaint", "person")}), ("somebody-else", set())]
)
def test_it_goes_on_as_a_complaint(subject: str, notices: set[tuple[str, str]]) -> None:
    """It is closed with the complaint's reference, which the member learns where they are written to."""
    play = enquiry(subject=subject)
    (event,) = play.follows(BECAME)
    assert (event.kind, event.facts, told(event)) == ("became-complaint", {"complaint": COMPLAINT}, notices)
    assert (play.case.stage, play.case.outcome) == ("closed", "complaint")
    assert play.case.terms["complaint"] == COMPLAINT
    with pytest.raises(OutOfStage):
        play.follows(BECAME)


def test_nobody_makes_it_a_complaint_by_hand() -> None:
    """That follows from a complaint alone, and is no decision of the policy's."""
    play = enquiry()
    assert isinstance(play.refused(BECAME, by=RUTH), NotAuthorised)
    assert BECAME.name not in play.allowed(RUTH)


def test_a_complaint_that_takes_it_on_says_so() -> None:
    """The complaint keeps the enquiry's reference, and its opening sends for what follows there."""
    complaint = Play.opened(terms={"enquiry": "PH-2026-000007"})
    (errand,) = complaint.last.errands
    assert (errand.to, errand.decision) == ("PH-2026-000007", "became-complaint")
    assert errand.fields == {"complaint": complaint.case.ref}
    assert Play.opened().last.errands == ()


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"member": "mayor"}, "member"),
        ({"subject": "friend"}, "subject"),
        ({"authority": "hearsay"}, "authority"),
        ({"concerns": None}, "concerns"),
        ({"subject": "leaseholder", "concerns": None}, "concerns"),
    ],
)
def test_what_the_policy_does_not_have_is_refused(fields: dict[str, Any], where: str) -> None:
    """By the field, with what there is; what is about an individual says whom."""
    with pytest.raises(Invalid) as refusal:
        taken(**fields)
    assert (refusal.value.where, refusal.value.clause) == (where, "PH-6a")


@pytest.mark.parametrize("member", ["councillor", "mp", "councillors-office", "mps-office"])
def test_those_who_write_are_taken(member: str) -> None:
    """A councillor, a member of parliament, and their offices, about no one service where it is none."""
    assert taken(member=member).columns()["raised_by"] == member
    assert taken().service is None


@pytest.mark.parametrize(
    ("decision", "kind", "where"),
    [
        (RecordAuthority(how="A call."), Invalid, "authority"),
        (RecordAuthority(authority="hearsay", how="A call."), Unknown, "authority"),
        (RecordAuthority(subject="friend", how="A call."), Unknown, "subject"),
    ],
)
def test_an_authority_that_is_none_is_refused(
    decision: RecordAuthority, kind: type[Refusal], where: str
) -> None:
    """Neither given, or not one of the policy's."""
    refusal = enquiry().refused(decision)
    assert isinstance(refusal, kind)
    assert (refusal.where, refusal.clause) == (where, "PH-6a")


def test_whom_it_is_about_is_no_fact() -> None:
    """Names and places go to the words, and the case holds none of them."""
    taken = intake(constituency="Lansbury ward")
    assert taken.words() == {
        "about": "The lift has stood still for a week.",
        "constituency": "Lansbury ward",
        "concerns.name": "Nadia Farrow",
        "concerns.address": "3 Mast House\nLondon",
    }
    assert taken.terms("amira.khan") == {"subject": "tenant", "authority": None, "concerns": True}
