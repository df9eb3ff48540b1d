"""The register of warnings: who is warned and until when, and what is restricted for whose case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from records.database import Connection
from records.intake import needs_letters
from records.people import Staff
from records.sql import every, queries
from rules.case import Case
from rules.events import ByPhone
from rules.library import Library
from rules.matters import MatterRule
from rules.model import CaseRef, Model, Slug, StaffId
from rules.policy import Policy
from rules.warning.life import REVIEW, warnings_of
from rules.warning.obeyed import Channel, Restricted, unmet, way
from rules.warning.terms import Standing, paper_of

APPROVE = "approve-warning"


class Registered(Model):
    """A warning in force, as those see it who need to know.

    Attributes:
        behaviours: What it is for, and `restrictions` what it restricts, by their titles.
        contact: The one member of staff whom the person speaks to.
        told: Whether the person knows of it.
        appeals: The complaints about it that are open.
        notes: What has become since of those who approved it, have it, or are spoken to.

    """

    ref: CaseRef
    name: str | None
    behaviours: dict[Slug, str]
    restrictions: dict[Slug, str]
    contact: StaffId | None
    since: date | None
    proposed_by: StaffId | None
    approved_by: StaffId | None
    owner: StaffId | None
    review_by: date | None
    overdue: bool
    told: bool
    appeals: tuple[CaseRef, ...]
    notes: tuple[str, ...]


async def restrictions_on(connection: Connection, case: Case, library: Library) -> tuple[Restricted, ...]:
    """What is restricted now for the person whose case it is, by every warning in force about them."""
    policy = library.version(case.policy, case.version)
    person = await queries.get_person(connection, ref=case.ref)
    if person is None:
        return ()
    matters = warnings_of(library.current(case.policy))
    rows = await every(queries.warnings_on(connection, ref=case.ref, policy=case.policy, matters=matters))
    found = [one for row in rows for one in _restrictions(row, _matter(row, case.policy, library))]
    goes = way_of(person, case.needs, policy, tuple(found))
    there = reachable(person)
    return tuple(one.model_copy(update={"unmet": unmet(one.channel, goes, there)}) for one in found)


def way_of(
    person: Any,
    needs: tuple[str, ...],
    policy: Policy,
    restrictions: tuple[Restricted, ...],
    by_phone: ByPhone = "tell",
) -> Channel:
    """Return the way by which a notice goes to a person, as their row has them.

    One that is never told by telephone goes by letter or e-mail where there is an address.
    """
    restricted, there = {one.channel for one in restrictions}, reachable(person)
    goes = way(person["channel"], restricted, there, letters=needs_letters(needs, policy))
    if goes == "phone" and by_phone == "never":
        in_writing: tuple[Channel, ...] = ("letter", "email")
        return next((channel for channel in in_writing if channel in there), goes)
    return goes


def reachable(person: Any) -> frozenset[Channel]:
    """The ways by which notices can reach a person, as their row has them."""
    ways: dict[Channel, bool] = {
        "email": bool(person["email"]),
        "letter": bool(person["address"]),
        "phone": bool(person["phone"]),
    }
    return frozenset(channel for channel, there in ways.items() if there)


async def register(
    connection: Connection,
    policy: Policy,
    matters: list[Slug],
    library: Library,
    *,
    today: date,
    after: CaseRef | None,
    most: int,
) -> tuple[Registered, ...]:
    """A page of the warnings in force of some kinds of matter, by their references."""
    staff = {
        row["id"]: Staff.of(dict(row))
        for row in await every(queries.list_staff(connection, policy=policy.id))
    }
    rows = await every(
        queries.register(connection, policy=policy.id, matters=matters, review=REVIEW, after=after, most=most)
    )
    return tuple(_registered(row, _matter(row, policy.id, library), policy, staff, today) for row in rows)


def _matter(row: Any, policy: str, library: Library) -> MatterRule:
    """The paper that a warning was made under."""
    return library.version(policy, row["version"]).matters[row["matter"]]


def _restrictions(row: Any, matter: MatterRule) -> Iterator[Restricted]:
    standing = Standing.model_validate(row["terms_now"])
    for name in standing.restrictions:
        rule = paper_of(matter).restrictions[name]
        yield Restricted(
            warning=row["ref"],
            restriction=name,
            title=rule.title,
            contact=standing.contact if rule.single_contact else None,
            channel=rule.channel,
        )


def _registered(
    row: Any, matter: MatterRule, policy: Policy, staff: Mapping[str, Staff], today: date
) -> Registered:
    standing, paper = Standing.model_validate(row["terms_now"]), paper_of(matter)
    now = policy.matters.get(row["matter"], matter)
    return Registered(
        behaviours={name: paper.behaviours[name] for name in standing.behaviours},
        restrictions={name: paper.restrictions[name].title for name in standing.restrictions},
        notes=tuple(_notes(standing, row["owner"], now, staff, today)),
        **{name: row[name] for name in ("ref", "name", "owner", "review_by", "overdue")},
        **standing.model_dump(include={"contact", "since", "proposed_by", "approved_by", "told", "appeals"}),
    )


def _notes(
    standing: Standing, owner: str | None, matter: MatterRule, staff: Mapping[str, Staff], today: date
) -> Iterator[str]:
    if approver := standing.approved_by:
        yield from _approver(approver, matter, staff.get(approver), today)
    for who, whose in ((owner, "who has it"), (standing.contact, "who is to be spoken to")):
        if who:
            yield from _absent(f"{who}, {whose},", staff.get(who), staff, today)


def _approver(who: str, matter: MatterRule, staff: Staff | None, today: date) -> Iterator[str]:
    if staff is None or staff.left(today):
        yield f"{who}, who approved it, {_gone(staff)}"
    elif not set(staff.roles) & set(matter.decisions[APPROVE].roles):
        yield f"{who}, who approved it, no longer holds a role that approves"


def _absent(who: str, one: Staff | None, staff: Mapping[str, Staff], today: date) -> Iterator[str]:
    if one is not None and one.here(today):
        return
    gone = f"is away until {one.away_until}" if one and not one.left(today) else _gone(one)
    deputy = staff.get(one.deputy) if one and one.deputy else None
    instead = f"{deputy.id} stands in" if deputy and deputy.here(today) else "nobody stands in"
    yield f"{who} {gone}; {instead}"


def _gone(staff: Staff | None) -> str:
    return f"left on {staff.left_on}" if staff else "is not in the staff directory"
