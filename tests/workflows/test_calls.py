"""Calls lived through on the engine: missed, tried, returned; and people whom the telephone alone reaches."""

from __future__ import annotations

import re
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from activities.reconcile import Reconciler
from contracts import attributes as a
from rules.bank_holidays import working_calendar
from starter.cli.printing import print_case
from tests.house import House, PlayedCase
from tests.workflows.changing import Changes

ANA, LENA = "ana.duarte", "lena.wolska"
PHONE = "020 7946 0155"
BY_PHONE = {"name": "Vesna Ilić", "phone": PHONE, "channel": "phone"}
MISSED = {"made_by": "phone", "call": "answerphone", "about": "She asks us to call her about her wages."}
ANSWER = {"answer": "It is owed to you.", "options": "You can ask for it.", "reasons": "Your contract."}
STEPS = {"steps": "We read your contract.", "needed": "Your contract.", "reasons": "It is not here yet."}


async def callback(case: PlayedCase) -> str:
    """Return the time at which the call is due back, as recorded, which the workflow holds too."""
    recorded = await case.case()
    assert await case.state() == recorded
    found = recorded.deadline("callback")
    assert found is not None
    return found.when


async def printed(case: PlayedCase, who: str = ANA) -> str:
    """The case as `redress show` prints it, on one line."""
    shown = StringIO()
    policy = case.house.library.current("work-rights-centre")
    print_case(Console(file=shown, width=200), await case.seen_by(who), policy)
    return " ".join(shown.getvalue().split())


def in_seven_hours(case: PlayedCase, start: datetime) -> datetime:
    """Return the local time at which the hours are over; tests/rules has them worked out by hand."""
    policy = case.house.library.current("work-rights-centre")
    within = policy.matters["advice"].deadlines["callback"].within
    assert within is not None
    return working_calendar(policy, {}).reckon(within, start).due_at.astimezone(policy.zone)


def reconciler(case: PlayedCase) -> Reconciler:
    """The reconciler at the moment a case is at."""
    house = case.house
    return Reconciler(house.pool, house.client, house.library, house.task_queue, clock=lambda: case.moment)


@pytest.mark.clause("WRC-11")
async def test_a_missed_call_is_returned_in_time_and_what_was_said_is_on_record(house: House) -> None:
    """Leads hear of it, who tries has the case, the time begins anew; next steps were said in the call."""
    case = await house.advice(begins=house.june("15:30"), person=BY_PHONE, **MISSED, service=None)
    assert await callback(case) == f"{case.day(2):%a %-d %b %Y} 10:30"
    asked = await case.notice("call-to-return")
    assert (asked["audience"], asked["address"]) == ("owner", "casework.leads@workrights.example")
    assert f"Call back by: {case.day(2):%A %-d %B %Y}, 10:30" in " ".join(asked["body"].split())
    assert not [secret for secret in ("Vesna", "0155", "wages") if secret in asked["body"]]
    assert (await case.notice("call-missed"))["failure"] == "not-by-phone"

    await case.on(2, "10:29")
    await case.decide("try-call", by=ANA, message="Please call us.")
    [tried] = await case.events("call-tried")
    assert await callback(case) == f"{in_seven_hours(case, tried.at):%a %-d %b %Y %H:%M}"
    await case.on(3, "11:00")
    await case.decide("log-missed-call", by=LENA, call="missed")
    told_again = [row for row in await case.notices() if row["kind"] == "call-to-return"][-1]
    assert told_again["address"] == "ana.duarte@workrights.example", "who has the case by now"
    day = case.day(9).isoformat()
    await case.decide("set-call-steps", by=ANA, **STEPS, advise_by=day, owner=LENA)
    said = await case.notice("call-next-steps")
    assert (said["channel"], said["address"], said["told_by"]) == ("phone", PHONE, ANA)
    assert said["told_at"] == said["queued_at"]
    body = " ".join(said["body"].split())
    for words in ("Who will advise you: Lena Wolska", "Phone: 020 7946 0203", "Telephone: Monday 10:00"):
        assert words in body
    assert [deadline.name for deadline in (await case.case()).deadlines] == ["advice"]
    assert await case.kinds() == [
        *("opened", "consent-recorded", "call-missed", "call-tried", "call-missed", "call-steps-set"),
    ]
    for mail in house.mail(case.ref):
        assert PHONE not in str(mail), "nobody is written the number"
    assert "call-missed to person: left out, since the person is called anyway" in await printed(case)
    await case.is_whole()


@pytest.mark.clause("WRC-11")
async def test_what_others_are_written_is_told_by_telephone_in_time_or_chased(house: House) -> None:
    """Kept with text and time; asked of whoever has the case; recorded once told, also after the end."""
    case = await house.advice(begins=house.june("11:00"), person=BY_PHONE)
    await case.decide("ask-for-information", by=ANA, asked="Your last payslip.")
    waiting = await case.notice("information-request")
    assert (waiting["channel"], waiting["address"], waiting["told_at"]) == ("phone", PHONE, None)
    by = in_seven_hours(case, waiting["queued_at"])
    assert waiting["tell_by"] == by
    [to_ana] = [mail for mail in house.mail(case.ref) if mail["Message-ID"] == waiting["message_id"]]
    assert to_ana["To"] == "casework.leads@workrights.example"
    assert to_ana["Subject"] == f"To be told by telephone: {case.ref}"
    for secret in ("Vesna", "0155", "payslip"):
        assert secret not in str(to_ana)
    shown = await printed(case)
    assert f"Vesna Ilić · {PHONE} · owner nobody yet" in shown
    assert f"to be told by telephone until {by:%a %-d %b %Y %H:%M} (event 3)" in shown
    assert "Your last payslip." in shown

    await case.decide("tell-by-phone", by=ANA, event=3, check=await case.checked(by=ANA))
    told = await case.notice("information-request")
    [event] = await case.events("told-by-phone")
    assert (told["told_at"], told["told_by"]) == (event.at, ANA)
    assert (
        f"told by telephone on {event.at.astimezone(by.tzinfo):%a %-d %b %Y %H:%M} by {ANA}"
        in await printed(case)
    )
    check = await case.checked(by=ANA)
    again = await case.refused("tell-by-phone", by=ANA, event=3, check=check)
    assert (again.code, again.where, again.clause) == ("invalid", "event", "WRC-11")
    assert again.detail == (
        "no notice of event 3 waits to be told by telephone; those of these events do: 1, 2"
    )

    await case.decide("advise", by=ANA, **ANSWER)
    await case.finished()
    answer = await case.notice("advice-answer")
    number = (await case.events("advised"))[0].seq
    case.moment = answer["tell_by"]
    await reconciler(case).reconcile()
    await reconciler(case).reconcile()
    chased = [row for row in await case.notices() if row["kind"] == "untold"]
    assert {(row["seq"], row["audience"], row["address"]) for row in chased} == {
        (1, "casework-lead", "casework.leads@workrights.example"),
        (2, "casework-lead", "casework.leads@workrights.example"),
        (number, "casework-lead", "casework.leads@workrights.example"),
    }
    assert not [row for row in chased if "Vesna" in row["body"] or "owed" in row["body"]]
    await case.decide("tell-by-phone", by=ANA, event=number, check=await case.checked(by=ANA))
    assert (await case.notice("advice-answer"))["told_by"] == ANA
    await case.is_whole()


@pytest.mark.clause("WRC-11")
async def test_it_is_missed_at_the_minute_and_shown_to_ops_with_its_time(house: House) -> None:
    """The timer, the details and the list say the time; at it, the promise is missed and escalated, once."""
    case = await house.advice(begins=house.june("15:30"), **MISSED)
    due = f"{case.day(2):%a %-d %b %Y} 10:30"
    details = (await case.handle.query("__temporal_workflow_metadata")).current_details
    assert f"| {due} | Call the person back (callback) | WRC-11 |" in details
    assert f"We will call you back by {case.day(2):%A %-d %B %Y}, 10:30." in await case.said("call-missed")
    deadline = (await case.case()).deadline("callback")
    assert deadline is not None
    assert await case.shown(a.CASE_DUE) == deadline.due_at
    await case.on(2, "10:29")
    assert "breached" not in await case.kinds()
    await case.on(2, "10:30")
    [breach] = await case.events("breached")
    assert breach.facts == {"deadline": "callback", "due_day": case.day(2).isoformat(), "until": "10:30"}
    said = await case.said("breach")
    assert f"It was due on: {case.day(2):%A %-d %B %Y}, 10:30" in said
    await case.on(6)
    assert (await case.kinds()).count("breached") == 1
    await case.decide("resolve-call", by=ANA, **ANSWER)
    await case.finished()
    assert "It is owed to you." in await case.said("call-answer")
    assert [mail["To"] for mail in house.mail(case.ref) if "What we told you" in mail["Subject"]] == [
        "marisol.pinto@client.example"
    ]


@pytest.mark.clause("WRC-10", "WRC-11")
async def test_a_closure_moves_an_open_callback_once_and_tells_it(house: House) -> None:
    """Announced on the day of the call it takes the rest of that day; told with old and new time."""
    changes = Changes(house, "work-rights-centre")
    begins = (await changes.monday()).replace(hour=15)
    case = await house.advice(begins=begins, **MISSED)
    assert await callback(case) == f"{case.day(2):%a %-d %b %Y} 10:30"
    seen = await changes.look(case.day(0), case.moment)
    [touched] = seen.cases
    assert (touched.ref, touched.told) == (case.ref, True)
    [moved] = touched.dates
    assert (moved.deadline, moved.was, moved.becomes) == ("callback", case.day(2), case.day(2))
    assert (str(moved.was_until), str(moved.becomes_until)) == ("10:30:00", "11:00:00")
    await changes.close(case.day(0), case.moment)
    await changes.swept(case.day(0))
    assert await callback(case) == f"{case.day(2):%a %-d %b %Y} 11:00"
    said = await case.said("dates-moved")
    for words in ("We had told you:", "10:30", "It is now:", f"{case.day(2):%A %-d %B %Y}, 11:00"):
        assert words in said
    assert (await case.kinds()).count("dates-moved") == 1
    await case.on(2, "10:59")
    assert "breached" not in await case.kinds()
    await case.on(2, "11:00")
    assert "breached" in await case.kinds()
    await case.is_whole()


@pytest.mark.clause("WRC-11")
async def test_who_cannot_be_reached_is_tried_as_often_as_the_policy_says(house: House) -> None:
    """Then the case may end, with the reason; the person reads it where they can be written to."""
    case = await house.advice(begins=house.june("11:00"), **MISSED)
    for number in range(3):
        refusal = await case.refused("stop-calling", by=ANA, reasons="Nobody answers.")
        assert (refusal.code, refusal.clause) == ("out-of-stage", "WRC-11")
        await case.on(number + 1, "10:30")
        await case.decide("try-call", by=ANA)
    await case.decide("stop-calling", by=ANA, reasons="We tried on three days.")
    await case.finished()
    assert (await case.case()).outcome == "not-reached"
    assert "We tried on three days." in await case.said("call-not-reached")
    assert "breached" not in await case.kinds()


@pytest.mark.parametrize(
    ("fields", "where", "says"),
    [
        ({"person": {"name": "A", "channel": "phone"}}, "person", "needs a phone number"),
        ({"person": BY_PHONE | {"phone": "ask at the bar"}}, "person.phone", "with its area code"),
        ({"call": "missed"}, "made_by", "'phone'"),
        ({"made_by": "phone", "call": "engaged"}, "call", "answered"),
    ],
)
async def test_what_cannot_be_reached_or_called_is_refused_at_the_door(
    house: House, fields: dict[str, Any], where: str, says: str
) -> None:
    """By its field, with what to do; nothing is taken in."""
    before = await house.rows()
    with pytest.raises(Exception, match=re.escape(says)) as refused:
        await house.advice(**fields)
    assert str(getattr(refused.value, "where", where)).startswith(where)
    assert await house.rows() == before


async def test_nobody_is_taken_in_whom_a_kind_of_matter_cannot_tell(house: House) -> None:
    """A telephone number is not enough where a policy has no calls, and no call is returned."""
    for fields in ({"person": BY_PHONE}, {"made_by": "phone", "call": "missed"}):
        with pytest.raises(Exception, match=r"nobody is told by telephone|has no calls"):
            await house.open(**fields)


@pytest.mark.clause("WRC-11", "WRC-19")
async def test_feedback_of_somebody_with_nothing_but_a_telephone(house: House) -> None:
    """Taken, called back, and told what others are written; a call ends nothing of what is owed."""
    case = await house.feedback(begins=house.june("11:00"), person=BY_PHONE, made_by="phone", call="missed")
    assert {deadline.name for deadline in (await case.case()).deadlines} == {
        "callback",
        "contact",
        "response",
    }
    asked = await case.notice("call-to-return")
    assert asked["address"] == "senior.managers@workrights.example"
    await case.decide("resolve-call", by=LENA, **ANSWER)
    assert {deadline.name for deadline in (await case.case()).deadlines} == {"contact", "response"}
    waiting = await case.notice("acknowledgement")
    await case.decide("tell-by-phone", by=LENA, event=waiting["seq"], check=await case.checked(by=LENA))
    assert (await case.notice("acknowledgement"))["told_by"] == LENA
    await case.decide("withdraw", by=LENA)
    await case.finished()


@pytest.mark.clause("WRC-11", "WRC-13")
async def test_whoever_answers_a_call_has_told_what_they_said(house: House) -> None:
    """The reference was given as the call was taken; the rest is told, as it comes."""
    case = await house.advice(begins=house.june("11:00"), person=BY_PHONE, made_by="phone", call="answered")
    received = await case.notice("advice-received")
    assert (received["channel"], received["told_by"]) == ("phone", ANA)
    assert [deadline.name for deadline in (await case.case()).deadlines] == ["first-response"]
    assert not [mail for mail in house.mail(case.ref) if mail["Message-ID"] == received["message_id"]]
    await case.decide("resolve-call", by=LENA, **ANSWER)
    await case.finished()
    assert (await case.notice("call-answer"))["told_by"] == LENA


@pytest.mark.clause("WRC-15")
async def test_a_need_of_letters_comes_before_the_telephone(house: House) -> None:
    """A need of letters is met by letters, whatever else the person wants."""
    person = BY_PHONE | {"address": ["2 Example Street", "London"]}
    case = await house.advice(begins=house.june(), person=person, needs=["letters"])
    assert (await case.notice("advice-received"))["channel"] == "letter"
