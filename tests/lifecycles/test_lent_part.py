"""A part with time of its own, lent to matters of a person that do not have it: no shared file knows it.

It is switched on by a table in the policy file, in a complaint and an enquiry of one organisation and in
another's feedback, and played on paper and on the real engine.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from embedded.stack import Stack
from policies import PolicyFileError, read
from rules.authority import Actor
from rules.complaint import COMPLAINT
from rules.events import PERSON
from rules.lifecycle import ENGINE
from rules.lifecycles import lifecycle_of
from rules.parts import Part
from rules.policy import Policy
from rules.refusal import Invalid, OutOfStage, Unknown
from tests.house import House
from tests.lifecycles.loan.lending import lent, paper, with_loans, write
from tests.lifecycles.loan.part import LOAN, Lend, LoanRule, TakeBack
from tests.papers import read_beside
from tests.rules import enquiries
from tests.rules.people import ANA, LENA, MARTIN, RUTH
from tests.rules.play import CHARTER, POPLAR, Play, day, local, told
from tests.rules.saying import CONTACT, response
from tests.rules.test_moving import closed, moved
from tests.starter.api.conftest import Served, serving
from tests.starter.api.test_cases import problem

HEATER = Lend(thing="heater", terms="Bring it back when yours is mended.")
BACK = TakeBack(condition="As it was lent.")
TEMPLATES = Path(__file__).parent / "loan" / "templates"


class Borrower(NamedTuple):
    """A kind of matter that has no loans, of an organisation, and whoever lends in it."""

    policy: str
    matter: str
    by: Actor
    keeper: str


BORROWERS = [
    Borrower("poplar-harca", "complaint", RUTH, "caseworker"),
    Borrower("poplar-harca", "enquiry", RUTH, "caseworker"),
    Borrower("work-rights-centre", "feedback", LENA, "casework-lead"),
]
each_matter = pytest.mark.parametrize("who", BORROWERS, ids=lambda who: who.matter)


@pytest.fixture(autouse=True, scope="module")
def lifecycles() -> Iterator[None]:
    """The lifecycles have the part, in this module alone."""
    with lent():
        yield


@pytest.fixture
def policy(who: Borrower, tmp_path: Path) -> Policy:
    """The shipped policy, which lends in one of its matters."""
    return read(write(tmp_path, who.policy, who.matter))


@pytest.fixture
def play(who: Borrower, policy: Policy) -> Play:
    """A case on paper that came in on Monday 1 June 2026."""
    if who.matter != "enquiry":
        opened = Play.opened(policy=policy)
        opened.directory = {each.id: each for each in (RUTH, ANA, LENA, MARTIN)}
        return opened
    opened = Play(enquiries.received().model_copy(update={"version": policy.version}), policy)
    opened.open()
    return opened


@each_matter
def test_its_table_switches_it_on_and_the_rest_has_to_be_there(who: Borrower, tmp_path: Path) -> None:
    """Without the table, or without its deadline or a decision beside it, the file is refused."""
    assert read(write(tmp_path, who.policy, who.matter)).matters[who.matter].table(LoanRule)
    matter = f"matters.{who.matter}"
    [table] = re.findall(rf"\[{matter}\.loan\]\n[^[]+", paper(who.policy, who.matter))
    for old, new, says in (
        (table, "", f"{matter}.deadlines.return: the "),
        (f"[{matter}.deadlines.return]", f"[{matter}.deadlines.comeback]", f"{matter}.deadlines.return: is"),
        ("take-back = {", "take-away = {", f"{matter}.decisions.take-back: is missing"),
        ('keeper = "', 'keeper = "no-', f"{matter}.loan.keeper: there is no role"),
        (
            "within = { working_days = 10 }\nremind_before = { calendar_days = 4 }",
            "remind_before = { calendar_days = 4 }",
            f"{matter}.deadlines.return.within: is missing",
        ),
    ):
        with pytest.raises(PolicyFileError) as refused:
            read(write(tmp_path, who.policy, who.matter, (old, new)))
        assert says in str(refused.value)


@each_matter
def test_it_is_off_where_a_policy_does_not_switch_it_on(who: Borrower) -> None:
    """The shipped policies are read as they were; nothing is lent."""
    shipped = {POPLAR.id: POPLAR, CHARTER.id: CHARTER}[who.policy]
    matter, lifecycle = shipped.matters[who.matter], lifecycle_of(shipped, who.matter)
    assert (LOAN in lifecycle.parts, LOAN.is_in(matter), matter.table(LoanRule)) == (True, False, None)
    with pytest.raises(Unknown):
        lifecycle.rule(Lend.name, matter)


@each_matter
def test_it_keeps_its_time(who: Borrower, play: Play) -> None:
    """Lent for ten working days, reminded of before, written off after: no breach, and the case goes on."""
    [event] = play.decide(HEATER, by=who.by)
    assert (event.kind, told(event)) == ("lent", {("lent", PERSON)})
    assert play.due("return") == "2026-06-15"
    assert isinstance(play.refused(HEATER, by=who.by), OutOfStage)
    play.on("2026-06-11 09:00")
    [reminded] = [event for event in play.events if event.kind == "return-reminded"]
    assert (reminded.at, told(reminded)) == (local("2026-06-11 09:00"), {("return-reminder", PERSON)})
    event = play.past("return")
    assert (event.kind, event.at, told(event)) == (
        "written-off",
        local("2026-06-17 00:00"),
        {("written-off", who.keeper)},
    )
    assert not play.case.finished
    assert "return" not in {event.facts.get("deadline") for event in play.events if event.kind == "breached"}
    assert isinstance(play.refused(BACK, by=who.by), OutOfStage)


@each_matter
def test_what_comes_on_the_last_day_is_in_time(who: Borrower, play: Play) -> None:
    """It can be recorded on the working day after, for its own day; not for a later one."""
    play.decide(HEATER, by=who.by)
    play.on("2026-06-16 15:00")
    assert isinstance(play.refused(BACK, by=who.by), Invalid)
    [event] = play.decide(TakeBack(returned_on=day("2026-06-15"), condition="Scratched."), by=who.by)
    assert (event.kind, event.facts) == ("taken-back", {"returned_on": "2026-06-15"})
    play.on("2026-06-30 12:00")
    assert "written-off" not in play.kinds


@each_matter
def test_its_dates_move_with_the_calendar(who: Borrower, play: Play) -> None:
    """A closure moves its deadline, as it does those of the lifecycle."""
    play.decide(HEATER, by=who.by)
    flood = day("2026-06-03")
    assert "return" in closed(play, flood)
    moved(play, flood, "return")
    assert play.due("return") == "2026-06-16"


@each_matter
def test_an_answer_does_not_end_it_and_the_end_of_the_case_does(who: Borrower, play: Play) -> None:
    """The response meets what was owed until then, and not what the part keeps time of."""
    by = who.by if who.matter != "feedback" else MARTIN
    play.decide(HEATER, by=who.by)
    if who.matter == "enquiry":
        play.decide(enquiries.WITHDRAW, by=by)
        assert play.case.finished
    else:
        play.decide(CONTACT, response(), by=by)
        assert [deadline.name for deadline in play.case.deadlines] == ["return", "acceptance"]
        play.past("acceptance")
        assert play.kinds[-3:] == ["written-off", "not-disputed", "closed"]
    assert play.case.deadlines == ()


@pytest.mark.parametrize(
    ("part", "says"),
    [
        (Part(table="other", deadlines=frozenset({"contact"})), "complaint has 'contact' already"),
        (Part(table="other", agreed=frozenset({"return"})), "complaint has 'return' already"),
        (Part(table="other", rules={"note": LOAN.rules["lend"]}), "complaint has 'note' already"),
    ],
)
def test_a_deadline_and_a_decision_are_of_one_part(part: Part, says: str) -> None:
    """Else nobody knew whose rule counts when it passes, or what follows from it."""
    lending = with_loans(COMPLAINT)
    with pytest.raises(TypeError, match=says):
        replace(lending, parts=(*lending.parts, part)).take_up_parts()


@pytest.fixture
async def served(
    who: Borrower, stack: Stack, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    """The API of a house whose worker runs the lifecycles with the part, under a policy that lends."""
    write(tmp_path, who.policy, who.matter)
    (tmp_path / "templates").symlink_to(TEMPLATES)
    with read_beside(tmp_path):
        async with House.at_work(stack) as house, serving(house, tmp_path_factory.mktemp("issuer")) as served:
            yield served


@each_matter
async def test_it_is_played_on_the_real_engine(who: Borrower, served: Served) -> None:
    """Lent over HTTP, reminded by letter, written off, lent once more and taken back."""
    house = served.house
    case = await {"complaint": house.open, "enquiry": house.enquiry, "feedback": house.feedback}[who.matter](
        begins=house.june()
    )
    heater = {"thing": "heater", "terms": "Bring it back when yours is mended."}
    async with served.caller(who.by.id, who.policy) as caller:
        path = f"/cases/{case.ref}/decisions/lend"
        assert problem(await caller.post(path, json=heater | {"thing": "car"})) == (422, "unknown")
        answer = await caller.post(path, json=heater)
        assert answer.status_code == 200, answer.text
        assert answer.json()["events"] == ["lent"]
        assert problem(await caller.post(path, json=heater)) == (409, "out-of-stage")
        shown = (await caller.get(f"/cases/{case.ref}")).json()
    [due] = [deadline for deadline in shown["deadlines"] if deadline["name"] == "return"]
    assert due["due_day"] == case.day(14).isoformat()
    assert "take-back" in [one["name"] for one in shown["allowed"] if one["refusal"] is None]

    await case.on(10, "09:00")
    assert "Please bring back what we lent you." in await case.said("return-reminder")
    await case.on(16)
    [written_off] = await case.events("written-off")
    assert written_off.actor == ENGINE
    assert (await case.notice("written-off"))["audience"] == who.keeper
    await case.decide("lend", by=who.by.id, **heater)
    await case.on(17)
    await case.decide("take-back", by=who.by.id, condition="As it was lent.")
    assert [kind for kind in await case.kinds() if kind in LOAN.kinds] == [
        *("lent", "return-reminded", "written-off", "lent", "taken-back")
    ]
    await case.decide("withdraw" if who.matter != "enquiry" else "withdraw-enquiry", by=who.by.id)
    await case.finished()
    await case.is_whole()
    assert not any(notice["failure"] for notice in await case.notices())
