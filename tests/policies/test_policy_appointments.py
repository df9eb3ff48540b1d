"""Appointments by a policy file alone: what is wrong with one is said; another organisation has them too."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from policies import HERE, PolicyFileError, read
from rules.appointment.bookable import require_bookable
from rules.appointment.changing import CancelAppointment
from rules.appointment.intake import AppointmentIntake
from rules.appointment.paper import booking_rule
from rules.bank_holidays import working_calendar
from rules.case import Case
from rules.diary import Slot
from rules.policy import Policy
from rules.refusal import Invalid
from tests.policies.harbour import HARBOUR
from tests.rules.people import staff
from tests.rules.play import Play, day, local

pytestmark = [pytest.mark.clause("WRC-7"), pytest.mark.clause("WRC-10")]

BOOKING = "matters.appointment.booking"


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        (
            'places = ["clinic"]',
            'places = ["office"]',
            f"{BOOKING}.places: there is no 'office' under [opening]",
        ),
        ('places = ["clinic"]', "places = []", f"{BOOKING}.places: "),
        (
            'about = ["advice", "feedback"]',
            'about = ["grumbles"]',
            f"{BOOKING}.about: there is no 'grumbles' under [matters]",
        ),
        (
            'advisers = ["client-adviser", "casework-lead"]',
            'advisers = ["volunteer"]',
            f"{BOOKING}.advisers: there is no role 'volunteer' under [roles]",
        ),
        (
            'opening_clause = "WRC-10"',
            'opening_clause = "WRC-99"',
            f"{BOOKING}.opening_clause: clause 'WRC-99' is not listed under [[clauses]]",
        ),
        ("longest = 120", "longest = 10", f"{BOOKING}: longest: is shorter than the shortest"),
        ("shortest = 15", "shortest = 0", f"{BOOKING}.shortest: "),
        (
            "notice = { calendar_days = 1 }",
            "notice = { working_days = 1 }",
            f"{BOOKING}.notice: give calendar_days or calendar_months",
        ),
        ("ahead = { calendar_months = 6 }", "", f"{BOOKING}.ahead: it is missing; give it"),
        (
            'duty = "Keep the appointment"',
            'duty = "Keep the appointment"\nwithin = { working_days = 1 }',
            "matters.appointment.deadlines.appointment.within: its day is agreed each time",
        ),
        (
            'record-attendance = { clause = "WRC-7", roles = ["client-adviser", "casework-lead"] }\n',
            "",
            "matters.appointment.decisions.record-attendance: is missing",
        ),
        (
            "move-appointment = {",
            'reassign = { clause = "WRC-14", roles = ["casework-lead"] }\nmove-appointment = {',
            "matters.appointment.decisions.reassign: the appointment lifecycle has no such decision",
        ),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, refusal: str, tmp_path: Path) -> None:
    """By key and reason, as the file is loaded."""
    text = (HERE / "work_rights_centre.toml").read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    file = tmp_path / "changed.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PolicyFileError) as refused:
        read(file)
    assert refusal in str(refused.value)


VISITS = """
[opening.quay]
title = "Quay office"
hours.sunday = [{ from = 08:30:00, to = 12:00:00 }]

[matters.visit]
lifecycle = "appointment"
title = "Visit"
clause = "HA-1"
stages = { booked = "Booked", over = "Over", closed = "Closed" }

[matters.visit.booking]
places = ["quay"]
opening_clause = "HA-1"
advisers = ["adviser"]
notice = { calendar_days = 2 }
shortest = 20
longest = 20
ahead = { calendar_days = 30 }

[matters.visit.deadlines.appointment]
clause = "HA-1"
duty = "See them"
remind_before = { calendar_days = 1 }

[matters.visit.deadlines.attendance]
clause = "HA-1"
duty = "Say whether they came"
within = { working_days = 2 }

[matters.visit.decisions]
move-appointment = { clause = "HA-1", roles = ["adviser"] }
cancel-appointment = { clause = "HA-1", roles = ["adviser"] }
record-attendance = { clause = "HA-1", roles = ["adviser"] }
"""
ZONE = ZoneInfo("Europe/Malta")
BEA = staff("bea.quay", "adviser", directorate="advice")


@pytest.fixture
def harbour(tmp_path: Path) -> Policy:
    """Another organisation that has people come: on Sundays, in another zone, with other figures."""
    file = tmp_path / "harbour.toml"
    file.write_text(HARBOUR + VISITS, encoding="utf-8")
    assert tomllib.loads(file.read_text(encoding="utf-8"))["matters"]["visit"]
    return read(file)


def visit(harbour: Policy, at: str, starts: str) -> Play:
    """A visit that was booked at a local time there."""
    intake = AppointmentIntake.model_validate(
        {
            "policy": harbour.id,
            "matter": "visit",
            "adviser": BEA.id,
            "starts": local(starts, ZONE),
            "minutes": 20,
            "place": "quay",
            "about": "Her rent.",
            "person": {"name": "Carmen Borg", "email": "carmen@client.example"},
            "source_id": "1",
        }
    )
    case = Case(
        ref="HA-2026-000001",
        policy=harbour.id,
        version=harbour.version,
        matter="visit",
        received=local(at, ZONE),
        opened_by=BEA.id,
        terms=intake.terms(BEA.id),
    )
    play = Play(case, harbour)
    play.open()
    return play


def test_another_organisation_has_them_by_its_file_alone(harbour: Policy) -> None:
    """Its own days of work, hours, zone, notice and time to record; nothing else of the charter's."""
    play = visit(harbour, "2026-06-01 10:00", "2026-06-14 08:30")
    deadline = play.deadline("appointment")
    assert deadline.due_at == datetime(2026, 6, 14, 6, 50, tzinfo=UTC)
    assert deadline.remind_at == local("2026-06-11 14:30", ZONE)  # Friday and Saturday are the weekend
    play.on("2026-06-14 08:50")
    assert play.due("attendance") == "2026-06-16"
    other = visit(harbour, "2026-06-01 10:00", "2026-06-14 08:30")
    other.on("2026-06-13 10:00")
    [event] = other.decide(CancelAppointment(by="person"), by=BEA)
    assert event.facts["late"] is True  # two days before, there
    earlier = visit(harbour, "2026-06-01 10:00", "2026-06-14 08:30")
    earlier.on("2026-06-13 10:00")
    [event] = earlier.decide(CancelAppointment(by="person", told_on=day("2026-06-12")), by=BEA)
    assert event.facts["late"] is False


@pytest.mark.parametrize(
    ("starts", "said"),
    [
        ("2026-06-14T08:30:00+02:00", None),
        ("2026-06-14T08:30:00+01:00", "that is not the offset of Europe/Malta then"),
        ("2026-06-15T08:30:00+02:00", "Quay office is closed on Mondays"),
        ("2026-06-07T08:30:00+02:00", "Sunday 7 June 2026 is a day off: Sette Giugno"),
        ("2026-07-05T08:30:00+02:00", "up to 30 calendar days ahead: until 1 July 2026"),
    ],
)
def test_its_own_times(harbour: Policy, starts: str, said: str | None) -> None:
    """In its zone, on its days, by the bank holidays of its country."""
    rule, calendar = booking_rule(harbour.matters["visit"]), working_calendar(harbour, {})
    slot = Slot(adviser=BEA.id, starts=datetime.fromisoformat(starts), minutes=20, place="quay")
    if said is None:
        require_bookable(slot, rule, harbour, calendar, local("2026-06-01 10:00", ZONE), "HA-1")
        return
    with pytest.raises(Invalid, match=said):
        require_bookable(slot, rule, harbour, calendar, local("2026-06-01 10:00", ZONE), "HA-1")
