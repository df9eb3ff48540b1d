"""Mistakes about a person that are mended: details as corrected, and the notices that are sent again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from records.cases import words_of
from records.correcting import is_corrected
from records.database import Connection
from records.intake import needs_letters
from records.recipients import IN_DIGEST
from records.sharing import ERASED, NO_CONSENT, NOT_ASKED, OVERTAKEN
from records.sql import every, queries
from records.telephone import LEFT_OUT, require_reachable
from rules.casework.mending import CorrectPerson, Resend, sent_again
from rules.events import PERSON, RECIPIENT, Event, Proposal, Tell
from rules.model import CaseRef
from rules.person import Person
from rules.policy import Policy
from rules.reasons import place_of, reason
from rules.recording import Entry
from rules.refusal import Invalid, Unknown

HELD_BACK = {
    NO_CONSENT: "the consent that it rests on was withdrawn",
    NOT_ASKED: "what it asks for was answered",
    ERASED: "its address was erased",
    OVERTAKEN: "what it says is not so any more",
    LEFT_OUT["skip"]: "the person is called, and told then",
    IN_DIGEST: "whoever it was for has a digest instead",
}
"""Why a notice was left out on purpose, by its code: such a one is not sent again."""


async def mended(connection: Connection, entry: Entry, policy: Policy) -> Entry:
    """Return an entry with the notices that are sent again by it.

    Where a person's details are corrected, these are all that could not be given to them.

    Raises:
        Invalid: the details would be wrong, or those there are; or the notice is not one to be sent again.
        Unknown: no such notice follows from the event.

    """
    if entry.decision == CorrectPerson.name:
        await corrected_person(connection, entry, policy)
        (correction,) = entry.proposals
        ref = entry.case.ref
        since = await queries.person_since(connection, ref=ref)
        failed = await every(queries.failed_notices(connection, ref=ref, since=since))
        under = correction.clause, correction.because
        again = (_again(row, sent_again(row["seq"], row["kind"], *under)) for row in failed)
        return entry.model_copy(update={"proposals": (correction, *again)})
    if entry.decision == Resend.name:
        (proposal,) = entry.proposals
        notice = await _notice_to_repeat(connection, entry, proposal)
        return entry.model_copy(update={"proposals": (_again(notice, proposal),)})
    return entry


async def corrected_person(connection: Connection, entry: Entry, policy: Policy) -> Person:
    """Return the person of a case with the details that an entry corrects.

    Raises:
        Invalid: naming the detail by which nobody would be reached, or that is no such detail; or nothing
            is corrected.

    """
    case, clause = entry.case, entry.proposals[0].clause
    row = await queries.get_person(connection, ref=case.ref)
    if row is None:
        raise Invalid(f"{case.ref} is nobody's; there is nothing to correct", where="person", clause=clause)
    before = {name: row[name] for name in Person.model_fields}
    after = before | await _given(connection, entry)
    try:
        person = Person.model_validate(after)
    except ValidationError as error:
        problem = error.errors()[0]
        where = place_of(("person", *problem["loc"]))
        raise Invalid(reason(dict(problem), Person), where=where, clause=clause) from None
    require_reachable(person, policy.matters[case.matter], policy)
    if needs_letters(case.needs, policy) and not person.address:
        raise Invalid(
            "a need of theirs is met by letters, which need an address", where="person.address", clause=clause
        )
    if person == Person.model_validate(before):
        raise Invalid("these are the details that are recorded already", where="person", clause=clause)
    return person


async def _given(connection: Connection, entry: Entry) -> dict[str, Any]:
    """Return the details that an entry gives, and those that it removes as empty."""
    decision = CorrectPerson.model_validate(entry.facts)
    words = await words_of(connection, entry.case.ref, entry.key)
    given: dict[str, Any] = {
        name: words.get(f"person.{name}", getattr(decision.person, name)) for name in decision.person.given()
    }
    if "address" in given:
        given["address"] = [line.strip() for line in given["address"].splitlines() if line.strip()]
    return given | {name: [] if name == "address" else None for name in decision.removes}


async def write_person(connection: Connection, entry: Entry, policy: Policy, seq: int) -> None:
    """Write a person's details as an event corrects them; as they were, they stay on file beside it.

    They change wherever the same person was taken in once: an appointment of a case's person, for instance.
    """
    before = await queries.get_person(connection, ref=entry.case.ref)
    person = await corrected_person(connection, entry, policy)
    after = await queries.add_person(connection, **person.model_dump() | {"address": list(person.address)})
    await queries.correct_person(connection, before=before["id"], after=after, ref=entry.case.ref, seq=seq)


async def details_before(
    connection: Connection, ref: CaseRef, events: Iterable[Event]
) -> dict[int, dict[str, str]]:
    """Return the details that events corrected, as they were before, by the numbers of the events.

    They go by names such as `was.email`; one that was empty is left out.
    """
    corrected = {event.seq: event.corrects_person for event in events if event.corrects_person}
    if not corrected:
        return {}
    rows = await every(queries.persons_before(connection, ref=ref, seqs=sorted(corrected)))
    return {
        row["seq"]: {
            f"was.{name}": "\n".join(row[name]) if name == "address" else row[name]
            for name in corrected[row["seq"]]
            if row[name]
        }
        for row in rows
    }


async def _notice_to_repeat(connection: Connection, entry: Entry, proposal: Proposal) -> Any:
    ref, clause = entry.case.ref, proposal.clause
    event, kind = proposal.facts["event"], proposal.facts["notice"]
    of_event = [row for row in await every(queries.notices(connection, ref=ref)) if row["seq"] == event]
    notice = next((row for row in of_event if row["kind"] == kind), None)
    if notice is None:
        there = ", ".join(row["kind"] for row in of_event) or "there is none"
        raise Unknown(f"event {event} sent no {kind!r}: {there}", where="notice", clause=clause)
    first = notice["repeats"] or notice["seq"]
    if notice["audience"] == PERSON and first < await queries.person_since(connection, ref=ref):
        raise Invalid(
            "it was written to somebody else, whose place the person has taken", where="notice", clause=clause
        )
    if await is_corrected(connection, entry.case, notice["kind"], first):
        raise Invalid("the response was corrected since; send that one again", where="notice", clause=clause)
    if why := _why_not(notice):
        raise Invalid(why, where="notice", clause=clause)
    return notice


def _why_not(notice: Any) -> str | None:
    """Return why a notice is not sent again; None where it is."""
    if notice["audience"] == RECIPIENT:
        return "it shared something outside; share that again"
    if notice["sent_again"] and not notice["sent_at"]:
        return f"it was sent again with event {notice['sent_again']}; send that one again"
    if notice["sent_at"]:
        return None
    failure = notice["failure"]
    if failure is None:
        return "it is still on its way, and goes to wherever the person is reached once it can be sent"
    return f"it was left out: {HELD_BACK[failure]}" if failure in HELD_BACK else None


def _again(notice: Any, proposal: Proposal) -> Proposal:
    """Return the event that sends a notice again, to whom it went first, as it was written then."""
    by_phone = "tell" if notice["by_phone"] == "said" else notice["by_phone"]
    tell = Tell(notice=notice["kind"], to=notice["audience"], staff=tuple(notice["staff"]), by_phone=by_phone)
    return proposal.model_copy(update={"repeats": notice["repeats"] or notice["seq"], "tells": (tell,)})
