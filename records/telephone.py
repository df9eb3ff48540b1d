"""Notices to people whom the telephone alone reaches: kept for staff to tell them, and chased (WRC-11).

Such a notice is written and kept with the time by which it is to be told, and whoever has the case is asked
by e-mail to tell it. `tell-by-phone` records that it was told. What was not told in time, a role's mailbox
hears of once, also where the case has ended meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import phonenumbers

from records.cases import event_at
from records.database import Connection
from records.days import calendar_now
from records.people import whoever_stands_in
from records.sql import every, queries
from rules.case import Case
from rules.clientwork.called import CallsRule
from rules.events import Proposal
from rules.library import Library
from rules.lifecycle import ENGINE
from rules.matters import MatterRule
from rules.model import CaseRef, Slug, StaffId
from rules.person import Person
from rules.policy import Policy
from rules.refusal import Invalid, Refusal
from rules.working_time import Reckoning

TO_BE_TOLD = "to-be-told"
"""The notice by which staff are asked to tell another one by telephone."""
UNTOLD = "untold"
"""The notice to a role's mailbox of what was not told in time."""

WRITTEN = "written"
"""Said of a notice that is kept to be told, and that nobody was asked to tell yet."""
LEFT_OUT = {"skip": "not-by-phone", "never": "no-address"}
"""Stands in the place of a failure where a notice is left out: the person is called anyway; or it is never
told by telephone, and there is no address to write to."""

_log = logging.getLogger(__name__)


class Untold(NamedTuple):
    """A notice about one that was not told in time; it is queued, and to be posted."""

    ref: CaseRef
    seq: int
    kind: Slug = UNTOLD


def require_reachable(person: Person, matter: MatterRule, policy: Policy) -> None:
    """Do nothing where notices reach a person who wants them by telephone, or who wants them otherwise.

    Raises:
        Invalid: this kind of matter tells nobody by telephone, or what is given is no telephone number.

    """
    if person.channel != "phone":
        return
    if matter.table(CallsRule) is None:
        raise Invalid(
            "nobody is told by telephone in this kind of matter; give an e-mail or a postal address, "
            "and channel 'email' or 'letter'",
            where="person.channel",
            clause=matter.clause,
        )
    if not _is_number(str(person.phone), policy.calendar.country):
        raise Invalid(
            "this is no telephone number; write it with its area code, or its country's: +44 20 7946 0155",
            where="person.phone",
            clause=matter.clause,
        )


def _is_number(text: str, country: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text, country))
    except phonenumbers.NumberParseException:
        return False


async def mailbox_of_owner(
    connection: Connection, case: Case, policy: Policy, contact: StaffId | None, today: date
) -> str:
    """Return the address of the one member of staff a person speaks to, or else of whoever has the case.

    A deputy stands in for who is not here on a local day; where nobody is, it is the mailbox of a role.
    """
    who = contact or case.owner
    staff = await whoever_stands_in(connection, policy, who, today) if who else None
    rule = policy.matters[case.matter].own(CallsRule)
    return staff.email if staff else str(policy.roles[rule.tell].mailbox)


async def told_within(connection: Connection, case: Case, policy: Policy, start: datetime) -> Reckoning:
    """Return by when a notice is to be told, whose event happened at a moment (aware)."""
    rule = policy.matters[case.matter].own(CallsRule)
    return (await calendar_now(connection, policy)).reckon(rule.tell_within, start)


def asking(context: Mapping[str, object], told_within: Reckoning) -> dict[str, object]:
    """Return what the notice speaks of that asks staff to tell another one, whose context is given."""
    return {**context, "tell_by": {"day": told_within.due_day, "until": told_within.until}}


async def keep_to_tell(
    connection: Connection, notice: Any, case: Case, policy: Policy, phone: str, said: Mapping[str, str]
) -> str:
    """Keep a notice that goes by telephone; what was said as its event happened is told by that.

    It was said by whoever decided the event, or took the matter in where that is what happened.

    Args:
        connection: In the transaction that holds it.
        notice: Its row.
        case: The case as it stands.
        policy: The case's.
        phone: The number that reaches the person.
        said: Its `subject` and its `body`.

    Returns:
        `WRITTEN`; or why the notice is left out, one of `LEFT_OUT`.

    """
    key = {name: notice[name] for name in ("ref", "seq", "kind")}
    if why := LEFT_OUT.get(notice["by_phone"]):
        await queries.notice_failed(connection, **key, failure=why)
        return why
    due = await told_within(connection, case, policy, notice["queued_at"])
    told: dict[str, Any] = {"told_at": None, "told_by": None}
    if notice["by_phone"] == "said":
        event, _ = await event_at(connection, case.ref, notice["seq"])
        told = {"told_at": event.at, "told_by": case.opened_by if event.actor == ENGINE else event.actor}
    await queries.add_to_tell(connection, ref=case.ref, seq=notice["seq"], tell_by=due.due_at, **told)
    await queries.notice_by_phone(connection, **key, address=phone, **said)
    return WRITTEN


async def require_untold(connection: Connection, case: Case, proposal: Proposal) -> None:
    """Refuse to have told what does not wait to be told.

    Raises:
        Invalid: with the events of which notices wait.

    """
    waiting = [row["seq"] for row in await every(queries.lock_untold(connection, ref=case.ref))]
    if proposal.reads_out not in waiting:
        known = f"those of these events do: {', '.join(map(str, waiting))}" if waiting else "none does"
        raise Invalid(
            f"no notice of event {proposal.reads_out} waits to be told by telephone; {known}",
            where="event",
            clause=proposal.clause,
        )


async def chase_untold(connection: Connection, library: Library, now: datetime) -> list[Untold]:
    """Queue a notice to a role about each that was to be told by a moment (aware) and was not, once."""
    found: list[Untold] = []
    for row in await every(queries.untold_in_time(connection, moment=now)):
        try:
            policy = library.version(row["policy"], row["version"])
        except Refusal as refusal:
            _log.error("%s: nobody hears that a notice was not told: %s", row["ref"], refusal)
            continue
        found.append(Untold(row["ref"], row["seq"]))
        await queries.queue_notices(connection, [_about(found[-1], policy, row, now)])
        await queries.chased(connection, ref=row["ref"], seq=row["seq"], at=now)
    return found


def _about(untold: Untold, policy: Policy, row: Any, now: datetime) -> dict[str, Any]:
    role = policy.matters[row["matter"]].own(CallsRule).tell
    return {
        **untold._asdict(),
        "audience": role,
        "staff": [],
        "queued_at": now,
        "by_phone": "tell",
        "repeats": None,
    }
