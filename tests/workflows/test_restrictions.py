"""What notices make of a warning in force: the way they go, and whom they name to speak to."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from records.cases import case_at
from records.people import Staff, put_staff
from records.register import restrictions_on
from records.sql import queries
from rules.warning.obeyed import Restricted
from tests.house import House, PlayedCase
from tests.starter.api.staffing import hire
from tests.workflows.test_privacy import Tokens, everything
from tests.workflows.warning import warning

ADDRESS = ["7 Juniper Court", "Example Street", "London E14 0ZZ"]
LIFT = {"reasons": "Quiet since.", "explanation": "Quiet since."}


def person(name: str, **changed: Any) -> dict[str, Any]:
    """Somebody of whom no other test knows, who wants e-mail and has an address too."""
    email = f"{name.replace(' ', '.').lower()}@resident.example"
    return {"name": name, "email": email, "address": ADDRESS} | changed


async def warned(house: House, about: dict[str, Any], *restrictions: str, **changed: Any) -> PlayedCase:
    """A warning in force about somebody."""
    fields = {"restrictions": [*restrictions], **changed}
    played = PlayedCase(house, house.june())
    await played.open(warning(**fields) | {"person": about}, by="amira.khan")
    await played.decide("approve-warning", by="ruth.lewin")
    return played


async def seen(house: House, case: PlayedCase) -> tuple[Restricted, ...]:
    """What staff see of it on a case."""
    async with house.pool.acquire() as connection:
        return await restrictions_on(connection, await case_at(connection, case.ref), house.library)


async def changed(house: House, who: str, **fields: Any) -> None:
    """The directory says something else of somebody."""
    async with house.pool.acquire() as connection:
        row = await queries.get_staff(connection, policy=house.policy.id, id=who)
        staff = Staff.model_validate(Staff.of(row).model_dump() | fields)
        await put_staff(connection, house.policy, [staff])


def printed(file: str) -> str:
    """What a letter says, on one line."""
    pages = PdfReader(io.BytesIO(Path(file).read_bytes())).pages
    return " ".join("".join(page.extract_text() for page in pages).split())


@pytest.mark.clause("PH-7a")
async def test_what_is_in_force_when_a_notice_goes_counts(cached_house: House) -> None:
    """By e-mail before the warning, by letter while it is in force, by e-mail once it is lifted."""
    house, who = cached_house, person("Quillon Hurst")
    case = await house.open(begins=house.june(), person=who)
    assert (await case.notice("acknowledgement"))["channel"] == "email"
    standing = await warned(house, who, "by-letter-only")
    assert (await standing.notice("warning"))["channel"] == "letter"
    await case.contacted()
    letter = await case.notice("contact-record")
    assert letter["channel"] == "letter"
    assert "Juniper Court" in printed(letter["file"])
    assert len(house.mail(case.ref, to=who["email"])) == 1
    await standing.decide("lift-warning", by="ruth.lewin", **LIFT)
    await case.answered(outcome="not-upheld", remedies=[])
    assert (await case.notice("response"))["channel"] == "email"


@pytest.mark.clause("PH-7a", "PH-3a")
@pytest.mark.parametrize(
    ("about", "restriction", "needs", "channel", "unmet"),
    [
        (person("Way One", channel="letter"), "by-email-only", [], "email", None),
        (
            person("Way Two", channel="letter"),
            "by-email-only",
            ["large-print"],
            "letter",
            "notices go by letter: a need or another restriction comes first",
        ),
        (
            person("Way Three", address=[]),
            "by-letter-only",
            [],
            "email",
            "notices go by e-mail: no address is on file",
        ),
        (
            person("Way Four", email=None, phone="020 7946 0177", channel="letter"),
            "by-email-only",
            [],
            "letter",
            "notices go by letter: no e-mail address is on file",
        ),
    ],
)
async def test_a_channel_that_is_left(
    cached_house: House,
    about: dict[str, Any],
    restriction: str,
    needs: list[str],
    channel: str,
    unmet: str | None,
) -> None:
    """It is taken where there is an address for it and no need comes first; else the case says why not."""
    await warned(cached_house, about, restriction)
    case = await cached_house.open(begins=cached_house.june(), person=about, needs=needs)
    assert (await case.notice("acknowledgement"))["channel"] == channel
    assert [one.unmet for one in await seen(cached_house, case)] == [unmet]


@pytest.mark.clause("PH-7a")
async def test_one_member_of_staff_is_named_and_nobody_else(cached_house: House) -> None:
    """The contact rather than the owner; their deputy once they have left; then the general contact."""
    house, who = cached_house, person("Fenella Croft")
    await hire(house, {"una.point": "caseworker", "deke.stand": "caseworker"})
    await changed(house, "una.point", name="Una Point", phone="")
    await changed(house, "deke.stand", name="Deke Stand")
    await warned(house, who, "single-contact", contact="una.point")
    case = await house.open(begins=house.june(), person=who)
    await case.contacted()
    mail = await case.notice("contact-record")
    assert "Please speak to Una Point, Caseworker, and to nobody else" in " ".join(mail["body"].split())
    assert "Amira" not in mail["body"]
    assert house.policy.sender.phone not in mail["body"]
    left = {"left_on": case.begins.date().replace(year=case.begins.year - 1)}
    await changed(house, "una.point", deputy="deke.stand", **left)
    await case.decide("ask-for-information", asked="A photograph.")
    asked = (await case.notice("information-request"))["body"]
    assert "Deke Stand" in asked
    assert "Una Point" not in asked
    await changed(house, "deke.stand", **left)
    await case.decide("receive-information", received="A photograph.")
    await case.answered(outcome="not-upheld", remedies=[])
    answer = (await case.notice("response"))["body"]
    assert "Our team will be glad to help you" in answer
    assert not any(name in answer for name in ("Deke Stand", "Una Point", "Amira"))


@pytest.mark.clause("PH-1")
async def test_an_owner_who_left_is_named_in_no_notice(cached_house: House) -> None:
    """Without any warning too: the organisation's own contact stands there instead."""
    house = cached_house
    await hire(house, {"gwen.gone": "caseworker"})
    await changed(house, "gwen.gone", name="Gwen Gone")
    case = await house.open(begins=house.june(), person=person("Plain Person"))
    await case.decide("contact", by="gwen.gone", remedy_wanted="A lift.")
    assert "Gwen Gone" in (await case.notice("contact-record"))["body"]
    await changed(house, "gwen.gone", left_on=case.begins.date().replace(year=case.begins.year - 1))
    await case.decide("ask-for-information", asked="A photograph.")
    asked = (await case.notice("information-request"))["body"]
    assert "Gwen Gone" not in asked
    assert "Our team will be glad to help you" in asked


@pytest.mark.clause("PH-7a")
async def test_nothing_of_it_reaches_the_engine(cached_house: House) -> None:
    """Neither the warning's case nor another of the same person says there who they are."""
    token = Tokens()
    about = {
        "name": token("name"),
        "email": f"{token('email')}@resident.example",
        "address": [token("address")],
    }
    standing = await warned(cached_house, about, "by-letter-only")
    case = await cached_house.open(begins=cached_house.june(), person=about)
    assert (await case.notice("acknowledgement"))["channel"] == "letter"
    for played in (standing, case):
        assert token.found_in(await everything(played)) == set()
