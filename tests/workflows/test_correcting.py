"""Days that were recorded wrongly: the right ones stand beside them, and what follows is set again."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from records.sql import queries
from rules.events import Event
from starter.service.history import ShownCorrection
from tests.house import House, PlayedCase
from tests.rules.advice import GIVEN
from tests.workflows.mail import MoodyMail
from tests.workflows.test_sharing import ANA

TYPED = "It was typed wrongly."


async def corrected(
    case: PlayedCase, event: int, day: date, *, by: str = "amira.khan", **fields: Any
) -> Event:
    """A day of an event is corrected."""
    await case.decide("correct", by=by, event=event, day=day.isoformat(), **{"reasons": TYPED} | fields)
    [*_, correction] = await case.events("corrected")
    return correction


async def due(case: PlayedCase, name: str) -> date:
    """The day of an open deadline, as the workflow has it."""
    deadline = (await case.state()).deadline(name)
    assert deadline
    return deadline.due_day


async def test_a_wrong_day_of_an_answer_is_set_again_and_told(house: House) -> None:
    """The answer is due on the day that was agreed; that day, and not the wrong one, is missed."""
    case = await house.open()
    await case.on(1)
    await case.contacted(respond_by=case.day(40).isoformat())
    await case.on(2)
    correction = await corrected(case, 2, case.day(4), field="respond_by")
    assert correction.facts == {
        "event": 2,
        "recorded": "contacted",
        "field": "respond_by",
        "was": case.day(40).isoformat(),
        "is": case.day(4).isoformat(),
    }
    assert await due(case, "response") == case.day(4)
    seen = await case.seen_by("amira.khan")
    assert seen.history[1].event.facts["respond_by"] == case.day(40).isoformat()
    assert seen.history[1].corrected == (
        ShownCorrection(
            event=3, field="respond_by", was=case.day(40).isoformat(), now=case.day(4).isoformat()
        ),
    )
    [response] = [deadline for deadline in seen.deadlines if deadline.name == "response"]
    assert "agreed" in response.why
    said = await case.said("corrected")
    assert f"We had told you: {case.day(40):%A %-d %B %Y} It is now: {case.day(4):%A %-d %B %Y}" in said
    await case.on(6)
    [breach] = await case.events("breached")
    assert (breach.facts["deadline"], breach.facts["due_day"]) == ("response", case.day(4).isoformat())
    await case.is_whole()


async def test_a_breach_of_a_wrong_day_is_no_debt_any_more(house: House) -> None:
    """It stays in the history; what is owed is owed by the right day."""
    case = await house.open()
    await case.on(1)
    await case.contacted(respond_by=case.day(2).isoformat())
    await case.on(3)
    assert [deadline.name for deadline in (await case.state()).overdue] == ["response"]
    await corrected(case, 2, case.day(20), field="respond_by")
    state = await case.state()
    assert (state.overdue, await due(case, "response")) == ((), case.day(20))
    assert await case.kinds() == ["opened", "contacted", "staff-reminded", "breached", "corrected"]
    await case.on(22)
    assert len(await case.events("breached")) == 2


async def test_a_right_day_that_has_passed_is_missed_at_once(house: House) -> None:
    """And the person reads that it has."""
    case = await house.open()
    await case.on(1)
    await case.contacted(respond_by=case.day(40).isoformat())
    await case.on(10)
    await corrected(case, 2, case.day(8), field="respond_by")
    await case.on(10, "10:01")
    assert [event.facts["due_day"] for event in await case.events("breached")] == [case.day(8).isoformat()]
    assert "A date above has passed already." in await case.said("corrected")


async def test_a_wrong_day_of_receipt_moves_all_that_runs_from_it(house: House) -> None:
    """Contact and response, with their reckoning; and a list has the right day."""
    case = await house.open(begins=house.june())
    before = {name: await due(case, name) for name in ("contact", "response")}
    await corrected(case, 1, case.day(-3), field="received_on")
    state = await case.state()
    assert state.received == case.at(-3, "09:30")
    assert await due(case, "contact") == case.day(1) < before["contact"]
    assert await due(case, "response") == case.day(11) < before["response"]
    why = {deadline.name: deadline.why for deadline in (await case.seen_by("amira.khan")).deadlines}
    assert f"{case.day(-3):%-d %b}" in why["response"]
    async with house.pool.acquire() as connection:
        row = await queries.get_case(connection, ref=case.ref)
    assert row["received_at"] == state.received == (await case.case()).received
    said = await case.said("corrected")
    assert "The day on which it came in" in said
    await case.contacted()
    await case.is_whole()


async def test_a_wrong_day_of_what_happened_counts_for_the_ground(house: House) -> None:
    """A complaint was in time by a slip of the pen; it is refused by the right day, and not before."""
    case = await house.open(begins=house.june(), happened_on="2020-01-02")
    await corrected(case, 1, case.day(-20), field="happened_on")
    assert (await case.state()).happened_on == case.day(-20)
    ground = {"ground": "too-old", "particulars": "It happened long ago."}
    assert (await case.refused("refuse", by="ruth.lewin", **ground)).code == "ground-not-met"
    await corrected(case, 1, date(2020, 1, 3), field="happened_on")
    await case.decide("refuse", by="ruth.lewin", **ground)
    await case.finished()
    assert [one.now for one in (await case.seen_by("amira.khan")).history[0].corrected] == [
        *(case.day(-20).isoformat(), "2020-01-03")
    ]


async def test_a_wrong_day_of_a_review_moves_its_decision(house: House) -> None:
    """It runs from the day on which the person asked, which lies in the time for it."""
    case = await house.open(begins=house.june())
    await case.on(1)
    await case.contacted()
    await case.on(5)
    await case.answered()
    await case.on(10)
    asked = {"why": "It is not mended.", "remedy_wanted": "A new lift."}
    await case.decide("ask-for-review", **asked, asked_on=case.day(10).isoformat())
    assert await due(case, "review") == case.day(38)
    await corrected(case, 4, case.day(8))
    assert await due(case, "review") == case.day(36)
    early = await case.refused("correct", event=4, day=case.day(4).isoformat(), reasons=TYPED)
    assert "is before it was promised" in early.detail


async def test_a_wrong_day_of_a_promise_is_promised_for_the_right_one(house: House) -> None:
    """The promise has the day as well as its deadline."""
    case = await house.open()
    await case.contacted()
    await case.answered()
    await case.decide("move-commitment", number=1, to=case.day(30).isoformat(), reasons="The part is late.")
    await corrected(case, 4, case.day(20))
    state = await case.state()
    assert [promise.by for promise in state.owed] == [case.day(20)]
    assert await due(case, "commitment-1") == case.day(20)


async def test_a_day_of_a_case_that_has_ended_is_corrected(house: House) -> None:
    """Nothing is due any more; the record says what is true."""
    case = await house.open()
    await case.lived_plainly()
    accepted = next(event for event in await case.events() if event.kind == "accepted")
    await corrected(case, accepted.seq, case.day(7))
    shown = (await case.seen_by("amira.khan")).history[accepted.seq - 1]
    assert [one.now for one in shown.corrected] == [case.day(7).isoformat()]
    assert await case.kinds() == ["opened", "contacted", "responded", "accepted", "closed", "corrected"]
    await case.is_whole()


async def test_two_corrections_at_once_stand_one_after_the_other(house: House) -> None:
    """The later one corrects what the earlier one said; the dates are those of the last."""
    case = await house.open()
    await case.contacted(respond_by=case.day(40).isoformat())
    await asyncio.gather(
        corrected(case, 2, case.day(20), field="respond_by"),
        corrected(case, 2, case.day(21), field="respond_by", by="tom.okafor"),
    )
    first, last = await case.events("corrected")
    assert (last.facts["was"], await due(case, "response")) == (
        first.facts["is"],
        date.fromisoformat(str(last.facts["is"])),
    )
    twice = await case.refused(
        "correct", event=2, field="respond_by", day=str(last.facts["is"]), reasons=TYPED
    )
    assert "is what is recorded already" in twice.detail
    await case.is_whole()


@pytest.mark.parametrize(
    ("event", "field", "ahead", "said"),
    [
        pytest.param(9, None, 0, "there is no event 9; the last is 3", id="no such event"),
        pytest.param(3, None, 0, "has no day that staff recorded", id="a note"),
        pytest.param(2, None, 0, "has several days; name one: contacted_on, respond_by", id="which"),
        pytest.param(2, "asked_on", 0, "has no asked_on; it has: contacted_on, respond_by", id="not there"),
        pytest.param(2, "contacted_on", 1, "is still to come", id="to come"),
        pytest.param(2, "contacted_on", -1, "is before the case was received", id="before receipt"),
        pytest.param(2, "respond_by", -1, "has passed already", id="agreed for the past"),
        pytest.param(1, "received_on", 1, "it was taken in on", id="received later"),
        pytest.param(1, "received_on", -11, "what it is about happened on", id="received before"),
        pytest.param(1, "happened_on", 1, "it came in on", id="happened later"),
    ],
)
async def test_a_day_that_cannot_be_is_refused(
    house: House, event: int, field: str | None, ahead: int, said: str
) -> None:
    """As it would have been when the event was recorded; nothing is recorded."""
    case = await house.open()
    await case.contacted(respond_by=case.day(9).isoformat())
    await case.decide("note", text="Rang back.")
    named = {"field": field} if field else {}
    refusal = await case.refused(
        "correct", event=event, day=case.day(ahead).isoformat(), reasons=TYPED, **named
    )
    assert said in refusal.detail
    assert refusal.where in ("event", "field", "day")


@pytest.mark.clause("WRC-3")
async def test_a_wrong_day_of_consent_is_listed_as_it_is(house: House) -> None:
    """Consent given and withdrawn, each on the day that it was."""
    case = await house.advice(begins=house.june(), consent=None)
    await case.on(3)
    await case.decide("record-consent", by=ANA, **GIVEN | {"given_on": case.day(2).isoformat()})
    await case.decide("withdraw-consent", by=ANA, withdrawn_on=case.day(3).isoformat())
    given, withdrawn = await case.events("consent-recorded") + await case.events("consent-withdrawn")
    await corrected(case, given.seq, case.day(1), by=ANA)
    await corrected(case, withdrawn.seq, case.day(2), by=ANA)
    assert {(one.given_on, one.ended_on) for one in (await case.seen_by(ANA)).consents} == {
        (case.day(1), case.day(2))
    }


async def test_a_letter_that_waits_says_what_has_been_corrected(
    remote_house: House, port: int, tmp_path: Path
) -> None:
    """The mail server is away as the day is corrected: the record of the contact has both."""
    case = await remote_house.open()
    await case.contacted(respond_by=case.day(40).isoformat())
    await corrected(case, 2, case.day(20), field="respond_by")
    async with MoodyMail(tmp_path, port):
        said = await case.said("contact-record")
    assert f"it is {case.day(20):%A %-d %B %Y}, and not {case.day(40):%A %-d %B %Y}" in said
