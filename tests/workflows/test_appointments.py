"""Appointments on the engine: booked once, reminded of, moved, cancelled, kept or missed."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import uuid
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from icalendar import Event as Entry
from temporalio.testing import ActivityEnvironment

from activities.reconcile import Reconciler
from engine.waiting import until
from records.booking import person_of_case
from records.calendar import Closure, Confirmation, confirm, look
from records.diary import diary_of
from records.intake import take_in
from records.people import put_staff, staff_member
from rules.appointment.intake import AppointmentIntake
from rules.reading import read_access
from rules.recording import Answer
from rules.refusal import NOT_KNOWN, Changed, Invalid, SlotTaken
from starter.service.fields import validated
from tests.house import House, PlayedCase, appointment, clinic_day
from tests.rules.play import CHARTER
from tests.starter.api.staffing import hire
from tests.workflows.mail import MoodyMail
from tests.workflows.test_calls import BY_PHONE, printed

pytestmark = pytest.mark.clause("WRC-7")

ANA, ION, LENA = "ana.duarte", "ion.popa", "lena.wolska"
LONDON = ZoneInfo("Europe/London")
WHY = "Ana is at a hearing that morning."
OURS = {"asked_by": "us", "reasons": WHY}


async def new_advisers(house: House) -> tuple[str, str]:
    """Two advisers whom nobody has booked yet."""
    one, two = (f"adviser.{uuid.uuid4().hex[:8]}" for _ in range(2))
    await hire(house, dict.fromkeys((one, two), "client-adviser"), policy=CHARTER)
    return one, two


async def move(case: PlayedCase, starts: datetime, *, by: str = ANA, **fields: Any) -> Answer:
    """Move an appointment, as the person asks where nothing else is said."""
    asked = {"starts": starts.isoformat(), "asked_by": "person"} | fields
    return await case.decide("move-appointment", by=by, **asked)


class Booking(NamedTuple):
    """A row of the diary."""

    staff: str
    starts: datetime
    freed: bool


async def booking(house: House, ref: str) -> Booking:
    """The row of an appointment in the diary."""
    async with house.pool.acquire() as connection:
        row = await connection.fetchrow(
            "SELECT d.staff, lower(b.during) AS starts, b.freed "
            "FROM casebook.booking b JOIN casebook.diarist d ON d.number = b.diarist WHERE b.ref = $1",
            ref,
        )
    assert row
    return Booking(**dict(row))


async def entries(case: PlayedCase) -> list[tuple[str, Entry]]:
    """The calendar entries that reached the person, each with its method, as the library reads them."""
    await case.notices()
    found = []
    for message in case.house.mail(case.ref):
        for part in message.iter_attachments():
            assert (part.get_content_type(), part.get_filename()) == ("text/calendar", "appointment.ics")
            calendar = Calendar.from_ical(part.get_content())
            assert isinstance(calendar, Calendar)
            assert part.get_param("method") == calendar["METHOD"]
            [entry] = calendar.walk("VEVENT")
            assert isinstance(entry, Entry)
            found.append((str(calendar["METHOD"]), entry))
    return found


async def test_a_life_in_time(house: House) -> None:
    """Confirmed, reminded of on the working day before, over, kept; on record the working day after."""
    case = await house.appointment()
    assert (await case.case()).owner == ANA
    await case.notices()
    await case.on(7, "09:00")
    assert await case.kinds() == ["opened", "appointment-reminded"]
    await case.notices()
    await case.on(8, "10:45")
    recorded = await case.case()
    assert (recorded.stage, recorded.due and recorded.due.name) == ("over", "attendance")
    await case.on(9)
    await case.decide("record-attendance", by=ANA, came=True)
    await case.finished()
    kinds = [notice["kind"] for notice in await case.notices()]
    assert kinds == ["appointment-confirmed", "appointment-reminder"]
    assert (await case.case()).outcome == "attended"
    assert await booking(house, case.ref) == (
        ANA,
        case.at(8, "10:00"),
        False,
    )
    await case.is_whole()


async def test_what_staff_are_shown_of_it(house: House) -> None:
    """When, where and with whom it is; by when a change is in time; who changed it, and whether late."""
    case = await house.appointment()
    day = f"{case.day(8):%a %-d %b %Y}"
    shown = await printed(case)
    assert f"{day} 10:00-10:45, Clinic, with ana.duarte" in shown
    assert f"In time, it is moved or cancelled until {case.day(7):%a %-d %b}" in shown
    await case.on(8, "09:00")
    await move(case, case.at(8, "14:00"), adviser=ION, **OURS)
    shown = await printed(case)
    assert f"{day} 14:00-14:45, Clinic, with ion.popa" in shown
    assert shown.count(f"by us, told on {case.day(8)}: late") == 1
    await case.on(8, "14:10")
    await case.decide("record-attendance", by=ION, came=False)
    shown = await printed(case)
    assert shown.count("did not come") == 1
    assert "In time" not in shown


async def test_a_missing_record_is_a_breach(house: House) -> None:
    """Escalated to the leads at the end of the working day after, and still owed; then a no-show."""
    case = await house.appointment()
    await case.on(10, "00:00")
    assert (await case.kinds())[-2:] == ["appointment-over", "breached"]
    assert (await case.notice("breach"))["address"] == "casework.leads@workrights.example"
    await case.decide("record-attendance", by=LENA, came=False)
    await case.finished()
    assert (await case.case()).outcome == "missed"
    assert "we did not see you" in await case.said("appointment-missed")


async def test_the_entry_in_the_calendar_comes_moves_and_goes(house: House) -> None:
    """One UID, each SEQUENCE higher; the time in UTC; a title that says nothing of what it is about."""
    case = await house.appointment()
    await case.notices()  # each goes before the next: one that is overtaken does not go any more
    await move(case, case.at(10, "14:30"), adviser=ION, **OURS)
    await case.notices()
    await cancel(case, actor=ION, by="person")
    await case.finished()
    found = await entries(case)
    assert [(method, entry["STATUS"], entry["SEQUENCE"]) for method, entry in found] == [
        ("REQUEST", "CONFIRMED", 0),
        ("REQUEST", "CONFIRMED", 1),
        ("CANCEL", "CANCELLED", 2),
    ]
    assert {str(entry["UID"]) for _, entry in found} == {f"{case.ref.lower()}@workrights.example"}
    times = [entry.decoded("DTSTART") for _, entry in found]
    assert times == [case.at(8, "10:00"), case.at(10, "14:30"), case.at(10, "14:30")]
    assert [entry.decoded("DTEND") - entry.decoded("DTSTART") for _, entry in found] == [
        timedelta(minutes=45)
    ] * 3
    for _, entry in found:
        assert entry.decoded("DTSTART").utcoffset() == timedelta()
        assert (str(entry["SUMMARY"]), str(entry["CLASS"])) == (f"Appointment {case.ref}", "PRIVATE")
        assert str(entry["ORGANIZER"]) == "mailto:contact@workrights.example"
        assert str(entry["ATTENDEE"]) == "mailto:marisol.pinto@client.example"
        text = entry.to_ical().decode()
        assert not any(word in text for word in ("contract", "Ana", "Ion", "Marisol Pinto", "Rights Centre"))


async def test_subject_lines_say_nothing_of_it(house: House) -> None:
    """They show on locked screens: the reference, and that there is an appointment."""
    case = await house.appointment()
    await case.notices()
    await move(case, case.at(10, "14:30"))
    await case.notices()
    await case.on(9, "09:00")
    await case.notices()
    await case.on(10, "15:30")
    await case.decide("record-attendance", by=ANA, came=False)
    await case.notices()
    assert [message["Subject"] for message in house.mail(case.ref)] == [
        f"Your appointment ({case.ref})",
        f"Your appointment has changed ({case.ref})",
        f"Reminder of your appointment ({case.ref})",
        f"About your appointment ({case.ref})",
    ]


async def test_of_twenty_at_once_one_is_booked(house: House) -> None:
    """The others are refused with the adviser and the time, and leave nothing behind."""
    monday = house.quiet_monday()
    desk, on = house.desk(clock=lambda: monday), monday.date() + timedelta(days=8)
    before = await house.rows()
    came = await asyncio.gather(
        *(desk.open(appointment(on), actor=ANA) for _ in range(20)), return_exceptions=True
    )
    refused = [one for one in came if isinstance(one, SlotTaken)]
    assert len(refused) == 19, came
    assert "ana.duarte is booked already for all or part of Tue" in refused[0].detail
    assert "10:00-10:45; see the diary" in refused[0].detail
    after = await house.rows()
    added = {table: after[table] - before[table] for table in ("casebook.casefile", "people.person")}
    assert added == {"casebook.casefile": 1, "people.person": 1}
    assert after["references"] == before["references"] + 1


async def test_moves_race_intakes_and_one_has_the_time(house: House) -> None:
    """Ten appointments at other times are moved to one, while ten more are booked for it."""
    desk, on = house.desk(), clinic_day(0)
    one, two = await new_advisers(house)
    starts = appointment(on, "12:00")["starts"]
    others = [
        (await desk.open(appointment(on, clock, minutes=15, adviser=who), actor=ANA)).case.ref
        for clock, who in itertools.product(("10:00", "10:15", "10:30", "10:45", "11:00"), (one, two))
    ]
    wanted = {"starts": starts, "adviser": one, "asked_by": "person"}

    async def moved(ref: str) -> Answer:
        while True:  # as a client does: a worker that keeps no workflow may take longer than its patience
            with contextlib.suppress(*NOT_KNOWN):
                return await desk.decide(ref, "move-appointment", wanted, actor=ANA, key=f"move/{ref}")

    came = await asyncio.gather(
        *(moved(ref) for ref in others),
        *(desk.open(appointment(on, "12:00", minutes=15, adviser=one), actor=ANA) for _ in range(10)),
        return_exceptions=True,
    )
    kinds = Counter(type(one).__name__ for one in came)
    assert (kinds["SlotTaken"], len(came)) == (19, 20), kinds
    [won] = [one for one in came if not isinstance(one, SlotTaken)]
    ref = won.ref if isinstance(won, Answer) else won.case.ref  # type: ignore[union-attr]
    assert (await booking(house, ref)).starts == datetime.fromisoformat(starts)
    for other in {*others} - {ref}:  # those that were refused are where they were
        assert (await booking(house, other)).starts < datetime.fromisoformat(starts)


async def test_two_that_swap_are_refused_and_not_stuck(house: House) -> None:
    """Each wants the other's time; neither is free."""
    monday = house.quiet_monday()
    first = await house.appointment(begins=monday)
    second = await house.appointment(begins=monday, adviser=ION)
    time = first.at(8, "10:00")
    came = await asyncio.gather(
        move(first, time, adviser=ION), move(second, time, by=ION, adviser=ANA), return_exceptions=True
    )
    assert [type(one) for one in came] == [SlotTaken, SlotTaken]
    assert [(await booking(house, case.ref)).staff for case in (first, second)] == [ANA, ION]


async def test_touching_is_not_overlapping(house: House) -> None:
    """One begins when the other ends; a minute earlier, and they meet."""
    case = await house.appointment()
    desk = house.desk(clock=lambda: case.moment)
    for clock, minutes in (("10:45", 15), ("11:00", 120)):
        await desk.open(appointment(case.day(8), clock, minutes=minutes), actor=ANA)
    for clock, minutes in (("10:44", 15), ("10:30", 15), ("10:00", 120), ("12:45", 15)):
        with pytest.raises(SlotTaken):
            await desk.open(appointment(case.day(8), clock, minutes=minutes), actor=ANA)


async def test_cancelled_its_time_is_free_at_once(house: House) -> None:
    """In the transaction of its event: whoever is told that it is cancelled can book it."""
    case = await house.appointment()
    desk = house.desk(client=case.time.client, clock=lambda: case.moment)
    with pytest.raises(SlotTaken):
        await desk.open(appointment(case.day(8)), actor=LENA)
    await cancel(case, by="us", reasons=WHY)
    taken = await desk.open(appointment(case.day(8)), actor=LENA)
    assert (await booking(house, case.ref)).freed
    assert not (await booking(house, taken.case.ref)).freed


async def cancel(case: PlayedCase, *, actor: str = ANA, **fields: Any) -> Answer:
    """Cancel an appointment."""
    return await case.desk.decide(case.ref, "cancel-appointment", fields, actor=actor, key=str(uuid.uuid4()))


async def test_late_notice_is_on_record(house: House) -> None:
    """By either side: said on the day itself; nothing else follows, and we apologise for ours."""
    case = await house.appointment()
    await case.on(8, "09:00")
    await cancel(case, by="us", reasons=WHY)
    await case.finished()
    [event] = await case.events("appointment-cancelled")
    assert (event.facts["by"], event.facts["late"]) == ("us", True)
    assert "We know that you hear of it late" in await case.said("appointment-cancelled")


async def test_a_booking_whose_start_was_lost_holds_its_time(house: House) -> None:
    """The engine was away; nobody else gets the time, and the reconciler starts it and confirms it."""
    monday = house.quiet_monday()
    fields = appointment(monday.date() + timedelta(days=8))
    async with house.pool.acquire() as connection:
        policy = house.library.current("work-rights-centre")
        ana = await staff_member(connection, policy, ANA)
        intake = validated(AppointmentIntake, fields)
        taken = await take_in(connection, intake, policy, ana.actor, monday)
        await connection.execute(
            "UPDATE casebook.casefile SET taken_in_at = now() - interval '1 hour' WHERE ref = $1",
            taken.case.ref,
        )
    desk = house.desk(clock=lambda: monday)
    with pytest.raises(SlotTaken):
        await desk.open(fields | {"source_id": "another"}, actor=ANA)
    reconciled = await ActivityEnvironment().run(
        Reconciler(house.pool, house.client, house.library, house.task_queue).reconcile
    )
    assert taken.case.ref in reconciled.started
    case = PlayedCase.of(house, taken.case)
    await until(case.opened, within=30)
    assert (await case.notice("appointment-confirmed"))["channel"] == "email"


async def test_what_was_overtaken_is_not_sent_any_more(
    remote_house: House, port: int, tmp_path: Path
) -> None:
    """A mail server that is away: of an appointment that was moved twice, only where it is now is written."""
    case = await remote_house.appointment()
    for clock in ("11:00", "14:00"):
        await move(case, case.at(8, clock))
    async with MoodyMail(tmp_path, port) as server:
        went = {notice["seq"]: notice["failure"] for notice in await case.notices()}
        assert went == {1: "overtaken", 2: "overtaken", 3: None}
        [message] = server.received()
    assert "14:00" in str(message.get_body(("plain",)))
    assert "left out, since what it says is not so any more" in await printed(case)


async def test_nobody_is_reminded_of_what_is_over(remote_house: House, port: int, tmp_path: Path) -> None:
    """A mail server that comes back too late for a confirmation and a reminder."""
    case = await remote_house.appointment()
    await case.on(7, "09:00")
    await case.on(8, "10:45")
    async with MoodyMail(tmp_path, port) as server:
        went = {notice["kind"]: notice["failure"] for notice in await case.notices()}
        assert server.received() == []
    assert went == {"appointment-confirmed": "overtaken", "appointment-reminder": "overtaken"}


async def test_about_a_case_its_person_comes(house: House) -> None:
    """With their needs and their service; staff see each by the other, where they may read it."""
    monday = house.quiet_monday()
    enquiry = await house.advice(begins=monday, needs=["interpreter"])
    case = await house.appointment(begins=monday, case=enquiry.ref, person=None)
    recorded = await case.case()
    assert (recorded.needs, recorded.service) == (("interpreter",), "employment-rights")
    assert (await case.notice("appointment-confirmed"))["address"] == "marisol.pinto@client.example"
    [link] = (await enquiry.seen_by(ANA)).links
    assert (link.ref, link.what, link.came_to, link.from_here) == (case.ref, "appointment", "booked", False)
    [link] = (await case.seen_by(ANA)).links
    assert (link.ref, link.from_here) == (enquiry.ref, True)
    await case.decide("adjust", by=ANA, need="interpreter", made=True, how="One is booked too.")


async def test_whoever_notices_do_not_reach_is_not_booked(house: House) -> None:
    """Nothing but a telephone, where a policy tells nobody of appointments by telephone."""
    monday = house.quiet_monday()
    enquiry = await house.advice(begins=monday, person=BY_PHONE, made_by="phone")
    policy = house.library.current("work-rights-centre")
    matter = policy.matters["appointment"].model_copy(update={"calls": None})
    async with house.pool.acquire() as connection:
        ana = await staff_member(connection, policy, ANA)
        with pytest.raises(Invalid, match="nobody is told by telephone"):
            await person_of_case(connection, enquiry.ref, matter, policy, ana.actor)
    case = await house.appointment(begins=monday, case=enquiry.ref, person=None)
    told = await case.notice("appointment-confirmed")
    assert (told["channel"], told["sent_at"] is not None) == ("phone", True)
    assert "Your appointment" in told["subject"]


async def test_adviser_away_or_gone(house: House) -> None:
    """On the day of the appointment, whatever today is; the reason is said."""
    monday = house.quiet_monday()
    day = monday.date() + timedelta(days=8)
    policy = house.library.current("work-rights-centre")
    gone, away = f"gone.{monday:%y%m%d}", f"away.{monday:%y%m%d}"
    async with house.pool.acquire() as connection:
        ana = await staff_member(connection, policy, ANA)
        people = [
            ana.model_copy(update={"id": gone, "left_on": day - timedelta(days=1)}),
            ana.model_copy(update={"id": away, "away_from": day, "away_until": day + timedelta(days=2)}),
        ]
        await put_staff(connection, policy, people)
    desk = house.desk(clock=lambda: monday)
    for who, said in (
        (gone, f"{gone} leaves on"),
        (away, f"{away} is away from"),
        ("no.body", "the staff directory has no 'no.body'"),
        (
            "martin.achebe",
            "martin.achebe sees nobody; appointments are with one of: Client adviser, Casework",
        ),
    ):
        with pytest.raises(Exception, match=said) as refused:
            await desk.open(appointment(day, adviser=who), actor=ANA)
        assert refused.value.where == "adviser"  # type: ignore[attr-defined]
    case = await house.appointment(begins=monday)
    refusal = await case.refused(
        "move-appointment", by=ANA, starts=case.at(8, "11:00").isoformat(), adviser=away, asked_by="person"
    )
    assert (refusal.where, refusal.clause) == ("adviser", "WRC-7")


async def test_whoever_is_away_today_is_booked_for_when_they_are_back(house: House) -> None:
    """The letter names them, and not who stands in today."""
    monday = house.quiet_monday()
    policy, who = house.library.current("work-rights-centre"), f"back.{monday:%y%m%d}"
    async with house.pool.acquire() as connection:
        ana = await staff_member(connection, policy, ANA)
        today = monday.date()
        back = ana.model_copy(
            update={"id": who, "name": "Bea Back", "away_from": today, "away_until": today, "deputy": ANA}
        )
        await put_staff(connection, policy, [back])
    case = await house.appointment(begins=monday, adviser=who)
    assert (await case.case()).owner == who
    assert "With: Bea Back" in await case.said("appointment-confirmed")


@pytest.mark.clause("WRC-10")
async def test_a_closure_lists_the_appointments_of_its_day(house: House) -> None:
    """It moves none; a list that has changed is not confirmed; the diary says which stand on a day off."""
    case = await house.appointment()
    policy, day = house.library.current("work-rights-centre"), case.day(8)
    async with house.pool.acquire() as connection:
        seen = await look(connection, house.library, policy, day, case.moment)
        assert [booked.ref for booked in seen.appointments] == [case.ref]
        other = await house.appointment(begins=case.begins, adviser=ION)
        confirmed = Confirmation(seen.digest, "sam.oyelaran", str(uuid.uuid4()), case.moment)
        with pytest.raises(Changed, match="2 appointments are touched by now"):
            await confirm(connection, house.library, policy, Closure(day=day, reason="Flood"), confirmed)
        seen = await look(connection, house.library, policy, day, case.moment)
        confirmed = confirmed._replace(digest=seen.digest)
        await confirm(connection, house.library, policy, Closure(day=day, reason="Flood"), confirmed)
        staff = await staff_member(connection, policy, ANA)
        diary = await diary_of(connection, policy, read_access(staff.actor, policy), day, day, None)
    assert {(booked.ref, booked.day_off) for booked in diary} == {(case.ref, "Flood"), (other.ref, "Flood")}
    assert (await case.case()).deadline("appointment") is not None
    refusal = await case.refused(
        "move-appointment", by=ANA, starts=case.at(8, "14:00").isoformat(), asked_by="person"
    )
    assert (refusal.where, refusal.clause) == ("starts", "WRC-10")
    await move(case, case.at(10, "14:00"), **OURS)


async def test_a_repeated_booking_is_the_same(house: House) -> None:
    """Also once its time has come: it was booked, and is not booked again."""
    monday = house.quiet_monday()
    fields = appointment(monday.date() + timedelta(days=8))
    first = await house.desk(clock=lambda: monday).open(fields, actor=ANA)
    later = monday + timedelta(days=30)
    again = await house.desk(clock=lambda: later).open(fields, actor=ANA)
    assert (again.case.ref, first.repeated, again.repeated) == (first.case.ref, False, True)
