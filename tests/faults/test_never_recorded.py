"""What can never be recorded, however often it is tried: refused as a fault, and the case goes on.

Neither the engine nor the log hears what it failed on: PostgreSQL and pydantic quote it in their errors.
"""

from __future__ import annotations

import logging
import traceback
from datetime import timedelta
from typing import Any

import pytest

from contracts.asking import ask
from contracts.updates import Order, update_id
from records.faults import faults_refused
from records.kept import fingerprint, keep
from records.people import staff_member
from rules.complaint.petition import ChangeLead, NewLead
from rules.decision import Decision
from rules.refusal import Fault
from tests.house import House, PlayedCase

LEAD = {"name": "Rosa Imbert", "email": "rosa.imbert@resident.example"}
PATIENCE = timedelta(seconds=10)
SAID = "Tajemnica"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that is logged."""
    caplog.set_level(logging.DEBUG)
    return caplog


async def ask_past_the_door(case: PlayedCase, decision: Decision, words: dict[str, Any]) -> None:
    """Ask the engine for a decision whose words are not what the door would have let in."""
    async with case.house.pool.acquire() as connection:
        actor = (await staff_member(connection, case.house.policy, "amira.khan")).actor
        asked = fingerprint(decision.without_words(), actor.id)
        kept = await keep(connection, case.ref, "wrong", fingerprint="-", asked=asked, words=words)
    order: Order[Decision] = Order(actor=actor, decision=decision.without_words())
    await ask(case.handle, order, update_id("wrong", kept.attempt), PATIENCE)


async def nothing_was_told(case: PlayedCase, log: pytest.LogCaptureFixture, *secrets: str) -> None:
    """Neither history nor log hold what was failed on; nothing was recorded, and the case goes on."""
    history = (await case.handle.fetch_history()).to_json()
    records = "".join(repr(vars(record)) for record in log.records)
    for secret in secrets:
        assert secret not in history
        assert secret not in log.text + records
    assert await case.kinds() == ["opened"]
    await case.decide("note", text="It goes on.")


@pytest.mark.parametrize("words", [{}, {"lead.name": SAID, "lead.email": f"{SAID} at home"}])
async def test_a_lead_who_is_none(
    cached_house: House, log: pytest.LogCaptureFixture, words: dict[str, str]
) -> None:
    """Words that are missing, or make no person: it is refused, and the lock is let go of."""
    case = await cached_house.open(raised_by="petition", petition={"signatures": 48}, person=LEAD)
    lead = NewLead(name="Yusuf Aydin", email="yusuf.aydin@resident.example")
    with pytest.raises(Fault, match=r"ValidationError") as fault:
        await ask_past_the_door(case, ChangeLead(lead=lead, reasons="-"), words)
    assert SAID not in str(fault.value)
    assert "records/casebook.py" in log.text, "the log says where"
    await nothing_was_told(case, log, SAID)


async def test_a_row_that_is_there_already(cached_house: House, log: pytest.LogCaptureFixture) -> None:
    """PostgreSQL's detail stays with it; once the cause is mended, the same request is taken."""
    case = await cached_house.open()
    async with cached_house.pool.acquire() as connection:
        await connection.execute(
            "INSERT INTO people.notice (ref, seq, kind, audience, queued_at, sent_at)"
            " VALUES ($1, 2, 'contact-record', $2, now(), now())",
            case.ref,
            SAID,
        )
        with pytest.raises(Fault, match="UniqueViolationError 23505"):
            await case.decide("contact", key="same", remedy_wanted=SAID)
        await connection.execute("DELETE FROM people.notice WHERE ref = $1 AND seq = 2", case.ref)
    history = (await case.handle.fetch_history()).to_json()
    for secret in (SAID, "already exists", "(ref, seq, kind)"):
        assert secret not in history + log.text
    answer = await case.decide("contact", key="same", remedy_wanted=SAID)
    assert answer.events == ("contacted",)


def test_nothing_hangs_on_to_a_fault() -> None:
    """It has no cause, and no traceback of it shows what it comes from: that text is written nowhere."""
    with pytest.raises(Fault) as fault, faults_refused("recording a note"):
        raise ValueError(SAID)
    assert fault.value.__cause__ is None
    assert SAID not in "".join(traceback.format_exception(fault.value)).replace("raise ValueError(SAID)", "")


@pytest.mark.parametrize("error", [ConnectionRefusedError(), TimeoutError(), RuntimeError()])
def test_what_may_pass_is_no_fault(error: Exception) -> None:
    """A database that is away is asked again."""
    with pytest.raises(type(error)), faults_refused("recording a note"):
        raise error
