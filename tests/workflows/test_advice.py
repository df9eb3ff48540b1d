"""Enquiries for advice lived through on the engine: answered, next steps missed, declined, signposted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Any

import pytest
from dateutil.easter import easter
from rich.console import Console

from contracts import attributes
from records.signpost_directory import put_signposts
from rules.bank_holidays import bank_holidays
from rules.model import day_of
from rules.policy import Policy
from starter.cli.printing import print_case
from tests.house import House, PlayedCase
from tests.rules.play import LONDON
from tests.signposts import ACAS, SETTLED, signpost
from tests.workflows.changing import Changes

ADVICE = {
    "answer": "Your last shifts were not paid.",
    "options": "You can ask your employer in writing. You can ask Acas for early conciliation.",
    "reasons": "The payslips end before the last shift.",
}
DECLINED = {"ground": "court-representation", "particulars": "She asks us to speak for her."}
BY = "ana.duarte"


def charter(house: House) -> Policy:
    """The policy under which people are advised."""
    return house.library.current("work-rights-centre")


def friday(before: Callable[[int], date], at: str = "19:40") -> datetime:
    """A local time on the last Friday before a day of the year to come."""
    today = datetime.now(UTC).date()
    for year in (today.year, today.year + 1):
        day = before(year)
        day -= timedelta(days=(day.weekday() - 4) % 7 or 7)
        if day > today + timedelta(days=1):
            break
    return datetime.combine(day, time.fromisoformat(at), LONDON)


def last_sunday(month: int) -> Callable[[int], date]:
    """The day on which the clocks change in a month."""

    def of(year: int) -> date:
        last = date(year, month, 31)
        return last - timedelta(days=(last.weekday() + 1) % 7)

    return of


def third_working_day(policy: Policy, received: date) -> date:
    """The third day after receipt that is neither on a weekend nor a bank holiday, counted one by one."""
    holidays, day, counted = bank_holidays(policy.calendar), received, 0
    while counted < 3:
        day += timedelta(days=1)
        counted += day.weekday() < 5 and day not in holidays
    return day


WEEKENDS = {
    "Easter": easter,
    "Christmas": lambda year: date(year, 12, 27),
    "the clocks go forward": last_sunday(3),
    "the clocks go back": last_sunday(10),
}


async def steps(case: PlayedCase, by: int, **fields: Any) -> None:
    """Next steps are set, with a day for the advice."""
    said = {"steps": "We read your contract.", "needed": "Your payslips.", "reasons": "We have not seen it."}
    await case.decide("set-next-steps", by=BY, advise_by=case.day(by).isoformat(), **said | fields)


@pytest.mark.clause("WRC-2")
@pytest.mark.clause("WRC-13")
@pytest.mark.clause("WRC-14")
async def test_written_on_a_friday_evening_and_answered_on_wednesday_night(house: House) -> None:
    """At once the reference, papers and day; in time the answer with options and reasons, and whom to ask."""
    begins = house.june() + timedelta(days=4, hours=10)
    case = await house.advice(begins=begins)
    [due] = (await case.case()).deadlines
    assert (due.due_day, due.clause) == (case.day(5), "WRC-13")
    received = await case.said("advice-received")
    for words in (case.ref, f"You will get our answer by {case.day(5):%A %-d %B %Y}", "Our consent form"):
        assert words in received
    await case.on(5, "23:30")
    await case.decide("advise", by=BY, **ADVICE)
    await case.finished()
    assert await case.kinds() == ["opened", "consent-recorded", "advised"]
    said = await case.said("advice-answer")
    for words in (*ADVICE.values(), "Ana Duarte", "020 7946 0201", "ana.duarte@workrights.example"):
        assert words in said
    for words in ("Telephone: Monday 10:00\u201316:00", "Our consent form", "Our privacy statement"):
        assert words in said
    await case.is_whole()


@pytest.mark.clause("WRC-13")
@pytest.mark.parametrize("weekend", WEEKENDS)
async def test_the_third_working_day_is_kept_over_holidays_and_changes_of_the_clocks(
    cached_house: House, weekend: str
) -> None:
    """Answered in its last minute it is in time; a minute after midnight the leads have heard, once."""
    begins = friday(WEEKENDS[weekend])
    due_day = third_working_day(charter(cached_house), begins.date())
    last = (due_day - begins.date()).days
    kept, missed = [await cached_house.advice(begins=begins) for _ in range(2)]
    assert [deadline.due_day for deadline in (await kept.case()).deadlines] == [due_day]
    await kept.on(last, "23:59")
    await kept.decide("advise", by=BY, **ADVICE)
    await kept.finished()
    assert await kept.kinds() == ["opened", "consent-recorded", "advised"]
    await missed.on(last, "23:59")
    assert await missed.kinds() == ["opened", "consent-recorded"]
    await missed.on(last + 1, "00:01")
    assert await missed.kinds() == ["opened", "consent-recorded", "breached"]
    await missed.decide("advise", by=BY, **ADVICE)
    await missed.finished()
    assert await missed.kinds() == ["opened", "consent-recorded", "breached", "advised"]


@pytest.mark.clause("WRC-13")
async def test_next_steps_become_a_deadline_which_is_missed_and_still_owed(house: House) -> None:
    """The letter says what is needed and by when; the missed day goes to the leads; the advice comes late."""
    case = await house.advice(begins=house.june())
    await case.on(3, "16:00")
    await steps(case, by=9)
    said = await case.said("advice-next-steps")
    for words in ("We read your contract.", "Your payslips.", f"{case.day(9):%A %-d %B %Y}", "Ana Duarte"):
        assert words in said
    await case.on(9, "23:59")
    assert "breached" not in await case.kinds()
    await case.on(10, "00:05")
    [breach] = await case.events("breached")
    assert (breach.clause, breach.facts["deadline"]) == ("WRC-13", "advice")
    notice = await case.notice("breach")
    assert (notice["audience"], notice["address"]) == ("casework-lead", "casework.leads@workrights.example")
    assert await case.shown(attributes.CASE_OVERDUE)
    await case.decide("advise", by=BY, **ADVICE)
    await case.finished()
    assert await case.kinds() == ["opened", "consent-recorded", "next-steps-set", "breached", "advised"]


@pytest.mark.clause("WRC-6")
async def test_information_is_chased_late_and_still_taken(house: House) -> None:
    """Asked for, reminded, told that its time is over; the enquiry goes on, and what comes late is taken."""
    case = await house.advice(begins=house.june())
    await steps(case, by=60)
    await case.decide("ask-for-information", by=BY, asked="Your contract, and the last two payslips.")
    assert "the last two payslips" in await case.said("information-request")
    await case.on(25)
    assert "We have not received it yet." in await case.said("information-reminder")
    await case.on(35)
    assert "We go on with your enquiry with what we have." in await case.said("information-late")
    await case.decide("receive-information", by=BY, received="The contract alone.")
    await case.decide("advise", by=BY, **ADVICE)
    await case.finished()
    assert await case.kinds() == [
        *("opened", "consent-recorded", "next-steps-set"),
        *("information-asked", "information-reminded", "information-late", "information-received", "advised"),
    ]
    await case.is_whole()


@pytest.mark.clause("WRC-4")
@pytest.mark.clause("WRC-5")
async def test_declined_and_pointed_to_services_that_were_checked(house: House) -> None:
    """Without one, or with one that is not there, it is not declined; the letter says what the entry says."""
    case = await house.advice(begins=house.june())
    none = await case.refused("refuse", by=BY, **DECLINED)
    assert (none.code, none.where, none.clause) == ("invalid", "signposts", "WRC-5")
    unknown = await case.refused("refuse", by=BY, **DECLINED, signposts=[ACAS, "no-such-service"])
    assert (unknown.code, unknown.where, unknown.clause) == ("unknown", "signposts", "WRC-5")
    assert "no-such-service" in unknown.detail
    await case.decide("refuse", by=BY, **DECLINED, signposts=[SETTLED, ACAS])
    await case.finished()
    [event] = await case.events("refused")
    assert [(one.id, one.version > 0) for one in event.signposts] == [(SETTLED, True), (ACAS, True)]
    said = await case.said("advice-declined")
    for words in (
        "represent you in court",
        "She asks us",
        "Settled: The EU Settlement Scheme",
        "020 7946 0333",
    ):
        assert words in said
    assert "Languages: Bulgarian, Portuguese (Brazil)" in said
    assert said.index("Settled") < said.index("Acas")


@pytest.mark.clause("WRC-4")
async def test_nobody_is_pointed_to_what_ended_or_was_not_checked(cached_house: House) -> None:
    """Refused by its name with the reason, and nothing is left behind; checked again, it is used."""
    house, paper = cached_house, charter(cached_house)
    case = await house.advice(begins=house.june())
    today = day_of(case.moment, paper.zone)
    long_ago = today - timedelta(days=370)
    async with house.pool.acquire() as connection:
        ended = signpost(today, id="ended-service", ended_on=today)
        old = signpost(long_ago, id="old-service")
        await put_signposts(connection, paper, [ended, old], case.moment)
    refusal = await case.refused("signpost", by=BY, signposts=[ended.id], reasons="-")
    assert (refusal.code, refusal.where, refusal.clause) == ("invalid", "signposts", "WRC-4")
    assert f"'ended-service': it ended on {today:%-d %B %Y}" in refusal.detail
    refusal = await case.refused("signpost", by=BY, signposts=[ACAS, old.id], reasons="-")
    assert f"'old-service': it was last checked on {long_ago:%-d %B %Y}" in refusal.detail
    async with house.pool.acquire() as connection:
        await put_signposts(connection, paper, [signpost(today, id=old.id)], case.moment)
    await case.decide("signpost", by=BY, signposts=[old.id], reasons="They can help sooner.")
    assert "They can help sooner." in await case.said("signposted")
    assert (await case.case()).stage == "enquiry"
    await case.decide("withdraw", by=BY)
    await case.finished()
    assert "do not want to go on with your enquiry" in await case.said("advice-withdrawn")


@pytest.mark.clause("WRC-4")
async def test_directories_are_apart(cached_house: House) -> None:
    """Services of one organisation are not there for the other; an id is of each one's own."""
    house, begins = cached_house, cached_house.june()
    async with house.pool.acquire() as connection:
        for policy, helps_with in ((house.policy, "Debts"), (charter(house), "Wages")):
            shared = signpost(begins.date(), id="shared-id", helps_with=helps_with)
            await put_signposts(connection, policy, [shared], begins)
        only = signpost(begins.date(), id="for-tenants")
        await put_signposts(connection, house.policy, [only], begins)
    case = await house.advice(begins=begins)
    refusal = await case.refused("refuse", by=BY, **DECLINED, signposts=["for-tenants"])
    assert refusal.code == "unknown"
    await case.decide("refuse", by=BY, **DECLINED, signposts=["shared-id"])
    assert "Acas: Wages" in await case.said("advice-declined")
    other = await house.open(begins=begins)
    refused = {"ground": "alternative-process", "particulars": "The council decides it."}
    await other.decide("refuse", by="ruth.lewin", **refused, signposts=["shared-id", "for-tenants"])
    assert "Acas: Debts" in await other.said("refusal")
    shown = StringIO()
    print_case(Console(file=shown, width=200), await other.seen_by("ruth.lewin"), house.policy)
    assert "pointed to: shared-id, for-tenants" in shown.getvalue()
    plain = await house.open(begins=begins)
    await plain.decide("refuse", by="ruth.lewin", **refused)
    assert "Who else can help you" not in await plain.said("refusal")


@pytest.mark.clause("WRC-13")
async def test_a_closure_moves_the_day_of_the_answer_and_the_person_is_told(cached_house: House) -> None:
    """As it moves any day that is counted in working days."""
    changes = Changes(cached_house, "work-rights-centre")
    case = await cached_house.advice(begins=await changes.monday())
    await changes.close(case.day(1), case.moment)
    [due] = (await case.case()).deadlines
    assert due.due_day == case.day(4)
    said = await case.said("dates-moved")
    assert "Our answer" in said
    assert f"It is now: {case.day(4):%A %-d %B %Y}" in said
    await case.decide("withdraw", by=BY)
