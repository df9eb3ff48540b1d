"""What a notice can speak of: the case, the person, the event and its words, gathered for the templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from records.cases import case_at, event_at
from records.correcting import corrections_of
from records.database import Connection
from records.payees import payee_of
from records.people import Staff, whoever_stands_in
from records.promised import (
    breach_of,
    commitments_of,
    deadlines_of,
    money_of,
    moved_of,
    payment_of,
)
from records.sharing import told_of
from records.signposted import signposts_of
from records.sql import every, queries
from rules.case import Case
from rules.casework.correcting import CORRECTED
from rules.events import Event, Fact
from rules.facts import Colleague
from rules.lifecycles import lifecycle_of
from rules.model import day_of
from rules.organisation import Sender
from rules.panel import PanelRule
from rules.policy import Policy
from rules.standards import opening_times
from rules.warning.obeyed import Restricted

LASTING = ("asked", "remedy_wanted")
"""Words of earlier decisions that later notices repeat, beside what was promised."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


async def context_of(
    connection: Connection,
    notice: Any,
    now: Case,
    policy: Policy,
    person: Any,
    restricted: tuple[Restricted, ...],
) -> dict[str, object]:
    """Return everything that the template of a notice may name, as it was when its event happened.

    Of the past only that is read which a notice can speak of, however long the case.

    Args:
        connection: To the database.
        notice: The row of the notice; where it is sent again, it says what it said first.
        now: The case as it stands.
        policy: Whose notice it is.
        person: Whose case it is.
        restricted: What is restricted now for the person, where it goes to them: there may be a single member
            of staff whom they speak to (PH-7a).

    """
    contact = next((one.contact for one in restricted if one.contact), None)
    seq = notice["repeats"] or notice["seq"]
    case = now if now.seq == seq else await case_at(connection, now.ref, seq)
    event, _ = await event_at(connection, now.ref, seq)
    said = await _said(connection, case, event)
    words = _words(event, said)
    dates = await every(queries.deadlines(connection, ref=now.ref))
    return {
        **await _own(connection, case, policy, day_of(event.at, policy.zone)),  # none takes a common name
        "policy": _organisation(policy, policy.sender),
        "case": _case(case, policy),
        "person": _person(person, now.needs, policy),  # of whoever stands in the person's place now
        "corrected": await _corrected(connection, now, seq),
        "again": {"on": day_of(event.at, policy.zone)} if notice["repeats"] else None,
        "petition": await _petition(connection, case),
        "event": {
            "kind": event.kind,
            "clause": event.clause,
            "actor": event.actor,
            "on": day_of(event.at, policy.zone),
            "facts": {name: _fact(value) for name, value in event.facts.items()},
        },
        "words": words,
        "deadlines": deadlines_of(dates, case),
        "moved": moved_of(event, dates),
        "commitments": commitments_of(case, event, said, policy),
        "money": money_of(case, event, words, policy),
        "payment": await _payment(connection, case, event),
        "panel": await _panel(connection, case, policy),
        "signposts": await _signposts(connection, event, policy),
        "documents": _documents(case, policy),
        "disclosure": await told_of(connection, now.ref, event, policy.matters[case.matter]),
        "staff": await _staff(connection, case, policy, contact, day_of(event.at, policy.zone)),
        "ground": _ground(event, case, policy),
        "breach": breach_of(event, policy.matters[case.matter].deadlines),
    }


async def _corrected(connection: Connection, case: Case, seq: int) -> list[dict[str, object]]:
    """Return the days of an event that have been corrected by now, which a letter about it has wrong."""
    if not case.has(CORRECTED):
        return []
    corrections = await corrections_of(connection, case.ref, [seq])
    facts = [later.facts for later in corrections if later.kind == CORRECTED]
    first = {each["field"]: each["was"] for each in reversed(facts)}
    last = {each["field"]: each["is"] for each in facts}
    return [{"was": _fact(first[name]), "now": _fact(now)} for name, now in last.items()]


async def _own(connection: Connection, case: Case, policy: Policy, today: date) -> dict[str, object]:
    """Return what notices of the case's own lifecycle speak of, its colleagues as they are on a local day."""
    facts = lifecycle_of(policy, case.matter).facts(case, policy)
    return {name: await _named(connection, value, policy, today) for name, value in facts.items()}


async def _named(connection: Connection, value: object, policy: Policy, today: date) -> object:
    if isinstance(value, Colleague):
        staff = await whoever_stands_in(connection, policy, value.id, value.on or today)
        return {"name": staff.name, "phone": staff.phone, "email": staff.email} if staff else None
    if isinstance(value, Mapping):
        return {name: await _named(connection, inner, policy, today) for name, inner in value.items()}
    return value


def _person(person: Any, needs: tuple[str, ...], policy: Policy) -> dict[str, object] | None:
    """The person whose case it is, where it is anybody's."""
    if person is None:
        return None
    return {
        "name": person["name"],
        "language": person["language"],
        "needs": [policy.needs[need].title for need in needs],
    }


async def _said(connection: Connection, case: Case, event: Event) -> dict[int, dict[str, str]]:
    """Return the words that a notice can repeat, by the numbers of their events, the intake's as 0."""
    brings = () if event.words_of is None else (event.words_of,)
    of = {event.seq, *brings, *(promise.made_in for promise in case.commitments)}
    rows = await every(
        queries.words_until(connection, ref=case.ref, seq=event.seq, of=sorted(of), lasting=list(LASTING))
    )
    return {row["seq"]: row["words"] or {} for row in rows}


def _words(event: Event, said: dict[int, dict[str, str]]) -> dict[str, str]:
    """What lasts of earlier decisions, then the event's own words and those that it brings into effect."""
    words: dict[str, str] = {}
    for seq in sorted(said):
        words |= {name: text for name, text in said[seq].items() if name in LASTING}
    brought = said.get(event.words_of, {}) if event.words_of is not None else {}
    return words | brought | said.get(event.seq, {})


async def _payment(connection: Connection, case: Case, event: Event) -> dict[str, object] | None:
    """How the payment that an event decides goes, as it was fixed with it; no decision makes two."""
    made = [promise.number for promise in case.made_by(event) if promise.is_payment]
    return payment_of(await payee_of(connection, case.ref, made[0])) if made else None


async def _petition(connection: Connection, case: Case) -> dict[str, int] | None:
    if case.raised_by != "petition":
        return None
    return {"signatures": await queries.signatures_until(connection, ref=case.ref, seq=case.seq)}


def _fact(value: Fact) -> Fact | date:
    """A fact as it stands; a day among them as a date, which templates can print."""
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value


def _organisation(policy: Policy, sender: Sender) -> dict[str, object]:
    return {
        "organisation": policy.organisation,
        "title": policy.title,
        "phone": sender.phone,
        "email": sender.email,
        "website": sender.website,
        "address": list(sender.address),
        "opening": [{"title": times.title, "days": times.open_days} for times in opening_times(policy)],
    }


def _case(case: Case, policy: Policy) -> dict[str, object]:
    service = policy.service(case.service)
    return {
        "reference": case.ref,
        "kind": policy.matters[case.matter].title,
        "lifecycle": policy.matters[case.matter].lifecycle,
        "received": day_of(case.received, policy.zone),
        "service": service.title if service else None,
        "stage": policy.matters[case.matter].stages.get(case.stage, case.stage),
        "happened_on": case.happened_on,
        "raised_by": case.raised_by,
        "outcome": case.outcome,
        "reviewed": case.has("reviewed"),
        "reviewable": policy.matters[case.matter].table(PanelRule) is not None,
        "appeals": case.terms.get("appeals") or None,
    }


async def _staff(
    connection: Connection, case: Case, policy: Policy, contact: str | None, today: date
) -> dict[str, object] | None:
    """The single point of contact, or else whoever has the case; their deputy while they are not here."""
    who = contact or case.owner
    staff = await whoever_stands_in(connection, policy, who, today) if who else None
    if staff is None:
        return None
    role = policy.roles[staff.roles[0]].title
    told = {"name": staff.name, "role": role, "email": staff.email, "phone": staff.phone}
    return {**told, "only": contact is not None}


async def _signposts(connection: Connection, event: Event, policy: Policy) -> list[dict[str, object]]:
    """Return the services that the event points to, as the directory had them then."""
    found = await signposts_of(connection, event, policy)
    return [signpost.model_dump(exclude={"id", "checked_on", "ended_on"}) for signpost in found]


def _documents(case: Case, policy: Policy) -> list[dict[str, object]]:
    """Return the papers that apply to the case's kind of matter."""
    names = policy.matters[case.matter].documents
    return [policy.documents[name].model_dump() for name in names]


async def _panel(connection: Connection, case: Case, policy: Policy) -> list[dict[str, str]]:
    """The members, each in the role for which they sit."""
    rule = policy.matters[case.matter].table(PanelRule)
    seated = {role for seat in rule.seats for way in seat.ways for role in way.roles} if rule else set()
    members = []
    for member in case.panel:
        staff = Staff.of(await queries.get_staff(connection, policy=policy.id, id=member))
        role = next((role for role in staff.roles if role in seated), staff.roles[0])
        members.append({"name": staff.name, "role": policy.roles[role].title})
    return members


def _ground(event: Event, case: Case, policy: Policy) -> dict[str, str] | None:
    ground = event.facts.get("ground")
    return {"wording": policy.matters[case.matter].grounds[str(ground)].wording} if ground else None
