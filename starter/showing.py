"""A case as its staff see it: where it stands, what is due and why, what happened, what may be decided now.

Names and free text are shown only to staff whose data-protection training has not run out (PH-2b). Links to
cases that somebody may not read are left out, and bank details are cut down, but for whoever pays.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from records.cases import Past, broken_chain, case_at, history, words_of
from records.database import Connection, every, queries
from records.intake import INTAKE
from records.people import staff_member
from records.reading import readable
from rules.authority import require_training
from rules.case import Case
from rules.complaint.decisions import LinkDuplicate
from rules.events import Event
from rules.lifecycle import Allowed
from rules.lifecycles import lifecycle_of
from rules.model import CaseRef, Model, Slug, day_of
from rules.moment import Moment
from rules.payee import without_bank_details
from rules.policy import Policy
from rules.reading import ReadAccess, read_access
from rules.warning.obeyed import Restricted
from rules.working_time import Reckoning


class ShownDeadline(Model):
    """An open deadline, with its reckoning and the days left (negative once it has passed)."""

    name: str
    duty: str
    clause: str
    due_day: date
    days_left: int
    overdue: bool
    why: str
    reckoning: Reckoning


class ShownEvent(Model):
    """An event with the words that went with it."""

    event: Event
    words: dict[str, str]


class ShownNotice(Model):
    """A notice: how it went, and what it said."""

    kind: str
    to: str
    channel: str | None
    subject: str | None
    body: str | None
    file: str | None
    sent_at: datetime | None
    failure: str | None


class ShownLink(Model):
    """Another case that they may read: what follows there from this one (`from_here`), or here from it.

    Attributes:
        what: The decision that links them: `link-duplicate` from a duplicate to the case it goes on under.
        came_to: `done`, or the code of the refusal that it met; none while it is on its way.
        about: What the person said in a duplicate of this case as it came in; none for other links.

    """

    ref: CaseRef
    from_here: bool
    what: Slug
    came_to: str | None
    about: str | None = None


class ShownCase(Model):
    """A case as its staff see it.

    Attributes:
        particulars: What else was said as it came in, by field.

    """

    case: Case
    person: dict[str, Any]
    about: str | None
    particulars: dict[str, str] = {}
    links: tuple[ShownLink, ...] = ()
    deadlines: tuple[ShownDeadline, ...]
    history: tuple[ShownEvent, ...]
    notices: tuple[ShownNotice, ...]
    allowed: tuple[Allowed, ...]
    broken_chain: str | None
    restrictions: tuple[Restricted, ...] = ()


async def shown(
    connection: Connection,
    ref: str,
    policy: Policy,
    actor_id: str,
    now: datetime,
    restrictions: tuple[Restricted, ...] = (),
) -> ShownCase:
    """Everything about a case, for a member of staff.

    Raises:
        NotAuthorised: the directory does not have them.
        TrainingLapsed: their data-protection training has run out.

    """
    staff = await staff_member(connection, policy, actor_id)
    today = day_of(now, policy.zone)
    require_training(staff.actor, today, policy)
    case = await case_at(connection, ref)
    person = dict(await queries.get_person(connection, ref=ref) or {})
    person.pop("id", None)
    moment = Moment(policy=policy, now=now, actor=staff.actor)
    past = await history(connection, ref)
    came_in = await words_of(connection, ref, INTAKE)
    access = read_access(staff.actor, policy)
    links = (*await _duplicates(connection, case, past), *await _errands(connection, ref))
    linked = await readable(connection, access, {link.ref for link in links})
    said = dict if access.bank_details else without_bank_details
    return ShownCase(
        case=case,
        person=person,
        about=came_in.get("about"),
        particulars={name: text for name, text in came_in.items() if name != "about"},
        links=tuple(link for link in links if link.ref in linked),
        deadlines=tuple(await _deadlines(connection, case, today)),
        history=tuple(
            [ShownEvent(event=event, words=said(await words_of(connection, ref, key))) for event, key in past]
        ),
        notices=tuple(_notice(row) for row in await every(queries.notices(connection, ref=ref))),
        allowed=tuple(lifecycle_of(policy, case.matter).allowed(case, moment)),
        broken_chain=await broken_chain(connection, ref),
        restrictions=restrictions,
    )


def may_know_restrictions(access: ReadAccess, case: Case) -> bool:
    """Return whether somebody hears of restrictions on a case's person, as whoever serves such cases (PH-7a).

    Whoever reads a case for its panel or its payment alone does not.
    """
    return case.matter in access.matters or access.staff in (case.owner, case.opened_by)


async def _deadlines(connection: Connection, case: Case, today: date) -> list[ShownDeadline]:
    rows = await every(queries.deadlines(connection, ref=case.ref))
    reckonings = {row["name"]: Reckoning.model_validate(row["reckoning"]) for row in rows}
    return [
        ShownDeadline(
            name=deadline.name,
            duty=deadline.duty,
            clause=deadline.clause,
            due_day=deadline.due_day,
            days_left=(deadline.due_day - today).days,
            overdue=deadline.missed,
            why=reckonings[deadline.name].why(),
            reckoning=reckonings[deadline.name],
        )
        for deadline in sorted(case.deadlines, key=lambda deadline: deadline.due_at)
    ]


async def _errands(connection: Connection, ref: str) -> list[ShownLink]:
    """The cases in which something follows from this one, or from which something followed here."""
    rows = await every(queries.errands_of(connection, ref=ref))
    return [
        ShownLink(
            ref=row["to_ref"] if row["ref"] == ref else row["ref"],
            from_here=row["ref"] == ref,
            what=row["decision"],
            came_to=row["came_to"],
        )
        for row in rows
    ]


async def _duplicates(connection: Connection, case: Case, past: tuple[Past, ...]) -> list[ShownLink]:
    """The case under which this one goes on, and those that go on under it, with what was said in them."""
    original = [str(event.facts["original"]) for event, _ in past if event.kind == "duplicate-linked"]
    links = [ShownLink(ref=ref, from_here=True, what=LinkDuplicate.name, came_to="done") for ref in original]
    for row in await every(queries.duplicates(connection, ref=case.ref)):
        said = await words_of(connection, row["ref"], INTAKE)
        links.append(
            ShownLink(
                ref=row["ref"],
                from_here=False,
                what=LinkDuplicate.name,
                came_to="done",
                about=said.get("about"),
            )
        )
    return links


def _notice(row: Any) -> ShownNotice:
    return ShownNotice.model_validate(
        {name: row["audience" if name == "to" else name] for name in ShownNotice.model_fields}
    )
