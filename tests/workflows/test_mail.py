"""Notices when the mail server is down, slow to say yes, or says no; letters; each notice once."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from activities.deliver import Postroom
from contracts.messages import NoticeKey
from notices.lookup import Templates
from notices.mailing import MailServer
from records.signpost_directory import put_signposts
from records.sql import queries
from starter.cli.rehearsal import until
from tests.house import House, PlayedCase
from tests.rules.advice import GIVEN
from tests.signposts import signpost
from tests.workflows.mail import ForgetfulMail, MoodyMail
from tests.workflows.test_calls import BY_PHONE
from tests.workflows.test_sharing import ANA, REFERRAL

ADDRESS = ["1 Lantern House", "Example Street", "London E14 0ZZ"]
OUTSIDE = ("quayside.example", "university.example")
BY_LETTER = {"name": "Nadia Farrow", "address": ADDRESS, "channel": "letter"}


async def attempts(house: House, case: PlayedCase, notice: str) -> int:
    """How often the delivery of a notice was tried."""
    return (await house.client.get_activity_handle(f"{case.ref}/{notice}").describe()).attempt


def sizes_of_print(pdf: bytes) -> set[float]:
    """The sizes of print in a letter, in points."""
    sizes: set[float] = set()

    def note(text: str, _current: object, matrix: list[float], _font: object, size: float) -> None:
        if text.strip():
            sizes.add(round(abs(matrix[3]) * size, 1))

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=note)
    return sizes


async def test_mail_server_down_holds_nothing_up(remote_house: House, port: int, tmp_path: Path) -> None:
    """Decisions are taken and the case ends; every notice goes once the server is there, once each."""
    case = await remote_house.open()
    await case.contacted()
    await case.answered(outcome="not-upheld", remedies=[])
    await case.decide("accept")
    await case.finished()
    await until(lambda: _tried_again(remote_house, case))
    async with remote_house.pool.acquire() as connection:
        waiting = [row async for row in queries.notices(connection, ref=case.ref)]
    assert [row["sent_at"] for row in waiting] == [None] * 5
    async with MoodyMail(tmp_path, port) as server:
        notices = await case.notices()
        assert all(notice["sent_at"] for notice in notices)
        received = [message["Message-ID"] for message in server.received()]
    assert sorted(received) == sorted(notice["message_id"] for notice in notices)


@pytest.mark.clause("WRC-4")
@pytest.mark.clause("WRC-5")
async def test_a_letter_says_what_the_directory_said_when_it_was_decided(
    remote_house: House, port: int, tmp_path: Path
) -> None:
    """The entry changes while the mail server is down; the letter has the one that was decided on."""
    case = await remote_house.advice()
    policy, service = remote_house.library.current("work-rights-centre"), "changed-meanwhile"

    async def put(**fields: Any) -> None:
        async with remote_house.pool.acquire() as connection:
            entry = signpost(case.begins.date(), id=service, **fields)
            await put_signposts(connection, policy, [entry], case.moment)

    await put(name="Old name", phone="020 7946 0777")
    ground = {"ground": "beyond-remit", "particulars": "It is about a loan."}
    await case.decide("refuse", by="ana.duarte", **ground, signposts=[service])
    await case.finished()
    await until(lambda: _tried_again(remote_house, case, "3-advice-declined"))
    await put(name="New name", ended_on=case.begins.date())
    async with MoodyMail(tmp_path, port):
        said = await case.said("advice-declined")
    assert "Old name" in said
    assert "020 7946 0777" in said
    assert "New name" not in said


@pytest.mark.clause("WRC-3")
async def test_what_waits_to_be_sent_outside_is_held_back_where_consent_is_withdrawn(
    remote_house: House, port: int, tmp_path: Path
) -> None:
    """Consent that is in force as it is sent counts: one that is given anew does not let the old one go.

    The person and the data protection officer are told what became of it; what rests on other consent goes.
    """
    case = await remote_house.advice(consent=GIVEN | {"scopes": ["hold", "refer", "research"]})
    await case.decide("share", by=ANA, **REFERRAL)
    to_research = {"recipient": "researcher", "to": "Example University", "email": "study@university.example"}
    await case.decide("share", by=ANA, **REFERRAL | to_research)
    await until(lambda: _tried_again(remote_house, case, "3-referral"))
    assert [one.went for one in (await case.seen_by(ANA)).shared] == ["waiting", "waiting"]
    await case.decide("withdraw-consent", by=ANA, scopes=["refer"])
    await case.decide("record-consent", by=ANA, **GIVEN)
    assert [one.went for one in (await case.seen_by(ANA)).shared] == ["withheld", "waiting"]
    await case.decide("share", by=ANA, **REFERRAL)
    async with MoodyMail(tmp_path, port) as server:
        notices = {(notice["seq"], notice["kind"]): notice for notice in await case.notices()}
        sent = sorted(message["To"] for message in server.received() if message["To"].endswith(OUTSIDE))
    assert sent == ["duty@quayside.example", "study@university.example"]
    held, after = notices[3, "referral"], notices[7, "referral"]
    assert (held["failure"], held["sent_at"], held["body"]) == ("no-consent", None, None)
    assert (after["failure"], after["sent_at"] is not None) == (None, True)
    assert "It was not sent." in " ".join(notices[3, "shared"]["body"].split())
    assert "it was not sent" in " ".join(notices[3, "disclosure"]["body"].split())
    assert "This is what we share" in " ".join(notices[4, "shared"]["body"].split())
    assert [one.went for one in (await case.seen_by(ANA)).shared] == ["withheld", "sent", "sent"]
    await case.is_whole()


@pytest.mark.clause("WRC-8")
async def test_nobody_is_asked_for_consent_that_they_gave_or_declined_meanwhile(
    remote_house: House, port: int, tmp_path: Path
) -> None:
    """A request that waited for the mail server is not sent any more; the rest goes."""
    given, declined = [await remote_house.advice(consent=None) for _ in range(2)]
    await given.decide("record-consent", by=ANA, **GIVEN)
    await declined.decide("withdraw-consent", by=ANA)
    for case in (given, declined):
        await until(lambda case=case: _tried_again(remote_house, case, "1-advice-received"))  # type: ignore[misc]
    async with MoodyMail(tmp_path, port) as server:
        for case, answer in ((given, "consent-recorded"), (declined, "consent-withdrawn")):
            assert {notice["kind"]: notice["failure"] for notice in await case.notices()} == {
                "advice-received": None,
                "consent-request": "not-asked-any-more",
                answer: None,
            } | ({"consent-ended": None} if case is declined else {})
        assert not [mail for mail in server.received() if "We ask for your consent" in mail["Subject"]]


async def _tried_again(house: House, case: PlayedCase, notice: str = "5-closure") -> bool:
    return await attempts(house, case, notice) > 1


async def test_a_refusal_for_now_is_tried_again(remote_house: House, port: int, tmp_path: Path) -> None:
    """A 451 to the recipient, then one to the message; taken in the end, and kept once."""
    async with MoodyMail(tmp_path, port) as server:
        server.to_recipient = "451 4.7.1 try again"
        case = await remote_house.open()
        await until(lambda: _asked(server, 2))
        server.to_recipient, server.to_message = None, "451 4.3.0 try again"
        before = server.asked
        await until(lambda: _asked(server, before + 2))
        server.to_message = None
        notice = await case.notice("acknowledgement")
        assert (notice["failure"], notice["channel"]) == (None, "email")
        received = [message["To"] for message in server.received()]
        assert received.count(notice["address"]) == 1


@pytest.mark.clause("WRC-7")
async def test_an_appointment_that_is_sent_again_is_the_same_to_the_byte(
    remote_house: House, port: int, tmp_path: Path
) -> None:
    """The server keeps it and says that it does not; the calendar entry within is the same, too."""
    async with ForgetfulMail(tmp_path, port) as server:
        case = await remote_house.appointment()
        await case.notice("appointment-confirmed")
        first, second = sorted(server.folder.glob("*.eml"))
        assert first.read_bytes() == second.read_bytes()
        for message in server.received():
            [entry] = message.iter_attachments()
            assert "SEQUENCE:0" in entry.get_content()


async def test_a_refusal_for_good_is_kept_on_file(remote_house: House, port: int, tmp_path: Path) -> None:
    """A 550 is not tried again; the notice says why it failed, and the case goes on."""
    async with MoodyMail(tmp_path, port) as server:
        server.to_recipient = "550 5.1.1 unknown"
        case = await remote_house.open()
        notices = {notice["kind"]: notice for notice in await case.notices()}
        notice = notices["acknowledgement"]
        assert (notice["failure"], notice["sent_at"]) == ("notice-address-refused", None)
        assert server.asked == len(notices) == 2
        assert (await case.contacted()).stage == "resolve"


async def _asked(server: MoodyMail, times: int) -> bool:
    return server.asked >= times


async def test_the_same_notice_delivered_twice_is_one_mail(house: House) -> None:
    """Delivering it again sends nothing and says by which channel it went."""
    case = await house.open()
    notice = await case.notice("acknowledgement")
    mail = MailServer(house.settings.smtp_host, house.settings.smtp_port)
    postroom = Postroom(house.pool, house.library, Templates(), mail, house.settings.outbox)
    assert await postroom.deliver(NoticeKey(ref=case.ref, seq=1, kind="acknowledgement")) == "email"
    sent = house.mail(case.ref, to=notice["address"])
    assert [message["Message-ID"] for message in sent] == [notice["message_id"]]


async def test_what_is_on_file_is_what_was_said(house: House) -> None:
    """The mail's text and subject are those recorded; it went to the person."""
    case = await house.open()
    notice = await case.notice("acknowledgement")
    [message] = house.mail(case.ref, to="nadia.farrow@resident.example")
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().split() == notice["body"].split()
    assert (message["Subject"], message["To"]) == (notice["subject"], "nadia.farrow@resident.example")
    assert notice["address"] == "nadia.farrow@resident.example"


@pytest.mark.parametrize(
    ("wanted", "point"),
    [
        pytest.param({"person": BY_LETTER}, 12, id="channel letter"),
        pytest.param({"person": BY_LETTER, "needs": ["large-print"]}, 18, id="large print"),
        pytest.param(
            {
                "person": {**BY_LETTER, "channel": "email", "email": "n@resident.example"},
                "needs": ["letters"],
            },
            12,
            id="need of letters",
        ),
    ],
)
@pytest.mark.clause("PH-3a")
async def test_a_letter_is_put_in_the_outbox_once(house: House, wanted: dict[str, Any], point: float) -> None:
    """As a PDF in the print that the person needs, saying what is on file; no e-mail goes."""
    case = await house.open(**wanted)
    notice = await case.notice("acknowledgement")
    assert (notice["channel"], notice["address"]) == ("letter", "\n".join(["Nadia Farrow", *ADDRESS]))
    [file] = sorted((house.settings.outbox / case.ref).iterdir())
    assert str(file) == notice["file"]
    pdf = file.read_bytes()
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    printed = "".join(text.split()).replace("\u200b", "")
    for paragraph in ("We are sorry that you have had cause to complain.", "Nadia Farrow", case.ref):
        assert paragraph.replace(" ", "") in printed
        assert paragraph in " ".join(notice["body"].split()) + case.ref
    assert min(sizes_of_print(pdf)) == point
    assert {message["To"] for message in house.mail(case.ref)} <= {"casework@poplar.example"}


@pytest.mark.clause("WRC-11")
async def test_what_is_told_by_telephone_waits_for_no_mail_server(
    remote_house: House, port: int, tmp_path: Path
) -> None:
    """It can be read out and recorded while nobody can be asked; then nobody is asked, but for the rest."""
    case = await remote_house.advice(person=BY_PHONE, consent=None)
    await until(lambda: _tried_again(remote_house, case, "1-advice-received"))
    await until(lambda: _tried_again(remote_house, case, "2-consent-request"))
    waiting = {notice.event: notice for notice in (await case.seen_by(ANA)).notices if notice.tell_by}
    assert [(number, one.sent_at, one.told_at) for number, one in sorted(waiting.items())] == [
        (1, None, None),
        (2, None, None),
    ]
    assert all("Vesna" in str(notice.body) for notice in waiting.values())
    await case.decide("tell-by-phone", by=ANA, event=1, check=await case.checked(by=ANA))
    async with MoodyMail(tmp_path, port) as server:
        notices = {notice["seq"]: notice for notice in await case.notices()}
        asked = [message["Message-ID"] for message in server.received()]
    assert asked == [notices[2]["message_id"]]
    assert (notices[1]["message_id"], notices[1]["told_by"], notices[2]["told_by"]) == (None, ANA, None)


@pytest.mark.clause("WRC-11")
async def test_nobody_is_told_what_is_not_asked_any_more(
    remote_house: House, port: int, tmp_path: Path
) -> None:
    """A request for consent that was answered while the mail server was away waits no more."""
    case = await remote_house.advice(person=BY_PHONE, consent=None)
    await until(lambda: _tried_again(remote_house, case, "2-consent-request"))
    await case.decide("record-consent", by=ANA, **GIVEN | {"scopes": ["hold"]})
    async with MoodyMail(tmp_path, port):
        request = await case.notice("consent-request")
    assert (request["failure"], request["tell_by"]) == ("not-asked-any-more", None)
    check = await case.checked(by=ANA)
    refusal = await case.refused("tell-by-phone", by=ANA, event=request["seq"], check=check)
    assert "no notice of event 2 waits" in refusal.detail
