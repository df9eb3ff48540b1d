"""Corrections as the records have them: the event that is corrected, and what it was corrected to."""

from __future__ import annotations

from collections.abc import Iterable

from records.cases import case_at, event_at
from records.database import Connection
from records.sql import every, queries
from rules.case import Case
from rules.casework.correcting import CORRECTED, Correct, Mistaken, set_right
from rules.complaint.answers import NOTICES, RESPONSE_CORRECTED, RESPONSES
from rules.events import Event, Fact, Proposal
from rules.library import Library
from rules.lifecycles import lifecycle_of
from rules.model import CaseRef, Slug, day_of
from rules.moment import Moment
from rules.policy import Policy
from rules.recording import Entry
from rules.refusal import Invalid


async def corrected(connection: Connection, entry: Entry, policy: Policy, library: Library) -> Entry:
    """Return an entry that corrects a day with all that follows from it; any other as it is.

    Raises:
        Invalid: there is no such day to correct, or it cannot be the one that is given; or a response is
            corrected that is none, or that does not stand.

    """
    for proposal in entry.proposals:
        if answer := _response_corrected(proposal):
            await _require_response(connection, entry.case.ref, answer, proposal.clause)
    if entry.decision != Correct.name:
        return entry
    case, decision = entry.case, Correct.model_validate(entry.facts)
    (proposal,) = entry.proposals
    proposal = set_right(
        proposal,
        decision,
        await mistaken_at(connection, case.ref, decision.event),
        case,
        Moment(policy=policy, now=entry.at),
        knows=lifecycle_of(policy, case.matter).dates_told(case),
    )
    if proposal.received:
        received = day_of(proposal.received, policy.zone)
        then = library.on(policy.id, received)
        if then.version != policy.version:
            raise Invalid(
                f"what came in on {received:%-d %B %Y} is under another version of the policy, of "
                f"{then.version:%-d %B %Y}; take it in anew, and link this one as its duplicate",
                where="day",
                clause=proposal.clause,
            )
    return entry.model_copy(update={"proposals": (proposal,)})


def _response_corrected(proposal: Proposal) -> int | None:
    """Return the event of the response that is corrected, now or once it is approved; None where none is."""
    if proposal.kind == RESPONSE_CORRECTED:
        return proposal.corrects
    return proposal.proposes.corrects if proposal.proposes else None


async def _require_response(connection: Connection, ref: CaseRef, seq: int, clause: str | None) -> None:
    event, _ = await event_at(connection, ref, seq)
    if event.kind not in RESPONSES:
        raise Invalid(f"event {seq}, {event.kind!r}, is no response", where="event", clause=clause)
    if later := await corrections_of(connection, ref, [seq]):
        raise Invalid(
            f"the response of event {seq} was corrected in event {later[-1].seq}; correct that one",
            where="event",
            clause=clause,
        )


async def is_corrected(connection: Connection, case: Case, kind: Slug, seq: int) -> bool:
    """Return whether a notice of a kind gives a response, by an event, that was corrected by another."""
    if kind not in NOTICES or not case.has(RESPONSE_CORRECTED):
        return False
    return any(
        later.kind == RESPONSE_CORRECTED for later in await corrections_of(connection, case.ref, [seq])
    )


async def mistaken_at(connection: Connection, ref: CaseRef, seq: int) -> Mistaken:
    """Return an event that is corrected, with the case before it and its corrections by now."""
    event, _ = await event_at(connection, ref, seq)
    corrections = await corrections_of(connection, ref, [seq])
    return Mistaken(event, await case_at(connection, ref, seq - 1), corrections)


async def corrections_of(connection: Connection, ref: CaseRef, seqs: Iterable[int]) -> tuple[Event, ...]:
    """Return the events that correct some others, in order."""
    rows = await every(queries.corrections(connection, ref=ref, seqs=list(seqs)))
    return tuple(Event.model_validate(row["body"]) for row in rows)


async def as_corrected(connection: Connection, case: Case, events: list[Event]) -> list[Event]:
    """Return some events of a case with their days as they have been corrected by now."""
    if not case.has(CORRECTED):
        return events
    right: dict[int | None, dict[str, Fact]] = {}
    for later in await corrections_of(connection, case.ref, [event.seq for event in events]):
        right.setdefault(later.corrects, {})[str(later.facts["field"])] = later.facts["is"]
    return [event.model_copy(update={"facts": event.facts | right.get(event.seq, {})}) for event in events]


async def write_correction(connection: Connection, case: Case) -> None:
    """Write when a case was received, and when what it is about happened, as they are corrected."""
    received, happened = case.received, case.happened_on
    await queries.correct_case(connection, ref=case.ref, received_at=received, happened_on=happened)
