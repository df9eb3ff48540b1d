"""A lifecycle that stands in the tests' folder alone: registered, and played on the real engine over HTTP."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from embedded.stack import Stack
from engine.waiting import until
from policies import PolicyFileError, read
from records.cases import case_at
from records.people import import_staff
from rules.matters import MATTERS
from rules.registry import DECISIONS, LIFECYCLES, register
from starter.cli.main import app as command_line
from tests.house import House, PlayedCase
from tests.lifecycles.registering import keeping_registered
from tests.papers import read_beside
from tests.starter.api.conftest import Served, serving
from tests.starter.api.test_cases import problem, sent
from workflows.matter import WORKFLOWS

HERE = Path(__file__).parent / "lost_property"
POLICY = "quayside-theatre"
STAFF = b"""id,name,email,phone,roles,directorate,trained_until
ida.usher,Ida Usher,ida.usher@quayside.example,0000 000001,usher,house,2035-12-31
cy.cloak,Cy Cloak,cy.cloak@quayside.example,0000 000002,cloakroom,house,2035-12-31
"""
KEEPER = 'keeper = "cloakroom"'
UMBRELLA: dict[str, Any] = {
    "thing": "umbrella",
    "about": "Green, with a wooden handle.",
    "person": {"name": "Nadia Farrow", "email": "nadia.farrow@resident.example"},
}


@contextmanager
def registered() -> Iterator[None]:
    """Register the lifecycle and its workflow, until the block ends."""
    with keeping_registered():
        register(importlib.import_module("tests.lifecycles.lost_property").LOST_PROPERTY)
        workflow = importlib.import_module("tests.lifecycles.lost_property.workflow")
        WORKFLOWS["lost-property"] = workflow.LostProperty
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with the policy and its one template, which this process reads beside the shipped ones."""
    shutil.copy(HERE / "policy.toml", tmp_path / "quayside_theatre.toml")
    shutil.copytree(HERE / "templates", tmp_path / "templates")
    with registered():
        yield tmp_path


@pytest.fixture
async def theatre(
    stack: Stack, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    """The API of a house whose worker runs the lifecycle."""
    with read_beside(folder) as library:
        async with House.at_work(stack) as house:
            async with house.pool.acquire() as connection:
                await import_staff(connection, library.current(POLICY), STAFF)
            async with serving(house, tmp_path_factory.mktemp("issuer")) as served:
                yield served


async def test_a_case_is_lived_through(theatre: Served) -> None:
    """Taken in, looked for too long, found: its own deadline, decision and letter, told in its own words."""
    async with theatre.caller("ida.usher", POLICY) as ida:
        ref = await sent(ida, "lost-property", UMBRELLA)
        assert ref.startswith("QT-")
        async with theatre.house.pool.acquire() as connection:
            case = PlayedCase.of(theatre.house, await case_at(connection, ref))
        [due] = (await ida.get(f"/cases/{ref}")).json()["deadlines"]
        assert (due["name"], due["clause"], due["overdue"]) == ("search", "QT-2", False)
        assert "3 working days" in due["why"]

        await case.time.reach(case.handle, (await case.case()).deadlines[0].due_at)
        await until(lambda: has_happened(case, "breached"), within=30)
        shown = (await ida.get(f"/cases/{ref}")).json()
        assert [deadline["overdue"] for deadline in shown["deadlines"]] == [True]
        assert [one["name"] for one in shown["allowed"] if one["refusal"] is None] == ["send-back", "note"]

        found = {"found_where": "Under seat 14 in the stalls."}
        answer = await ida.post(f"/cases/{ref}/decisions/send-back", json=found)
        assert answer.status_code == 200, answer.text
        assert answer.json()["events"] == ["sent-back"]
    said = await case.said("sent-back")
    assert said.startswith(
        "Dear Nadia Farrow, We found your umbrella: Under seat 14 in the stalls. If you want"
    )
    assert said.endswith("Yours sincerely, Quayside Theatre")
    assert [(row["kind"], row["audience"]) for row in await case.notices()] == [
        ("received", "cloakroom"),
        ("breach", "cloakroom"),
        ("sent-back", "person"),
    ]
    description = await case.handle.describe()
    assert description.workflow_type == "LostProperty"
    assert await case.kinds() == ["opened", "breached", "sent-back"]
    await case.finished()
    await case.is_whole()


async def has_happened(case: PlayedCase, kind: str) -> bool:
    """Return whether an event of a kind is recorded."""
    return kind in await case.kinds()


async def test_what_its_rules_refuse_is_refused(theatre: Served) -> None:
    """A thing that is not kept, a role that may not decide, a decision of another lifecycle's."""
    async with theatre.caller("ida.usher", POLICY) as ida, theatre.caller("cy.cloak", POLICY) as cy:
        wrong = await ida.post("/lost-property", json=UMBRELLA | {"thing": "parrot"})
        assert problem(wrong) == (422, "unknown")
        assert wrong.json()["detail"] == "there is no 'parrot'; there are: umbrella, glove"
        ref = await sent(ida, "lost-property", UMBRELLA)
        found = {"found_where": "Here."}
        assert problem(await cy.post(f"/cases/{ref}/decisions/send-back", json=found)) == (
            403,
            "not-authorised",
        )
        assert problem(await ida.post(f"/cases/{ref}/decisions/accept", json={})) == (404, "unknown")
        # no case stays open for whose policy there is no file once this test is over
        assert (await ida.post(f"/cases/{ref}/decisions/send-back", json=found)).status_code == 200


async def test_it_is_described(theatre: Served) -> None:
    """Its door with an example, its decision, and its table are in the documentation, and in the policy."""
    async with theatre.caller("ida.usher", POLICY) as ida:
        described = (await ida.get("/openapi.json")).json()
        shown = (await ida.get(f"/policies/{POLICY}")).json()
    assert {"/lost-property", "/cases/{ref}/decisions/send-back"} <= described["paths"].keys()
    schemas = described["components"]["schemas"]
    assert schemas["LostPropertyIn"]["examples"][0]["thing"] == "umbrella"
    assert "shelf" in schemas["ShownMatter"]["properties"]
    assert shown["matters"]["lost-property"]["shelf"]["kinds"] == {"umbrella": "umbrella", "glove": "glove"}
    assert shown["matters"]["lost-property"]["panel"] is None


def test_its_table_is_printed(folder: Path) -> None:
    """`redress policy` prints what it does not know."""
    file = folder / "quayside_theatre.toml"
    printed = CliRunner().invoke(command_line, ["policy", "--check", str(file)], catch_exceptions=False)
    assert "Kept (QT-1)" in printed.stdout
    assert "umbrella" in printed.stdout


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'keeper = "cloakroom"',
            'keeper = "usher"',
            "shelf.keeper: role 'usher' has no mailbox to escalate to",
        ),
        (
            'keeper = "cloakroom"',
            'keeper = "porter"',
            "shelf.keeper: there is no role 'porter' under [roles]",
        ),
        ('clause = "QT-1"\nkeeper', 'clause = "QT-9"\nkeeper', "shelf.clause: clause 'QT-9' is not listed"),
        (
            "[matters.lost-property.shelf]",
            "[matters.lost-property.cupboard]",
            "shelf: it is missing; give it",
        ),
        ("send-back = {", "keep = {", "decisions.send-back: is missing"),
    ],
)
def test_its_table_is_checked(folder: Path, old: str, new: str, says: str) -> None:
    """By the marks on its fields, and by what the lifecycle says that it needs."""
    file = folder / "quayside_theatre.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PolicyFileError) as refused:
        read(file)
    assert f"matters.lost-property.{says}" in str(refused.value)


def test_nobody_else_knows_it() -> None:
    """Outside the fixture it is not there."""
    assert "lost-property" not in LIFECYCLES | MATTERS | WORKFLOWS
    assert "send-back" not in DECISIONS
