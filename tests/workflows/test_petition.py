"""Petitions end to end: who leads, who signed, and what the organisation cannot change."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from records.sql import every, queries
from rules.model import KEPT
from rules.refusal import Invalid, OutOfStage
from starter.service.signatures import add_signatories
from tests.house import House, PlayedCase

LEAD = {"name": "Rosa Imbert", "email": "rosa.imbert@resident.example"}
NEW_LEAD = {"name": "Yusuf Aydin", "email": "yusuf.aydin@resident.example"}
BY_LETTER = {"name": "Yusuf Aydin", "address": "5 Lantern House\nLondon E14 0ZZ", "channel": "letter"}


async def petition(house: House, **fields: Any) -> PlayedCase:
    """A petition of 48 people, two of them listed."""
    listed = [{"name": "Rosa Imbert", "address": "2 Lantern House"}, {"name": "Yusuf Aydin"}]
    signed = {"signatures": 48, "signatories": listed}
    return await house.open(begins=house.june(), raised_by="petition", petition=signed, person=LEAD, **fields)


@pytest.mark.clause("PH-4.1a", "PH-4.1c")
async def test_a_petition_is_taken_in(house: House) -> None:
    """The lead stands where the complainant stands; the count is told, the list kept, and added to once."""
    case = await petition(house)
    assert "48" in await case.said("acknowledgement")
    signed = b"name,address\nSam Oduya,7 Lantern House\nEve Hart,\n"
    answer = await add_signatories(case.desk, case.ref, signed, actor="amira.khan")
    assert answer == await add_signatories(case.desk, case.ref, signed, actor="amira.khan")
    async with house.pool.acquire() as connection:
        names = [row["name"] for row in await every(queries.signatories(connection, ref=case.ref))]
    assert names == ["Rosa Imbert", "Yusuf Aydin", "Sam Oduya", "Eve Hart"]
    [added] = await case.events("signatures-added")
    assert added.facts == {"signatures": 2}
    with pytest.raises(Invalid, match="line 3, name"):
        await add_signatories(case.desk, case.ref, b"name\nA B\n\x01\n", actor="amira.khan")


async def test_a_list_that_was_cut_off_is_sent_again_by_another(house: House) -> None:
    """Kept before it was asked for, and then nothing: it is on no list, until a colleague sends it again."""
    case = await petition(house)
    signed = b"name,address\nSam Oduya,7 Lantern House\nEve Hart,\n"

    async def names() -> list[str]:
        async with house.pool.acquire() as connection:
            rows = await every(queries.signatories(connection, ref=case.ref))
        return [row["name"] for row in rows if row["name"] not in {"Rosa Imbert", "Yusuf Aydin"}]

    class Died(Exception):
        """The caller is gone before it could ask the engine."""

    async def die(*args: Any) -> None:
        raise Died

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("starter.service.deciding.ask", die)
        with pytest.raises(Died):
            await add_signatories(case.desk, case.ref, signed, actor="amira.khan")
    assert await names() == []
    both = [add_signatories(case.desk, case.ref, signed, actor=who) for who in ("tom.okafor", "ruth.lewin")]
    first, second = await asyncio.gather(*both)
    assert first == second
    assert await names() == ["Sam Oduya", "Eve Hart"]
    assert len(await case.events("signatures-added")) == 1


async def test_a_list_that_is_refused_is_not_kept(house: House) -> None:
    """A complaint of one person has no signatories: nothing of them is left."""
    case = await house.open()
    with pytest.raises(OutOfStage):
        await add_signatories(case.desk, case.ref, b"name\nSam Oduya\n", actor="amira.khan")
    async with house.pool.acquire() as connection:
        kept = await connection.fetchval("SELECT count(*) FROM people.signatory WHERE ref = $1", case.ref)
    assert kept == 0


@pytest.mark.clause("PH-4.1c")
async def test_somebody_else_leads(house: House) -> None:
    """Letters go to the new lead by their own channel; their needs are considered anew."""
    case = await petition(house, needs=["interpreter"])
    await case.contacted()
    await case.decide("adjust", need="interpreter", made=True, how="One came along.")
    await case.decide("change-lead", lead=BY_LETTER, needs=["easy-read"], reasons="She moves away.")
    notice = await case.notice("lead-changed")
    assert (notice["channel"], notice["address"].splitlines()[0]) == ("letter", "Yusuf Aydin")
    assert (await case.case()).unconsidered == ("easy-read",)
    refusal = await case.refused(
        "respond", outcome="not-upheld", can_do="-", cannot_do="-", reasons="-", remedies=[]
    )
    assert "easy-read" in refusal.detail
    await case.decide("adjust", need="easy-read", made=True, how="In short sentences.")
    await case.answered(outcome="not-upheld", remedies=[])
    assert (await case.notice("response"))["address"].splitlines()[0] == "Yusuf Aydin"


@pytest.mark.parametrize(
    ("lead", "where"),
    [
        ({"name": "Yusuf Aydin"}, "lead"),
        ({"name": "Yusuf Aydin", "channel": "letter"}, "lead"),
        (NEW_LEAD | {"email": "nobody"}, "lead.email"),
        (NEW_LEAD | {"shoe_size": "44"}, "lead.shoe_size"),
        ({"name": KEPT}, "lead.name"),
        (NEW_LEAD | {"phone": KEPT}, "lead.phone"),
    ],
)
async def test_a_lead_whom_no_notice_reaches(house: House, lead: dict[str, Any], where: str) -> None:
    """Refused by its field, and nothing is changed; what was written is not quoted."""
    case = await petition(house)
    refusal = await case.refused("change-lead", lead=lead, reasons="-")
    assert (refusal.code, refusal.where) == ("invalid", where)


async def test_a_complaint_of_one_person_has_no_lead(house: House) -> None:
    """What holds for petitions is closed to it."""
    case = await house.open()
    refusal = await case.refused("change-lead", lead=NEW_LEAD, reasons="-")
    assert refusal.code == "out-of-stage"


@pytest.mark.clause("PH-4.1c")
async def test_the_lead_changes_while_a_letter_is_being_made(house: House) -> None:
    """It goes once, to one of the two, with that one's name and address."""
    case = await petition(house)
    await case.contacted()
    await asyncio.gather(
        case.answered(outcome="not-upheld", remedies=[]),
        case.decide("change-lead", lead=NEW_LEAD, reasons="She moves away."),
    )
    notice = await case.notice("response")
    names = {LEAD["email"]: LEAD["name"], NEW_LEAD["email"]: NEW_LEAD["name"]}
    assert names[notice["address"]] in notice["body"]
    others = [name for name in names.values() if name != names[notice["address"]]]
    assert others[0] not in notice["body"]
    assert len([mail for mail in house.mail(case.ref) if "response" in str(mail["Message-ID"])]) == 1


@pytest.mark.clause("PH-4.3h")
@pytest.mark.parametrize("make", [True, False])
async def test_what_the_organisation_cannot_change(house: House, make: bool) -> None:
    """Whether it speaks up for residents is decided with reasons and told; what it promises is kept."""
    case = await petition(house)
    by = (house.june().date() + timedelta(days=20)).isoformat()
    letter = {"kind": "representation", "what": "A letter to the authority", "by": by, "owner": "ruth.lewin"}
    answer = await case.decide(
        "decide-representations",
        by="ruth.lewin",
        make=make,
        reasons="Many residents depend on the bus.",
        remedies=[letter] if make else [],
    )
    said = await case.said("representations")
    assert "Many residents depend on the bus." in said
    assert ("A letter to the authority" in said) == make
    assert (answer.stage == "closed") != make
    if make:
        await case.decide("keep-commitment", number=1)
    await case.finished()
    assert (await case.case()).outcome == ("representations" if make else "no-representations")
    [decided] = await case.events("representations-decided")
    assert decided.clause == "PH-4.3h"


@pytest.mark.clause("PH-4.3h")
async def test_representations_need_what_follows(house: House) -> None:
    """To make them without saying what, and the reverse, is refused."""
    case = await petition(house)
    refusal = await case.refused("decide-representations", by="ruth.lewin", make=True, reasons="-")
    assert (refusal.where, refusal.clause) == ("remedies", "PH-4.3h")


async def test_nothing_of_the_signatories_reaches_the_engine(house: House) -> None:
    """Neither names nor addresses of lead and signatories stand in the history."""
    case = await petition(house)
    await case.decide("change-lead", lead=BY_LETTER, reasons="Rosa moves away.")
    await case.notices()
    history = (await case.handle.fetch_history()).to_json()
    for mark in ("Imbert", "Aydin", "Lantern", "moves away"):
        assert mark not in history
