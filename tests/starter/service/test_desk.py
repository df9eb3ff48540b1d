"""The desk: what it refuses, at what place and under which clause, and what is safe to repeat.

Whatever is refused leaves nothing behind: no row, no number, no event in the engine; and the case can
still be decided on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError

from contracts.starting import begin
from embedded.ports import HOST, free_ports
from embedded.stack import Stack
from rules.model import KEPT
from rules.recording import Answer
from rules.refusal import EngineAway, KeyReused, Refusal, RefusalFacts
from starter.cli.rehearsal import until
from tests.house import House, PlayedCase, complaint
from workflows.upkeep import Reconcile

TODAY = datetime.now(UTC).date()
PERSON = {"name": "Nadia Farrow", "email": "nadia.farrow@resident.example"}
LETTER = {"name": "Nadia Farrow", "channel": "letter"}
HUGE = "x" * 1_000_000
SECONDS = timedelta(seconds=10)


def day(number: int) -> str:
    """The date of a day, counted from today."""
    return (TODAY + timedelta(days=number)).isoformat()


ENDLESS = {
    "outcome": "upheld",
    "can_do": "-",
    "cannot_do": "-",
    "reasons": "-",
    "remedies": [{"what": "x" * 20_000, "by": day(30), "owner": "tom.okafor"}] * 50,
}
CONTACT = {"remedy_wanted": "A working lift."}
BAD_DECISIONS: list[tuple[str, str, dict[str, Any], str, str | None, str]] = [
    # decision, by whom, its fields; the refusal's code, its field, and words of it
    ("dance", "amira.khan", {}, "unknown", "decision", "contact"),
    ("contact", "amira.khan", {}, "invalid", "remedy_wanted", "it is missing"),
    ("contact", "amira.khan", {**CONTACT, "mood": 1}, "invalid", "mood", "there is no such field"),
    ("contact", "amira.khan", {"remedy_wanted": 7}, "invalid", "remedy_wanted", "write text"),
    ("contact", "amira.khan", {"remedy_wanted": HUGE}, "invalid", "remedy_wanted", "more than 20,000"),
    ("contact", "amira.khan", {"remedy_wanted": "\x00"}, "invalid", "remedy_wanted", "NUL"),
    ("contact", "amira.khan", {**CONTACT, "contacted_on": day(2)}, "invalid", "contacted_on", "to come"),
    ("contact", "amira.khan", {**CONTACT, "contacted_on": day(-2)}, "invalid", "contacted_on", "before"),
    ("contact", "amira.khan", {**CONTACT, "respond_by": day(-2)}, "invalid", "respond_by", "passed"),
    ("contact", "amira.khan", {**CONTACT, "respond_by": "9999-12-31"}, "invalid", "respond_by", "earlier"),
    ("contact", "no.body", CONTACT, "not-authorised", "actor", "no.body"),
    ("contact", "\x00", CONTACT, "not-authorised", "actor", "staff directory"),
    ("refuse", "amira.khan", {"ground": "too-old"}, "not-authorised", None, "Head of Service"),
    ("refuse", "ruth.lewin", {"ground": "TOO OLD"}, "invalid", "ground", "write small letters"),
    ("accept", "amira.khan", {}, "out-of-stage", None, "Resolve"),
    ("keep-commitment", "amira.khan", {"number": 0}, "invalid", "number", "write 1 or more"),
    ("contact", "amira.khan", {"remedy_wanted": KEPT}, "invalid", "remedy_wanted", "other words"),
    ("contact", "amira.khan", {"remedy_wanted": f" {KEPT}\n"}, "invalid", "remedy_wanted", "other words"),
    ("respond", "amira.khan", ENDLESS, "invalid", "remedies.1.what", "at most 100,000"),
]


async def not_taken_in(house: House, actor: str = "amira.khan", **fields: Any) -> RefusalFacts:
    """Send a complaint in that is refused, and leaves nothing behind: why it was."""
    before = await house.rows()
    with pytest.raises(Refusal) as refusal:
        await house.desk().open(complaint(TODAY, **fields), actor=actor)
    assert await house.rows() == before
    return refusal.value.facts()


async def failed_tasks(handle: WorkflowHandle[Any, Any]) -> int:
    """How many workflow tasks of the case have failed."""
    history = await handle.fetch_history()
    return sum(event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED for event in history.events)


async def still_works(case: PlayedCase) -> None:
    """Nothing failed in the engine, and the case goes its way to the end."""
    await case.decide("withdraw")
    await case.finished()
    assert await failed_tasks(case.handle) == 0


class TestIntake:
    """What a complaint must be to be taken in."""

    @pytest.mark.parametrize(
        ("fields", "code", "where", "says"),
        [
            ({"policy": "elm-court"}, "unknown", "policy", "poplar-harca"),
            ({"matter": "riddle"}, "invalid", "matter", "complaint"),
            ({"service": "weather"}, "invalid", "service", "repairs"),
            ({"needs": ["wings"]}, "invalid", "needs", "large-print"),
            ({"happened_on": None}, "invalid", "happened_on", "date"),
            ({"happened_on": "yesterday"}, "invalid", "happened_on", "date"),
            ({"happened_on": day(2)}, "invalid", "happened_on", "after receipt"),
            ({"happened_on": day(-3), "received": f"{day(-5)}T10:00:00Z"}, "invalid", "happened_on", "after"),
            ({"received": f"{day(2)}T10:00:00Z"}, "invalid", "received", "still to come"),
            (
                {"received": f"{day(-2)}T10:00:00"},
                "invalid",
                "received",
                "with its time and offset",
            ),
            ({"about": KEPT}, "invalid", "about", "other words"),
            ({"about": ""}, "invalid", "about", "it is empty; write something"),
            ({"about": "  \n "}, "invalid", "about", "it is empty; write something"),
            ({"about": HUGE}, "invalid", "about", "more than 20,000 characters"),
            ({"about": "a\x00b"}, "invalid", "about", "without NUL characters"),
            ({"about": "a\ud800b"}, "invalid", "about", "no text"),
            ({"mood": "cross"}, "invalid", "mood", "there is no such field"),
            ({"made_by": "pigeon"}, "invalid", "made_by", "letter"),
            ({"source_id": ""}, "invalid", "source_id", "it is empty; write something"),
            ({"source_id": "a\x00b"}, "invalid", "source_id", "on one line"),
            (
                {"person": {**PERSON, "email": "nadia at home"}},
                "invalid",
                "person.email",
                "an e-mail address",
            ),
            ({"person": {**PERSON, "email": None}}, "invalid", "person", "needs an email address"),
            ({"person": {**PERSON, "name": HUGE}}, "invalid", "person.name", "more than 200 characters"),
            ({"person": {**PERSON, "name": "N\x00"}}, "invalid", "person.name", "on one line"),
            ({"person": {**PERSON, "phone": "\x00"}}, "invalid", "person.phone", "on one line"),
            ({"person": {**PERSON, "language": HUGE}}, "invalid", "person.language", "more than 35"),
            (
                {"person": {**PERSON, "pet": "cat"}},
                "invalid",
                "person.pet",
                "there are: name, ",
            ),
            ({"person": LETTER}, "invalid", "person", "needs an address"),
            (
                {"person": {**LETTER, "address": [" "]}},
                "invalid",
                "person.address.1",
                "it is empty; write something",
            ),
            ({"person": {**LETTER, "address": ["a"] * 9}}, "invalid", "person.address", "give at most 8"),
            ({"person": {**LETTER, "address": ["\x00"]}}, "invalid", "person.address.1", "on one line"),
            ({"person": PERSON, "needs": ["letters"]}, "invalid", "person.address", "need an address"),
            ({"person": "Nadia"}, "invalid", "person", "give an object"),
        ],
    )
    async def test_what_makes_no_sense_is_refused_by_field(
        self, house: House, fields: dict[str, Any], code: str, where: str, says: str
    ) -> None:
        """The refusal names the field and what it wants; no number is spent and nothing is kept."""
        refusal = await not_taken_in(house, **fields)
        assert (refusal.code, refusal.where) == (code, where)
        assert says in refusal.detail
        assert len(refusal.detail) < 1000, "what was sent is not quoted back"

    @pytest.mark.clause("PH-2b")
    async def test_only_trained_staff_take_a_complaint_in(self, house: House) -> None:
        """Nobody unknown, and nobody whose training ran out."""
        unknown = await not_taken_in(house, actor="no.body")
        assert (unknown.code, unknown.where) == ("not-authorised", "actor")
        lapsed = await not_taken_in(house, actor="peter.vale")
        assert (lapsed.code, lapsed.clause) == ("training-lapsed", "PH-2b")

    async def test_missing_fields_are_all_named(self, house: House) -> None:
        """Whoever sends it need not come back once per field."""
        before = await house.rows()
        with pytest.raises(Refusal) as refusal:
            await house.desk().open({"policy": "poplar-harca"}, actor="amira.khan")
        assert set(str(refusal.value.where).split(", ")) == {
            *("service", "person", "happened_on", "about", "source_id")
        }
        assert await house.rows() == before

    @pytest.mark.clause("PH-4.1a")
    async def test_the_same_complaint_is_taken_in_once(self, house: House) -> None:
        """Sent ten times at once and again later it is one case; another under its id is refused."""
        desk, fields = house.desk(), complaint(TODAY)
        taken = await asyncio.gather(*[desk.open(fields, actor="amira.khan") for _ in range(10)])
        [ref] = {answer.case.ref for answer in taken}
        assert sum(not answer.repeated for answer in taken) == 1
        await until(PlayedCase.of(house, taken[0].case).opened)
        again = await desk.open(fields, actor="tom.okafor")
        assert (again.case.ref, again.repeated) == (ref, True)
        reused = await not_taken_in(house, source_id=fields["source_id"], service="lettings")
        assert (reused.code, reused.where) == ("key-reused", "source_id")
        assert ref in reused.detail

    async def test_a_repeated_complaint_does_not_rise_from_the_dead(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The engine forgets closed cases: sent again, one that was started is not started again."""
        fields = complaint(TODAY)
        case = PlayedCase.of(house, (await house.desk().open(fields, actor="amira.khan")).case)
        await until(case.opened)
        await case.decide("withdraw")
        await case.finished()
        monkeypatch.delattr("starter.service.desk.begin")
        again = await house.desk().open(fields, actor="amira.khan")
        assert (again.repeated, again.case.ref) == (True, case.ref)


class TestDecision:
    """What a decision must be to be taken."""

    async def test_what_makes_no_sense_is_refused_by_field(self, house: House) -> None:
        """Each refusal names its field and rule; nothing is recorded, and the case goes on."""
        case = await house.open(begins=datetime.now(house.policy.zone))
        for name, by, fields, code, where, says in BAD_DECISIONS:
            refusal = await case.refused(name, by=by, **fields)
            assert (refusal.code, refusal.where) == (code, where), name
            assert says in refusal.detail
            assert len(refusal.detail) < 1000, "what was sent is not quoted back"
        assert await case.kinds() == ["opened"]
        await still_works(case)

    async def test_a_refusal_names_the_clause(self, house: House) -> None:
        """Out of stage, not authorised, and wrong in itself: each under the clause that says so."""
        case = await house.open()
        assert (await case.refused("accept")).clause == "PH-4.2a"
        assert (await case.refused("refuse", ground="too-old")).clause == "PH-4.3a"
        assert (await case.refused("receive-information")).clause == "PH-4.1e"
        early = (case.day(-1)).isoformat()
        wrong = await case.refused("contact", remedy_wanted="It.", contacted_on=early)
        assert wrong.clause == "PH-4.1c"

    @pytest.mark.parametrize("ref", ["PH-2019-000001", "XX-2026-000001", "case", "", "PH\x00", "x" * 5000])
    async def test_a_case_that_does_not_exist_is_unknown(self, house: House, ref: str) -> None:
        """Whatever is asked of it."""
        for asked in (
            house.desk().decide(ref, "note", {"text": "A note."}, actor="amira.khan", key="k"),
            house.desk().allowed(ref, actor="amira.khan"),
        ):
            with pytest.raises(Refusal) as refusal:
                await asked
            assert (refusal.value.code, refusal.value.where) == ("unknown", "ref")

    async def test_a_day_far_away_is_kept_time_of(self, house: House) -> None:
        """An absurd but possible day does not wedge the case."""
        case = await house.open()
        await case.contacted(respond_by="9998-12-31")
        await case.decide("note", text="That is a slip of the pen.")
        await still_works(case)


class TestKeys:
    """A decision is taken once under its key, and answered again from the record."""

    async def test_the_same_decision_is_answered_again(self, house: House) -> None:
        """At once, after others, and after the case has closed: the same answer, recorded once."""
        case = await house.open()
        first = await case.decide("note", key="letter-7", text="A note.")
        assert await case.decide("note", key="letter-7", text="A note.") == first
        await case.decide("withdraw")
        assert await case.decide("note", key="letter-7", text="A note.") == first
        await case.finished()
        assert await case.decide("note", key="letter-7", text="A note.") == first
        assert await case.kinds() == ["opened", "noted", "withdrawn", "closed"]

    async def test_another_decision_under_the_key_is_refused(self, house: House) -> None:
        """Other words, another actor, another decision: the first stays what it was."""
        case = await house.open()
        await case.decide("note", key="letter-8", text="A note.")
        for name, by, fields in [
            ("note", "amira.khan", {"text": "Another note."}),
            ("note", "tom.okafor", {"text": "A note."}),
            ("withdraw", "amira.khan", {}),
            ("contact", "amira.khan", {"remedy_wanted": "A note."}),
        ]:
            refusal = await case.refused(name, by=by, key="letter-8", **fields)
            assert (refusal.code, refusal.where) == ("key-reused", "key")
        assert await case.kinds() == ["opened", "noted"]
        await still_works(case)

    async def test_ten_at_once_under_one_key_are_one(self, house: House) -> None:
        """Each gets the same answer."""
        case = await house.open()
        answers = await asyncio.gather(*[case.decide("note", key="ten", text="A note.") for _ in range(10)])
        [first, *others] = answers
        assert all(answer == first for answer in others)
        assert await case.kinds() == ["opened", "noted"]

    async def test_two_decisions_at_once_under_one_key_are_one(self, house: House) -> None:
        """One is taken, the other told that the key was used."""
        case = await house.open()
        both = await asyncio.gather(
            case.decide("note", key="two", text="A note."),
            case.decide("note", key="two", text="Another."),
            return_exceptions=True,
        )
        assert {type(outcome) for outcome in both} == {Answer, KeyReused}
        assert await case.kinds() == ["opened", "noted"]

    async def test_a_refused_decision_frees_its_key(self, house: House) -> None:
        """Put right, it can be sent under the same key."""
        case = await house.open()
        assert (await case.refused("accept", key="again")).code == "out-of-stage"
        assert (await case.decide("note", key="again", text="A note.")).events == ("noted",)

    async def test_a_decision_refused_at_recording_frees_its_key(self, house: House) -> None:
        """The engine remembers its answer; once what was missing is there, the same request is taken."""
        case = await house.open()
        await case.contacted()
        money = {"impact": "some", "responsibility": "some"}
        response: dict[str, Any] = {"outcome": "upheld", "can_do": "-", "cannot_do": "-", "reasons": "-"}
        response["financial"] = money
        for _ in range(2):
            refusal = await case.refused("respond", key="once", **response)
            assert (refusal.where, "give-payment-details" in refusal.detail) == ("financial", True)
        noted = await case.refused("reassign", by="ruth.lewin", key="once", owner="no.body")
        assert (noted.code, noted.where) == ("unknown", "owner")
        account = {"account_name": "N Farrow", "sort_code": "123456", "account_number": "12345678"}
        await case.decide("give-payment-details", by="tom.okafor", **account)
        at_once = [case.decide("respond", key="once", **response) for _ in range(10)]
        answers = await asyncio.gather(*at_once)
        assert {answer.events for answer in answers} == {("responded",)}
        assert await case.desk.answer(case.ref, "once") == answers[0]
        assert (await case.kinds()).count("responded") == 1

    @pytest.mark.parametrize(
        "key", ["", "2: contact over", "0: opened", "two words", "a\x00", "k" * 300, "ü"]
    )
    async def test_a_key_is_a_short_plain_name(self, house: House, key: str) -> None:
        """It is seen in the engine, and must never meet the keys of what happens by itself."""
        case = await house.open(begins=house.june())
        refusal = await case.refused("note", key=key, text="A note.")
        assert (refusal.code, refusal.where) == ("invalid", "key")

    async def test_the_intakes_own_key_is_taken(self, house: House) -> None:
        """The words of the intake cannot be had, nor replaced, by a decision of that name."""
        case = await house.open()
        refusal = await case.refused("note", key="intake", text="A note.")
        assert (refusal.code, refusal.where) == ("key-reused", "key")


async def test_the_answer_outlives_the_worker(stack: Stack) -> None:
    """Another worker answers the same key the same, and takes the next decision."""
    async with House.staffed(stack) as house:
        async with house.working():
            case = await house.open()
            first = await case.decide("note", key="kept", text="A note.")
        async with house.working():
            assert await case.decide("note", key="kept", text="A note.") == first
            await still_works(case)
        assert await case.decide("note", key="kept", text="A note.") == first
        assert await case.kinds() == ["opened", "noted", "withdrawn", "closed"]


class TestStraightToTheEngine:
    """Updates that do not come from the desk."""

    ACTOR = {"id": "amira.khan", "roles": ["caseworker"], "trained_until": "2035-12-31"}

    @pytest.mark.parametrize(
        "order",
        [
            None,
            7,
            [],
            {},
            {"actor": ACTOR},
            {"decision": {"text": "(kept in the case file)"}},
            {"actor": {"id": 7}, "decision": {"text": "(kept in the case file)"}},
            {"actor": ACTOR, "decision": {"text": ["(kept in the case file)"]}},
            {"actor": ACTOR, "decision": {"text": "(kept in the case file)", "more": 1}},
            {"actor": ACTOR, "decision": {"text": "Mrs Farrow rang."}},
            {"actor": ACTOR, "decision": {"text": "(kept in the case file)"}},
        ],
    )
    async def test_a_bad_update_is_refused_and_wedges_nothing(self, house: House, order: Any) -> None:
        """Missing fields, wrong types, words, or words that were never kept: nothing is recorded."""
        case = await house.open(begins=datetime.now(house.policy.zone))
        before = await house.rows()
        with pytest.raises(WorkflowUpdateFailedError):
            await case.handle.execute_update("note", order, rpc_timeout=SECONDS)
        assert await house.rows() == before
        assert "Mrs Farrow" not in (await case.handle.fetch_history()).to_json()
        await still_works(case)

    async def test_no_argument_and_no_such_update(self, house: House) -> None:
        """An update of another name, or with too few or too many arguments, is refused as well."""
        case = await house.open(begins=datetime.now(house.policy.zone))
        bad: list[tuple[str, list[Any]]] = [("note", []), ("note", [{}, {}]), ("no-such-decision", [{}])]
        for update, arguments in bad:
            with pytest.raises(WorkflowUpdateFailedError):
                await case.handle.execute_update(update, args=arguments, rpc_timeout=SECONDS)
        await still_works(case)


class TestEngineAway:
    """What the desk does while the engine is not there."""

    @pytest.fixture
    async def nowhere(self) -> Client:
        """A client of an engine that is not there."""
        [port] = free_ports([None])
        return await Client.connect(f"{HOST}:{port}", lazy=True, data_converter=pydantic_data_converter)

    @pytest.mark.clause("PH-4.1a", "PH-4.1c")
    async def test_a_complaint_is_taken_in_and_started_later_once(
        self, house: House, nowhere: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is committed at once; the reconciler starts it; its deadlines run from receipt."""
        desk = house.desk(client=nowhere, patience=timedelta(milliseconds=300))
        taken = await desk.open(complaint(TODAY), actor="amira.khan")
        assert not taken.repeated
        assert (await desk.open(complaint(TODAY), actor="amira.khan")).case.ref != taken.case.ref
        handle = house.desk().handle(taken.case)
        with pytest.raises(RPCError):
            await handle.describe()
        monkeypatch.setattr("activities.reconcile.ON_ITS_WAY", timedelta())
        for number in (1, 2):
            reconciled = await house.client.execute_workflow(
                Reconcile.run, id=f"reconcile-{taken.case.ref}-{number}", task_queue=house.task_queue
            )
            assert (taken.case.ref in reconciled.started) == (number == 1)
        case = PlayedCase.of(house, taken.case)
        await until(case.opened)
        assert await case.kinds() == ["opened"]
        assert (await case.notice("acknowledgement"))["sent_at"]
        [opened] = await case.events("opened")
        assert {ask.start for ask in opened.sets} == {taken.case.received}

    async def test_a_decision_on_a_case_that_is_not_started(self, house: House, nowhere: Client) -> None:
        """Is not refused: it is not known yet, leaves nothing behind, and is taken once the case is open."""
        away = house.desk(client=nowhere, patience=timedelta(milliseconds=300))
        taken = await away.open(complaint(TODAY), actor="amira.khan")
        before = await house.rows()
        ask: dict[str, Any] = {"actor": "amira.khan", "key": "soon"}
        with pytest.raises(EngineAway, match="not yet started"):
            await away.decide(taken.case.ref, "contact", CONTACT, **ask)
        assert await house.rows() == before
        waits = asyncio.create_task(house.desk().decide(taken.case.ref, "contact", CONTACT, **ask))
        assert (await house.desk().open(complaint(TODAY), actor="amira.khan")).case.ref != taken.case.ref
        assert not waits.done()
        policy = house.library.version(taken.case.policy, taken.case.version)
        await begin(house.client, taken.case, policy, house.task_queue)
        assert (await waits).events == ("contacted",)

    async def test_a_decision_is_asked_again_under_its_key(self, house: House, nowhere: Client) -> None:
        """It is refused quickly as not known yet, its words stay, and it is taken once later.

        Recorded last of all, it is asked until the engine answers: what it has not counted it learns so.
        """
        case = await house.open()
        away = house.desk(client=nowhere, patience=timedelta(milliseconds=300))
        ask: Callable[..., Any] = lambda desk, text: desk.decide(  # noqa: E731 - one call, made often
            case.ref, "note", {"text": text}, actor="amira.khan", key="later"
        )
        for _ in range(2):
            with pytest.raises(EngineAway):
                await ask(away, "A note.")
        with pytest.raises(KeyReused):
            await ask(house.desk(), "Another note.")
        first = await ask(house.desk(), "A note.")
        with pytest.raises(EngineAway):
            await ask(away, "A note.")
        assert await away.answer(case.ref, "later") == await ask(house.desk(), "A note.") == first
        await case.decide("note", text="Another.")
        assert await ask(away, "A note.") == first
        assert await case.kinds() == ["opened", "noted", "noted"]

    async def test_one_lost_case_that_cannot_start_does_not_hold_up_the_others(
        self, house: House, nowhere: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A case under a policy whose file is gone waits; the next one is started."""
        desk = house.desk(client=nowhere, patience=timedelta(milliseconds=100))
        lost = [(await desk.open(complaint(TODAY), actor="amira.khan")).case for _ in range(2)]
        async with house.pool.acquire() as connection:
            await connection.execute(
                "UPDATE casebook.casefile SET version = '1999-01-01' WHERE ref = $1", lost[0].ref
            )
        monkeypatch.setattr("activities.reconcile.ON_ITS_WAY", timedelta())
        reconciled = await house.client.execute_workflow(
            Reconcile.run, id=f"reconcile-{lost[1].ref}", task_queue=house.task_queue
        )
        assert lost[1].ref in reconciled.started
        assert lost[0].ref not in reconciled.started
        async with house.pool.acquire() as connection:
            await connection.execute(
                "UPDATE casebook.casefile SET version = $2 WHERE ref = $1", lost[0].ref, house.policy.version
            )
        await until(lambda: PlayedCase.of(house, lost[1]).opened())
