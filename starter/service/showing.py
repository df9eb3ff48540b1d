"""A case as its staff see it: where it stands, what is due and why, what happened, what may be decided now.

Names and free text are shown only to staff whose data-protection training has not run out (PH-2b). Links to
cases that somebody may not read are left out, and bank details are cut down, but for whoever pays. What was
shared outside is for those who serve the case, and not for whoever reads it for its panel or payment alone.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from records.casefile import duplicates_of, errands_of, original_of, person_of, reckonings_of
from records.cases import words_of
from records.database import Connection
from records.diary import appointments_about
from records.intake import INTAKE
from records.people import Staff
from records.reading import readable
from records.sharing import RecordedConsent, Shared, Sharing, sharing_of
from records.sight import LookAlike, Promised, look_alikes, promised_of, said_in
from rules.appointment.booked import about
from rules.authority import require_training
from rules.case import Case
from rules.complaint.refusing import LinkDuplicate
from rules.decision import Allowed
from rules.lifecycles import lifecycle_of
from rules.model import CaseRef, LocalTime, Model, Slug, day_of
from rules.moment import Moment
from rules.policy import Policy
from rules.reading import read_access
from rules.warning.obeyed import Restricted
from rules.working_time import Reckoning
from starter.service.history import ShownHistory, history_of

LINKED = "duplicate-linked"
APPOINTMENT = "appointment"


class ShownDeadline(Model):
    """An open deadline, with its reckoning and the days left (negative once it has passed).

    Attributes:
        until: The local time of its day at which it is due, where that is not the end of the day.

    """

    name: str
    duty: str
    clause: str
    due_day: date
    until: LocalTime | None
    days_left: int
    overdue: bool
    why: str
    reckoning: Reckoning


class ShownLink(Model):
    """Another case that they may read: what follows there from this one (`from_here`), or here from it.

    Attributes:
        what: The decision that links them: `link-duplicate` from a duplicate to the case it goes on under; or
            `appointment`, from an appointment to the case that it is about.
        came_to: `done`, or the code of the refusal that it met; none while it is on its way. Of an
            appointment, its stage.
        about: What the person said in a duplicate of this case as it came in; none for other links.

    """

    ref: CaseRef
    from_here: bool
    what: Slug
    came_to: str | None
    about: str | None = None


class ShownCase(ShownHistory):
    """A case as its staff see it, with the latest part of what happened to it.

    Attributes:
        particulars: What else was said as it came in, by field.
        consents: What the person has consented to, scope by scope, with what has ended.
        shared: What was shared outside the organisation, with whom, and on what ground.
        promises: All that was promised, payments too, and what became of each.
        draft_words: The words of what is proposed and waits for somebody else (`case.draft`).
        alike: Other cases of the same person about the same service, which this one may repeat.

    """

    case: Case
    person: dict[str, Any]
    about: str | None
    particulars: dict[str, str] = {}
    links: tuple[ShownLink, ...] = ()
    consents: tuple[RecordedConsent, ...] = ()
    shared: tuple[Shared, ...] = ()
    deadlines: tuple[ShownDeadline, ...]
    allowed: tuple[Allowed, ...]
    restrictions: tuple[Restricted, ...] = ()
    promises: tuple[Promised, ...] = ()
    draft_words: dict[str, str] = {}
    alike: tuple[LookAlike, ...] = ()

    def with_earlier(self, part: ShownHistory) -> ShownCase:
        """Return the same with the part of its history that comes before what it has."""
        return self.model_copy(
            update={
                "history": (*part.history, *self.history),
                "notices": (*part.notices, *self.notices),
                "earlier": part.earlier,
                "broken_chain": part.broken_chain or self.broken_chain,
            }
        )


async def shown(
    connection: Connection,
    case: Case,
    policy: Policy,
    staff: Staff,
    now: datetime,
    restrictions: tuple[Restricted, ...] = (),
) -> ShownCase:
    """Return everything about a case that a member of staff may read, and of its history the latest part.

    Raises:
        TrainingLapsed: their data-protection training has run out.

    """
    today = day_of(now, policy.zone)
    require_training(staff.actor, today, policy)
    access = read_access(staff.actor, policy)
    moment = Moment(policy=policy, now=now, actor=staff.actor)
    came_in = await words_of(connection, case.ref, INTAKE)
    links = (
        *await _duplicates(connection, case),
        *await _errands(connection, case.ref),
        *await _appointments(connection, case),
    )
    alike = await look_alikes(connection, case, policy)
    others = {link.ref for link in links} | {one.ref for one in alike}
    linked = await readable(connection, access, others)
    said = await said_in(connection, case)
    history = await history_of(connection, case, access)
    sharing = await sharing_of(connection, case, policy) if access.serves(case) else Sharing()
    return ShownCase(
        **dict(history),
        case=case,
        person=await person_of(connection, case.ref),
        about=came_in.get("about"),
        particulars={name: text for name, text in came_in.items() if name != "about"},
        links=tuple(link for link in links if link.ref in linked),
        consents=sharing.consents,
        shared=sharing.shared,
        deadlines=tuple(await _deadlines(connection, case, today)),
        allowed=tuple(lifecycle_of(policy, case.matter).allowed(case, moment)),
        restrictions=restrictions,
        promises=promised_of(case, said),
        draft_words=said.get(case.draft.seq, {}) if case.draft else {},
        alike=tuple(one for one in alike if one.ref in linked),
    )


async def _deadlines(connection: Connection, case: Case, today: date) -> list[ShownDeadline]:
    reckonings = await reckonings_of(connection, case.ref)
    return [
        ShownDeadline(
            name=deadline.name,
            duty=deadline.duty,
            clause=deadline.clause,
            due_day=deadline.due_day,
            until=deadline.until,
            days_left=(deadline.due_day - today).days,
            overdue=deadline.missed,
            why=reckonings[deadline.name].why(),
            reckoning=reckonings[deadline.name],
        )
        for deadline in sorted(case.deadlines, key=lambda deadline: deadline.due_at)
    ]


async def _errands(connection: Connection, ref: str) -> list[ShownLink]:
    """The cases in which something follows from this one, or from which something followed here."""
    return [
        ShownLink(
            ref=errand.to_ref if errand.ref == ref else errand.ref,
            from_here=errand.ref == ref,
            what=errand.decision,
            came_to=errand.came_to,
        )
        for errand in await errands_of(connection, ref)
    ]


async def _appointments(connection: Connection, case: Case) -> list[ShownLink]:
    """The appointments about this case, or the case that this appointment is about."""
    links = [
        ShownLink(ref=one.ref, from_here=False, what=APPOINTMENT, came_to=one.stage)
        for one in await appointments_about(connection, case.ref)
    ]
    if ref := about(case):
        links.append(ShownLink(ref=ref, from_here=True, what=APPOINTMENT, came_to=case.stage))
    return links


async def _duplicates(connection: Connection, case: Case) -> list[ShownLink]:
    """The case under which this one goes on, and those that go on under it, with what was said in them."""
    links = [
        ShownLink(
            ref=duplicate.ref,
            from_here=False,
            what=LinkDuplicate.name,
            came_to="done",
            about=duplicate.about,
        )
        for duplicate in await duplicates_of(connection, case.ref)
    ]
    if case.has(LINKED) and (original := await original_of(connection, case.ref)):
        links.insert(0, ShownLink(ref=original, from_here=True, what=LinkDuplicate.name, came_to="done"))
    return links
