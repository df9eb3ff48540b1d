"""Services that an event points to: looked up as it is recorded, told of as the directory had them then."""

from __future__ import annotations

from records.database import Connection
from records.signposts import Signpost, SignpostVersion
from records.sql import every, queries
from rules.events import Event, Proposal, Signposted
from rules.model import day_of
from rules.policy import Policy
from rules.recording import Entry
from rules.refusal import Invalid, Unknown


async def with_versions(connection: Connection, entry: Entry, policy: Policy) -> Entry:
    """Return an entry that names the version of each service that it points to.

    Raises:
        Unknown: the directory has no such service.
        Invalid: nobody is pointed to it on the day of the entry: it ended, or was not checked in time.

    """
    named = {one.id for proposal in entry.proposals for one in proposal.signposts}
    if not named:
        return entry
    rows = await every(queries.signposts_named(connection, policy=policy.id, ids=sorted(named)))
    known = {row["id"]: SignpostVersion.of(row) for row in rows}

    def found(one: Signposted, proposal: Proposal) -> Signposted:
        if one.id not in known or policy.signposts is None:
            raise Unknown(
                f"the directory has no service {one.id!r}", where="signposts", clause=proposal.clause
            )
        if why := known[one.id].signpost.why_not(policy.signposts, day_of(entry.at, policy.zone)):
            raise Invalid(f"{one.id!r}: {why}", where="signposts", clause=proposal.clause)
        return Signposted(id=one.id, version=known[one.id].version)

    proposals = (
        proposal.model_copy(update={"signposts": tuple(found(one, proposal) for one in proposal.signposts)})
        for proposal in entry.proposals
    )
    return entry.model_copy(update={"proposals": tuple(proposals)})


async def signposts_of(connection: Connection, event: Event, policy: Policy) -> tuple[Signpost, ...]:
    """Return the services that an event points to, as the directory had them then."""
    if not event.signposts:
        return ()
    ids = [one.id for one in event.signposts]
    versions = [one.version for one in event.signposts]
    rows = await every(queries.signposts_said(connection, policy=policy.id, ids=ids, versions=versions))
    return tuple(Signpost.of(row) for row in rows)
