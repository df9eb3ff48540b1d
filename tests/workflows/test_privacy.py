"""Nothing about or from a person reaches the engine: not its histories, not its lists, not the logs.

Every field that a person or staff can write into carries a token of its own; afterwards no eight
characters of any token are found in anything that the engine or the worker's log holds.
"""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.common import RetryPolicy
from temporalio.service import RPCError

from embedded.ports import HOST
from embedded.stack import Stack
from records.signpost_directory import put_signposts
from records.signposts import Signpost
from rules.refusal import Refusal
from starter.cli.rehearsal import until
from tests.house import House, PlayedCase
from tests.rules.advice import GIVEN
from tests.workflows.mail import MoodyMail

SHORTEST = 8
"""Characters of a token that would already betray it."""
MAIL_CATCHER = "mail.log"
"""The log of the mail server, which is no part of the worker: it sees what it is sent."""


class Tokens:
    """Words that stand for what people write: no two alike, in this test or any other."""

    def __init__(self) -> None:
        self.given: list[str] = []
        self._seed = uuid.uuid4().hex

    def __call__(self, field: str, length: int = 24) -> str:
        """A token for a field, in lower-case letters."""
        letters = ""
        while len(letters) < length:
            digest = hashlib.sha256(f"{self._seed} {field} {len(letters)}".encode()).digest()
            letters += "".join(chr(ord("a") + byte % 26) for byte in digest)
        self.given.append(letters[:length])
        return letters[:length]

    def found_in(self, text: str) -> set[str]:
        """The parts of tokens that stand in a text."""
        lowered = text.casefold()
        parts = {part for token in self.given for part in _parts(token)}
        return parts & set(_parts(lowered))


def _parts(text: str) -> Iterator[str]:
    return (text[place : place + SHORTEST] for place in range(len(text) - SHORTEST + 1))


@pytest.fixture
def token() -> Tokens:
    """Tokens of a test."""
    return Tokens()


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that is logged, however unimportant."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger(MAIL_CATCHER).setLevel(logging.CRITICAL)
    return caplog


def person(token: Tokens, **changes: Any) -> dict[str, Any]:
    """Somebody every part of whom is a token."""
    return {
        "name": token("name"),
        "email": f"{token('local part')}@{token('domain')}.example",
        "phone": token("phone"),
        "address": [token("street"), token("town")],
        "language": "pl",
    } | changes


async def everything(case: PlayedCase) -> str:
    """All that the engine holds of a case and its notices, payloads decoded, raw bytes besides."""
    return "\n".join([part async for part in _everything(case)])


async def _everything(case: PlayedCase) -> AsyncIterator[str]:
    client = case.house.client
    await until(lambda: _listed(case))
    history = await case.handle.fetch_history()
    yield history.to_json()
    for event in history.events:
        yield event.SerializeToString().decode("latin-1")
    description = await case.handle.describe()
    yield description.raw_description.SerializeToString().decode("latin-1")
    yield str(await description.memo())
    yield f"{await description.static_summary()} {await description.static_details()}"
    yield str(description.typed_search_attributes)
    yield (await case.handle.query("__temporal_workflow_metadata")).SerializeToString().decode("latin-1")
    yield (await case.state()).model_dump_json()
    async for found in client.list_workflows(f'WorkflowId = "{case.handle.id}"'):
        yield found.raw_info.SerializeToString().decode("latin-1")
    async for notice in client.list_activities(f'ActivityId STARTS_WITH "{case.ref}/"'):
        yield str(notice.raw_info)
        whole = await client.get_activity_handle(notice.activity_id).describe(
            include_input=True,
            include_outcome=True,
            include_heartbeat_details=True,
            include_last_failure=True,
        )
        yield whole.raw_info.SerializeToString().decode("latin-1")
        yield f"{await whole.input()} {whole.raw_outcome}"


async def _listed(case: PlayedCase) -> bool:
    """Whether the engine's lists, which follow in their own time, have the case and all its notices."""
    client = case.house.client
    runs = await client.count_workflows(f'WorkflowId = "{case.handle.id}"')
    notices = await client.count_activities(f'ActivityId STARTS_WITH "{case.ref}/"')
    told = sum(len(event.tells) for event in await case.events())
    return runs.count == 1 and notices.count >= told


def logged(log: pytest.LogCaptureFixture) -> str:
    """Everything that was logged, with what the log's formats leave out."""
    records = [vars(record) for record in log.records if record.name != MAIL_CATCHER]
    return log.text + json.dumps(records, default=repr)


async def notices_of(case: PlayedCase) -> bool:
    """Whether the engine lists a notice for every one on file, all of them done with."""
    query = f'ActivityId STARTS_WITH "{case.ref}/" AND ExecutionStatus != "Running"'
    found = await case.house.client.count_activities(query)
    return found.count == len(await case.notices())


async def refused(case: PlayedCase, name: str, **fields: Any) -> None:
    """Take a decision that is refused."""
    with pytest.raises(Refusal):
        await case.decide(name, **fields)


async def test_the_engine_never_sees_what_people_write(
    house: House, token: Tokens, log: pytest.LogCaptureFixture
) -> None:
    """A long path with words in every decision, taken and refused, leaves none of them in the engine."""
    case = await house.open(
        begins=house.june(),
        about=token("about", 20_000),
        person=person(token),
        source_id=token("source_id"),
        needs=["interpreter"],
        made_by="phone",
    )
    await refused(
        case, "respond", outcome="upheld", can_do=token("a"), cannot_do=token("b"), reasons=token("c")
    )
    await refused(case, "refuse", ground="employer", particulars=token("particulars"))
    await refused(case, "refuse", by="ruth.lewin", ground="too-old", particulars=token("particulars 2"))
    await refused(case, "note", text=token("too long", 20_001))
    await refused(case, "note", by="peter.vale", text=token("lapsed"))
    await refused(case, "contact", contacted_on="2999-01-01", remedy_wanted=token("to come"))
    await case.decide("note", text=token("note", 20_000))
    await case.on(3)
    await case.contacted(remedy_wanted=token("remedy_wanted"))
    await refused(case, "contact", remedy_wanted=token("remedy_wanted again"))
    respond_by = case.day(60).isoformat()
    await case.decide("agree-timescale", respond_by=respond_by, reasons=token("timescale", 20_000))
    await case.decide("ask-for-information", asked=token("asked"))
    await case.on(32)
    await case.decide("receive-information", received=token("received"))
    await case.decide("adjust", need="interpreter", made=True, how=token("how"))
    await case.decide("reassign", by="ruth.lewin", owner="tom.okafor", reasons=token("reassign"))
    remedies = [
        {"what": token(f"remedy {number}"), "by": case.day(40).isoformat(), "owner": "tom.okafor"}
        for number in (1, 2)
    ]
    await case.answered(
        can_do=token("can_do"), cannot_do=token("cannot_do"), reasons=token("reasons"), remedies=remedies
    )
    await case.decide("accept", said=token("accepted"))
    await refused(case, "break-commitment", number=1, reasons=token("not hers"))
    await case.on(41)
    await case.decide("keep-commitment", number=1, evidence=token("evidence"))
    await case.decide("break-commitment", by="ruth.lewin", number=2, reasons=token("broken"))
    await case.finished()
    await refused(case, "note", text=token("closed"))
    await until(lambda: notices_of(case))
    said = " ".join(notice["body"] for notice in await case.notices())
    assert token.found_in(said), "the tokens are where they belong"
    assert token.found_in(await everything(case)) == set()
    assert token.found_in(logged(log)) == set()


async def test_a_withdrawn_and_a_refused_case_say_nothing_either(
    house: House, token: Tokens, log: pytest.LogCaptureFixture
) -> None:
    """The other ways in which a case ends take words too; letters carry name and address."""
    posted: dict[str, Any] = {"person": person(token, channel="letter"), "about": token("about")}
    withdrawn = await house.open(**posted, needs=["large-print"])
    await withdrawn.decide("withdraw", said=token("withdrawn"))
    refused_case = await house.open(**posted)
    await refused_case.decide("refuse", by="ruth.lewin", ground="employer", particulars=token("particulars"))
    for case in (withdrawn, refused_case):
        await case.finished()
        await until(lambda case=case: notices_of(case))  # type: ignore[misc]
        assert token.found_in(await everything(case)) == set()
    assert token.found_in(logged(log)) == set()


async def test_the_engine_never_sees_whom_an_enquiry_is_about(
    house: House, token: Tokens, log: pytest.LogCaptureFixture
) -> None:
    """Neither the member nor the third person, nor what is written of them; nor once it is a complaint."""
    enquiry: dict[str, Any] = {"begins": house.june(), "needs": ["interpreter"]}
    asked = await house.enquiry(
        **enquiry,
        person=person(token),
        about=token("about", 20_000),
        constituency=token("constituency"),
        concerns={"name": token("concerns"), "address": token("their street")},
        source_id=token("source_id"),
    )
    await refused(asked, "answer-enquiry", can_do=token("a"), cannot_do=token("b"), reasons=token("c"))
    await refused(asked, "record-no-response", by="ruth.lewin", reasons=token("none"))
    somebody = {"name": token("somebody else"), "address": token("elsewhere")}
    await asked.decide(
        "record-authority", subject="leaseholder", concerns=somebody, authority="consent", how=token("how")
    )
    await asked.decide("adjust", need="interpreter", made=True, how=token("adjusted"))
    words = {name: token(name) for name in ("can_do", "cannot_do", "reasons")}
    await asked.decide("answer-enquiry", **words)
    unanswered = await house.enquiry(
        begins=house.june(), person=person(token), subject="no-individual", concerns=None
    )
    await unanswered.decide("record-no-response", by="ruth.lewin", reasons=token("no response"))
    gone_on = await house.enquiry(
        begins=house.june(), person=person(token), concerns={"name": token("who complains")}
    )
    complaint = await house.open(
        begins=house.june("11:00"), enquiry=gone_on.ref, person=person(token), about=token("their own words")
    )
    for case in (asked, unanswered, gone_on):
        await case.finished()
    said = " ".join(notice["body"] for notice in await asked.notices())
    assert token.found_in(said), "the tokens are where they belong"
    for case in (asked, unanswered, gone_on, complaint):
        await case.notices()
        assert token.found_in(await everything(case)) == set()
    assert token.found_in(logged(log)) == set()


async def test_the_engine_never_sees_what_somebody_asks_advice_about(
    house: House, token: Tokens, log: pytest.LogCaptureFixture
) -> None:
    """Nor the answer, nor what a service is called or how it is reached: it has ids and versions alone."""
    by: dict[str, Any] = {"by": "ana.duarte"}
    service = {"id": "told-apart", "name": token("service"), "helps_with": token("helps with")}
    elsewhere = Signpost.model_validate(
        service | {"email": f"help@{token('its domain')}.example", "checked_on": house.june().date()}
    )
    async with house.pool.acquire() as connection:
        policy = house.library.current("work-rights-centre")
        await put_signposts(connection, policy, [elsewhere], house.june())
    asked: dict[str, Any] = {"begins": house.june(), "person": person(token), "about": token("about", 20_000)}
    advised, declined = [await house.advice(**asked, source_id=token(f"id {n}")) for n in (1, 2)]
    words = {name: token(name) for name in ("answer", "options", "reasons")}
    await refused(advised, "advise", **by, **words, signposts=["no-such-service"])
    await advised.decide("signpost", **by, reasons=token("why there"), signposts=["told-apart"])
    steps = {name: token(name) for name in ("steps", "needed", "reasons")}
    await advised.decide("set-next-steps", **by, advise_by=advised.day(9).isoformat(), **steps)
    await advised.decide("advise", **by, **words, signposts=["told-apart"])
    ground = {"ground": "beyond-remit", "particulars": token("particulars")}
    await refused(declined, "refuse", **by, **ground)
    await declined.decide("refuse", **by, **ground, signposts=["told-apart"])
    said = " ".join(notice["body"] for notice in [*await advised.notices(), *await declined.notices()])
    assert token.found_in(said), "the tokens are where they belong"
    for case in (advised, declined):
        await case.finished()
        assert token.found_in(await everything(case)) == set()
    assert token.found_in(logged(log)) == set()


async def test_the_engine_never_sees_what_an_appointment_is_for(
    house: House, token: Tokens, log: pytest.LogCaptureFixture
) -> None:
    """Nor whose it is, nor why we move or cancel it: it sees when, with which adviser, about which case."""
    case = await house.appointment(person=person(token), about=token("about", 20_000), source_id=token("id"))
    starts = await case.state()
    at = datetime.fromisoformat(str(starts.terms["starts"])) + timedelta(hours=4)
    moved = {"starts": at.isoformat(), "asked_by": "us", "reasons": token("why moved")}
    await refused(case, "move-appointment", by="ana.duarte", **moved | {"adviser": "no.body"})
    await case.decide("move-appointment", by="ana.duarte", **moved)
    cancelled = {"by": "us", "reasons": token("why cancelled")}
    await case.desk.decide(case.ref, "cancel-appointment", cancelled, actor="ana.duarte", key="cancel")
    said = " ".join(notice["body"] for notice in await case.notices())
    assert token.found_in(said), "the tokens are where they belong"
    await case.finished()
    assert token.found_in(await everything(case)) == set()
    assert token.found_in(logged(log)) == set()


async def test_the_engine_never_sees_what_is_shared_with_whom_or_why(
    house: House, token: Tokens, log: pytest.LogCaptureFixture
) -> None:
    """Neither a recipient's name nor address, nor what, what for, or why somebody is not told."""
    by: dict[str, Any] = {"by": "ana.duarte"}
    outside: dict[str, Any] = {
        "to": token("to", 190),
        "email": f"duty@{token('their domain')}.example",
        "what": token("what", 20_000),
    }
    asked: dict[str, Any] = {"person": person(token), "about": token("about")}
    case = await house.advice(begins=house.june(), **asked, consent=None, source_id=token("id"))
    referral = outside | {"recipient": "advice-agency", "purpose": token("what for")}
    await refused(case, "share", **by, **referral)
    await refused(case, "record-consent", **by, **GIVEN | {"version": "2019-01"})
    await case.decide("record-consent", **by, **GIVEN)
    await case.decide("share", **by, **referral)
    concern: dict[str, Any] = {"recipient": "social-care", "concern": "child", "reasons": token("why")}
    untold: dict[str, Any] = {"tell_person": False, "why_not_told": token("why not told")}
    await refused(case, "share-to-safeguard", **by, **outside, **concern, **untold)
    await case.decide("share-to-safeguard", by="noor.haddad", **outside, **concern, **untold)
    await case.decide("share-to-safeguard", by="noor.haddad", **outside, **concern, tell_person=True)
    await case.decide("ask-for-information", **by, asked=token("asked"))
    await case.decide("receive-information", **by, received=token("received"))
    await case.decide("withdraw-consent", **by, said=token("said"))
    await case.decide("withdraw", **by)
    await case.finished()
    said = " ".join(notice["body"] or "" for notice in await case.notices())
    assert token.found_in(said), "the tokens are where they belong"
    assert token.found_in(await everything(case)) == set()
    assert token.found_in(logged(log)) == set()


async def test_words_sent_straight_to_the_engine_are_refused(
    house: House, token: Tokens, log: pytest.LogCaptureFixture
) -> None:
    """An update that was not stripped of its words, or is no order at all, leaves no trace of them."""
    case = await house.open()
    actor = {"id": "amira.khan", "roles": ["caseworker"], "trained_until": "2035-12-31"}
    for update, order in [
        ("note", {"actor": actor, "decision": {"text": token("spoken")}}),
        ("note", {"actor": actor, "decision": {"text": 7, "other": token("a value")}}),
        ("note", {"actor": token("actor"), "decision": token("decision")}),
        ("note", token("no order")),
        ("no-such-decision", {"actor": actor, "decision": {"text": token("unknown")}}),
    ]:
        with pytest.raises((WorkflowUpdateFailedError, RPCError)):
            await case.handle.execute_update(update, order, rpc_timeout=timedelta(seconds=10))
    assert await case.kinds() == ["opened"]
    assert token.found_in(await everything(case)) == set()
    assert token.found_in(logged(log)) == set()


@pytest.mark.parametrize("reply", ["550 5.1.1", "451 4.7.1"])
async def test_what_a_mail_server_says_is_cut_off(
    stack: Stack,
    token: Tokens,
    log: pytest.LogCaptureFixture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    reply: str,
) -> None:
    """Servers repeat the address when they refuse it: neither the failures nor the log do."""
    soon = RetryPolicy(initial_interval=timedelta(milliseconds=50), maximum_attempts=3)
    monkeypatch.setattr("contracts.posting.RETRIES", soon)
    async with MoodyMail(tmp_path) as server:
        server.to_recipient = reply
        mail: dict[str, Any] = {"smtp_host": HOST, "smtp_port": server.port, "smtp_start_tls": False}
        async with House.at_work(stack, **mail) as house:
            case = await house.open(person=person(token), about=token("about"))
            handle = house.client.get_activity_handle(f"{case.ref}/1-acknowledgement")
            with pytest.raises(Exception, match="Activity execution failed"):
                await handle.result()
            described = await handle.describe(include_outcome=True, include_last_failure=True)
            told = f"{described.raw_info} {described.raw_outcome}"
            assert reply[:3] in told, "the failure says what the server's code was"
            assert token.found_in(await everything(case)) == set()
            assert token.found_in(told) == set()
    assert reply[:3] in logged(log)
    assert token.found_in(logged(log)) == set()


async def test_the_engine_never_sees_a_call_or_a_number(
    house: House, token: Tokens, log: pytest.LogCaptureFixture
) -> None:
    """The answerphone, what was said and is to be told, the number, and how staff were treated stay out."""
    by: dict[str, Any] = {"by": "ana.duarte"}
    number = f"07{uuid.uuid4().int % 10**9:09}"
    caller = person(token, channel="phone") | {"phone": number}
    missed: dict[str, Any] = {"made_by": "phone", "call": "answerphone", "person": caller}
    called, gone, shut = [
        await house.advice(**missed, about=token(f"said {n}"), begins=house.june()) for n in (1, 2, 3)
    ]
    await called.decide("try-call", **by, message=token("left for them"))
    steps = {name: token(name) for name in ("steps", "needed", "reasons")}
    await called.decide("set-call-steps", **by, **steps, advise_by=called.day(9).isoformat())
    await called.decide("log-missed-call", **by, call="answerphone", message=token("left for us"))
    words = {name: token(f"{name} said") for name in ("answer", "options", "reasons")}
    await called.decide("resolve-call", **by, **words, check=await called.checked(**by))
    await called.decide("ask-for-information", **by, asked=token("to be told"))
    await refused(called, "tell-by-phone", **by, event=99)
    seq = (await called.notice("information-request"))["seq"]
    failed: dict[str, Any] = {"asked": ["reference", "telephone"], "right": ["reference"]}
    await called.decide("check-caller", **by, **failed, note=token("how they sounded"))
    await called.decide("tell-by-phone", **by, event=seq, check=await called.checked(**by))
    check = await called.checked(**by)
    await called.decide("disclose-by-phone", **by, check=check, told=token("told on the telephone"))
    for _ in range(3):
        await called.decide("check-caller", **by, **failed)
    await called.decide("unlock-phone", by="lena.wolska", reasons=token("why unlocked"))
    shouted: dict[str, Any] = {"behaviours": ["rude"], "what": token("what was shouted")}
    await called.decide("record-behaviour", **by, **shouted)
    await called.decide("end-contact", **by, contact="call", explanation=token("why it was ended"))
    await called.decide("advise", **by, **words)
    await shut.decide("record-behaviour", **by, **shouted)
    closed = {name: token(f"{name} for closing") for name in ("considered", "reasons")}
    await shut.decide("close-for-behaviour", by="lena.wolska", **closed)
    for _ in range(3):
        await gone.decide("try-call", **by)
    await gone.decide("stop-calling", **by, reasons=token("why not again"))
    kept = [*await called.notices(), *await gone.notices(), *await shut.notices()]
    assert token.found_in(" ".join(notice["body"] or "" for notice in kept)), (
        "the tokens are where they belong"
    )
    assert number in {notice["address"] for notice in kept}
    for case in (called, gone, shut):
        await case.finished()
        found = await everything(case)
        assert token.found_in(found) == set()
        assert number not in found
    assert token.found_in(logged(log)) == set()
    assert number not in logged(log)
