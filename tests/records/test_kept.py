"""What is kept for a decision: dropped with no trace where it is refused, never where it was recorded."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import ClassVar

import pytest

from engine.waiting import until
from records.casebook import record
from records.database import Connection
from records.keeping import Request, keeping
from records.kept import Beside, drop, drop_stale, fingerprint, keep
from records.people import staff_member
from records.sql import every, queries
from rules.casework import Note
from rules.complaint.intake import Signatory
from rules.decision import Decision
from rules.events import Proposal
from rules.model import MOST_WORDS, Words
from rules.recording import Entry
from rules.refusal import NOT_KNOWN, EngineAway, Invalid, KeyReused, OutOfStage, Refusal
from tests.house import House, PlayedCase

NOTE = Note(text="A note.")
WORDS = NOTE.words()
ASKED = fingerprint(NOTE.without_words(), "amira.khan")
SIGNED = Beside(signatories=(Signatory(name="Sam Oduya"),))
SOON = 30.0
"""Seconds."""


async def kept_by(connection: Connection, case: PlayedCase, key: str, beside: Beside = SIGNED) -> str:
    """The attempt at a note that is kept under a key, with a list beside it."""
    mark = fingerprint(NOTE, "amira.khan")
    kept = await keep(connection, case.ref, key, fingerprint=mark, asked=ASKED, words=WORDS, beside=beside)
    return kept.attempt


async def entry(case: PlayedCase, key: str, attempt: str | None) -> Entry:
    """The note, to be recorded."""
    async with case.house.pool.acquire() as connection:
        amira = await staff_member(connection, case.house.policy, "amira.khan")
    return Entry(
        case=await case.case(),
        key=key,
        actor="amira.khan",
        at=case.moment,
        proposals=(Proposal(kind="noted"),),
        decision="note",
        attempt=attempt,
        facts=NOTE.without_words().facts(),
        people=(amira.actor,),
    )


async def is_kept(house: House, case: PlayedCase, key: str) -> bool:
    """Whether words are kept under a key; the list beside them is there, or is gone, as they are."""
    async with house.pool.acquire() as connection:
        words = await queries.get_words(connection, ref=case.ref, key=key)
        listed = await connection.fetchval(
            "SELECT count(*) FROM people.signatory WHERE ref = $1 AND key = $2", case.ref, key
        )
    assert bool(listed) == (words is not None)
    return words is not None


async def waits(house: House, pid: int) -> None:
    """Wait until a connection stands before somebody else's lock."""

    async def stands() -> bool:
        async with house.pool.acquire() as connection:
            return bool(
                await connection.fetchval(
                    "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = $1", pid
                )
            )

    await until(stands, within=SOON)


@pytest.fixture
async def case(cached_house: House) -> PlayedCase:
    """An open case."""
    return await cached_house.open()


async def test_words_that_are_being_recorded_are_not_dropped(cached_house: House, case: PlayedCase) -> None:
    """Another call under the key was refused, and drops; it waits for the recording, and then sees it."""
    async with cached_house.pool.acquire() as one, cached_house.pool.acquire() as other:
        attempt = await kept_by(one, case, "race")
        async with one.transaction():
            await record(one, await entry(case, "race", attempt), cached_house.library)
            dropping = asyncio.create_task(drop(other, case.ref, "race", attempt))
            await waits(cached_house, other.get_server_pid())
        await dropping
    assert await is_kept(cached_house, case, "race")


async def test_words_that_are_dropped_first_are_missed(cached_house: House, case: PlayedCase) -> None:
    """The other way round: nothing is recorded of a decision whose words are gone."""
    async with cached_house.pool.acquire() as one, cached_house.pool.acquire() as other:
        attempt = await kept_by(one, case, "gone")
        async with other.transaction():
            await drop(other, case.ref, "gone", attempt)
            recording = asyncio.create_task(
                record(one, await entry(case, "gone", attempt), cached_house.library)
            )
            await waits(cached_house, one.get_server_pid())
        with pytest.raises(Invalid, match="not kept"):
            await recording
    assert not await is_kept(cached_house, case, "gone")
    assert await case.kinds() == ["opened"]


async def test_the_sweep_leaves_what_is_being_recorded(cached_house: House, case: PlayedCase) -> None:
    """However old: what is held is passed over, what is recorded stays, the rest goes with all beside it."""
    async with cached_house.pool.acquire() as one, cached_house.pool.acquire() as other:
        attempt = await kept_by(one, case, "held")
        await kept_by(one, case, "stale")
        async with one.transaction():
            await record(one, await entry(case, "held", attempt), cached_house.library)
            await drop_stale(other, timedelta())
        await drop_stale(other, timedelta())
    assert await is_kept(cached_house, case, "held")
    assert not await is_kept(cached_house, case, "stale")
    assert await is_kept_intake(cached_house, case)


async def is_kept_intake(house: House, case: PlayedCase) -> bool:
    """Whether what the case is about is still there."""
    async with house.pool.acquire() as connection:
        return await queries.get_words(connection, ref=case.ref, key="intake") is not None


async def test_another_attempts_words_are_not_taken_nor_dropped(
    cached_house: House, case: PlayedCase
) -> None:
    """A key that was freed has other words by now: what is late of the first attempt does not touch them."""
    async with cached_house.pool.acquire() as connection:
        first = await kept_by(connection, case, "again")
        await drop(connection, case.ref, "again", first)
        second = await kept_by(connection, case, "again")
        assert first != second == await kept_by(connection, case, "again")
        with pytest.raises(Invalid, match="not kept"):
            await record(connection, await entry(case, "again", first), cached_house.library)
        await drop(connection, case.ref, "again", first)
    assert await is_kept(cached_house, case, "again")


async def test_nothing_is_kept_under_a_key_that_is_taken(cached_house: House, case: PlayedCase) -> None:
    """Another decision's words stay alone: no list is put beside them."""
    async with cached_house.pool.acquire() as connection:
        mine = fingerprint(NOTE, "tom.okafor")
        await keep(connection, case.ref, "taken", fingerprint=mine, asked=ASKED, words=WORDS)
        with pytest.raises(KeyReused):
            await kept_by(connection, case, "taken")
        assert not await every(queries.signatories(connection, ref=case.ref))


@pytest.mark.parametrize("refusal", [*NOT_KNOWN, OutOfStage], ids=lambda kind: kind.code)
async def test_only_a_known_refusal_drops(
    cached_house: House, case: PlayedCase, refusal: type[Refusal]
) -> None:
    """Where it may yet be recorded, its words wait for it."""
    request = Request(case.ref, "unsure", "amira.khan", NOTE, SIGNED)
    with pytest.raises(refusal):
        async with keeping(case.desk.records, request):
            raise refusal("-")
    assert await is_kept(cached_house, case, "unsure") == (refusal in NOT_KNOWN)


async def test_what_the_engine_may_not_have_counted_is_asked_again(
    cached_house: House, case: PlayedCase
) -> None:
    """Recorded while the engine fell silent: not known, so that its caller asks again, and it hears of it."""
    request = Request(case.ref, "silent", "amira.khan", NOTE)

    async def fall_silent(*, recorded: bool) -> None:
        async with keeping(case.desk.records, request) as kept:
            assert (kept.answer is not None) == recorded
            if not recorded:
                async with cached_house.pool.acquire() as connection:
                    await record(connection, await entry(case, "silent", kept.attempt), cached_house.library)
            raise EngineAway("-")

    for recorded in (False, True):
        with pytest.raises(EngineAway):
            await fall_silent(recorded=recorded)


async def test_what_was_recorded_is_the_answer_to_a_refusal(cached_house: House, case: PlayedCase) -> None:
    """Another call took it meanwhile: that it is now out of stage is no news to this one."""
    answer = await case.decide("note", key="both", text="A note.")
    async with keeping(case.desk.records, Request(case.ref, "both", "amira.khan", NOTE)) as kept:
        raise OutOfStage("-")
    assert kept.answer == answer


class NoteWithMore(Decision):
    """The note of a later version, which may say more."""

    name: ClassVar[str] = "note"
    text: Words
    about: Words | None = None
    loud: bool = False


def test_a_field_more_does_not_change_what_is_sent_again() -> None:
    """A request of yesterday is the same request after an upgrade; only what it gives counts."""
    assert fingerprint(NoteWithMore(text="A note."), "amira.khan") == fingerprint(NOTE, "amira.khan")
    assert fingerprint(NoteWithMore(text="A note.", loud=False), None) == fingerprint(NOTE, None)
    assert fingerprint(NoteWithMore(text="A note.", loud=True), None) != fingerprint(NOTE, None)
    assert fingerprint(NOTE, "tom.okafor") != fingerprint(NOTE, "amira.khan")


def letters(start: int, many: int) -> list[str]:
    """So many different letters, from one on."""
    return [chr(start + number) for number in range(many)]


WORST = {
    "one long word after another": " ".join(f"{number:06}" + "x" * 1994 for number in range(60)),
    "every letter a word": " ".join(letters(0x20000, 40_000) + letters(0x4E00, 20_000)),
    "compounds of letters": " ".join("-".join(letters(0x20000 + at, 400)) for at in range(0, 40_000, 400)),
    "addresses": " ".join(f"{number}.example.org/{number}/" + "y" * 300 for number in range(400)),
}


@pytest.mark.parametrize("text", WORST.values(), ids=WORST.keys())
async def test_as_many_words_as_may_be_said_can_be_searched(
    cached_house: House, case: PlayedCase, text: str
) -> None:
    """No script and no punctuation makes more of them than PostgreSQL indexes; the last word is found."""
    said = (text * 3)[: MOST_WORDS - 20]
    async with cached_house.pool.acquire() as connection:
        words = {"all": said, "zz": "Last\nNightingale"}
        await keep(connection, case.ref, "long", fingerprint="-", asked="-", words=words)
        found = await connection.fetchval(
            "SELECT key FROM people.words WHERE ref = $1"
            " AND to_tsvector('simple', people.said(words)) @@ plainto_tsquery('simple', 'nightingale')",
            case.ref,
        )
    assert found == "long"
