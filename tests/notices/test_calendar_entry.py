"""Calendar entries that go with letters: read back by the library, whatever is in them; always the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from icalendar import Calendar
from icalendar import Event as Component

from notices.blocks import Composed, Labels, Paragraph
from notices.calendar import METHODS, Entry, entry_of
from notices.email import email_message
from rules.policy import Policy
from tests.rules.play import CHARTER

pytestmark = pytest.mark.clause("WRC-7")

AT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
CONTEXT: dict[str, Any] = {
    "case": {"reference": "WRCA-2026-000001", "kind": "Appointment"},
    "appointment": {
        "starts": "2027-06-01T10:00:00+01:00",
        "ends": "2027-06-01T10:45:00+01:00",
        "place": "Clinic",
        "sequence": 1,
    },
}
SAID = Composed(
    language="en",
    labels=Labels(reference="Our reference: {reference}", page="Page {page} of {pages}"),
    subject="Your appointment has changed (WRCA-2026-000001)",
    blocks=(Paragraph(text="It takes place at another time."),),
)


def entry(kind: str = "appointment-moved", policy: Policy = CHARTER, to: str = "m@client.example") -> Entry:
    """The entry that goes with a notice."""
    found = entry_of(kind, CONTEXT, policy, to, AT)
    assert found is not None
    return found


def mailed(entry: Entry) -> bytes:
    """The e-mail that takes it there, as it is sent."""
    return email_message(
        SAID,
        sender="Work Rights Centre <contact@workrights.example>",
        recipients=("m@client.example",),
        reply_to=None,
        message_id="<wrca-2026-000001.2.appointment-moved@workrights.example>",
        at=AT,
        entry=entry,
    ).as_bytes()


def event(text: str | bytes) -> Component:
    """The one event of a calendar."""
    calendar = Calendar.from_ical(text)
    assert isinstance(calendar, Calendar)
    [found] = calendar.walk("VEVENT")
    assert isinstance(found, Component)
    return found


def test_the_library_reads_what_was_meant() -> None:
    """Times are the moments that were agreed, and the DTSTAMP is the event's, not the clock's."""
    found = event(entry().text)
    assert found.decoded("DTSTART") == datetime(2027, 6, 1, 9, 0, tzinfo=UTC)
    assert found.decoded("DTEND") - found.decoded("DTSTART") == timedelta(minutes=45)
    assert (found.decoded("DTSTAMP"), found["SEQUENCE"]) == (AT, 1)
    assert found["UID"] == "wrca-2026-000001@workrights.example"
    assert found["LOCATION"] == "Clinic, 2 Example Street, London, NW10 0ZZ"
    calendar = Calendar.from_ical(entry().text)
    assert not calendar.walk("VTIMEZONE")
    assert not getattr(calendar, "errors", [])


@pytest.mark.parametrize(("kind", "method"), METHODS.items())
def test_the_method_stands_in_the_calendar_and_in_the_media_type(kind: str, method: str) -> None:
    """Mail programs go by the one, calendars by the other."""
    message = message_from_bytes(mailed(entry(kind)), policy=default)
    assert isinstance(message, EmailMessage)
    assert message.get_content_type() == "multipart/mixed"
    body, attached = message.iter_parts()
    assert body.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in body.iter_parts()] == ["text/plain", "text/html"]
    assert (attached.get_content_type(), attached.get_filename()) == ("text/calendar", "appointment.ics")
    assert (attached.get_param("method"), attached.get_content_charset()) == (method, "utf-8")
    assert Calendar.from_ical(attached.get_content())["METHOD"] == method


def test_a_letter_without_an_entry_is_what_it_was() -> None:
    """No other notice brings one."""
    assert entry_of("appointment-reminder", CONTEXT, CHARTER, "m@client.example", AT) is None
    assert entry_of("advice-answer", {}, CHARTER, "m@client.example", AT) is None


def test_the_same_again_is_the_same_bytes() -> None:
    """Boundaries and all, so that a letter that is sent again is not another one."""
    assert mailed(entry()) == mailed(entry())
    assert mailed(entry()) != mailed(entry("appointment-cancelled"))


@pytest.mark.parametrize(
    "text",
    [
        "Clinic; upstairs, left \\ right",
        "Überweg 7, Łódź, 東京, 🦆",
        "Clinic\nEND:VEVENT\nBEGIN:VEVENT",
        "A very long name of a place that has to be folded over several lines, " * 3,
        'The "Old" Library: room 3',
    ],
)
def test_text_of_a_policy_can_neither_end_nor_begin_anything(text: str) -> None:
    """Signs that mean something in a calendar come back as they are, in one event, on lines of 75 bytes."""
    sender = CHARTER.sender.model_copy(update={"address": (text,)})
    made = entry(policy=CHARTER.model_copy(update={"sender": sender})).text
    assert event(made)["LOCATION"] == f"Clinic, {text}"
    lines = made.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert not any("\n" in line for line in lines)
    [attached] = message_from_bytes(mailed(Entry(made, "REQUEST")), policy=default).iter_attachments()
    assert attached.get_content().replace("\r\n", "\n") == made.replace("\r\n", "\n")
    assert event(attached.get_content())["LOCATION"] == f"Clinic, {text}"


@pytest.mark.parametrize("address", ["o'brien+calls@client.example", "zoë@bücher.example"])
def test_any_address_is_taken(address: str) -> None:
    """As it is written."""
    assert str(event(entry(to=address).text)["ATTENDEE"]) == f"mailto:{address}"
