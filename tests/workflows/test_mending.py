"""A person's details that were wrong, and notices that did not arrive: corrected, and sent again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from starter.cli.rehearsal import until
from tests.house import House, PlayedCase
from tests.workflows.mail import MoodyMail
from tests.workflows.test_mail import attempts
from tests.workflows.warning import in_force, proposed

WRONG = {"name": "Nadia Farrow", "email": "nadia.farow@resident.example"}
RIGHT = "nadia.farrow@resident.example"
WHY = "She spelt it out on the telephone."
HOME = "1 Lantern House\nExample Street\nLondon E14 0ZZ"


async def corrected(case: PlayedCase, *, by: str = "amira.khan", **fields: Any) -> None:
    """The person's details are corrected."""
    await case.decide("correct-person", by=by, **{"reasons": WHY} | fields)


async def test_what_waits_for_the_mail_server_goes_to_the_corrected_address(
    remote_house: House, port: int, tmp_path: Path
) -> None:
    """Nothing has gone to the wrong address by then, and nothing does afterwards."""
    case = await remote_house.open(person=WRONG)
    await case.contacted()
    await until(lambda: _tried_again(remote_house, case, "1-acknowledgement"))
    await corrected(case, person={"email": RIGHT})
    async with MoodyMail(tmp_path, port) as server:
        notices = await theirs(case)
        received = [message["To"] for message in server.received()]
    assert {notice["address"] for notice in notices} == {RIGHT}
    assert set(received) == {RIGHT, "casework@poplar.example"}
    assert sorted(notice["kind"] for notice in notices) == [
        *("acknowledgement", "contact-record", "details-corrected")
    ]
    await case.is_whole()


async def test_what_failed_is_sent_again_once_it_is_corrected(
    remote_house: House, port: int, tmp_path: Path
) -> None:
    """As it was written, to the right address, by an event of its own; then it is no trouble any more."""
    async with MoodyMail(tmp_path, port) as server:
        server.to_recipient = "550 5.1.1 unknown"
        case = await remote_house.open(person=WRONG)
        failed = await case.notice("acknowledgement")
        to_person, to_staff = (await case.seen_by("amira.khan")).notices
        assert "'correct-person'" in str(to_person.trouble)
        assert "staff directory" in str(to_staff.trouble)
        server.to_recipient = None
        await corrected(case, person={"email": RIGHT})
        notices = await theirs(case)
        sent = server.received()
    assert await case.kinds() == ["opened", "person-corrected", "notice-resent"]
    [again] = await case.events("notice-resent")
    assert (again.facts, again.repeats) == ({"event": 1, "notice": "acknowledgement"}, 1)
    [_, _, second] = sorted(notices, key=lambda notice: notice["seq"])
    assert (second["kind"], second["address"], second["subject"]) == (
        "acknowledgement",
        RIGHT,
        f"We have received your complaint ({case.ref})",
    )
    said = " ".join(second["body"].split())
    assert f"We wrote this to you on {case.begins:%A %-d %B %Y}." in said
    assert "The lift has stood still" not in str(failed["body"])
    assert {message["To"] for message in sent} == {RIGHT}
    seen = await case.seen_by("amira.khan")
    to_her = [one for one in seen.notices if one.to == "person"]
    assert [(one.event, one.sent_again, one.repeats, one.trouble) for one in to_her] == [
        *((1, 3, None, None), (2, None, None, None), (3, None, 1, None))
    ]
    assert (seen.person["email"], seen.person["name"]) == (RIGHT, "Nadia Farrow")
    assert seen.history[1].words == {"person.email": RIGHT, "was.email": WRONG["email"], "reasons": WHY}
    await case.is_whole()


async def theirs(case: PlayedCase) -> list[Any]:
    """Return the notices to the person, once all of the case have been sent or have failed."""
    return [notice for notice in await case.notices() if notice["audience"] == "person"]


class SlowMail(MoodyMail):
    """A mail server that lets a recipient wait before it refuses them for good."""

    def __init__(self, folder: Path, port: int, wrong: str) -> None:
        super().__init__(folder, port)
        self.wrong, self.reached, self.released = wrong, asyncio.Event(), asyncio.Event()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse the wrong recipient, once it may."""
        if address == self.wrong:
            self.reached.set()
            await self.released.wait()
            return "550 5.1.1 unknown"
        return await super().handle_RCPT(server, session, envelope, address, options)


async def test_what_fails_after_the_correction_is_tried_with_the_right_address(
    remote_house: House, port: int, tmp_path: Path
) -> None:
    """The mail server refuses the old address only once the new one is recorded: nothing is left failed."""
    async with SlowMail(tmp_path, port, WRONG["email"]) as server:
        case = await remote_house.open(person=WRONG)
        await server.reached.wait()
        await corrected(case, person={"email": RIGHT})
        server.released.set()
        notices = await theirs(case)
    assert [(notice["kind"], notice["address"], notice["failure"]) for notice in notices] == [
        ("acknowledgement", RIGHT, None),
        ("details-corrected", RIGHT, None),
    ]


async def test_two_corrections_at_once_are_both_kept(house: House) -> None:
    """Each keeps what the other has corrected; of one detail, that counts which was recorded last."""
    case = await house.open(person=WRONG)
    await asyncio.gather(
        corrected(case, person={"email": RIGHT}),
        corrected(case, person={"phone": "020 7946 0100"}, by="tom.okafor"),
        corrected(case, person={"name": "Nadia Farrow-Bell"}, by="ruth.lewin"),
    )
    person = (await case.seen_by("amira.khan")).person
    assert [person[name] for name in ("email", "phone", "name")] == [
        *(RIGHT, "020 7946 0100", "Nadia Farrow-Bell")
    ]
    assert len(await case.events("person-corrected")) == 3
    others = ["nadia@resident.example", "nadia.f@resident.example"]
    await asyncio.gather(*(corrected(case, person={"email": email}) for email in others))
    last = (await case.seen_by("amira.khan")).history[-1].words["person.email"]
    assert (await case.seen_by("amira.khan")).person["email"] == last
    await case.is_whole()


async def test_details_that_reach_nobody_are_refused(house: House) -> None:
    """With the detail, and what to do; nothing is recorded."""
    case = await house.open(needs=["letters"], person=WRONG | {"address": HOME.splitlines()})
    for fields, where, said in (
        ({}, "person", "name a detail that is corrected"),
        ({"person": {"email": WRONG["email"]}}, "person", "recorded already"),
        ({"person": {"channel": "phone"}}, "person", "channel 'phone' needs a phone number"),
        ({"removes": ["email"]}, "person", "channel 'email' needs an email address"),
        ({"removes": ["address"]}, "person.address", "met by letters"),
        ({"person": {"email": RIGHT}, "removes": ["email"]}, "removes", "more than once: email"),
        ({"person": {"email": "nadia at home"}}, "person.email", "not an e-mail address"),
        ({"person": {"address": "\n".join("123456789")}}, "person.address", "at most 8"),
    ):
        refusal = await case.refused("correct-person", **{"reasons": WHY} | fields)
        assert said in refusal.detail, refusal
        assert refusal.where == where
    with_phone = {"phone": "020 7946 0100", "channel": "phone"}
    told = await case.refused("correct-person", reasons=WHY, person=with_phone)
    assert "nobody is told by telephone" in told.detail


async def test_a_case_that_has_ended_can_be_corrected(house: House) -> None:
    """The letter about its end is sent again, by post, as the person asks for."""
    case = await house.open(person=WRONG)
    await case.lived_plainly()
    await corrected(case, person={"address": HOME, "channel": "letter"})
    ending = await case.notice("closure")
    answer = await case.decide("resend", event=ending["seq"], notice="closure")
    assert answer.events == ("notice-resent",)
    second = next(notice for notice in await case.notices() if notice["seq"] == answer.seq)
    assert (second["channel"], second["address"]) == ("letter", f"Nadia Farrow\n{HOME}")
    assert (house.settings.outbox / case.ref / f"{answer.seq:03}-closure.pdf").exists()
    await case.is_whole()


async def test_a_notice_that_cannot_be_sent_again_is_refused(
    remote_house: House, port: int, tmp_path: Path
) -> None:
    """With what happens instead."""
    case = await remote_house.open(person=WRONG)
    waits = await case.refused("resend", event=1, notice="acknowledgement")
    assert "still on its way" in waits.detail
    none = await case.refused("resend", event=1, notice="closure")
    assert none.detail == "event 1 sent no 'closure': acknowledgement, received"
    late = await case.refused("resend", event=9, notice="closure")
    assert "there is no event 9; the last is 1" in late.detail
    async with MoodyMail(tmp_path, port) as server:
        server.to_recipient = "550 5.1.1 unknown"
        await case.notice("acknowledgement")
        first, second = await asyncio.gather(
            *(case.decide("resend", event=1, notice="acknowledgement") for _ in range(2)),
            return_exceptions=True,
        )
        [refused] = [found for found in (first, second) if isinstance(found, BaseException)]
        assert "it was sent again with event 2" in str(refused)
        server.to_recipient = None


async def test_nobody_gets_what_was_written_to_whoever_led_before(
    remote_house: House, port: int, tmp_path: Path
) -> None:
    """A petition's new lead is corrected: what failed for the first one is theirs."""
    async with MoodyMail(tmp_path, port) as server:
        server.to_recipient = "550 5.1.1 unknown"
        case = await remote_house.open(person=WRONG, raised_by="petition", petition={"signatures": 61})
        await case.notice("acknowledgement")
        lead = {"name": "Idris Bello", "email": "idris.belo@resident.example"}
        await case.decide("change-lead", lead=lead, reasons="The first lead has moved away.")
        await case.notice("lead-changed")
        server.to_recipient = None
        await corrected(case, person={"email": "idris.bello@resident.example"})
        await case.notices()
        assert [event.facts["notice"] for event in await case.events("notice-resent")] == ["lead-changed"]
        refusal = await case.refused("resend", event=1, notice="acknowledgement")
    assert "written to somebody else" in refusal.detail


async def test_whoever_corrects_the_address_does_not_award_what_is_paid_there(house: House) -> None:
    """A cheque goes to the address; an e-mail address pays nobody."""
    money = {"impact": "some", "responsibility": "full"}
    case = await house.open(person=WRONG)
    await case.contacted()
    await corrected(case, person={"email": RIGHT}, by="ruth.lewin")
    await corrected(case, person={"address": HOME}, by="amira.khan")
    hers = await case.refused(
        "respond",
        outcome="upheld",
        can_do="We mend the lift.",
        cannot_do="We cannot build a second one.",
        reasons="The part was not ordered.",
        financial=money,
    )
    assert (hers.code, "amira.khan set where payment 1 goes" in hers.detail) == ("conflict-of-interest", True)
    await case.answered(by="ruth.lewin", financial=money, remedies=[])
    await corrected(case, person={"address": HOME + "\nEngland"}, by="tom.okafor")
    [*_, last] = await case.events("person-corrected")
    assert last.facts["not_for_payments"] == "1"


async def test_a_person_who_is_not_told_of_a_warning_hears_of_no_correction(house: House) -> None:
    """Nothing is written to somebody who does not know of the case."""
    case = await proposed(house, house.monday())
    await corrected(case, person={"phone": "020 7946 0100"})
    assert {notice["audience"] for notice in await case.notices()} == {"head-of-service"}
    known = await in_force(house, house.monday())
    await corrected(known, person={"phone": "020 7946 0100"})
    assert (await known.notice("details-corrected"))["address"] == "marek.dunmore@resident.example"


async def test_an_appointment_of_a_cases_person_goes_to_the_corrected_address(house: House) -> None:
    """They are the same person, taken in once."""
    case = await house.advice(person={"name": "Marisol Pinto", "email": "marisol.pint@client.example"})
    begins = house.quiet_monday()
    visit = await house.appointment(begins=begins, case=case.ref, person=None)
    await corrected(case, by="ana.duarte", person={"email": "marisol.pinto@client.example"})
    assert (await visit.seen_by("ana.duarte")).person["email"] == "marisol.pinto@client.example"


async def _tried_again(house: House, case: PlayedCase, notice: str) -> bool:
    return await attempts(house, case, notice) > 1
