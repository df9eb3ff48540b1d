"""Consent, sharing and safeguarding lived through on the engine: chased, refused, sent, reported."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from records import finding
from records.database import Connection
from records.finding import search
from records.sql import every, queries
from rules.clientwork.consent_forms import in_force
from rules.reading import ReadAccess
from rules.refusal import NoConsent
from starter.cli.printing import print_case
from tests.house import House, PlayedCase
from tests.rules.advice import GIVEN

ANA, NOOR, PANEL = "ana.duarte", "noor.haddad", "on.panel"
FILTERS = (
    *("matter", "stage", "owner", "service", "overdue", "closed", "nobodys", "trouble", "due_before"),
    *("after_due", "after_ref"),
)
ADVISED = {"answer": "Ask for it.", "options": "You can ask, or claim.", "reasons": "It is owed."}
REFERRAL: dict[str, Any] = {
    "recipient": "advice-agency",
    "to": "Quayside Law Centre",
    "email": "duty@quayside.example",
    "what": "Her last shifts were not paid.",
    "purpose": "They can speak for her at the tribunal.",
}
CONCERN: dict[str, Any] = {
    "recipient": "social-care",
    "to": "Northgate social care",
    "email": "duty@northgate.example",
    "concern": "child",
    "what": "Her son of nine is alone at night.",
    "reasons": "He told our volunteer that he is afraid.",
    "tell_person": False,
    "why_not_told": "She may take him away before they come.",
}


@contextlib.asynccontextmanager
async def undone(connection: Connection) -> AsyncIterator[None]:
    """Undo what is changed within the block."""
    transaction = connection.transaction()
    await transaction.start()
    yield
    await transaction.rollback()


async def logged(case: PlayedCase) -> list[tuple[str, str]]:
    """Return who did what with the case's personal data, as the access log has it."""
    async with case.house.pool.acquire() as connection:
        rows = await every(queries.accesses(connection, ref=case.ref))
    return [(row["actor"], row["action"]) for row in rows]


async def found(case: PlayedCase, q: str, who: str) -> set[str]:
    """Return what a search finds of one case, for somebody who serves it or sits on its panel alone."""
    panel = who == PANEL
    matters = () if panel else ("advice",)
    access = ReadAccess(policy="work-rights-centre", staff=who, matters=matters, panels=panel)
    async with case.house.pool.acquire() as connection, undone(connection):
        await connection.execute("UPDATE casebook.casefile SET panel = $1 WHERE ref = $2", [PANEL], case.ref)
        rows = await search(connection, access, **dict.fromkeys(FILTERS) | {"q": q, "most": 200})
    return {row["ref"] for row in rows} & {case.ref}


async def printed(case: PlayedCase, who: str = ANA) -> str:
    """The case as `redress show` prints it."""
    shown = StringIO()
    policy = case.house.library.current("work-rights-centre")
    print_case(Console(file=shown, width=200), await case.seen_by(who), policy)
    return shown.getvalue()


@pytest.mark.clause("WRC-8")
async def test_consent_is_chased_and_a_missed_one_is_still_wanted(house: House) -> None:
    """Asked for at once, reminded, told to the leads; what comes late ends it. Advice does not wait."""
    case = await house.advice(begins=house.june(), consent=None)
    request = await case.said("consent-request")
    assert "us keeping what you tell us about yourself" in request
    assert f"Please answer by: {case.day(14):%A %-d %B %Y}" in request
    steps = {"steps": "-", "needed": "-", "reasons": "-", "advise_by": case.day(60).isoformat()}
    await case.decide("set-next-steps", by=ANA, **steps)
    await case.on(12)
    assert "We have not heard from you yet." in await case.said("consent-reminder")
    await case.on(15)
    [breach] = await case.events("breached")
    assert (breach.clause, breach.facts["deadline"]) == ("WRC-8", "consent")
    assert (await case.notice("breach"))["address"] == "casework.leads@workrights.example"
    old = await case.refused("record-consent", by=ANA, **GIVEN | {"version": "2019-01"})
    assert (old.code, old.where, old.clause) == ("invalid", "version", "WRC-8")
    assert old.detail == "the version in force is '2021-04'; ask for consent by that one"
    await case.decide("record-consent", by=ANA, **GIVEN)
    assert "us telling another organisation about you" in await case.said("consent-recorded")
    assert [deadline.name for deadline in (await case.case()).deadlines] == ["advice"]
    await case.decide("advise", by=ANA, **ADVISED)
    await case.finished()
    await case.is_whole()


@pytest.mark.clause("WRC-3")
@pytest.mark.clause("WRC-8")
async def test_a_referral_takes_consent_and_goes_to_those_it_names(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused without it, by the scope alone; with it sent, told to the person, reported, listed, logged."""
    case = await house.advice(begins=house.june(), consent=GIVEN | {"scopes": ["hold"]})
    refusal = await case.refused("share", by=ANA, **REFERRAL)
    assert (refusal.code, refusal.clause) == ("no-consent", "WRC-3")
    assert "Quayside" not in refusal.detail
    await case.decide("ask-for-consent", by=ANA, scopes=["refer"])
    await case.decide("record-consent", by=ANA, **GIVEN | {"scopes": ["refer"], "how": "spoken"})
    await case.decide("share", by=ANA, **REFERRAL)
    referral = await case.notice("referral")
    assert (referral["audience"], referral["address"]) == ("recipient", REFERRAL["email"])
    for words in ("Quayside Law Centre", "Marisol Pinto", REFERRAL["what"], REFERRAL["purpose"]):
        assert words in " ".join(referral["body"].split())
    assert REFERRAL["what"] in await case.said("shared")
    report = await case.notice("disclosure")
    assert report["address"] == "data.protection@workrights.example"
    assert not [secret for secret in ("Quayside", "Marisol", "shifts") if secret in report["body"]]
    sent = [mail for mail in house.mail(case.ref) if "About somebody whom we help" in mail["Subject"]]
    assert [mail["To"] for mail in sent] == [REFERRAL["email"]]

    shown = await case.seen_by(ANA)
    assert [(one.scope, one.how, one.version) for one in shown.consents] == [
        ("hold", "signed", "2021-04"),
        ("refer", "spoken", "2021-04"),
    ]
    for few in (finding.FEW, 0):
        monkeypatch.setattr(finding, "FEW", few)
        assert await found(case, "quayside", ANA) == {case.ref} == await found(case, "tribunal", ANA)
        assert await found(case, "marisol", PANEL) == {case.ref}
        assert await found(case, "quayside", PANEL) == await found(case, "tribunal", PANEL) == set()
    [shared] = shown.shared
    assert (shared.to, shared.what, shared.scope, shared.by) == (
        *("Quayside Law Centre", REFERRAL["what"], "refer", ANA),
    )
    assert (shared.went, shared.person_told, shared.reasons) == ("sent", True, REFERRAL["purpose"])
    assert (ANA, "shared") in await logged(case)
    said = await printed(case)
    assert "Consented to refer: us telling another organisation about you" in said
    assert "with Quayside Law Centre (advice-agency), by consent to refer, sent: Her last shifts" in said

    await case.decide("withdraw-consent", by=ANA, scopes=["refer"])
    assert "us telling another organisation about you" in await case.said("consent-withdrawn")
    assert (await case.notice("consent-ended"))["audience"] == "casework-lead"
    assert (await case.refused("share", by=ANA, **REFERRAL)).code == "no-consent"
    shown = await case.seen_by(ANA)
    assert [one.ended_on for one in shown.consents] == [None, case.begins.date()]
    assert [one.went for one in shown.shared] == ["sent"]
    assert "ended on" in await printed(case)
    await case.decide("withdraw", by=ANA)
    await case.finished()
    await case.is_whole()


@pytest.mark.clause("WRC-3")
async def test_a_child_is_protected_without_consent_also_after_the_end(house: House) -> None:
    """By the officer alone, with the reason; the person is not told, and it is said why."""
    case = await house.advice(begins=house.june())
    assert (await case.refused("share-to-safeguard", by=ANA, **CONCERN)).code == "not-authorised"
    to_employer = await case.refused("share-to-safeguard", by=NOOR, **CONCERN | {"recipient": "employer"})
    assert (to_employer.code, to_employer.where) == ("unknown", "recipient")
    untold = {name: value for name, value in CONCERN.items() if name != "why_not_told"}
    assert (await case.refused("share-to-safeguard", by=NOOR, **untold)).where == "why_not_told"
    await case.decide("advise", by=ANA, **ADVISED)
    await case.finished()
    await case.decide("share-to-safeguard", by=NOOR, **CONCERN)
    referral = await case.notice("safeguarding-referral")
    assert referral["address"] == CONCERN["email"]
    body = " ".join(referral["body"].split())
    assert "to protect a child" in body
    assert "Please do not tell them that we wrote to you" in body
    report = await case.notice("disclosure")
    assert report["audience"] == "data-protection-officer"
    assert "no; the case says why" in report["body"]
    assert "shared-to-safeguard" not in {notice["kind"] for notice in await case.notices()}
    [shared] = (await case.seen_by(NOOR)).shared
    assert (shared.concern, shared.scope, shared.person_told) == ("child", None, False)
    assert (shared.why_not_told, shared.reasons) == (CONCERN["why_not_told"], CONCERN["reasons"])
    assert (NOOR, "shared-to-safeguard") in await logged(case)
    assert "to safeguard (child), sent" in await printed(case)
    await case.is_whole()


@pytest.mark.clause("WRC-8")
async def test_consent_is_withdrawn_after_the_end(house: House) -> None:
    """No workflow runs any more; the person hears of it all the same."""
    case = await house.advice(begins=house.june())
    await case.decide("advise", by=ANA, **ADVISED)
    await case.finished()
    await case.decide("withdraw-consent", by="martin.achebe")
    assert "You told us that you withdraw your consent." in await case.said("consent-withdrawn")
    assert in_force(await case.case()) == ()
    assert (await case.refused("record-consent", by=ANA, **GIVEN)).code == "out-of-stage"
    await case.is_whole()


@pytest.mark.clause("WRC-3")
async def test_withdrawing_and_sharing_at_once_have_one_order(house: House) -> None:
    """Whichever is recorded first decides: it was shared while consent stood, or is refused."""
    for _ in range(3):
        case = await house.advice(begins=house.june())
        withdrawn, shared = await asyncio.gather(
            case.decide("withdraw-consent", by="lena.wolska", scopes=["refer"]),
            case.decide("share", by=ANA, **REFERRAL),
            return_exceptions=True,
        )
        assert not isinstance(withdrawn, BaseException)
        kinds = [kind for kind in await case.kinds() if kind in ("shared", "consent-withdrawn")]
        if isinstance(shared, BaseException):
            assert isinstance(shared, NoConsent)
            assert kinds == ["consent-withdrawn"]
        else:
            assert kinds == ["shared", "consent-withdrawn"]
        for notice in await case.notices():
            if notice["audience"] == "recipient":
                assert not isinstance(shared, BaseException)
                assert bool(notice["sent_at"]) != (notice["failure"] == "no-consent")
        assert in_force(await case.case()) == ("hold",)
        await case.decide("withdraw", by=ANA)
        await case.is_whole()
