"""Enquiries lived through on the engine: answered in time, late, not at all, or as a complaint."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from contracts import attributes
from engine.waiting import until
from records.sql import every, queries
from rules.refusal import Invalid, Refusal, Unknown
from starter.cli.printing import print_case
from starter.cli.rehearsal import PATIENCE
from starter.service.showing import ShownLink
from tests.house import House, PlayedCase, complaint

ANSWER = {
    "can_do": "We mend the lift.",
    "cannot_do": "We cannot build a second one.",
    "reasons": "The part was not ordered.",
}
OF_NOBODY: dict[str, Any] = {"subject": "no-individual", "concerns": None, "service": None}


async def noted(case: PlayedCase) -> None:
    """The tenant's consent is on file."""
    await case.decide("record-authority", authority="consent", how="A signed form.")


async def became(enquiry: PlayedCase) -> None:
    """Wait until what follows in the enquiry was done."""

    async def is_done() -> bool:
        async with enquiry.house.pool.acquire() as connection:
            rows = await every(queries.errands_of(connection, ref=enquiry.ref))
        return bool(rows) and all(row["done_at"] for row in rows)

    await until(is_done, within=PATIENCE)


@pytest.mark.clause("PH-6a")
@pytest.mark.clause("PH-1")
async def test_answered_in_time(house: House) -> None:
    """Logged and acknowledged with its day; answered on the last of the ten days, and closed."""
    case = await house.enquiry(begins=house.june())
    [answer] = (await case.case()).deadlines
    assert answer.due_day == case.day(14)
    assert "You will get our answer by" in await case.said("enquiry-acknowledgement")
    assert "Nadia" not in await case.said("enquiry-acknowledgement")
    await case.on(3)
    refusal = await case.refused("answer-enquiry", **ANSWER)
    assert (refusal.code, refusal.clause) == ("out-of-stage", "PH-6a")
    await noted(case)
    await case.on(14, "23:30")
    await case.decide("answer-enquiry", **ANSWER)
    await case.finished()
    assert await case.kinds() == ["opened", "authority-recorded", "answered"]
    said = await case.said("enquiry-answer")
    assert all(words in said for words in ANSWER.values())
    ended = await case.case()
    assert (ended.stage, ended.outcome, ended.owner) == ("closed", "answered", "amira.khan")
    await case.is_whole()


@pytest.mark.clause("PH-6a")
async def test_a_missed_answer_is_escalated_and_still_owed(house: House) -> None:
    """At the midnight after the tenth day the Director hears of it; the answer comes late, and closes it."""
    case = await house.enquiry(begins=house.june(), authority="elected-representative")
    await case.on(15, "00:05")
    [breach] = await case.events("breached")
    assert (breach.clause, breach.facts["due_day"]) == ("PH-6a", case.day(14).isoformat())
    notice = await case.notice("breach")
    assert (notice["audience"], notice["address"]) == ("director", "directors@poplar.example")
    assert await case.shown(attributes.CASE_OVERDUE)
    await case.decide("answer-enquiry", **ANSWER)
    await case.finished()
    assert await case.kinds() == ["opened", "breached", "answered"]


@pytest.mark.clause("PH-6b")
async def test_no_response_is_recorded_and_nobody_is_written_to(house: House) -> None:
    """The reason is on file, by a head of service; outside, nobody gets even an acknowledgement."""
    case = await house.enquiry(begins=house.june(), **OF_NOBODY)
    await case.on(2)
    refusal = await case.refused("answer-enquiry", **ANSWER)
    assert (refusal.code, refusal.clause) == ("out-of-stage", "PH-6b")
    reasons = "It asks how we plan our budgets."
    assert (await case.refused("record-no-response", reasons=reasons)).code == "not-authorised"
    await case.decide("record-no-response", by="ruth.lewin", reasons=reasons)
    await case.finished()
    assert await case.kinds() == ["opened", "no-response"]
    assert [(notice["kind"], notice["audience"]) for notice in await case.notices()] == [
        ("received", "caseworker")
    ]
    seen = await case.seen_by("ruth.lewin")
    assert [entry.words for entry in seen.history][-1] == {"reasons": reasons}
    assert seen.particulars == {"constituency": "Lansbury ward"}


@pytest.mark.whole
@pytest.mark.clause("PH-6a")
async def test_a_complaint_takes_it_on(house: House) -> None:
    """The enquiry closes with the complaint's reference, the member is told, and both show the link."""
    enquiry = await house.enquiry(begins=house.june())
    taken_on = await house.open(begins=house.june("11:00"), enquiry=enquiry.ref)
    await became(enquiry)
    await enquiry.finished()
    assert await enquiry.kinds() == ["opened", "became-complaint"]
    assert (await enquiry.case()).outcome == "complaint"
    assert f"The reference to use: {taken_on.ref}" in await enquiry.said("enquiry-complaint")
    assert (await taken_on.case()).terms == {"enquiry": enquiry.ref}
    assert await taken_on.kinds() == ["opened"]
    for case, other, from_here in ((enquiry, taken_on, False), (taken_on, enquiry, True)):
        seen = await case.seen_by("ruth.lewin")
        what = "became-complaint"
        assert seen.links == (ShownLink(ref=other.ref, from_here=from_here, what=what, came_to="done"),)
        out = StringIO()
        print_case(Console(file=out, width=200), seen, house.policy)
        way = "to" if from_here else "from"
        assert f"Linked {way} {other.ref}: became-complaint, done" in out.getvalue()


async def test_a_complaint_is_linked_to_an_open_enquiry_alone(house: House) -> None:
    """Not to one that is closed, that is a complaint, or that is not there; nothing is taken in then."""
    closed = await house.enquiry(begins=house.june())
    await closed.decide("withdraw-enquiry")
    await closed.finished()
    other = await house.open(begins=house.june())
    before = await house.rows()
    refused: list[tuple[str, type[Refusal]]] = [
        (closed.ref, Invalid),
        (other.ref, Unknown),
        ("PH-2019-000001", Unknown),
    ]
    for ref, kind in refused:
        with pytest.raises(kind) as refusal:
            await other.desk.open(complaint(other.day(0), enquiry=ref), actor="amira.khan")
        assert refusal.value.where == "enquiry"
    assert await house.rows() == before


async def test_of_two_complaints_the_first_takes_it_on(house: House) -> None:
    """The other keeps its link, and shows that nothing followed from it."""
    enquiry = await house.enquiry(begins=house.june())
    fields = complaint(enquiry.day(0), enquiry=enquiry.ref)
    second = PlayedCase(house, house.june("12:00"))
    # taken in while the enquiry is open, and opened once it is not
    taken = await second.desk.open(fields, actor="amira.khan")
    first = await house.open(begins=house.june("11:00"), enquiry=enquiry.ref)
    await became(first)
    await enquiry.finished()
    second.ref, second.handle = taken.case.ref, second.desk.handle(taken.case)
    await second.time.begin(second.handle)
    await became(second)
    seen = await second.seen_by("ruth.lewin")
    assert [(link.ref, link.came_to) for link in seen.links] == [(enquiry.ref, "out-of-stage")]
    assert (await enquiry.case()).terms["complaint"] == first.ref
