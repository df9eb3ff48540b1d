"""The recipients of a notice as it is sent, where it does not go to the person; and whether it still goes.

Of work, a deputy hears in the place of whoever is not here; whoever has a digest is sent no such notice;
where nobody is here, it goes to the mailbox of the role that hears of the kind of matter.
"""

from __future__ import annotations

from typing import Any

from records.cases import event_at
from records.database import Connection
from records.people import Staff, whoever_stands_in
from records.sharing import OVERTAKEN, Going, going
from records.telephone import mailbox_of_owner
from rules.case import Case
from rules.events import OWNER, PERSON, RECIPIENT, STAFF
from rules.lifecycles import lifecycle_of
from rules.model import Slug, StaffId, day_of
from rules.policy import Policy
from rules.work import KINDS, still_theirs

IN_DIGEST, NOBODY_HERE = "in-digest", "notice-nobody-here"
"""Why a notice to staff does not go: all whom it is for have a digest instead; or none of them is here, has a
deputy who is, or a role whose mailbox hears of such cases."""


async def going_now(
    connection: Connection, case: Case, notice: Any, policy: Policy, contact: StaffId | None
) -> Going:
    """Return the addresses that a notice goes to as the case stands now, and whether it still goes.

    A notice to the person has none here: it goes by the way in which they are reached.

    Args:
        connection: To the database.
        case: The case as it stands.
        notice: The row of the notice.
        policy: The case's.
        contact: The one member of staff that the person speaks to, where there is one.

    """
    if notice["kind"] in KINDS:
        return await _of_work(connection, case, notice, policy)
    went, audience = await going(connection, case, notice), notice["audience"]
    if went.held_back or audience in (PERSON, RECIPIENT):
        return went
    if audience == OWNER:
        today = day_of(notice["queued_at"], policy.zone)
        return Going((await mailbox_of_owner(connection, case, policy, contact, today),))
    return _to_role(audience, policy)


async def _of_work(connection: Connection, case: Case, notice: Any, policy: Policy) -> Going:
    event, _ = await event_at(connection, case.ref, notice["repeats"] or notice["seq"])
    matter, kept_by = policy.matters[case.matter], lifecycle_of(policy, case.matter).kept_by
    theirs = still_theirs(notice["kind"], event, tuple(notice["staff"]), case, matter, kept_by)
    if theirs is None:
        return Going(held_back=OVERTAKEN)
    if notice["audience"] != STAFF:
        return _to_role(notice["audience"], policy)
    today = day_of(notice["queued_at"], policy.zone)
    found = [await whoever_stands_in(connection, policy, who, today) for who in theirs]
    here: dict[str, Staff] = {staff.id: staff for staff in found if staff}
    if not here:
        return _to_role(matter.tell, policy) if matter.tell else Going(held_back=NOBODY_HERE)
    addresses = tuple(staff.email for staff in here.values() if not staff.digest)
    return Going(addresses) if addresses else Going(held_back=IN_DIGEST)


def _to_role(role: Slug, policy: Policy) -> Going:
    return Going((str(policy.roles[role].mailbox),))
