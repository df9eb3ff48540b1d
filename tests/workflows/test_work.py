"""Staff are told of their work on the engine: by notices as it comes to them, or by a digest on mornings."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from temporalio.exceptions import ApplicationError

from activities.digest import NOT_WANTED, TOO_LATE, Digester
from activities.reconcile import Reconciler
from contracts.messages import DigestKey
from contracts.posting import post
from notices.lookup import Templates
from notices.mailing import MailServer
from records.digest import NOTHING, SENT, digest_of
from records.people import Staff, put_staff, staff_member
from records.sql import every, queries
from starter.cli.rehearsal import until
from tests.house import House, PlayedCase
from tests.notices.test_digest import LINE, LISTS
from tests.workflows.mail import MoodyMail
from tests.workflows.reviewing import PERSON, ask, planned, proposed
from tests.workflows.test_mail import attempts

SECRETS = ("Nadia", "Farrow", "nadia.farrow", "lift has stood")


async def staff(house: House, who: str, like: str, **fields: Any) -> str:
    """Put somebody new into the directory who is like another, but for some fields; returns their id."""
    who = f"{who}.{uuid4().hex[:8]}"
    async with house.pool.acquire() as connection:
        row = await queries.get_staff(connection, policy=house.policy.id, id=like)
        known = Staff.of(dict(row)).model_dump()
        given = {"id": who, "name": f"Somebody {who}", "email": f"{who}@poplar.example"} | fields
        await put_staff(connection, house.policy, [Staff.model_validate(known | given)])
    return who


async def to_staff(case: PlayedCase) -> dict[str, tuple[list[str], str | None, str | None]]:
    """Return whom the notices of work were for, where they went, and why one did not."""
    return {
        notice["kind"]: (list(notice["staff"]) or [notice["audience"]], notice["address"], notice["failure"])
        for notice in await case.notices()
        if notice["audience"] not in ("person", "recipient", "owner")
    }


def texts(house: House, case: PlayedCase, address: str) -> list[str]:
    """Return what was sent to an address about a case, subjects too, on one line each."""
    return [text_of(message) for message in house.mail(case.ref) if address in str(message["To"])]


def text_of(message: EmailMessage) -> str:
    """Return a message's subject and its words, on one line."""
    body = message.get_body(("plain",))
    assert body is not None
    return " ".join([message["Subject"], *body.get_content().split()])


def sections(digest: str) -> dict[str, str]:
    """Return the parts of a digest, by their headings."""
    known = ("New", "Overdue", "Due today", "Due within a week", "Waiting for others", "What you can do")
    parts = re.split(f"({'|'.join(known)}) -+ ", digest)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


async def test_a_case_comes_to_its_owner_and_is_due_and_missed(house: House) -> None:
    """The desk hears of it as it comes in, Tom as it is his, a working day before it is due, and after."""
    case = await house.open(begins=house.june())
    await case.decide("reassign", by="ruth.lewin", owner="tom.okafor")
    await case.notices()  # days lie between: each is there before the next is written
    await case.on(1, "09:00")
    await case.notices()
    await case.on(3, "00:01")
    mine = (["tom.okafor"], "tom.okafor@poplar.example", None)
    assert await to_staff(case) == {
        "received": (["caseworker"], "casework@poplar.example", None),
        "case-assigned": mine,
        "due-soon": mine,
        "deadline-missed": mine,
        "breach": (["head-of-service"], "heads.of.service@poplar.example", None),
    }
    assigned, soon, missed = texts(house, case, "tom.okafor@")
    assert assigned.startswith(f"A case is yours: {case.ref} You have this case from now on.")
    assert f"It is due by: {case.day(2):%A %-d %B %Y}" in soon
    assert "A deadline that was yours has passed" in missed
    [escalated] = texts(house, case, "heads.of.service@")
    assert "Who has the case: Tom Okafor" in escalated
    said = texts(house, case, "poplar.example")
    assert not [(secret, text) for secret in SECRETS for text in said if secret in text]
    reminded = [event for event in await case.events() if event.reminds]
    assert [(event.reminds, event.at.replace(microsecond=0)) for event in reminded] == [
        ("contact", case.at(1, "09:00").astimezone(UTC))
    ]
    await case.is_whole()


async def test_a_panel_is_seated_and_asked_to_sign_and_finance_to_pay(house: House) -> None:
    """Both members get one message; of the draft, the other hears; of the sum, finance."""
    case = await house.open(begins=house.june(), person=PERSON)
    await case.contacted()
    await case.answered()
    await ask(case)
    await planned(case)
    await case.on(2)
    number = await proposed(case, appropriate=False, financial={"impact": "high", "responsibility": "full"})
    sent = await to_staff(case)
    panel, drafted = sent["panel-seat"], sent["decision-to-sign"]
    assert len(panel[0]) == 2
    assert str(panel[1]).count("@") == 2
    [other] = drafted[0]
    assert other in panel[0]
    await case.decide("sign-decision", by=other, proposal=number)
    sent = await to_staff(case)
    assert sent["payment-to-make"] == (["finance"], "finance@poplar.example", None)
    assert sent["commitment-assigned"][0] == ["tom.okafor"]


async def test_a_deputy_hears_and_a_digest_is_had_instead(house: House) -> None:
    """A deputy while the owner is away; nobody by notice who has a digest; the desk where nobody is here."""
    monday = house.june().date()
    week = {"away_from": monday + timedelta(days=1), "away_until": monday + timedelta(days=7)}
    like = "tom.okafor"
    stands_in = await staff(house, "w.deputy", like)
    away = await staff(house, "w.away", like, **week, deputy=stands_in)
    digest = await staff(house, "w.digest", like, digest=True)
    alone = await staff(house, "w.alone", like, **week, deputy=None)
    gone = await staff(house, "w.gone", like, left_on=monday, deputy=digest)
    for owner, address, failure in (
        (away, f"{stands_in}@poplar.example", None),
        (digest, None, "in-digest"),
        (gone, None, "in-digest"),
        (alone, "casework@poplar.example", None),
    ):
        case = await house.open(begins=house.june())
        await case.decide("reassign", by="ruth.lewin", owner=owner)
        await case.on(1, "09:00")
        assert (await to_staff(case))["due-soon"] == ([owner], address, failure)
    refusal = await case.refused("resend", by="ruth.lewin", event=3, notice="due-later")
    assert refusal.detail == "event 3 sent no 'due-later': due-soon"
    await case.decide("resend", by="ruth.lewin", event=3, notice="due-soon")
    again = [notice for notice in await case.notices() if notice["repeats"]]
    assert [(notice["kind"], notice["staff"], notice["address"]) for notice in again] == [
        ("due-soon", [alone], "casework@poplar.example")
    ]


async def test_what_is_done_by_then_nobody_is_told_to_do(
    remote_house: House, port: int, tmp_path: Path
) -> None:
    """The mail server is away: a reminder of what was done since, and a case that is another's, do not go."""
    case = await remote_house.open(begins=remote_house.june())
    await case.decide("reassign", by="ruth.lewin", owner="tom.okafor")
    await case.on(1, "09:00")
    await until(lambda: _tried_again(remote_house, case, "3-due-soon"))
    await case.contacted()
    await case.decide("reassign", by="ruth.lewin", owner="amira.khan")
    async with MoodyMail(tmp_path, port) as server:
        notices = [(notice["kind"], *notice["staff"], notice["failure"]) for notice in await case.notices()]
        received = [message["To"] for message in server.received()]
    assert ("due-soon", "tom.okafor", "overtaken") in notices
    assert ("case-assigned", "tom.okafor", "overtaken") in notices
    assert ("case-assigned", "amira.khan", None) in notices
    assert "tom.okafor@poplar.example" not in received
    assert "amira.khan@poplar.example" in received


async def _tried_again(house: House, case: PlayedCase, notice: str) -> bool:
    return await attempts(house, case, notice) > 1


@pytest.fixture
async def mornings(cached_house: House) -> AsyncIterator[Mornings]:
    """Mornings of the house in a week of its own; nobody has a digest once it is over."""
    found = Mornings(cached_house)
    yield found
    async with cached_house.pool.acquire() as connection:
        await connection.execute("UPDATE casebook.staff SET digest = false WHERE digest")


class Mornings:
    """The digests of a house at the times that a test says."""

    def __init__(self, house: House) -> None:
        self.house = house

    def reconciler(self, at: datetime) -> Reconciler:
        """The reconciler at a moment."""
        house = self.house
        return Reconciler(house.pool, house.client, house.library, house.task_queue, clock=lambda: at)

    async def queued(self, at: datetime) -> list[DigestKey]:
        """Reconcile at a moment; the digests that have been queued for that day by then."""
        await self.reconciler(at).reconcile()
        async with self.house.pool.acquire() as connection:
            rows = await connection.fetch(
                "SELECT policy, staff, day FROM casebook.digest WHERE day = $1 ORDER BY staff", at.date()
            )
        return [DigestKey.model_validate(dict(row)) for row in rows]

    async def send(self, who: str, at: datetime, mail: MailServer | None = None) -> str:
        """Send somebody's digest of a day at a moment of it."""
        house = self.house
        key = DigestKey(policy=house.policy.id, staff=who, day=at.date())
        mail = mail or MailServer(house.settings.smtp_host, house.settings.smtp_port)
        async with house.pool.acquire() as connection:
            await every(queries.queue_digests(connection, policy=key.policy, day=key.day, staff=[who]))
        return await Digester(house.pool, house.library, Templates(), mail, clock=lambda: at).send(key)

    async def lost(self, who: str, day: date) -> None:
        """Let somebody's digest of a day have come to nothing, as the mail server was away."""
        key = {"policy": self.house.policy.id, "day": day}
        async with self.house.pool.acquire() as connection:
            await every(queries.queue_digests(connection, **key, staff=[who]))
            await queries.digest_done(connection, **key, staff=who, came_to=TOO_LATE)

    def read(self, who: str) -> list[str]:
        """The digests that somebody has been sent, subjects too, on one line each."""
        files = sorted(self.house.stack.mail_folder.glob(f"*digest.{self.house.policy.id}.{who}.*.eml"))
        return [text_of(message_from_bytes(file.read_bytes(), policy=default)) for file in files]


async def test_a_digest_has_what_is_overdue_due_and_waits(mornings: Mornings) -> None:
    """Each by reference, duty, clause and day, with whom it waits for; nothing of the person."""
    house = mornings.house
    me = await staff(house, "w.morning", "tom.okafor", digest=True)
    mine = asked, missed, fresh = [await house.open(begins=house.june()) for _ in range(3)]
    for case in mine:
        await case.decide("reassign", by="ruth.lewin", owner=me)
    await asked.contacted(respond_by=asked.day(60).isoformat())
    await asked.decide("ask-for-information", asked="Photographs of the lift.")
    await missed.on(3, "00:01")
    morning = asked.at(2, "09:05")
    await mornings.lost(me, asked.day(1))  # what was new by then is still to be told
    assert await mornings.send(me, morning) == SENT
    assert await mornings.send(me, morning) == SENT
    [said] = mornings.read(me)
    assert said.startswith("Your work today (Poplar HARCA) This is what waits for you on")
    found = sections(said)
    assert [*found] == ["New", "Overdue", "Due today", "Waiting for others", "What you can do"]
    assert found["New"].count("you have this case now") == 3
    assert missed.ref in found["Overdue"]
    assert f"{fresh.ref}: Contact the person" in found["Due today"]
    assert asked.ref not in found["Overdue"] + found["Due today"]
    waits = f"{asked.ref}: Wait for the information asked for (PH-4.1e), from the person, "
    assert waits in found["Waiting for others"]
    assert not [secret for secret in SECRETS if secret in said]
    async with house.pool.acquire() as connection:
        entry = await staff_member(connection, house.policy, me)
        context = await digest_of(connection, house.policy, entry, house.library, morning.date())
    assert context is not None
    lines = [line for name in LISTS if name not in ("to_sign", "new") for line in context[name]]  # type: ignore[attr-defined]
    assert {frozenset(line) for line in lines} == {frozenset(LINE)}
    assert sorted(line["reference"] for line in context["new"]) == sorted(case.ref for case in mine)  # type: ignore[attr-defined]
    next_day = await mornings.send(me, morning + timedelta(days=1))
    assert (next_day, "New" in sections(mornings.read(me)[-1])) == (SENT, False)
    assert context.keys() == {"policy", "today", *LISTS}


async def test_a_deputys_digest_has_the_work_of_whoever_is_away(mornings: Mornings) -> None:
    """And says whose it is; whoever is away has none, nor whoever has nothing to do."""
    house = mornings.house
    begins = house.june()
    today = begins.date()
    deputy = await staff(house, "w.second", "tom.okafor", digest=True)
    first = await staff(
        house, "w.first", "tom.okafor", digest=True, away_from=today + timedelta(days=1), deputy=deputy,
        away_until=today + timedelta(days=9),
    )  # fmt: skip
    case = await house.open(begins=begins)
    await case.decide("reassign", by="ruth.lewin", owner=first)
    assert await mornings.send(deputy, case.at(0, "09:40")) == NOTHING
    assert await mornings.send(deputy, case.at(2, "09:05")) == SENT
    assert await mornings.send(first, case.at(2, "09:05")) == NOT_WANTED
    [said] = mornings.read(deputy)
    due = f"for Somebody {first}, {case.day(2):%A %-d %B %Y}"
    assert f"Contact the person: the remedy they want, and a timescale (PH-4.1c), {due}" in said


async def test_digests_are_queued_once_on_working_mornings(mornings: Mornings) -> None:
    """Not before the time of reminders, nor on a Saturday, nor for whoever is not here."""
    house = mornings.house
    monday = house.quiet_monday()
    saturday = monday + timedelta(days=5)
    me = await staff(house, "w.early", "tom.okafor", digest=True)
    left = await staff(house, "w.left", "tom.okafor", digest=True, left_on=monday.date() - timedelta(days=1))
    at = monday.replace(hour=9, minute=2)
    for moment, there in (
        (monday.replace(hour=8, minute=59), []),
        (at, [me]),
        (at + timedelta(hours=3), [me]),
        (saturday.replace(hour=9, minute=2), []),
    ):
        queued = await mornings.queued(moment)
        assert [key.staff for key in queued if key.staff in (me, left)] == there
    queued = [key for key in await mornings.queued(at) if key.staff == me]

    async def is_over() -> bool:
        description = await house.client.get_activity_handle(queued[0].id).describe()
        return description.close_time is not None

    await until(is_over)  # the worker's own day is another
    assert await mornings.send(me, at + timedelta(days=1)) == NOTHING
    assert await mornings.send(me, at) == TOO_LATE


async def test_a_digest_that_was_queued_and_forgotten_is_posted(mornings: Mornings) -> None:
    """By the reconciler, where a crash came between: at whatever time it looks next."""
    house = mornings.house
    me = await staff(house, "w.forgotten", "tom.okafor", digest=True)
    key = DigestKey(policy=house.policy.id, staff=me, day=house.june().date())
    async with house.pool.acquire() as connection:
        await every(queries.queue_digests(connection, policy=key.policy, day=key.day, staff=[me]))
        long_ago = "UPDATE casebook.digest SET posted_at = now() - interval '1 hour' WHERE staff = $1"
        await connection.execute(long_ago, me)
    reconciled = await mornings.reconciler(house.june("07:00")).reconcile()
    assert key.id in reconciled.posted
    assert await house.client.get_activity_handle(key.id, result_type=str).result() == TOO_LATE


async def test_the_worker_sends_what_is_queued(mornings: Mornings) -> None:
    """On the real clock, whatever the day: queued for today, it is sent by the engine's own activity."""
    house = mornings.house
    me = await staff(house, "w.real", "tom.okafor", digest=True)
    case = await house.open()
    await case.decide("reassign", by="ruth.lewin", owner=me)
    await case.decide("ask-for-information", asked="Photographs of the lift.")
    key = DigestKey(policy=house.policy.id, staff=me, day=datetime.now(house.policy.zone).date())
    async with house.pool.acquire() as connection:
        await every(queries.queue_digests(connection, policy=key.policy, day=key.day, staff=[me]))
    await post(house.client, key, house.task_queue)
    assert await house.client.get_activity_handle(key.id, result_type=str).result() == SENT
    [said] = mornings.read(me)
    assert case.ref in said


async def test_a_digest_that_cannot_be_sent(remote_house: House, port: int, tmp_path: Path) -> None:
    """Tried again while the mail server is away, and over for good where it refuses the address."""
    mornings = Mornings(remote_house)
    me = await staff(remote_house, "w.refused", "tom.okafor", digest=True)
    case = await remote_house.open(begins=remote_house.june())
    await case.decide("reassign", by="ruth.lewin", owner=me)
    at = case.at(2, "09:05")
    mail = MailServer(remote_house.settings.smtp_host, port, start_tls=False)
    with pytest.raises(ApplicationError) as away:
        await mornings.send(me, at, mail)
    assert (away.value.type, away.value.non_retryable) == ("notice-mail-server-away", False)
    async with MoodyMail(tmp_path, port) as server:
        server.to_recipient = "550 5.1.1 unknown"
        with pytest.raises(ApplicationError) as refused:
            await mornings.send(me, at, mail)
        assert (refused.value.type, refused.value.non_retryable) == ("notice-address-refused", True)
        server.to_recipient = None
        assert await mornings.send(me, at, mail) == "notice-address-refused"
        assert not [message for message in server.received() if me in message["To"]]
