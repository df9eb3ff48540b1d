"""A calendar entry that goes with a notice (iCalendar, RFC 5545 and 5546): one entry, changed and taken out.

Calendars know it by its UID and take the highest SEQUENCE, whatever arrives last. METHOD:REQUEST changes an
entry that is there; METHOD:PUBLISH would add another one in some of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from icalendar import Calendar, Event, vCalAddress

from rules.policy import Policy

METHODS: dict[str, Literal["REQUEST", "CANCEL"]] = {
    "appointment-confirmed": "REQUEST",
    "appointment-moved": "REQUEST",
    "appointment-cancelled": "CANCEL",
}
"""The notices that an entry goes with, and what it has a calendar do."""
FILE = "appointment.ics"
PRODUCT = "-//Redress//Appointments//EN"


class Entry(NamedTuple):
    """A calendar entry as a file: its text in UTF-8, and the method that its media type names."""

    text: str
    method: str


def entry_of(
    kind: str, context: Mapping[str, Any], policy: Policy, address: str, at: datetime
) -> Entry | None:
    """Return the entry that goes with a notice; None where none does. The same input makes the same text.

    Its title is what the policy calls such a matter, with the reference: whoever sees a shared calendar does
    not read what it is about, nor with whom. Times are in UTC, so that no definition of a zone is needed.

    Args:
        kind: The kind of notice.
        context: What its template can name.
        policy: Whose notice it is.
        address: The e-mail address that it goes to.
        at: The moment (aware) of the event that the notice follows from.

    """
    method = METHODS.get(kind)
    if method is None:
        return None
    appointment, case = context["appointment"], context["case"]
    sender = policy.sender
    entry = Event()
    entry.add("uid", f"{case['reference'].lower()}@{sender.email.rpartition('@')[2].lower()}")
    entry.add("sequence", appointment["sequence"])
    entry.add("dtstamp", at.astimezone(UTC))
    entry.add("dtstart", datetime.fromisoformat(appointment["starts"]).astimezone(UTC))
    entry.add("dtend", datetime.fromisoformat(appointment["ends"]).astimezone(UTC))
    entry.add("summary", f"{case['kind']} {case['reference']}")
    entry.add("location", ", ".join((appointment["place"], *sender.address)))
    entry.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    entry.add("class", "PRIVATE")
    entry.add("organizer", vCalAddress.new(sender.email))
    entry.add("attendee", vCalAddress.new(address, partstat="ACCEPTED", rsvp=False))
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(entry)
    return Entry(calendar.to_ical().decode(), method)
