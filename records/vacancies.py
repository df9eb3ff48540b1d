"""A case that a conflict of interest leaves without anyone who may decide: it goes to the next rank.

The staff directory says who is left, which no rule sees; so this is found as the conflict is recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from records.database import Connection
from records.people import Staff
from records.sql import every, queries
from rules.authority import Actor, roles_that_may
from rules.case import Case
from rules.casework.conflicts import NOTICE
from rules.events import Proposal, Tell
from rules.model import Slug, day_of
from rules.policy import Policy
from rules.ranks import highest_rank, ranks_above
from rules.recording import Entry


async def passed_on(connection: Connection, entry: Entry, policy: Policy) -> Entry:
    """Return an entry with what follows from the conflicts in it: decisions that nobody is left to take.

    They go to the next rank above the roles that take them, and its mailbox is told. Where no rank has
    anybody left, the highest is told so. Somebody who is away counts as there; whoever has left, or whose
    training has run out, does not.
    """
    gone = {who for proposal in entry.proposals for who in proposal.conflicts} - {*entry.case.conflicted}
    if not gone:
        return entry
    able = await _able(connection, entry, policy)
    left = [actor for actor in able if actor.id not in gone]
    follows = tuple(_follows(entry, _lost(entry.case, able, left, policy), left, policy))
    return entry.model_copy(update={"proposals": (*entry.proposals, *follows)}) if follows else entry


async def _able(connection: Connection, entry: Entry, policy: Policy) -> list[Actor]:
    """Return the staff who could decide on the case until now."""
    today = day_of(entry.at, policy.zone)
    rows = await every(queries.list_staff(connection, policy=policy.id))
    return [
        staff.actor
        for staff in (Staff.of(dict(row)) for row in rows)
        if not staff.left(today) and staff.trained_until >= today and staff.id not in entry.case.conflicted
    ]


def _lost(case: Case, able: list[Actor], left: list[Actor], policy: Policy) -> list[Slug]:
    """Return the decisions that somebody could take until now, and nobody is left to take."""
    decisions = policy.matters[case.matter].decisions
    roles = {name: roles_that_may(rule, policy, case.passed_to) for name, rule in decisions.items()}
    return [name for name in decisions if _held(roles[name], able) and not _held(roles[name], left)]


def _follows(entry: Entry, lost: list[Slug], left: list[Actor], policy: Policy) -> Iterator[Proposal]:
    decisions, first = policy.matters[entry.case.matter].decisions, entry.proposals[0]
    to = {name: _next_rank(decisions[name].roles, left, policy) for name in lost}
    for rank in dict.fromkeys(to.values()):
        names = [name for name in lost if to[name] == rank]
        highest = rank or highest_rank(decisions[names[0]].roles, policy)
        yield Proposal(
            kind="passed-to-next-rank" if rank else "nobody-may-decide",
            clause=first.clause,
            because=first.because,
            facts={"decisions": ", ".join(names), "to": rank},
            passed_to=(rank,) if rank else (),
            tells=(Tell(notice=NOTICE, to=highest),) if highest else (),
        )


def _next_rank(roles: Collection[Slug], left: list[Actor], policy: Policy) -> Slug | None:
    """Return the lowest rank above some roles that somebody holds who is left; None where there is none."""
    above = dict.fromkeys(rank for role in roles for rank in ranks_above(role, policy))
    return next((rank for rank in above if rank not in roles and _held([rank], left)), None)


def _held(roles: Collection[Slug], people: list[Actor]) -> bool:
    return any({*roles} & {*actor.roles} for actor in people)
