"""Consent: asked for and chased, recorded by form and version, withdrawn as easily as it is given (WRC-8)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from rules.clientwork.consent import AskForConsent, RecordConsent, WithdrawConsent
from rules.clientwork.consent_forms import FormVersion, in_force
from rules.complaint.intake import ComplaintIntake
from rules.events import PERSON
from rules.model import fits
from rules.moment import Moment
from rules.refusal import Invalid, NotAuthorised, OutOfStage, Refusal, Unknown
from tests.rules import enquiries
from tests.rules.advice import ADVISE, CONSENT, GIVEN, NO_CONSENT, NO_REFERRAL, advice, intake, steps
from tests.rules.people import ANA, CLARA, LENA, MARTIN, NOOR
from tests.rules.play import CHARTER, MONDAY, Play, day, local, told
from tests.rules.saying import WITHDRAW

pytestmark = pytest.mark.clause("WRC-8")
ALL = ("hold", "employer", "refer", "research")


def recorded(*scopes: str, **fields: Any) -> RecordConsent:
    """Consent to some scopes, by the form and version in force."""
    return RecordConsent.model_validate(GIVEN | {"scopes": scopes} | fields)


def advising(**fields: Any) -> Play:
    """An enquiry that goes on for months."""
    play = advice(**fields)
    play.decide(steps("2027-03-01"), by=ANA)
    return play


def test_a_case_without_consent_is_chased_for_it() -> None:
    """Asked for as it comes in, reminded three days before, told to the leads, and still wanted."""
    play = advising()
    asked = play.events[1]
    assert (asked.kind, asked.clause, asked.facts) == ("consent-asked", "WRC-8", {"scopes": "hold"})
    assert told(asked) == {("consent-request", PERSON)}
    assert play.due("consent") == "2026-06-15"
    play.on("2026-06-12 09:00")
    assert (play.last.kind, told(play.last)) == ("consent-reminded", {("consent-reminder", PERSON)})
    missed = play.past("consent")
    assert (missed.kind, missed.clause, told(missed)) == ("breached", "WRC-8", {("breach", "casework-lead")})
    assert play.deadline("consent").missed
    play.on("2026-06-30 10:00")
    play.decide(CONSENT, by=ANA)
    assert (in_force(play.case), play.case.deadline("consent")) == (("hold", "refer"), None)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-12-21 10:00", "2027-01-07"),
        ("2026-03-27 18:00", "2026-04-14"),
        ("2026-10-23 18:00", "2026-11-06"),
    ],
    ids=["over a year's end", "over Easter, and as the clocks go forward", "as the clocks go back"],
)
def test_its_time_is_counted_in_working_days(at: str, due: str) -> None:
    """Bank holidays and weekends are left out."""
    assert advice(at).due("consent") == due


def test_consent_that_comes_with_the_enquiry_is_recorded_and_nothing_is_asked() -> None:
    """Its form, its version, how and when are kept, and the person hears what they consented to."""
    play = advice(consent=GIVEN)
    assert play.kinds == ["opened", "consent-recorded"]
    assert play.last.facts == {
        "scopes": "hold, refer",
        "form": "consent-form",
        "version": "2021-04",
        "how": "signed",
        "given_on": "2026-06-01",
    }
    assert told(play.last) == {("consent-recorded", PERSON)}
    assert (in_force(play.case), play.case.deadline("consent")) == (("hold", "refer"), None)


def test_what_is_needed_is_asked_for_also_where_other_consent_came_in() -> None:
    """A form on which the one thing that every case needs was left out does not do."""
    play = advice(consent=GIVEN | {"scopes": ("research",)})
    assert play.kinds == ["opened", "consent-recorded", "consent-asked"]
    assert (in_force(play.case), play.due("consent")) == (("research",), "2026-06-15")
    play.decide(recorded("refer"), by=ANA)
    assert play.due("consent") == "2026-06-15"
    play.decide(recorded("hold"), by=ANA)
    assert (in_force(play.case), play.due("consent")) == (("research", "refer", "hold"), None)


WRONG: list[tuple[dict[str, Any], type[Refusal], str, str]] = [
    ({"form": "privacy-statement"}, Unknown, "form", "there are: consent-form"),
    ({"scopes": ("hold", "sell")}, Unknown, "scopes", "there is no scope 'sell'; there are: hold, employer"),
]


@pytest.mark.parametrize(("fields", "kind", "where", "says"), WRONG)
def test_consent_by_another_form_or_to_anything_else_is_refused(
    fields: dict[str, Any], kind: type[Refusal], where: str, says: str
) -> None:
    """As a decision, and with the enquiry as it comes in."""
    refusal = advice().refused(CONSENT.model_copy(update=fields), by=ANA)
    assert (type(refusal), refusal.where, refusal.clause) == (kind, where, "WRC-8")
    assert says in refusal.detail
    with pytest.raises(kind) as caught:
        intake(consent=GIVEN | fields).check(Moment(policy=CHARTER, now=local(MONDAY)))
    assert (caught.value.where, caught.value.clause) == (f"consent.{where}", "WRC-8")
    assert says in caught.value.detail


def test_consent_that_comes_in_by_another_version_is_refused() -> None:
    """As one that is recorded is, while it is recorded (`tests/workflows/test_sharing.py`)."""
    with pytest.raises(Invalid, match="the version in force is '2021-04'; ask for consent by that") as caught:
        intake(consent=GIVEN | {"version": "2019-01"}).check(Moment(policy=CHARTER, now=local(MONDAY)))
    assert (caught.value.where, caught.value.clause) == ("consent.version", "WRC-8")


def test_a_matter_that_takes_no_consent_says_so() -> None:
    """Neither a complaint nor an enquiry does, where their policy has no table of it."""
    complaint = ComplaintIntake.model_validate(
        {
            "policy": "poplar-harca",
            "service": "repairs",
            "happened_on": "2026-05-01",
            "about": "-",
            "person": {"name": "Nadia Farrow", "email": "nadia@resident.example"},
            "source_id": "1",
            "consent": GIVEN,
        }
    )
    for taken in (complaint, enquiries.intake(consent=GIVEN)):
        with pytest.raises(Invalid, match="takes no consent") as caught:
            taken.check(Moment(policy=Play.opened().policy, now=local(MONDAY)))
        assert caught.value.where == "consent"


@pytest.mark.parametrize(
    ("on", "says"), [("2026-05-31", "before the case was received"), ("2026-06-03", "still to come")]
)
def test_the_day_of_consent_is_possible(on: str, says: str) -> None:
    """Neither before receipt nor to come."""
    play = advice()
    play.on("2026-06-02 10:00")
    refusal = play.refused(recorded("hold", given_on=on), by=ANA)
    assert (type(refusal), refusal.where) == (Invalid, "given_on")
    assert says in refusal.detail
    play.decide(recorded("hold", given_on="2026-06-01"), by=ANA)
    assert play.last.facts["given_on"] == "2026-06-01"


@pytest.mark.parametrize("version", ["April 2021", "Nadia", "", "2021-04 x", "1" * 19])
def test_a_version_has_no_room_for_words(version: str) -> None:
    """The engine shows it."""
    assert not fits(FormVersion, version)
    with pytest.raises(ValidationError):
        RecordConsent.model_validate(GIVEN | {"version": version})


def test_more_can_be_asked_for_once() -> None:
    """A scope that is wanted later has a time of its own; a form that leaves a part out is an answer."""
    play = advising(consent=GIVEN)
    refusal = play.refused(AskForConsent(scopes=("hold", "refer")), by=ANA)
    assert (type(refusal), refusal.where) == (Invalid, "scopes")
    play.decide(AskForConsent(scopes=("employer", "research")), by=ANA)
    assert (play.last.facts, play.due("consent")) == ({"scopes": "employer, research"}, "2026-06-15")
    assert isinstance(play.refused(AskForConsent(), by=ANA), OutOfStage)
    play.decide(recorded("hold"), by=ANA)
    assert play.due("consent") == "2026-06-15"
    play.decide(recorded("employer"), by=ANA)
    assert (play.due("consent"), in_force(play.case)) == (None, ("hold", "refer", "employer"))
    refusal = play.refused(AskForConsent(scopes=("sell",)), by=ANA)
    assert (type(refusal), refusal.where) == (Unknown, "scopes")


def test_it_is_withdrawn_without_a_form_a_reason_or_a_day() -> None:
    """At once, all of it or a part; the person has it in writing, and the leads hear of it."""
    play = advising(consent=GIVEN)
    [event] = play.decide(NO_REFERRAL, by=MARTIN)
    assert (event.kind, event.clause, event.facts["scopes"]) == ("consent-withdrawn", "WRC-8", "refer")
    assert told(event) == {("consent-withdrawn", PERSON), ("consent-ended", "casework-lead")}
    assert in_force(play.case) == ("hold",)
    refusal = play.refused(NO_REFERRAL, by=ANA)
    assert (type(refusal), refusal.where) == (Invalid, "scopes")
    [event] = play.decide(NO_CONSENT, by=LENA)
    assert (event.facts["scopes"], in_force(play.case)) == ("hold", ())
    assert isinstance(play.refused(NO_CONSENT, by=ANA), OutOfStage)
    play.decide(CONSENT, by=ANA)
    assert in_force(play.case) == ("hold", "refer")


def test_a_person_who_does_not_consent_is_not_chased() -> None:
    """It is recorded that they said so; nothing else of the case changes."""
    play = advising()
    [event] = play.decide(NO_CONSENT, by=ANA)
    assert (event.kind, event.facts) == (
        "consent-declined",
        {"scopes": "hold", "withdrawn_on": "2026-06-01"},
    )
    play.on("2026-07-01 10:00")
    assert not {"consent-reminded", "breached"} & set(play.kinds)
    assert play.case.stage == "advising"


def test_what_is_not_consented_to_is_not_waited_for_and_the_rest_is() -> None:
    """A part of what was asked for can be declined, or withdrawn; what nobody asked for cannot."""
    play = advising()
    refusal = play.refused(WithdrawConsent(scopes=("research",)), by=ANA)
    assert (type(refusal), refusal.where) == (Invalid, "scopes")
    assert refusal.detail == "neither in force nor asked for; these are: hold"
    play.decide(CONSENT, AskForConsent(scopes=("employer", "research")), by=ANA)
    [event] = play.decide(WithdrawConsent(scopes=("research", "refer")), by=ANA)
    assert (event.kind, event.facts["scopes"]) == ("consent-withdrawn", "refer")
    assert (in_force(play.case), play.due("consent")) == (("hold",), "2026-06-15")
    [event] = play.decide(WithdrawConsent(scopes=("employer",)), by=ANA)
    assert (event.kind, event.facts["scopes"], play.due("consent")) == ("consent-declined", "employer", None)
    assert in_force(play.case) == ("hold",)


@pytest.mark.parametrize("end", [ADVISE, WITHDRAW], ids=lambda decision: decision.name)
def test_it_is_withdrawn_also_after_the_end(end: Any) -> None:
    """Consent outlives the case; nothing more is asked for, or recorded as given."""
    play = advice(consent=GIVEN)
    play.decide(end, by=ANA)
    assert play.case.finished
    play.on("2026-09-01 10:00")
    [event] = play.decide(WithdrawConsent(withdrawn_on=day("2026-08-31")), by=ANA)
    assert (event.kind, in_force(play.case)) == ("consent-withdrawn", ())
    assert isinstance(play.refused(CONSENT, by=ANA), OutOfStage)
    assert isinstance(play.refused(AskForConsent(), by=ANA), OutOfStage)


def test_the_end_of_the_case_ends_the_chase() -> None:
    """A person who has their answer is not reminded of a form."""
    play = advice()
    play.decide(ADVISE, by=ANA)
    assert play.case.deadlines == ()


def test_advisers_and_leads_record_it_and_nobody_else() -> None:
    """Managers may record a withdrawal, too."""
    for who in (MARTIN, CLARA, NOOR):
        assert isinstance(advice().refused(CONSENT, by=who), NotAuthorised)
    for who in (CLARA, NOOR):
        assert isinstance(advice(consent=GIVEN).refused(NO_CONSENT, by=who), NotAuthorised)
    advice(consent=GIVEN).decide(NO_CONSENT, by=MARTIN)
