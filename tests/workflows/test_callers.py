"""Callers about a case, on the engine: checked, told once, locked out; at once, after the end, over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from rules.clientwork.security import checks_of, failures_of, is_locked
from rules.recording import Answer
from rules.refusal import NotChecked, Refusal
from tests.house import KNOWN, House, PlayedCase
from tests.starter.api.conftest import serving
from tests.starter.api.test_cases import problem
from tests.workflows.test_calls import ANA, ANSWER, BY_PHONE, LENA, MISSED, STEPS, printed

pytestmark = pytest.mark.clause("WRC-12")

NOT_KNOWN: dict[str, Any] = {"asked": ["reference", "telephone"], "right": ["telephone"]}
TOLD = {"told": "Her advice is due on Friday."}
ADDRESS = ["2 Example Street", "London", "NW10 0ZZ"]


async def fails(case: PlayedCase, *, by: str = ANA) -> Answer:
    """Have a caller answer wrong."""
    return await case.decide("check-caller", by=by, **NOT_KNOWN)


async def locked(house: House, **fields: Any) -> PlayedCase:
    """An enquiry about which three callers failed."""
    case = await house.advice(begins=house.june("11:00"), **fields)
    for _ in range(3):
        await fails(case)
    return case


async def test_a_caller_who_is_known_is_told_one_thing(house: House) -> None:
    """The check is shown with its number, used by the disclosure, and good for no other."""
    case = await house.advice(begins=house.june("11:00"))
    assert "Ask on the telephone first (2 of them): reference: the reference on" in await printed(case)
    check = await case.checked(by=ANA)
    said = f"check {check}, good for one disclosure by {ANA}"
    assert said in await printed(case)
    await case.decide("disclose-by-phone", by=ANA, check=check, **TOLD)
    assert said not in await printed(case)
    refusal = await case.refused("disclose-by-phone", by=ANA, check=check, **TOLD)
    assert (refusal.code, refusal.clause) == ("not-checked", "WRC-12")
    assert await case.kinds() == ["opened", "consent-recorded", "caller-checked", "disclosed-by-phone"]
    assert TOLD["told"] in await printed(case)
    await case.is_whole()


async def test_two_failures_at_once_are_both_counted_and_lock_once(house: House) -> None:
    """In any order: four events, one lock, one letter, one report."""
    case = await house.advice(begins=house.june("11:00"))
    await fails(case)
    await asyncio.gather(*(fails(case, by=who) for who in (ANA, LENA, "ion.popa")))
    assert (await case.kinds())[2:] == ["caller-checked"] * 3 + ["phone-locked", "caller-checked"]
    recorded = await case.case()
    assert (failures_of(recorded), is_locked(recorded)) == (4, True)
    assert await case.state() == recorded
    kinds = [notice["kind"] for notice in await case.notices()]
    assert (kinds.count("phone-locked"), kinds.count("case-locked")) == (1, 1)
    await case.is_whole()


async def test_failures_at_once_are_counted_after_the_end_too(house: House) -> None:
    """No workflow runs any more; the records count them one after another."""
    case = await house.advice(begins=house.june("11:00"))
    await case.decide("advise", by=ANA, **ANSWER)
    await case.finished()
    await asyncio.gather(*(fails(case, by=who) for who in (ANA, LENA, "ion.popa", ANA)))
    recorded = await case.case()
    assert (failures_of(recorded), is_locked(recorded)) == (4, True)
    assert (await case.kinds()).count("phone-locked") == 1
    assert "we deal with this as before" not in await case.said("phone-locked")
    await case.decide("unlock-phone", by=LENA, reasons="She came to the clinic.")
    await case.decide("disclose-by-phone", by=ANA, check=await case.checked(by=ANA), **TOLD)
    await case.is_whole()


async def test_of_two_disclosures_by_one_check_one_is_taken(house: House) -> None:
    """Also where both are asked for at once."""
    case = await house.advice(begins=house.june("11:00"))
    check = await case.checked(by=ANA)
    came = await asyncio.gather(
        *(case.decide("disclose-by-phone", by=ANA, check=check, **TOLD) for _ in range(2)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in came) == ["Answer", "NotChecked"]
    assert (await case.kinds()).count("disclosed-by-phone") == 1


@pytest.mark.parametrize(
    ("person", "way", "address"),
    [
        ({}, "email", "vesna@client.example"),
        ({"channel": "phone"}, "email", "vesna@client.example"),
        (
            {"channel": "phone", "address": ADDRESS},
            "letter",
            "Vesna Ilić\n2 Example Street\nLondon\nNW10 0ZZ",
        ),
    ],
)
async def test_the_person_is_written_to_and_never_told_by_telephone(
    house: House, person: dict[str, Any], way: str, address: str
) -> None:
    """A wish to be told by telephone changes nothing; the leads read the reference alone."""
    known = {"name": "Vesna Ilić", "phone": "020 7946 0155", "email": "vesna@client.example"}
    case = await locked(house, person=known | person)
    letter, report = await case.notice("phone-locked"), await case.notice("case-locked")
    assert (letter["channel"], letter["address"], letter["tell_by"]) == (way, address, None)
    assert report["address"] == "casework.leads@workrights.example"
    for secret in ("Vesna", "0155", "vesna", "reference, telephone"):
        assert secret not in report["body"]


async def test_whoever_has_nothing_but_a_telephone_cannot_be_written_to(house: House) -> None:
    """It is left out, and shown so; what waits to be told waits until it is unlocked, and is chased."""
    case = await locked(house, person=BY_PHONE)
    assert (await case.notice("phone-locked"))["failure"] == "no-address"
    shown = await printed(case)
    assert "it is never told by telephone, and there is no address to write to" in shown
    assert "! Callers failed the security questions: say nothing of it on the telephone" in shown
    assert "failed, 3 in a row; asked reference, telephone; right telephone" in shown
    waiting = await case.notice("advice-received")
    refusal = await case.refused("tell-by-phone", by=ANA, event=waiting["seq"])
    assert refusal.code == "locked"
    await case.decide("unlock-phone", by=LENA, reasons="She came to the clinic, with her passport.")
    unlocked = await case.notice("phone-unlocked")
    check = await case.checked(by=ANA)
    await case.decide("tell-by-phone", by=ANA, event=waiting["seq"], also=[unlocked["seq"]], check=check)
    assert {notice["told_by"] for notice in await case.notices() if notice["told_at"]} >= {ANA}
    assert (await case.notice("phone-unlocked"))["told_by"] == ANA
    await case.is_whole()


async def test_nothing_is_said_about_a_case_that_is_there_without_a_check(house: House) -> None:
    """Refused as it is recorded, which leaves nothing; with one it is taken, and names it."""
    case = await house.advice(begins=house.june("11:00"))
    await case.decide("ask-for-information", by=ANA, asked="Your last payslip.")
    steps = STEPS | {"advise_by": case.day(9).isoformat()}
    fields: dict[str, dict[str, Any]] = {
        "resolve-call": ANSWER,
        "set-call-steps": steps,
        "advise": ANSWER | {"by_phone": True},
    }
    for name, said in fields.items():
        refusal = await case.refused(name, by=ANA, **said)
        assert (refusal.code, refusal.where, refusal.clause) == ("not-checked", "check", "WRC-12")
        assert "'check-caller'" in refusal.detail
    for name, said in fields.items():
        check = await case.checked(by=ANA)
        await case.decide(name, by=ANA, check=check, **said)
        assert (await case.events())[-1].facts["check"] == check
    await case.finished()
    await case.is_whole()


async def test_nobody_is_asked_whose_first_call_is_returned(house: House) -> None:
    """Also by feedback, which a call does not close; the next call is about a case that is there."""
    first = await house.feedback(begins=house.june("11:00"), **MISSED)
    await first.on(1, "11:00")
    await first.decide("resolve-call", by=LENA, **ANSWER)
    await first.decide("log-missed-call", by=LENA, call="missed")
    refusal = await first.refused("resolve-call", by=LENA, **ANSWER)
    assert refusal.code == "not-checked"
    await first.decide("resolve-call", by=LENA, **ANSWER, check=await first.checked(by=LENA))
    await first.decide("withdraw", by=LENA)
    await first.finished()


async def test_a_check_is_of_its_own_day(house: House) -> None:
    """On the engine's clock, by the policy's calendar."""
    case = await house.advice(begins=house.june("11:00"))
    check = await case.checked(by=ANA)
    await case.on(1, "09:00")
    with pytest.raises(NotChecked, match="ask the caller the security questions first"):
        await case.decide("disclose-by-phone", by=ANA, check=check, **TOLD)
    assert len(checks_of(await case.case())) == 1


async def test_over_http_it_is_a_conflict_of_two_kinds(
    house: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """409 `not-checked`, 409 `locked`, 422 for a question that is none, and 403 for who may not unlock."""
    async with serving(house, tmp_path_factory.mktemp("issuer")) as served:
        case = await house.advice(begins=house.june("11:00"))
        path = f"/cases/{case.ref}/decisions"
        async with (
            served.caller(ANA, "work-rights-centre") as ana,
            served.caller(LENA, "work-rights-centre") as lena,
        ):
            answer = await ana.post(f"{path}/check-caller", json={"asked": ["shoe-size"]})
            assert problem(answer) == (422, "unknown")
            assert "reference, enquiry, address" in answer.json()["detail"]
            assert problem(await ana.post(f"{path}/disclose-by-phone", json={"check": 1} | TOLD)) == (
                409,
                "not-checked",
            )
            check = (await ana.post(f"{path}/check-caller", json=KNOWN)).json()["seq"]
            answer = await ana.post(f"{path}/disclose-by-phone", json={"check": check} | TOLD)
            assert answer.status_code == 200, answer.text
            for _ in range(3):
                assert (await ana.post(f"{path}/check-caller", json=NOT_KNOWN)).status_code == 200
            answer = await ana.post(f"{path}/resolve-call", json=ANSWER)
            assert problem(answer) == (409, "locked")
            assert answer.json()["clause"] == "WRC-12"
            unlocking = {"reasons": "She came to the clinic."}
            assert problem(await ana.post(f"{path}/unlock-phone", json=unlocking)) == (403, "not-authorised")
            assert (await lena.post(f"{path}/unlock-phone", json=unlocking)).status_code == 200
            shown = (await ana.get(f"/cases/{case.ref}")).json()
            assert shown["case"]["terms"]["phone_locked"] is None
            listed = {one["name"]: one["refusal"] for one in shown["allowed"]}
            assert listed["disclose-by-phone"]["code"] == "not-checked"
            assert listed["check-caller"] is None


async def test_a_refused_check_counts_nothing(house: House) -> None:
    """The same decision asked twice under its key counts once, too."""
    case = await house.advice(begins=house.june("11:00"))
    with pytest.raises(Refusal):
        await case.decide("check-caller", by=ANA, asked=["shoe-size"])
    for _ in range(3):
        await case.decide("check-caller", by=ANA, key="one-call", **NOT_KNOWN)
    assert failures_of(await case.case()) == 1
