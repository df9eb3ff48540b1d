"""Somebody reads, or writes, what is not theirs: volunteers, finance, and whoever may not see warnings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from engine.waiting import until
from tests.receiver import SOON
from tests.starter.api.conftest import Served
from tests.starter.api.staffing import hire
from tests.starter.api.test_cases import Somebody, complaint, opened, problem
from tests.starter.api.test_register import in_force, person

NOT_THERE = (404, "unknown")
NOBODYS = "PH-1999-000001"
ACCOUNT = {"account_name": "N Farrow", "sort_code": "10-20-30", "account_number": "71839264"}
ADDRESS = ["3 Mast House", "London E14 0ZZ"]


async def decided(who: httpx.AsyncClient, ref: str, name: str, **fields: Any) -> dict[str, Any]:
    """The answer to a decision that is taken."""
    answer = await who.post(f"/cases/{ref}/decisions/{name}", json=fields)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def answered(somebody: Somebody, ref: str, **fields: Any) -> None:
    """A complaint that Amira has contacted somebody about, and answered."""
    amira = somebody("amira.khan")
    await decided(amira, ref, "contact", remedy_wanted="A working lift.")
    said = {"can_do": "We mend it.", "cannot_do": "No second lift.", "reasons": "A part was missing."}
    outcome = "upheld" if fields else "not-upheld"
    await decided(amira, ref, "respond", **{"outcome": outcome, "remedies": []} | said | fields)


async def sitting(somebody: Somebody) -> str:
    """A complaint under review, on whose panel David and Leila sit."""
    ref = await opened(somebody("amira.khan"))
    await answered(somebody, ref)
    await decided(somebody("amira.khan"), ref, "ask-for-review", why="Again.", remedy_wanted="A lift.")
    await decided(somebody("helen.ashe"), ref, "appoint-panel", members=["david.moss", "leila.brandt"])
    return ref


async def found(who: httpx.AsyncClient, **filters: str) -> set[str]:
    """The references of a first page."""
    return {case["ref"] for case in (await who.get("/cases", params=filters)).json()["cases"]}


async def test_a_volunteer_reads_only_while_they_sit(somebody: Somebody) -> None:
    """Not before, not another panel's, not once it is decided; what they find is what they may read."""
    leila, david = somebody("leila.brandt"), somebody("david.moss")
    other = await opened(somebody("amira.khan"), about="Another lift, by the Zephyrine stairs.")
    assert problem(await leila.get(f"/cases/{other}")) == NOT_THERE
    ref = await sitting(somebody)
    assert (await leila.get(f"/cases/{ref}")).status_code == 200
    assert await found(leila, q=ref) == {ref}
    assert await found(leila, q=other) == set() != await found(david, q=other)
    assert await found(leila, q="Zephyrine") == set() != await found(david, q="Zephyrine")
    await decided(leila, ref, "plan-review", conduct="on-paper", how="We read it.", information="The log.")
    said = {"can_do": "Nothing more.", "cannot_do": "A lift.", "reasons": "It works."}
    proposed = await decided(david, ref, "propose-decision", appropriate=True, **said)
    path, signature = f"/cases/{ref}/decisions/sign-decision", {"proposal": proposed["seq"]}
    under = {"Idempotency-Key": "leila-signs"}
    signed = await leila.post(path, json=signature, headers=under)
    assert signed.status_code == 200, signed.text
    assert problem(await leila.get(f"/cases/{ref}")) == NOT_THERE
    assert await found(leila, q=ref) == set()
    # an answer that was lost on its way is theirs still; nobody else's is
    assert (await leila.post(path, json=signature, headers=under)).json() == signed.json()
    assert (await leila.get(f"/cases/{ref}/answers/leila-signs")).json() == signed.json()
    assert problem(await somebody("nina.roy").get(f"/cases/{ref}/answers/leila-signs")) == NOT_THERE
    assert problem(await leila.post(f"/cases/{ref}/decisions/declare-conflict", json={"reasons": "-"})) == (
        NOT_THERE
    )


async def test_a_panel_that_changes_changes_who_reads(somebody: Somebody) -> None:
    """A member who has left it reads no more."""
    ref = await sitting(somebody)
    await decided(
        somebody("helen.ashe"), ref, "change-panel", members=["david.moss", "omar.reyes"], reasons="Ill."
    )
    assert problem(await somebody("leila.brandt").get(f"/cases/{ref}")) == NOT_THERE


async def test_finance_reads_what_it_pays(somebody: Somebody) -> None:
    """And its account whole, which everybody else sees cut down, in every answer that has it."""
    amira, nina = somebody("amira.khan"), somebody("nina.roy")
    tom = somebody("tom.okafor")
    who = {"name": "Nadia Farrow", "email": "n.farrow@resident.example", "address": ADDRESS}
    ref = await opened(tom, person=who)
    await decided(tom, ref, "give-payment-details", **ACCOUNT)
    assert problem(await nina.get(f"/cases/{ref}")) == NOT_THERE
    money = {"impact": "high", "responsibility": "full"}
    await answered(somebody, ref, financial=money)
    whole = await nina.get(f"/cases/{ref}")
    assert whole.status_code == 200, whole.text
    assert "71839264" in whole.text
    assert await found(nina, q=ref) == {ref}
    for other in ("amira.khan", "tom.okafor", "helen.ashe"):
        cut = await somebody(other).get(f"/cases/{ref}")
        [given] = [one["words"] for one in cut.json()["history"] if "sort_code" in one["words"]]
        assert given == {"account_name": "N Farrow", "sort_code": "..30", "account_number": "..64"}
        assert "71839264" not in cut.text
        assert "102030" not in cut.text
    # a search for it would tell it, digit by digit or whole
    assert ref not in await found(amira, q="71839264") | await found(nina, q="71839264")
    assert ref not in await found(amira, q="102030")


async def test_whoever_reads_for_a_payment_hears_of_no_warning(somebody: Somebody) -> None:
    """Restrictions are for those who serve the person, and a link to a warning for those who read it."""
    who = person("Perpetua Quist") | {"address": ADDRESS}
    ref = await opened(somebody("tom.okafor"), person=who)
    warned = await in_force(somebody, person=who)
    await answered(somebody, ref, financial={"impact": "high", "responsibility": "full"})
    seen = await somebody("amira.khan").get(f"/cases/{ref}")
    assert [one["warning"] for one in seen.json()["restrictions"]] == [warned]
    paying = await somebody("nina.roy").get(f"/cases/{ref}")
    assert (paying.status_code, paying.json()["restrictions"]) == (200, [])
    assert warned not in paying.text


@pytest.mark.clause("PH-7a")
async def test_whoever_may_not_read_a_warning_does_not_write_to_it(somebody: Somebody) -> None:
    """Nor learns whether it is there, by any decision, file, answer, or case that would name it."""
    warned = await in_force(somebody, person=person("Lorcan Abbey"))
    tom = somebody("tom.okafor")  # a caseworker, who did not propose it
    for ref in (warned, NOBODYS):
        path = f"/cases/{ref}"
        text = {"Content-Type": "text/plain"}
        answers = [
            await tom.get(path),
            await tom.get(f"{path}/answers/key"),
            await tom.get(f"{path}/evidence/1"),
            await tom.post(f"{path}/evidence", params={"title": "-"}, content=b"-", headers=text),
            await tom.post(f"{path}/decisions/note", json={"text": "I know him."}),
            await tom.post(f"{path}/decisions/declare-conflict", json={"reasons": "-"}),
            await tom.post(
                f"{path}/decisions/propose-restrictions", json={"restrictions": [], "reasons": "-"}
            ),
            await tom.post(f"{path}/decisions/no-such", json={}),
        ]
        assert {answer.text for answer in answers} == {answers[0].text}
        assert {problem(answer) for answer in answers} == {NOT_THERE}
    mine = await opened(tom)
    texts = [
        (await tom.post(f"/cases/{mine}/decisions/link-duplicate", json={"original": ref})).text
        for ref in (warned, NOBODYS)
    ]
    assert texts[0].replace(warned, NOBODYS) == texts[1]
    assert "unknown" in texts[1]
    raised = {"ground": "already-raised", "particulars": "Before."}
    ruth = somebody("ruth.lewin")  # who may read it: it is no earlier complaint all the same
    refused = await ruth.post(f"/cases/{mine}/decisions/refuse", json=raised | {"earlier_case": warned})
    assert problem(refused) == (422, "unknown")
    assert (await ruth.get(f"/cases/{warned}")).json()["case"]["seq"] == 2


@pytest.mark.clause("PH-7e")
async def test_an_appeal_by_somebody_else_tells_nothing(served: Served, somebody: Somebody) -> None:
    """It is taken in as one against a warning that is not there is; a manager links it."""
    await hire(served.house, {"web.form": "system"})
    warned = await in_force(somebody, person=person("Orla Vance"))
    waits = (await somebody("amira.khan").post("/warnings", json=_proposal(person("Orla Vance")))).json()[
        "ref"
    ]
    amira, ruth = somebody("amira.khan"), somebody("ruth.lewin")
    answers, cases = [], []
    for ref in (warned, waits, NOBODYS):
        fields = complaint(person=person("Somebody Else"), appeals=ref, source="web", source_id=ref)
        taken = await somebody("web.form").post("/complaints", json=fields)
        assert taken.status_code == 201, taken.text
        case = taken.json()["ref"]
        await _is_open(amira, case)
        shown = await somebody("tom.okafor").get(f"/cases/{case}")
        answers.append(taken.json() | {"ref": None})
        cases.append((shown.json()["case"]["terms"].keys(), shown.json()["links"]))
        assert shown.json()["case"]["terms"]["unlinked_appeal"] == ref
    assert answers == [answers[0]] * 3
    assert cases == [cases[0]] * 3
    no = await amira.post(f"/cases/{case}/decisions/link-appeal", json={"warning": warned, "reasons": "-"})
    assert problem(no) == (403, "not-authorised")
    for ref in (waits, case, NOBODYS):
        no = await ruth.post(f"/cases/{case}/decisions/link-appeal", json={"warning": ref, "reasons": "-"})
        assert problem(no) == (422, "unknown"), no.text
    await decided(ruth, case, "link-appeal", warning=warned, reasons="She is his mother.")

    async def heard() -> bool:
        return bool((await ruth.get(f"/cases/{warned}")).json()["case"]["terms"]["appeals"] == [case])

    await until(heard, within=SOON)


def _proposal(who: dict[str, Any]) -> dict[str, Any]:
    """A warning that nobody has approved."""
    said = {"about": "Shouted.", "risk": "Again.", "explanation": "You shouted."}
    return {"behaviours": ["other"], "person": who, "source_id": f"orla-{datetime.now(UTC)}"} | said


async def _is_open(who: httpx.AsyncClient, ref: str) -> None:
    async def opened() -> bool:
        return bool((await who.get(f"/cases/{ref}")).json()["case"]["seq"])

    await until(opened, within=SOON)


async def test_an_id_that_is_taken_names_no_case_that_is_not_theirs(
    served: Served, somebody: Somebody
) -> None:
    """Staff who may read it are told which; a system that may not, that the id is taken."""
    await hire(served.house, {"web.form": "system"})
    ref = await opened(somebody("amira.khan"), source="web", source_id="taken-1")
    other = complaint(about="Something else.", source="web", source_id="taken-1")
    for who, named in (("web.form", False), ("tom.okafor", True)):
        answer = await somebody(who).post("/complaints", json=other)
        assert problem(answer) == (422, "key-reused")
        assert (ref in answer.text) == named


async def test_other_systems_see_no_account_and_no_mailbox(served: Served, somebody: Somebody) -> None:
    """Of the paper: figures and clauses. Staff see the mailboxes, and whoever pays the account as well."""
    await hire(served.house, {"web.form": "system"})
    shown: dict[str, dict[str, Any]] = {}
    for who in ("web.form", "amira.khan", "sara.quill", "nina.roy"):
        answer = await somebody(who).get("/policies/poplar-harca")
        assert answer.status_code == 200, answer.text
        shown[who] = answer.json()
    mailboxes = {
        who: bool([role for role in paper["roles"].values() if role.get("mailbox")])
        for who, paper in shown.items()
    }
    assert mailboxes == {"web.form": False, "amira.khan": True, "sara.quill": True, "nina.roy": True}
    assert "heads.of.service" not in str(shown["web.form"])
    accounts = {who: "payer" in paper["matters"]["complaint"]["money"] for who, paper in shown.items()}
    assert accounts == {"web.form": False, "amira.khan": False, "sara.quill": False, "nina.roy": True}
    assert shown["web.form"]["matters"]["complaint"]["money"]["impacts"] != {}


async def test_an_enquiry_that_is_not_theirs_is_not_there(served: Served, somebody: Somebody) -> None:
    """A system that may open cases, and read none, learns nothing of an enquiry by having one go on."""
    await hire(served.house, {"web.form": "system"})
    enquiry = await opened(somebody("amira.khan"), "enquiries")
    texts = []
    for ref in (enquiry, NOBODYS):
        fields = complaint(enquiry=ref, source="web", source_id=f"{ref}-{datetime.now(UTC)}")
        answer = await somebody("web.form").post("/complaints", json=fields)
        assert problem(answer) == (422, "unknown")
        texts.append(answer.text.replace(ref, NOBODYS))
    assert texts[0] == texts[1]
