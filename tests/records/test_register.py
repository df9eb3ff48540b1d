"""Who is the same person as the one warned, and what the register says of those who have to do with it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from records.cases import case_at
from records.database import Connection
from records.people import Staff, put_staff
from records.register import Registered, register, restrictions_on
from records.sql import queries
from rules.library import Library
from rules.warning.paper import WarningRule
from tests.policies.harbour import HARBOUR_POLICY
from tests.rules.play import POPLAR

LIBRARY = Library([POPLAR, HARBOUR_POLICY])
TODAY = date(2027, 3, 1)
ADDRESS = ["4 Juniper Court", "Example Street", "London E14 0ZZ"]
WARNED: dict[str, Any] = {
    "name": "Bren O'Hallow",
    "email": "bren@resident.example",
    "phone": "020 7946 0155",
    "address": ADDRESS,
}
STANDING: dict[str, Any] = {
    "behaviours": ["aggression-or-abuse"],
    "restrictions": ["single-contact", "by-letter-only"],
    "contact": "tom.okafor",
    "since": "2027-01-11",
    "approved_by": "ruth.lewin",
    "proposed_by": "amira.khan",
    "told": True,
    "appeals": ["PH-2027-900001"],
    "cases": [],
}


async def put(connection: Connection, ref: str, person: dict[str, Any], **changed: Any) -> None:
    """A case of a person, as it was taken in."""
    blank: dict[str, Any] = {
        "email": None,
        "phone": None,
        "address": [],
        "language": "en",
        "channel": "email",
    }
    row: dict[str, Any] = {
        "policy": POPLAR.id,
        "version": POPLAR.version,
        "matter": "complaint",
        "service": "repairs",
        "received_at": datetime(2027, 1, 4, tzinfo=UTC),
        "received_by": "amira.khan",
        "made_by": "web",
        "raised_by": "resident",
        "happened_on": date(2027, 1, 1),
        "needs": [],
        "terms": {},
        "source": "tests",
        "source_id": ref,
        "digest": "-",
        "signatures": None,
    }
    person_id = await queries.add_person(connection, **blank | person)
    await queries.add_case(connection, ref=ref, person_id=person_id, **row | changed)


async def warn(
    connection: Connection, ref: str, person: dict[str, Any], *, stage: str = "in-force", **terms: Any
) -> None:
    """A warning about a person, and how it stands."""
    await put(connection, ref, person, matter="warning", service=None)
    stands = "UPDATE casebook.casefile SET stage = $2, owner = 'amira.khan', terms_now = $3 WHERE ref = $1"
    await connection.execute(stands, ref, stage, STANDING | terms)


async def found(connection: Connection, ref: str) -> list[str]:
    """The warnings whose restrictions show on a case."""
    case = await case_at(connection, ref)
    return sorted({one.warning for one in await restrictions_on(connection, case, LIBRARY)})


@pytest.mark.clause("PH-7a")
@pytest.mark.parametrize(
    "person",
    [
        pytest.param(
            {"name": "bren o'hallow", "email": "BREN@resident.example"}, id="letters of another case"
        ),
        pytest.param({"name": "OHallow, Bren", "email": "bren@resident.example"}, id="order, punctuation"),
        pytest.param({"name": "Bren O\u2019Hallow", "phone": "+44 (20) 7946-0155"}, id="telephone"),
        pytest.param(
            {"name": "Bren  O'HALLOW", "address": ["4, juniper court", "Example Street, London", "E14 0ZZ"]},
            id="address",
        ),
        pytest.param(
            {"name": "Bren O'Hallow", "email": "new@resident.example", "phone": "02079460155"},
            id="any one way",
        ),
    ],
)
async def test_the_same_name_and_one_way_to_reach_them_are_the_same_person(
    connection: Connection, person: dict[str, Any]
) -> None:
    """Whatever the case, order and punctuation of the name, and whichever way is the same."""
    await warn(connection, "PH-2027-900002", WARNED)
    await put(connection, "PH-2027-900003", person)
    assert await found(connection, "PH-2027-900003") == ["PH-2027-900002"]


@pytest.mark.clause("PH-7a")
@pytest.mark.parametrize(
    ("warned", "person"),
    [
        pytest.param(WARNED, {"name": "Ida O'Hallow", "email": "bren@resident.example"}, id="another name"),
        pytest.param(WARNED, {"name": "Bren O'Hallow", "email": "b@other.example"}, id="the name alone"),
        pytest.param(WARNED, {"name": "Bren O Hallow", "email": "bren@resident.example"}, id="another word"),
        pytest.param({"name": "Bo", "phone": "12"}, {"name": "Bo", "phone": "12"}, id="hardly a number"),
        pytest.param({"name": "-", "email": "a@b.example"}, {"name": "-", "email": "a@b.example"}, id="none"),
        pytest.param(
            {"name": "Bo", "address": ["Flat 1", "12 Row"]},
            {"name": "Bo", "address": ["Flat 11", "2 Row"]},
            id="another house",
        ),
    ],
)
async def test_others_are_not_taken_for_them(
    connection: Connection, warned: dict[str, Any], person: dict[str, Any]
) -> None:
    """Neither the name alone nor what a household shares is enough."""
    await warn(connection, "PH-2027-900002", warned)
    await put(connection, "PH-2027-900003", person)
    assert await found(connection, "PH-2027-900003") == []
    assert await found(connection, "PH-2027-900002") == ["PH-2027-900002"]


async def test_letters_beyond_ascii_have_two_cases_too(connection: Connection) -> None:
    """A name with accents is found in capitals."""
    await warn(connection, "PH-2027-900002", {"name": "Zoë Ångström", "email": "z@resident.example"})
    await put(connection, "PH-2027-900003", {"name": "ÅNGSTRÖM ZOË", "email": "z@resident.example"})
    assert await found(connection, "PH-2027-900003") == ["PH-2027-900002"]


@pytest.mark.clause("PH-7a")
async def test_a_case_can_be_named_outright(connection: Connection) -> None:
    """A case that the warning names counts, and so does every other one of that case's person."""
    alias = {"name": "B. Hallowes", "email": "bh@resident.example"}
    await put(connection, "PH-2027-900003", alias)
    await put(connection, "PH-2027-900004", alias)
    await put(connection, "PH-2027-900005", {"name": "Ida Hallowes", "email": "bh@resident.example"})
    await warn(connection, "PH-2027-900002", WARNED, cases=["PH-2027-900003"])
    assert await found(connection, "PH-2027-900003") == ["PH-2027-900002"]
    assert await found(connection, "PH-2027-900004") == ["PH-2027-900002"]
    assert await found(connection, "PH-2027-900005") == []


@pytest.mark.clause("PH-7a", "PH-7b", "PH-7c")
@pytest.mark.parametrize("stage", ["proposed", "closed"])
async def test_only_what_is_in_force_restricts(connection: Connection, stage: str) -> None:
    """Neither what waits for approval nor what was removed shows, on cases or in the register."""
    await warn(connection, "PH-2027-900002", WARNED, stage=stage)
    await put(connection, "PH-2027-900003", WARNED)
    assert await found(connection, "PH-2027-900003") == []
    assert "PH-2027-900002" not in [one.ref for one in await registered(connection)]


async def test_another_organisations_warnings_are_its_own(connection: Connection) -> None:
    """The same person's case elsewhere shows nothing of it."""
    await warn(connection, "PH-2027-900002", WARNED)
    elsewhere = {"policy": HARBOUR_POLICY.id, "version": HARBOUR_POLICY.version}
    matter = next(iter(HARBOUR_POLICY.matters))
    await put(connection, "HH-2027-900003", WARNED, matter=matter, **elsewhere)
    assert await found(connection, "HH-2027-900003") == []


@pytest.mark.clause("PH-7a")
async def test_a_case_shows_what_is_restricted_and_not_why(connection: Connection) -> None:
    """The restrictions by their titles, whom to speak to, which way notices go; no behaviour."""
    await warn(connection, "PH-2027-900002", WARNED)
    await put(connection, "PH-2027-900003", {"name": "Bren O'Hallow", "email": "bren@resident.example"})
    case = await case_at(connection, "PH-2027-900003")
    single, letter = await restrictions_on(connection, case, LIBRARY)
    paper = POPLAR.matters["warning"].own(WarningRule)
    assert (single.title, single.contact) == (paper.restrictions["single-contact"].title, "tom.okafor")
    assert (letter.channel, letter.contact) == ("letter", None)
    assert letter.unmet == "notices go by e-mail: no address is on file"
    assert "aggression" not in single.model_dump_json() + letter.model_dump_json()


async def registered(connection: Connection, **changed: Any) -> tuple[Registered, ...]:
    """The register on a day."""
    asked: dict[str, Any] = {"today": TODAY, "after": None, "most": 500}
    return await register(connection, POPLAR, ["warning"], LIBRARY, **asked | changed)


@pytest.mark.clause("PH-7a", "PH-7b", "PH-7c")
async def test_the_register_says_who_since_when_by_whom_and_until(connection: Connection) -> None:
    """Each warning with its person, approval, review, appeals; nothing to note where all is as it was."""
    await warn(connection, "PH-2027-900002", WARNED)
    await connection.execute(
        "INSERT INTO casebook.deadline"
        " (ref, name, set_by, clause, duty, due_day, due_at, reckoning, missed_by)"
        " VALUES ($1, 'warning-review', 2, 'PH-7c', 'Review', '2027-02-01', '2027-02-02', '{}', 3)",
        "PH-2027-900002",
    )
    [one] = [one for one in await registered(connection) if one.ref == "PH-2027-900002"]
    assert (one.name, one.since, one.approved_by) == ("Bren O'Hallow", date(2027, 1, 11), "ruth.lewin")
    assert (one.review_by, one.overdue, one.told) == (date(2027, 2, 1), True, True)
    assert one.behaviours == {"aggression-or-abuse": "Aggression or abuse"}
    assert set(one.restrictions) == {"single-contact", "by-letter-only"}
    assert (one.appeals, one.contact, one.owner) == (("PH-2027-900001",), "tom.okafor", "amira.khan")
    assert one.notes == ()


@pytest.mark.clause("PH-7a", "PH-7b")
@pytest.mark.parametrize(
    ("who", "became", "noted"),
    [
        ("ruth.lewin", {"left_on": "2027-02-26"}, "ruth.lewin, who approved it, left on 2027-02-26"),
        (
            "ruth.lewin",
            {"roles": ("caseworker",)},
            "ruth.lewin, who approved it, no longer holds a role that approves",
        ),
        (
            "amira.khan",
            {"left_on": "2027-02-26", "deputy": None},
            "amira.khan, who has it, left on 2027-02-26; nobody stands in",
        ),
        (
            "amira.khan",
            {"away_from": "2027-02-26", "away_until": "2027-03-05", "deputy": "peter.vale"},
            "amira.khan, who has it, is away until 2027-03-05; peter.vale stands in",
        ),
        (
            "tom.okafor",
            {"left_on": "2027-02-26", "deputy": "peter.vale"},
            "tom.okafor, who is to be spoken to, left on 2027-02-26; peter.vale stands in",
        ),
        ("tom.okafor", {"left_on": TODAY.isoformat()}, None),
    ],
)
async def test_what_became_of_staff_is_noted(
    connection: Connection, who: str, became: dict[str, Any], noted: str | None
) -> None:
    """An approver's role, an owner who left, a deputy in place: said on the day that somebody looks."""
    await warn(connection, "PH-2027-900002", WARNED)
    row = await queries.get_staff(connection, policy=POPLAR.id, id=who)
    changed = Staff.of(row).model_dump() | became
    await put_staff(connection, POPLAR, [Staff.model_validate(changed)])
    [one] = [one for one in await registered(connection) if one.ref == "PH-2027-900002"]
    assert one.notes == ((noted,) if noted else ())


async def test_a_page_begins_where_the_one_before_ended(connection: Connection) -> None:
    """By reference, as many as are asked for."""
    refs = [f"PH-2027-90000{number}" for number in (2, 4, 6)]
    for ref in refs:
        await warn(connection, ref, WARNED)
    page = await registered(connection, after="PH-2027-900002", most=1)
    assert [one.ref for one in page] == ["PH-2027-900004"]
