"""A warning over years, on the real engine: kept, missed, removed; what ops and the person see of it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from contracts.attributes import CASE_DUE, CASE_MATTER, CASE_OVERDUE, CASE_SERVICE, CASE_STAGE
from rules.warning.terms import Standing
from tests.house import House, PlayedCase
from tests.workflows.test_privacy import Tokens, everything, person
from tests.workflows.warning import WARNED, in_force, proposed, warning


def half_year_after(day: date, times: int) -> date:
    """The corresponding day of the month that is six months later, so many times over."""
    month = day.month - 1 + 6 * times
    return day.replace(year=day.year + month // 12, month=month % 12 + 1)


async def on(case: PlayedCase, day: date, at: str = "11:00") -> None:
    """Let time pass until a local time on a day."""
    await case.until(
        datetime.combine(day, datetime.strptime(at, "%H:%M").time(), case.begins.tzinfo)  # noqa: DTZ007 - local
    )


@pytest.mark.whole
@pytest.mark.clause("PH-7a", "PH-7b", "PH-7c", "PH-7d")
async def test_kept_three_times_and_then_removed(house: House) -> None:
    """Two years in one workflow: reminded each time, never late; the person hears of each decision."""
    case = await proposed(house, house.june())
    assert [notice["audience"] for notice in await case.notices()] == ["head-of-service"]
    await case.decide("approve-warning", by="ruth.lewin")
    assert (await case.shown(CASE_MATTER), await case.shown(CASE_SERVICE)) == ("warning", "none")
    begun = case.begins.date()
    for times in (1, 2, 3):
        due = half_year_after(begun, times)
        await on(case, due)
        assert (await case.shown(CASE_STAGE), await case.shown(CASE_OVERDUE)) == ("in-force", False)
        await case.decide("keep-warning", by="david.moss", reasons="He still rings every day.")
    await on(case, half_year_after(begun, 4))
    await case.decide(
        "lift-warning",
        by="david.moss",
        reasons="Quiet since May.",
        explanation="Quiet since May, as you said.",
    )
    await case.finished()
    assert await case.kinds() == [
        *("opened", "warning-approved"),
        *["warning-review-reminded", "warning-kept"] * 3,
        *("warning-review-reminded", "warning-lifted"),
    ]
    assert (await case.case()).outcome == "lifted"
    await case.notices()
    assert [message["To"] for message in house.mail(case.ref)].count(WARNED["email"]) == 5
    assert "Quiet since May, as you said." in await case.said("warning-lifted")
    assert await case.state() == await case.case()
    await case.is_whole()


@pytest.mark.clause("PH-7c")
async def test_a_review_missed_by_two_months(house: House) -> None:
    """It is a breach, escalated and seen as overdue until somebody decides; the warning stays meanwhile."""
    case = await in_force(house, house.june())
    due = half_year_after(case.begins.date(), 1)
    await on(case, half_year_after(case.begins.date(), 1).replace(year=due.year + 1, month=2, day=1))
    [breach] = await case.events("breached")
    assert breach.facts == {"deadline": "warning-review", "due_day": due.isoformat()}
    assert (await case.shown(CASE_OVERDUE), await case.shown(CASE_STAGE)) == (True, "in-force")
    assert (await case.notice("breach"))["address"] == "directors@poplar.example"
    await case.decide("keep-warning", by="ruth.lewin", reasons="He still rings every day.")
    assert not await case.shown(CASE_OVERDUE)
    assert (await case.shown(CASE_DUE)).date() == date(due.year + 1, 8, 1)


@pytest.mark.clause("PH-7b")
async def test_nobody_approves_their_own_proposal(house: House) -> None:
    """It is refused before anything is recorded, and open to another."""
    case = PlayedCase(house, house.june())
    await case.open(warning(), by="helen.ashe")
    refusal = await case.refused("approve-warning", by="helen.ashe")
    assert (refusal.code, refusal.clause) == ("conflict-of-interest", "PH-7b")
    await case.decide("approve-warning", by="ruth.lewin")


@pytest.mark.clause("PH-7b", "PH-7d")
async def test_the_letter_says_what_is_in_force(house: House) -> None:
    """First the warning, then other restrictions once another has approved them."""
    case = await in_force(house, house.june())
    said = await case.said("warning")
    assert "On Monday you shouted at two of our caretakers and blocked the door." in said
    assert "- Staff do not visit alone" in said
    assert "blocked the door." in said
    assert "May do so again" not in said
    await case.decide(
        "propose-restrictions",
        restrictions=["single-contact"],
        contact="tom.okafor",
        reasons="He asks each of us in turn.",
        explanation="You have asked six of us the same.",
    )
    assert Standing.of(await case.case()).restrictions == ("no-visits-alone",)
    await case.decide("approve-warning", by="ruth.lewin")
    said = await case.said("restrictions")
    assert "You have asked six of us the same." in said
    assert "The member of staff for you to speak to is Tom Okafor." in said
    assert Standing.of(await case.case()).contact == "tom.okafor"


@pytest.mark.clause("PH-7a", "PH-2b")
async def test_nothing_about_the_person_reaches_the_engine(house: House) -> None:
    """Neither who is warned nor what they did, nor why anything was decided."""
    token = Tokens()
    case = await proposed(
        house,
        house.june(),
        about=token("about"),
        risk=token("risk"),
        explanation=token("explanation"),
    )
    assert not token.found_in(await everything(case))
    other = PlayedCase(house, house.june())
    await other.open(warning() | {"person": person(token), "about": token("more")}, by="amira.khan")
    await other.decide("approve-warning", by="ruth.lewin", reasons=token("approval"))
    await other.decide("keep-warning", by="david.moss", reasons=token("kept"), explanation=token("told"))
    await other.decide("lift-warning", by="david.moss", reasons=token("lifted"))
    await other.notices()
    assert not token.found_in(await everything(other))
