"""Consent and sharing as recorded: what was consented to, what was shared, and what may still go out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from records.cases import case_at, event_at, words_of
from records.correcting import as_corrected, is_corrected
from records.database import Connection
from records.sql import every, queries
from rules.appointment.telling import SAYS_WHEN, is_overtaken
from rules.case import Case
from rules.clientwork.consent_forms import (
    IN_FORCE,
    ConsentRule,
    asks_in_vain,
    never_left,
    scopes_of,
)
from rules.clientwork.safeguarding import SafeguardingRule
from rules.clientwork.sharing import SharingRule
from rules.events import RECIPIENT, Event, names_in
from rules.matters import MatterRule
from rules.model import CaseRef, Model, Slug, StaffId, day_of
from rules.policy import Policy

Went = Literal["by-staff", "sent", "waiting", "failed", "withheld"]
"""The way in which something shared goes, or went: by staff, or by a notice, with what became of that."""
NO_CONSENT, NOT_ASKED, ERASED = "no-consent", "not-asked-any-more", "erased"
OVERTAKEN = "overtaken"
"""Why a notice is held back: the consent on which it rests was withdrawn; what it asks for was answered; its
address was erased; what it says is not so any more: an appointment that was changed since, or is over, a
response that was corrected, or work that is done or somebody else's."""


class Going(NamedTuple):
    """The way that a notice takes as it is sent.

    Attributes:
        addresses: Its e-mail addresses, where it does not go to the person.
        held_back: Why it does not go any more.

    """

    addresses: tuple[str, ...] = ()
    held_back: str | None = None


class RecordedConsent(Model):
    """Consent to one scope, as it was given, and whether it has ended.

    Attributes:
        title: The scope in words.
        event: The number of the event that recorded it.
        ended_on: The local day on which the person withdrew it, or somebody else took the person's place.
        ended_in: The number of the event by which it ended.

    """

    scope: Slug
    title: str
    form: str
    version: str
    how: str
    given_on: date
    event: int
    ended_on: date | None = None
    ended_in: int | None = None


class Shared(Model):
    """Personal data that was shared outside.

    Attributes:
        recipient: The kind of recipient, `title` that kind in words, and `to` its name.
        scope: The scope of consent that it rested on; none where it was shared to protect somebody.
        concern: Whom it was to protect, where it was for that.
        reasons: What for, or why without consent.
        person_told: Whether the person was written to about it; if not, `why_not_told`.
        went: By staff, or what became of the notice: `withheld` where consent was withdrawn before.

    """

    event: int
    at: datetime
    by: StaffId
    recipient: Slug
    title: str
    to: str | None
    what: str | None
    reasons: str | None
    scope: Slug | None
    concern: Slug | None
    person_told: bool
    why_not_told: str | None
    went: Went


class Sharing(NamedTuple):
    """The consents of a case and all that was shared of it, each in the order in which it happened."""

    consents: tuple[RecordedConsent, ...] = ()
    shared: tuple[Shared, ...] = ()


KINDS = ("consent-recorded", "shared", "shared-to-safeguard")
"""The kinds of events without which a case shows neither."""


async def sharing_of(connection: Connection, case: Case, policy: Policy) -> Sharing:
    """Return the consents of a case, and all that was shared of it."""
    if not any(case.has(kind) for kind in KINDS):
        return Sharing()
    rows = await every(queries.sharing(connection, ref=case.ref, after=0))
    told = [(Event.model_validate(row["body"]), row) for row in rows]
    events, matter = [event for event, _ in told], policy.matters[case.matter]
    return Sharing(
        consents=tuple(_consents(await as_corrected(connection, case, events), matter, policy)),
        shared=tuple(_shared(event, row, events, matter) for event, row in told if event.discloses),
    )


async def going(connection: Connection, case: Case, notice: Any) -> Going:
    """Return where a notice goes outside, and whether it goes at all, as the case stands now.

    Args:
        connection: To the database.
        case: The case as it stands.
        notice: The row of the notice.

    """
    if notice["audience"] == RECIPIENT:
        event, key = await event_at(connection, case.ref, notice["seq"])
        address = (await words_of(connection, case.ref, key)).get("email")
        if address is None:
            return Going(held_back=ERASED)
        return Going((address,), NO_CONSENT if await _is_withheld(connection, case.ref, event) else None)
    if await is_corrected(connection, case, notice["kind"], notice["repeats"] or notice["seq"]):
        return Going(held_back=OVERTAKEN)
    if notice["kind"] in SAYS_WHEN:
        then = await case_at(connection, case.ref, notice["repeats"] or notice["seq"])
        return Going(held_back=OVERTAKEN if is_overtaken(then, case) else None)
    return Going(held_back=NOT_ASKED if asks_in_vain(notice["kind"], case) else None)


async def told_of(
    connection: Connection, ref: CaseRef, event: Event, matter: MatterRule
) -> dict[str, object] | None:
    """Return what notices say of what an event shares; None where it shares nothing."""
    if event.discloses is None:
        return None
    safeguarding, concern = matter.table(SafeguardingRule), str(event.facts.get("concern") or "")
    return {
        "recipient": _title_of(event.discloses.recipient, matter),
        "concern": safeguarding.concerns.get(concern, concern) if safeguarding and concern else None,
        "by_consent": event.discloses.scope is not None,
        "by_notice": event.discloses.by_notice,
        "withheld": await _is_withheld(connection, ref, event),
    }


async def _is_withheld(connection: Connection, ref: CaseRef, event: Event) -> bool:
    """Return whether what an event shares may not go out now: the consent it rests on was withdrawn since.

    What has gone already is not withheld.
    """
    disclosure = event.discloses
    if disclosure is None or disclosure.scope is None or not disclosure.by_notice:
        return False
    rows = await every(queries.sharing(connection, ref=ref, after=event.seq - 1))
    its_own, *later = rows
    if its_own["sent_at"]:
        return False
    return not never_left(disclosure.scope, (Event.model_validate(row["body"]) for row in later))


def _consents(events: list[Event], matter: MatterRule, policy: Policy) -> list[RecordedConsent]:
    rule, found = matter.table(ConsentRule), list[RecordedConsent]()
    titles = rule.scopes if rule else {}
    for event in events:
        if event.kind == "consent-recorded":
            given = {name: event.facts[name] for name in ("form", "version", "how", "given_on")}
            found += [
                RecordedConsent.model_validate(
                    {"scope": scope, "title": titles.get(scope, scope), "event": event.seq, **given}
                )
                for scope in scopes_of(event)
            ]
        elif IN_FORCE in event.terms:
            on = event.facts.get("withdrawn_on") or day_of(event.at, policy.zone)
            found = [
                one
                if one.ended_in or one.scope in names_in(event.terms, IN_FORCE)
                else RecordedConsent.model_validate(dict(one) | {"ended_on": on, "ended_in": event.seq})
                for one in found
            ]
    return found


def _shared(event: Event, row: Any, events: list[Event], matter: MatterRule) -> Shared:
    if event.discloses is None:
        raise ValueError(f"event {event.seq} shares nothing")
    words = row["words"] or {}  # which may have been erased
    recipient, scope = event.discloses.recipient, event.discloses.scope
    return Shared(
        event=event.seq,
        at=event.at,
        by=event.actor,
        recipient=recipient,
        title=_title_of(recipient, matter),
        to=words.get("to"),
        what=words.get("what"),
        reasons=words.get("purpose") or words.get("reasons"),
        scope=scope,
        concern=event.facts.get("concern"),
        person_told=bool(event.facts.get("told", True)),
        why_not_told=words.get("why_not_told"),
        went=_went(event, row, [later for later in events if later.seq > event.seq]),
    )


def _went(event: Event, row: Any, later: list[Event]) -> Went:
    disclosure = event.discloses
    if disclosure is None or not disclosure.by_notice:
        return "by-staff"
    if row["sent_at"]:
        return "sent"
    if disclosure.scope and not never_left(disclosure.scope, later):
        return "withheld"
    return "failed" if row["failure"] else "waiting"


def _title_of(recipient: Slug, matter: MatterRule) -> str:
    """Return what a policy calls a kind of recipient; its name, where the policy has it no more."""
    sharing, safeguarding = matter.table(SharingRule), matter.table(SafeguardingRule)
    titles = {name: each.title for name, each in sharing.recipients.items()} if sharing else {}
    return (titles | (safeguarding.recipients if safeguarding else {})).get(recipient, recipient)
