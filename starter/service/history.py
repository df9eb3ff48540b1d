"""The history of a case as its staff see it: part by part, the latest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from records.database import Connection
from records.story import part_of
from rules.case import Case
from rules.events import PERSON, RECIPIENT, Event
from rules.model import Model, StaffId
from rules.payee import without_bank_details
from rules.reading import ReadAccess

LATEST = 100
"""The events of a part, where nobody asks for another number."""
MOST = 200


ANOTHER_ADDRESS = "record the right one by 'correct-person', which sends this again"
TROUBLES = {
    "notice-address-refused": f"the mail server refused the address; {ANOTHER_ADDRESS}",
    "notice-header-refused": f"no mail server takes such an address; {ANOTHER_ADDRESS}",
    "notice-nobody-here": "whoever it was for is not here and has no deputy who is; reassign it, or name "
    "a deputy in the staff directory and send it again by 'resend'",
    "notice-script-not-covered": "no font here has the writing of the letter; add one to the folder named by "
    "REDRESS_FONTS, and send it again by 'resend'",
}
"""Why a notice was not given, and what to do, by its code."""
REFUSED = ("notice-address-refused", "notice-header-refused", "notice-partly-refused")
STAFF_REFUSED = (
    "the mail server refused the address of a member of staff or of a role; have it put right in the staff "
    "directory or in the policy, and send it again by 'resend'"
)
_COLUMNS = {"to": "audience", "event": "seq"}


class ShownCorrection(Model):
    """A fact of an event that was recorded wrongly, as it is right.

    Attributes:
        event: The number of the event that corrects it.
        field: The name of the fact, `was` it as it was taken for right, and `now` it as it is.

    """

    event: int
    field: str
    was: str
    now: str


class ShownEvent(Model):
    """An event with the words that went with it, and what of it has been corrected since."""

    event: Event
    words: dict[str, str]
    corrected: tuple[ShownCorrection, ...] = ()


class ShownNotice(Model):
    """A notice: how it went, and what it said.

    Attributes:
        event: The number of the event that it follows from.
        repeats: The number of the event whose notice it sends again, where it does.
        sent_again: The number of the event by which it was sent again, where it was.
        to: `person`, `recipient`, `owner`, `staff` or the name of a role.
        staff: The members of staff that it is for, where it is for some by their ids.
        failure: The code of why it was not given.
        trouble: The reason in words, and what to do, where staff have to see to it.
        tell_by: Until when it is to be told, where it goes by telephone; `told_at` and `told_by` once it was.

    """

    event: int
    kind: str
    to: str
    staff: tuple[StaffId, ...] = ()
    channel: str | None
    subject: str | None
    body: str | None
    file: str | None
    sent_at: datetime | None
    failure: str | None
    trouble: str | None = None
    repeats: int | None = None
    sent_again: int | None = None
    tell_by: datetime | None
    told_at: datetime | None
    told_by: StaffId | None


class ShownHistory(Model):
    """Events that follow each other, with their words, and the notices that they sent.

    Attributes:
        earlier: `before` of the part that comes before this one; null where this is the first.
        broken_chain: What is wrong with these events as recorded; null where nothing is.

    """

    history: tuple[ShownEvent, ...]
    notices: tuple[ShownNotice, ...]
    earlier: int | None = None
    broken_chain: str | None


async def history_of(
    connection: Connection, case: Case, access: ReadAccess, *, most: int = LATEST, before: int | None = None
) -> ShownHistory:
    """Return the latest events of a case, or the latest before a number, for somebody who may read it.

    Bank details are cut down, but for whoever pays; the words of what was shared outside are left out, but
    for those who serve the case.
    """
    part = await part_of(connection, case.ref, most, before)
    shared = () if access.serves(case) else {event.seq for event, _ in part.told if event.discloses}
    said = dict if access.bank_details else without_bank_details
    return ShownHistory(
        history=tuple(
            ShownEvent(
                event=event,
                words={} if event.seq in shared else said(words),
                corrected=tuple(
                    _correction(later) for later in part.corrections if later.corrects == event.seq
                ),
            )
            for event, words in part.told
        ),
        notices=tuple(_notice(row, told=row["seq"] not in shared) for row in part.notices),
        earlier=part.earlier,
        broken_chain=part.broken,
    )


def _correction(event: Event) -> ShownCorrection:
    facts = event.facts
    return ShownCorrection(
        event=event.seq, field=str(facts["field"]), was=str(facts["was"]), now=str(facts["is"])
    )


def _notice(row: Any, *, told: bool) -> ShownNotice:
    kept = ShownNotice.model_fields.keys() - {"trouble"}
    shown = {name: row[_COLUMNS.get(name, name)] for name in kept}
    shown["trouble"] = None if row["sent_again"] else _trouble(row)
    return ShownNotice.model_validate(shown if told else shown | {"body": None, "file": None})


def _trouble(row: Any) -> str | None:
    if row["failure"] in REFUSED and row["audience"] not in (PERSON, RECIPIENT):
        return STAFF_REFUSED
    return TROUBLES.get(row["failure"] or "")
