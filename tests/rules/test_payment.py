"""Section 5: a payment is made within one calendar month of the decision, and finance confirms it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rules.complaint.commitments import Remedy
from rules.complaint.payment import GivePaymentDetails
from rules.complaint.petition import NewLead
from rules.decision import Decision
from rules.events import PERSON
from rules.person import Person
from rules.refusal import Invalid, OutOfStage, Unknown
from tests.rules.people import HELEN, LEILA, NINA, RUTH
from tests.rules.play import Play, told
from tests.rules.saying import (
    ACCEPT,
    CONTACT,
    PLAN,
    asked_for_review,
    broken,
    declined,
    kept,
    money,
    moved,
    paid,
    panel,
    proposed,
    remedy,
    response,
    returned,
    signed,
)


def awarded(at: str = "2026-06-01 10:00", *remedies: Remedy) -> Play:
    """A complaint answered at once with 250 pounds, beside what else is promised, and accepted."""
    play = Play.opened(at)
    play.decide(CONTACT, response(*remedies, money=money()), ACCEPT)
    return play


@pytest.mark.clause("PH-5c")
@pytest.mark.parametrize(
    ("decided", "due"),
    [
        pytest.param("2026-06-08 10:00", "2026-07-08", id="plain"),
        pytest.param("2026-05-06 10:00", "2026-06-06", id="a Saturday"),
        pytest.param("2027-01-31 10:00", "2027-02-28", id="31 January"),
        pytest.param("2028-01-31 10:00", "2028-02-29", id="31 January of a leap year"),
        pytest.param("2026-07-01 00:30", "2026-08-01", id="still June in UTC"),
    ],
)
def test_a_payment_is_due_one_calendar_month_from_the_decision(decided: str, due: str) -> None:
    """By the end of the corresponding day, or of the month's last; it has its day from the decision on."""
    play = awarded(decided)
    assert (play.due("payment-1"), play.deadline("payment-1").clause) == (due, "PH-5c")
    assert [promise.day.isoformat() for promise in play.case.owed] == [due]
    assert [(promise.kind, promise.pence) for promise in play.case.owed] == [("payment", 250_00)]


@pytest.mark.clause("PH-5c")
def test_the_month_runs_from_the_panels_decision() -> None:
    """From the signature that brings it into effect, and not from the proposal; the first runs on."""
    play = Play.opened()
    play.decide(CONTACT, response(money=money("some", "some")), asked_for_review(), panel(HELEN, LEILA))
    play.decide(PLAN, proposed(money=money()), by=LEILA)
    proposal = play.case.seq
    assert {deadline.name for deadline in play.case.deadlines} == {"payment-1", "review"}
    play.on("2026-06-15 10:00")
    play.decide(signed(proposal), by=HELEN)
    assert (play.due("payment-1"), play.due("payment-2")) == ("2026-07-01", "2026-07-15")


@pytest.mark.clause("PH-5c")
def test_a_missed_payment_is_a_breach_and_escalated_to_the_director() -> None:
    """At the midnight after, once; it stays owed, and ends the case when it is made at last."""
    play = awarded()
    event = play.past("payment-1")
    assert (event.kind, event.clause, told(event)) == ("breached", "PH-5c", {("breach", "director")})
    assert event.facts == {"deadline": "payment-1", "due_day": "2026-07-01"}
    play.on("2026-08-20 10:00")
    assert play.kinds.count("breached") == 1
    assert (play.case.stage, [promise.number for promise in play.case.owed]) == ("remedy", [1])
    play.decide(paid(1), by=NINA)
    assert play.case.finished


@pytest.mark.clause("PH-5c")
def test_finance_confirms_a_payment_with_its_reference() -> None:
    """Which payment, how much, under which reference, on which day; then nothing is owed."""
    play = awarded()
    play.on("2026-06-20 10:00")
    confirmed, closed = play.decide(paid(1, "2026-06-19"), by=NINA)
    assert (confirmed.kind, confirmed.clause, confirmed.tells) == ("payment-confirmed", "PH-5c", ())
    assert confirmed.facts == {
        "number": 1,
        "pence": 250_00,
        "reference": "BACS-20451",
        "paid_on": "2026-06-19",
    }
    assert closed.facts == {"outcome": "upheld", "how": "commitments-settled"}
    assert told(closed) == {("closure", PERSON)}
    assert (play.case.finished, play.case.deadlines) == (True, ())
    assert [promise.status for promise in play.case.commitments] == ["kept"]


@pytest.mark.clause("PH-5c")
def test_confirmed_just_before_its_deadline_a_payment_is_in_time() -> None:
    """The last moment of the month: no breach, then or later."""
    play = awarded("2026-06-01 10:00", remedy("2026-12-01"))
    play.until(play.deadline("payment-2").due_at - timedelta(microseconds=1))
    play.decide(paid(2), by=NINA)
    play.on("2026-08-20 10:00")
    assert "breached" not in play.kinds
    assert play.case.overdue == ()


@pytest.mark.clause("PH-5c")
@pytest.mark.parametrize("late", [timedelta(), timedelta(microseconds=1)])
def test_confirmed_at_the_very_instant_of_its_deadline_a_payment_is_late(late: timedelta) -> None:
    """The month is over at midnight, whoever looks first: one breach, and then one confirmation."""
    play = awarded("2026-06-01 10:00", remedy("2026-12-01"))
    play.now = play.deadline("payment-2").due_at + late  # nobody has looked at the clock yet
    play.decide(paid(2), by=NINA)
    assert play.kinds[-2:] == ["breached", "payment-confirmed"]
    assert play.case.deadline("payment-2") is None
    play.on("2026-08-20 10:00")
    assert play.kinds.count("breached") == 1


@pytest.mark.parametrize("decision", [kept(2), broken(2), moved(2, "2026-08-01")], ids=lambda it: it.name)
def test_a_payment_is_no_task_to_be_kept_moved_or_broken(decision: Decision) -> None:
    """Only finance ends it; and where nothing but payments is owed, those decisions are closed."""
    play = awarded("2026-06-01 10:00", remedy("2026-12-01"))
    refusal = play.refused(decision)
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("number", "PH-1")
    assert "'confirm-payment'" in refusal.detail
    play.decide(kept(1))
    assert isinstance(play.refused(decision), OutOfStage)


def test_only_an_open_payment_is_confirmed() -> None:
    """Not a task, not one never promised, not one confirmed: refused with those that are open."""
    play = awarded("2026-06-01 10:00", remedy("2026-12-01"))
    for number in (1, 3):
        refusal = play.refused(paid(number), by=NINA)
        assert isinstance(refusal, Unknown)
        assert (refusal.where, refusal.clause) == ("number", "PH-5c")
        assert refusal.detail == f"payment {number} is not open; these are: 2"
    play.decide(paid(2), by=NINA)
    refusal = play.refused(paid(2), by=NINA)
    assert isinstance(refusal, OutOfStage)
    assert refusal.clause == "PH-5c"


@pytest.mark.parametrize("on", ["2026-06-03", "2026-05-31"])
def test_the_day_of_payment_is_one_that_has_been(on: str) -> None:
    """Not to come, and not before receipt: refused by field and clause."""
    play = awarded()
    play.on("2026-06-02 10:00")
    refusal = play.refused(paid(1, on), by=NINA)
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("paid_on", "PH-5c")


@pytest.mark.clause("PH-5c", "PH-1")
def test_a_payment_can_be_confirmed_while_the_person_still_decides() -> None:
    """Before the answer is accepted, and during a review; the case goes on, and owes that much less."""
    play = Play.opened()
    play.decide(CONTACT, response(remedy("2026-12-01"), money=money()))
    review = play.copy()
    review.decide(asked_for_review())
    for case, stage in ((play, "answered"), (review, "review")):
        case.decide(paid(2), by=NINA)
        assert (case.case.stage, [promise.number for promise in case.case.owed]) == (stage, [1])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sort_code", "12345"),
        ("sort_code", "12-34-5x"),
        ("sort_code", "٠١٢٣٤٥"),
        ("account_number", "123456789"),
    ],
)
def test_an_account_is_that_of_a_bank(field: str, value: str) -> None:
    """Six digits and eight, spaced as people write them; anything else is refused by field, unquoted."""
    given = {"account_name": "N Farrow", "sort_code": "10-20 30", "account_number": "1234 5678"}
    details = GivePaymentDetails.model_validate(given)
    assert (details.sort_code, details.account_number) == ("102030", "12345678")
    with pytest.raises(ValueError, match=field) as refused:
        GivePaymentDetails.model_validate(given | {field: value})
    assert value not in str(refused.value)
    play = Play.opened()
    (event,) = play.decide(details)
    assert (event.kind, event.clause, event.facts) == ("payment-details-given", "PH-5c", {})


@pytest.mark.clause("PH-5c", "PH-1")
@pytest.mark.parametrize("what", ["paid_on", "kept_on", "returned_on"])
def test_nothing_is_done_before_it_was_promised(what: str) -> None:
    """Neither paid nor kept nor returned: the day before the decision is refused, the day itself is not."""
    play = Play.opened()
    play.decide(CONTACT)
    play.on("2026-06-05 00:30")  # in UTC still the day before
    play.decide(response(remedy("2026-12-01"), money=money()), ACCEPT)
    play.on("2026-06-10 10:00")
    early, first = (
        {"paid_on": paid(2, on), "kept_on": kept(1, on), "returned_on": returned(2, on)}[what]
        for on in ("2026-06-04", "2026-06-05")
    )
    by = RUTH if what == "kept_on" else NINA
    refusal = play.refused(early, by=by)
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.detail) == (what, "4 June 2026 is before it was promised")
    assert play.decide(first, by=by)


@pytest.mark.clause("PH-5c")
def test_what_a_panel_gives_is_not_paid_before_it_has_signed() -> None:
    """The day that counts is the signature's, and not the proposal's; moving a task does not make it anew."""
    play = Play.opened()
    play.decide(CONTACT, response(remedy("2026-12-01")), asked_for_review(), panel(HELEN, LEILA))
    play.decide(PLAN, proposed(money=money()), by=LEILA)
    proposal = play.case.seq
    play.on("2026-06-15 10:00")
    play.decide(signed(proposal), by=HELEN)
    play.decide(moved(1, "2026-11-01"))
    assert isinstance(play.refused(paid(2, "2026-06-14"), by=NINA), Invalid)
    assert isinstance(play.refused(kept(1, "2026-05-31")), Invalid)
    play.decide(kept(1, "2026-06-01"))
    play.decide(paid(2, "2026-06-15"), by=NINA)


@pytest.mark.clause("PH-5c")
def test_a_payment_that_came_back_is_made_anew() -> None:
    """Under another number, the same sum by the same day; the first can be confirmed no more."""
    play = awarded()
    play.on("2026-06-20 10:00")
    (event,) = play.decide(returned(1, "2026-06-19"), by=NINA)
    assert (event.kind, event.clause) == ("payment-returned", "PH-5c")
    assert event.facts == {"number": 1, "pence": 250_00, "returned_on": "2026-06-19", "paid_anew_as": 2}
    assert [promise.status for promise in play.case.commitments] == ["returned", "open"]
    assert [promise.number for promise in play.case.made_by(event)] == [2]
    assert (play.due("payment-1"), play.due("payment-2")) == (None, "2026-07-01")
    assert isinstance(play.refused(paid(1), by=NINA), Unknown)
    assert isinstance(play.refused(returned(1), by=NINA), Unknown)
    play.decide(paid(2), by=NINA)
    assert play.case.finished


@pytest.mark.clause("PH-5c")
def test_a_payment_that_came_back_late_is_late_from_the_start() -> None:
    """It is still owed by the day that was decided, which has passed: a breach again, escalated again."""
    play = awarded()
    play.on("2026-07-10 10:00")
    play.decide(returned(1), by=NINA)
    play.until(play.now)
    breaches = [event for event in play.events if event.kind == "breached"]
    assert [event.facts["deadline"] for event in breaches] == ["payment-1", "payment-2"]
    assert {event.facts["due_day"] for event in breaches} == {"2026-07-01"}
    assert [deadline.name for deadline in play.case.overdue] == ["payment-2"]
    play.decide(paid(2), by=NINA)
    assert play.case.finished


@pytest.mark.clause("PH-5c", "PH-4.2d")
@pytest.mark.parametrize("ends", ["signed", "declined"])
def test_a_payment_comes_back_while_a_panel_signs(ends: str) -> None:
    """It takes no number that the panel's proposal has taken; nor does what is proposed afterwards."""
    play = Play.opened()
    play.decide(CONTACT, response(money=money("some", "some")), asked_for_review(), panel(HELEN, LEILA))
    play.decide(PLAN, proposed(money=money()), by=LEILA)
    proposal = play.case.seq
    play.decide(returned(1), by=NINA)
    if ends == "declined":
        play.decide(declined(proposal), by=HELEN)
        play.decide(proposed(money=money()), by=LEILA)
        proposal = play.case.seq
    play.decide(signed(proposal), by=HELEN)
    assert sorted(promise.pence or 0 for promise in play.case.owed) == [50_00, 200_00]
    assert len({promise.number for promise in play.case.commitments}) == 3


def test_details_given_while_a_payment_is_open_are_for_later_ones() -> None:
    """The record says for which payments they came too late."""
    play = awarded("2026-06-01 10:00", remedy("2026-12-01"))
    (event,) = play.decide(
        GivePaymentDetails(account_name="N Farrow", sort_code="102030", account_number="12345678")
    )
    assert event.facts == {"not_for_payments": "2"}


@pytest.mark.parametrize(
    "name",
    [
        "Ann\x0bB",
        "Ann\ufffe",
        "Ann\uffff",
        "Ann\nB",
        "Ann\x85B",
        "Ann\u2028B",
        "Ann\ud800",
        "",
        " ",
        "x" * 141,
    ],
    ids=ascii,
)
def test_the_words_for_a_bank_are_one_line_that_a_file_can_hold(name: str) -> None:
    """No control character, nothing that XML forbids, and no more than a payment file takes; unquoted."""
    given = {"account_name": name, "sort_code": "102030", "account_number": "12345678"}
    with pytest.raises(ValueError, match="account_name") as refused:
        GivePaymentDetails.model_validate(given)
    assert "Ann" not in str(refused.value)
    assert (
        GivePaymentDetails.model_validate(given | {"account_name": " Zoë \u0141ucja 漢 "}).words()[
            "account_name"
        ]
        == "Zoë \u0141ucja 漢"
    )


@pytest.mark.parametrize("text", ["Ann\ufffe", "Ann\uffff", "An\x0bn", "Ann\x9f", "An\u2029n"], ids=ascii)
def test_no_name_or_address_holds_what_xml_cannot(text: str) -> None:
    """Of a person taken in, or of a new lead."""
    person = {"name": "Ann", "email": "ann@resident.example", "address": ["1 Mast House"]}
    for wrong in ({"name": text}, {"address": [text]}, {"phone": text}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            Person.model_validate(person | wrong)
    with pytest.raises(ValueError, match="name"):
        NewLead(name=text, email="ann@resident.example")
