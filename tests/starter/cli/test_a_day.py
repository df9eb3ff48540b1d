"""A day's work at the command line with its usual slips: each is answered with what to do instead.

Run it with `-s` to read the day as it goes: each command, and what it printed.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.starter.cli.command import wait_for
from tests.starter.cli.conftest import a_stack_with_staff
from tests.starter.cli.desk import Desk

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
MONEY = (
    "--set financial.impact=high --set financial.responsibility=full "
    "--set financial.losses.1.what='A heater' --set financial.losses.1.pence=90000 "
    "--set financial.losses.1.evidence='A receipt'"
)
SAID = "--set can_do='We mend it.' --set cannot_do='A second lift.' --set reasons='A part was missing.'"


@pytest.fixture(scope="module")
def running() -> Iterator[Path]:
    """A stack of this day's own."""
    with a_stack_with_staff() as folder:
        yield folder


@pytest.fixture
def desk(running: Path) -> Desk:
    """A terminal of that stack."""
    return Desk(running)


def in_days(count: int) -> date:
    """A day that is so many days away."""
    return date.today() + timedelta(days=count)  # noqa: DTZ011 - the stack's own clock


def complaint(**person: str) -> str:
    """The fields of a complaint as they are typed."""
    whose = {"name": "Siobhán O'Neill", "email": "siobhan@resident.example"} | person
    told = " ".join(f"--set person.{name}={shlex.quote(value)}" for name, value in whose.items())
    return (
        f"--set service=repairs --set happened_on={in_days(-20)} --set about='The lift stands still.' {told}"
    )


@pytest.mark.clause("PH-4.1b")
def test_a_complaint_from_the_first_slip_to_the_payments(desk: Desk, running: Path) -> None:
    """Opened, contacted, evidence, information, an award that takes two, a review, two payments."""
    ref = _opens(desk)
    _contacts(desk, ref)
    _adds_evidence(desk, ref, running)
    _responds(desk, ref)
    _reviews(desk, ref)
    _pays(desk, ref)
    assert ref in desk.done("amira.khan", "list --find oneill")


def _opens(desk: Desk) -> str:
    amira, day = "amira.khan", in_days(-20)
    no_address = "person.email: this is not an e-mail address: An email address must have an @-sign."
    desk.slip(amira, f"open {complaint(email='siobhan at home')}", no_address)
    wrong = f"open {complaint()} --set happened_on={day:%d/%m/%Y}"
    desk.slip(amira, wrong, f"happened_on: {day:%d/%m/%Y} is not a date; write {day}")
    desk.slip(amira, f"open {complaint()} --set service=lifts", "there is no 'lifts'; there are: ")
    ref = desk.opened(amira, complaint())
    again = desk.run("tom.okafor", f"open {complaint(name='ONeill Siobhán')}")
    other = again.stdout.strip()
    assert f"may be the same as {ref}" in again.stderr
    assert f"May be the same as {ref}" in desk.done("tom.okafor", f"show {other}")
    desk.done("tom.okafor", f"decide {other} link-duplicate --set original={ref}")
    assert "May be the same" not in desk.done("tom.okafor", f"show {other}")
    return ref


def _contacts(desk: Desk, ref: str) -> None:
    amira, contact = "amira.khan", f"decide {ref} contact"
    assert "remedy_wanted yes text" in desk.done(amira, f"{contact} --help")
    opens = desk.done(amira, f"decide {ref}")
    assert re.search(r"Open to you.* contact .*Closed to you", opens)
    assert "respond contact the person first: what remedy do they want?" in opens
    desk.slip(amira, f"decide {ref} contct", "there are: accept, add-evidence, ", "contact, ")
    desk.slip(amira, contact, "remedy_wanted: it is missing; give it")
    day = in_days(3)
    late = f"{contact} --set remedy_wanted='A lift' --set respond_by={day:%d/%m/%Y}"
    desk.slip(amira, late, f"respond_by: {day:%d/%m/%Y} is not a date; write {day}")
    desk.slip("nina.roy", f"{contact} --set remedy_wanted='A lift'", "there is no such case")
    desk.done(amira, f"{contact} --set remedy_wanted='A lift that works.'")


def _adds_evidence(desk: Desk, ref: str, folder: Path) -> None:
    amira, picture = "amira.khan", folder / "lift.jpg"
    picture.write_bytes(b"no picture")
    desk.slip(amira, f"decide {ref} --attach lift.jpg", "it does not look like image/jpeg; say what")
    picture.write_bytes(JPEG)
    desk.slip(amira, f"decide {ref} add-evidence", "--attach: name the file that is put on file")
    desk.slip(amira, f"decide {ref} note --attach lift.jpg", "a file goes with add-evidence")
    desk.done(amira, f"decide {ref} --attach lift.jpg --set title='The lift'")
    desk.slip(amira, f"decide {ref} receive-information", "no information is awaited")
    desk.done(amira, f"decide {ref} ask-for-information --set asked='The receipts.'")
    desk.done(amira, f"decide {ref} receive-information")


def _responds(desk: Desk, ref: str) -> None:
    amira, ruth, respond = "amira.khan", "ruth.lewin", f"decide {ref} respond {SAID}"
    account = f"decide {ref} give-payment-details --set account_name='S ONeill' --set account_number=12345678"
    desk.slip(amira, f"{respond} --set outcome=uphold", "outcome: write one of: upheld, partly-upheld, ")
    repair = "--set remedies.1.what='Mend it' --set remedies.1.by"
    soon = "remedies.1.by: this is not a date; write one as 2026-12-24"
    owner = "remedies.1.owner: it is missing; give it"
    desk.slip(amira, f"{respond} --set outcome=upheld {repair}=soon", soon, owner)
    whole = f"{respond} --set outcome=upheld {repair}={in_days(40)} --set remedies.1.owner=tom.okafor {MONEY}"
    desk.slip(amira, whole, "financial: there is no account", "by 'give-payment-details' first")
    desk.slip("tom.okafor", f"{account} --set sort_code=123", "sort_code: give 6 digits")
    desk.done("tom.okafor", f"{account} --set sort_code=10-20-30")
    desk.done(amira, whole)
    waiting = desk.done(ruth, f"show {ref}")
    assert "Waits to be approved: event 7, proposed by amira.khan" in waiting
    assert "high impact, full responsibility: 250.00 + a loss of 900.00 = 1,150.00" in waiting
    desk.slip(ruth, f"decide {ref} approve-award", "--yes: read what is proposed, and say --yes")
    assert desk.typed(ruth, f"decide {ref} approve-award", "n") == 1
    assert "Waits to be approved" in desk.done(ruth, f"show {ref}")
    assert desk.typed(ruth, f"decide {ref} approve-award", "y") == 0


def _reviews(desk: Desk, ref: str) -> None:
    leila, helen, panel = "leila.brandt", "helen.ashe", f"decide {ref} appoint-panel --set members"
    desk.done("amira.khan", f"decide {ref} ask-for-review --set why='Too little.' --set remedy_wanted=More")
    nobody = "members.1: write somebody's id in the staff directory: amira.khan"
    desk.slip("omar.reyes", f"{panel}='Helen Ashe'", nobody)
    desk.slip("omar.reyes", f"{panel}=helen.ashe,ruth.lewin", "[panel-refused]")
    desk.done("omar.reyes", f"{panel}=helen.ashe,leila.brandt")
    plan = f"decide {ref} plan-review --set how='We read it.' --set information='The log.' --set conduct"
    desk.slip(leila, f"{plan}=phone", "conduct: write one of: on-paper, meeting, call, visit")
    desk.done(leila, f"{plan}=on-paper")
    desk.slip(helen, f"decide {ref} sign-decision", "proposal: nothing is proposed in")
    propose = f"decide {ref} propose-decision {SAID} --set appropriate"
    desk.slip(leila, f"{propose}=perhaps", "appropriate: write true or false")
    fan = "--set financial.losses.2.what='A fan' --set financial.losses.2.pence=4000"
    desk.slip(leila, f"{propose}=false {MONEY} {fan}", "losses.2.evidence: only an evidenced loss is paid")
    desk.done(leila, f"{propose}=false {MONEY} {fan} --set financial.losses.2.evidence='A receipt'")
    read = desk.run(helen, f"decide {ref} sign-decision --yes")
    assert (read.returncode, "Waits to be signed: event" in read.stderr) == (0, True)
    assert "- decided before: 1,150.00 = 40.00" in " ".join(read.stderr.split())


def _pays(desk: Desk, ref: str) -> None:
    nina = "nina.roy"
    shown = desk.done(nina, f"show {ref}")
    for number, sum_paid in ((2, "1,150.00"), (3, "40.00")):
        assert re.search(rf"│ {number} │ pay {sum_paid} │ [^│]* │ [^│]* │ open", shown), shown
    pay = f"decide {ref} confirm-payment --set number"
    desk.slip(nina, f"{pay}=9 --set reference=B-1", "payment 9 is not open; these are: 2, 3")
    desk.slip(
        nina, f"{pay}=two --set reference=B-1", "number: this is not a whole number; write it in digits"
    )
    desk.slip(
        nina, f"{pay}=2 --set 'reference=to Siobhán'", "reference: write letters, digits and . / - alone"
    )
    for number in (2, 3):
        desk.done(nina, f"{pay}={number} --set reference=BACS-{number}")
    desk.done("tom.okafor", f"decide {ref} keep-commitment --set number=1")
    shown = desk.done("amira.khan", f"show {ref}")
    assert re.search(r"│ 1 │ Mend it │ [^│]* │ tom.okafor │ kept", shown), shown


def test_mistakes_are_mended(desk: Desk) -> None:
    """A wrong name, a wrong e-mail address and a wrong day: each is put right, and shown beside it."""
    amira = "amira.khan"
    ref = desk.opened(amira, complaint(name="Siobhan Oneil", email="siobhan@residnet.example"))
    right = f"decide {ref} correct-person --set reasons='She spelt it out.' --set person.email"
    assert "person.email" in desk.done(amira, f"decide {ref} correct-person --help")
    desk.slip(amira, f"{right}='siobhan at home'", "person.email: this is not an e-mail address")
    desk.done(amira, f"{right}=siobhan@resident.example --set person.name='Siobhán Oneil'")
    shown = desk.done(amira, f"show {ref}")
    assert "was.email: siobhan@residnet.example" in shown
    day = f"decide {ref} correct --set reasons='A slip.' --set event=1 --set day"
    desk.slip(amira, f"{day}={in_days(-9)}", "event 1 has several days; name one: happened_on, received_on")
    desk.done(amira, f"{day}={in_days(-9)} --set field=happened_on")
    shown = desk.done(amira, f"show {ref}")
    assert f"CORRECTED in event 3: happened on {in_days(-9)}, not {in_days(-20)}" in shown
    again = f"decide {ref} resend --set notice=closure --set event"
    desk.slip(amira, f"{again}=1", "notice: event 1 sent no 'closure': acknowledgement")


@pytest.mark.clause("PH-1")
def test_staff_hear_of_their_work(desk: Desk) -> None:
    """Tom hears that a case is his, then wants a digest on mornings instead; both are shown with the case."""
    ref = desk.opened("amira.khan", complaint(name="Ines Calder", email="ines@resident.example"))
    give = f"decide {ref} reassign --set owner"
    desk.slip("ruth.lewin", f"{give}='Tom Okafor'", "owner: write somebody's id in the staff directory")
    desk.done("ruth.lewin", f"{give}=tom.okafor")
    told = "event 2: case-assigned to tom.okafor: email, sent"
    wait_for(lambda: told in desk.done("tom.okafor", f"show {ref}"))
    desk.slip("sara.quill", "staff poplar-harca --digest=tom", "--digest: the staff directory has no 'tom'")
    assert "digest on working mornings" in desk.done("sara.quill", "staff poplar-harca --digest=tom.okafor")
    desk.done("ruth.lewin", f"{give}=amira.khan")
    desk.done("ruth.lewin", f"{give}=tom.okafor")
    left_out = "event 4: case-assigned to tom.okafor: left out, since whoever it is for has a digest"
    wait_for(lambda: left_out in desk.done("tom.okafor", f"show {ref}"))
    desk.done("sara.quill", "staff poplar-harca --no-digest=tom.okafor")


@pytest.mark.clause("PH-6b")
def test_an_enquiry(desk: Desk) -> None:
    """It is not answered before it is known that the member may hear of the tenant."""
    amira = "amira.khan"
    about = "--set about='Ms Noor came to my surgery.' --set service=repairs --set made_by=email"
    who = "--set person.name='Cllr Jo Marlow' --set person.email=jo.marlow@council.example"
    whom = "--set concerns.name='Farida Noor' --set member=councillor --set constituency=Lansbury"
    wrong = f"open --to enquiry {about} {who}"
    desk.slip(amira, wrong, "--to: there is no 'enquiry'; there are: ", "enquiries")
    desk.slip(amira, f"open --to enquiries {about} {who} {whom}", "subject: it is missing; give it")
    ref = desk.opened(amira, f"--to enquiries {about} {who} {whom} --set subject=tenant")
    desk.slip(amira, f"decide {ref} answer-enquiry {SAID}", "record first what allows us", "record-authority")
    record = f"decide {ref} record-authority --set how='She rang.' --set authority"
    desk.slip(amira, f"{record}=said-so", "there is no 'said-so'; there are: consent, ")
    assert "one of: consent" in desk.done(amira, f"decide {ref} record-authority --help")
    desk.done(amira, f"{record}=consent")
    desk.done(amira, f"decide {ref} answer-enquiry {SAID}")
    assert "· answered" in desk.done(amira, f"show {ref}")


@pytest.mark.clause("PH-7b")
def test_a_warning(desk: Desk) -> None:
    """Nobody approves their own; what is proposed is listed, and found by whom it is about."""
    words = "--set about='He shouted.' --set risk='He may again.' --set explanation='You shouted at us.'"
    who = "--set person.name='Marek Dunmore' --set person.email=marek.dunmore@resident.example"
    day = f"--set happened_on={in_days(-2)} --set restrictions=no-visits-alone"
    whole = f"--to warnings {words} {who} {day} --set behaviours"
    desk.slip("ruth.lewin", f"open {whole}=shouting", "behaviours: there is no 'shouting'; there are: ")
    ref = desk.opened("ruth.lewin", f"{whole}=aggression-or-abuse")
    desk.slip("ruth.lewin", f"decide {ref} approve-warning", "somebody else", "[conflict-of-interest]")
    desk.done("david.moss", f"decide {ref} approve-warning --set reasons='Two people saw it.'")
    assert ref in desk.done("david.moss", "list --matter warning --find dunm")
    desk.slip("david.moss", "list --matter warnings", "matter: there is no matter 'warnings'; there are: ")
    assert desk.done("david.moss", "list --find xylophone") == "There is no such case that you may read."
