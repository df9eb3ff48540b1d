"""Every kind of notice: what it says, and that it takes all three forms."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from importlib import resources
from typing import Any

import pytest
from pypdf import PdfReader

from notices.composing import kinds
from notices.email import email_message
from notices.html import html_text
from notices.plain import WIDTH, plain_text
from tests.notices.samples import COMMITMENTS, POLICY, REFERENCE, RESPONSE, context, sample, sample_letter

KINDS = (
    "acknowledgement",
    "breach",
    "closure",
    "commitment-broken",
    "contact-record",
    "information-reminder",
    "information-request",
    "refusal",
    "response",
    "timescale",
)
TO_THE_PERSON = [kind for kind in KINDS if kind != "breach"]


def text(kind: str, **changed: Any) -> str:
    """The notice's words as one line of text."""
    return " ".join(plain_text(sample(kind, **changed)).split())


def facts(kind: str, **given: object) -> dict[str, Any]:
    """The sample's event with these facts in place of its own."""
    return {**context(kind)["event"], "facts": given}


def test_kinds_lists_every_template() -> None:
    """The kinds are the files, without the parts that they share; another policy has none."""
    assert kinds(POLICY) == KINDS
    assert kinds("no-such-policy") == ()
    assert kinds("../layout") == ()


@pytest.mark.parametrize("kind", KINDS)
def test_takes_all_three_forms(kind: str) -> None:
    """Plain text, HTML and letter all say what the blocks say, and the subject names the case."""
    composed = sample(kind)
    assert REFERENCE in composed.subject
    plain, html = plain_text(composed), html_text(composed, "en-GB")
    assert all(len(line) <= WIDTH for line in plain.splitlines())
    assert html.count("<h1>") == 1
    assert "None" not in plain
    pages = PdfReader(io.BytesIO(sample_letter(composed))).pages
    letter = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in re.findall(r"\w{3,}", plain):
        assert words in letter
        assert words in html


@pytest.mark.clause("PH-1")
@pytest.mark.parametrize("kind", TO_THE_PERSON)
def test_says_whom_to_contact(kind: str) -> None:
    """Every notice to the person names who deals with it, how to reach them, and the reference."""
    said = text(kind)
    assert "Dear Łucja O'Brien-Nguyễn," in said
    assert "Idris Calloway, Customer Care Adviser, is dealing with this." in said
    assert "020 7946 0145" in said
    assert f"Your reference: {REFERENCE}" in said


@pytest.mark.parametrize("kind", TO_THE_PERSON)
def test_reads_well_with_little_known(kind: str) -> None:
    """Without a name, staff, needs or a website a notice still reads as a whole."""
    bare = context(kind)
    policy = bare["policy"] | {"website": None, "phone": None}
    case = bare["case"] | {"service": None, "happened_on": None}
    said = text(
        kind, staff=None, person={"name": None, "language": None, "needs": []}, policy=policy, case=case
    )
    assert said.startswith("Dear Sir or Madam,")
    assert "care@harca.example" in said
    assert said.endswith("Yours sincerely, Poplar HARCA")
    assert "None" not in said


@pytest.mark.clause("PH-3a")
def test_acknowledgement_names_the_needs_it_noted() -> None:
    """The person sees which needs were noted, and can put them right."""
    said = text("acknowledgement")
    assert "We have noted: - Large print - Calls in the afternoon" in said
    assert "Please tell us if this is not right." in said


@pytest.mark.clause("PH-3a")
@pytest.mark.parametrize("kind", TO_THE_PERSON)
def test_offers_other_formats(kind: str) -> None:
    """Every notice to the person offers another format, another language and other adjustments."""
    assert "Would another format or language be easier for you?" in text(kind)


@pytest.mark.clause("PH-4.1c")
def test_acknowledgement_says_by_when_staff_will_call() -> None:
    """The acknowledgement gives the day of first contact and what it will be about."""
    said = text("acknowledgement")
    assert "We will contact you by Tuesday 22 December 2026." in said
    assert "what you would like us to do to put things right" in said
    assert "you will get our answer by Wednesday 6 January 2027" in said


@pytest.mark.clause("PH-4.1c")
@pytest.mark.clause("PH-4.1d")
def test_contact_record_gives_remedy_date_and_why() -> None:
    """The record of contact holds the remedy wanted, the agreed day, and how that day was reckoned."""
    said = text("contact-record")
    assert "Mend the leak under the sink for good." in said
    assert "Our answer is due by: Wednesday 6 January 2027" in said
    assert "How we set this date: The tenth working day after Friday 18 December 2026" in said


@pytest.mark.clause("PH-4.1d")
def test_timescale_gives_the_new_day() -> None:
    """A date agreed again takes the place of the one before."""
    said = text("timescale")
    assert "Our answer is now due by: Wednesday 6 January 2027" in said
    assert "The surveyor can only come after the holidays." in said
    assert "Why the date has changed" not in text("timescale", words={})


@pytest.mark.clause("PH-4.1e")
@pytest.mark.parametrize("kind", ["information-request", "information-reminder"])
def test_request_for_information_says_what_when_and_what_else(kind: str) -> None:
    """The person learns what is asked, by which day, and that the matter is closed without it."""
    said = text(kind)
    assert "a photograph of the water meter" in said
    assert "Please send it by: Saturday 30 January 2027" in said
    assert "We have to close your complaint if we have not received this information" in said


@pytest.mark.clause("PH-4.3a")
def test_refusal_gives_ground_particulars_and_challenge() -> None:
    """A refusal names the ground, the alternative and the clause, and how to challenge it."""
    said = text("refusal")
    assert "because it can be decided by an alternative process." in said
    assert "An independent tribunal decides what charge is fair." in said
    assert "Customer Care Policy (clause PH-4.3a)" in said
    assert "You can challenge this decision." in said
    assert "Housing Ombudsman Service" in said
    assert "Your earlier complaint" not in said


@pytest.mark.clause("PH-4.3c")
def test_refusal_names_the_earlier_case() -> None:
    """A complaint raised before is refused with the reference of the first one."""
    event = facts("refusal", ground="c", earlier_case="PH-2026-000007")
    ground = {"wording": "it has already been raised as a complaint"}
    said = text("refusal", event=event, ground=ground)
    assert "because it has already been raised as a complaint." in said
    assert "Your earlier complaint: PH-2026-000007" in said


@pytest.mark.clause("PH-1")
@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("upheld", "We agree with your complaint."),
        ("partly-upheld", "We agree with part of your complaint."),
        ("not-upheld", "We have not found that we did something wrong."),
    ],
)
def test_response_says_what_can_and_cannot_be_done_and_why(outcome: str, words: str) -> None:
    """Whatever the outcome, the answer has its reasons, what can be done and what cannot."""
    said = text("response", event=facts("response", outcome=outcome))
    assert words in said
    order = [
        "Our decision",
        "Why we decided this",
        "What we can do",
        "What we cannot do",
        "What you can do now",
    ]
    places = [said.index(heading) for heading in order]
    assert places == sorted(places)
    assert "We cannot pay for the cupboard door, because the leak did not damage it." in said


@pytest.mark.clause("PH-1")
def test_response_gives_each_commitment_its_day() -> None:
    """Everything promised stands in the answer with the day by which it will be done."""
    said = text("response")
    assert "- Replace the pipe behind the kitchen wall: by Tuesday 12 January 2027" in said
    assert "- Check the kitchen floor for damp: by Tuesday 9 February 2027" in said


@pytest.mark.clause("PH-1")
def test_response_with_nothing_to_do_says_so() -> None:
    """Where nothing can be done, or nothing was turned down, the answer says that too."""
    words = {"reasons": "We checked.", "can_do": "", "cannot_do": ""}
    said = text("response", words=words, commitments=[])
    assert "There is nothing more that we can do about this complaint." in said
    assert "There is nothing you asked for that we have had to turn down." in said


@pytest.mark.clause("PH-4.2a")
def test_response_says_until_when_to_ask_for_review() -> None:
    """Who does not agree learns until when to ask, and that reasons and a remedy will be asked for."""
    said = text("response")
    assert "Ask for a review by: Friday 5 February 2027" in said
    assert "Please tell us why, and what you would like us to do instead." in said
    assert "Ask for a review by" not in text("response", deadlines={})


@pytest.mark.parametrize(
    ("how", "why", "open_still"),
    [
        ("accepted", "You told us that you accept our answer.", "If something new goes wrong"),
        ("not-disputed", "We did not hear from you", "If something kept you from answering us"),
        ("commitments-settled", "what it promised you is settled.", "If something new goes wrong"),
        ("no-information", "It did not reach us by that day.", "If you have the information now"),
        ("withdrawn", "you do not want to go on", "or you change your mind"),
    ],
)
def test_closure_says_why_and_what_stays_open(how: str, why: str, open_still: str) -> None:
    """Each way to close a case has its reason, and what the person can still do."""
    said = text("closure", event=facts("closure", how=how))
    assert why in said
    assert open_still in said


@pytest.mark.clause("PH-1")
def test_closure_repeats_only_what_is_still_owed() -> None:
    """A kept promise is not listed as owed, and nothing is when all are kept."""
    kept = [COMMITMENTS[0] | {"status": "kept"}, COMMITMENTS[1]]
    said = text("closure", commitments=kept)
    assert "Check the kitchen floor" in said
    assert "Replace the pipe" not in said
    all_kept = [commitment | {"status": "kept"} for commitment in COMMITMENTS]
    assert "What we still owe you" not in text("closure", commitments=all_kept)


@pytest.mark.clause("PH-1")
def test_broken_commitment_is_owned_up_to() -> None:
    """The person learns which promise was broken, the day it was for, and why."""
    said = text("commitment-broken")
    assert "- Replace the pipe behind the kitchen wall: by Tuesday 12 January 2027" in said
    assert "Check the kitchen floor" not in said
    assert "The plumber fell ill" in said
    assert "We are sorry." in said


def test_breach_tells_staff_and_names_nobody() -> None:
    """A missed deadline goes to a mailbox with duty, clause, day and case, and nothing personal."""
    full = context("breach")
    secrets = {
        "person": {"name": "SECRET-NAME", "language": "en", "needs": ["SECRET-NEED"]},
        "words": dict.fromkeys(["reasons", "asked", "remedy_wanted", "particulars"], "SECRET-WORDS"),
        "commitments": [{"number": 1, "what": "SECRET-PROMISE", "by": date(2027, 1, 1), "status": "open"}],
        "staff": {"name": "SECRET-STAFF", "role": "Adviser", "email": "secret@x.example", "phone": "1"},
        "case": full["case"] | {"service": "SECRET-SERVICE"},
        "event": full["event"] | {"facts": {"note": "SECRET-FACT"}},
    }
    composed = sample("breach", **secrets)
    said = " ".join(plain_text(composed).split())
    assert composed.subject == f"Promise not kept on {REFERENCE}: first contact"
    assert "Clause: PH-4.1c" in said
    assert "It was due on: Tuesday 22 December 2026" in said
    assert f"{RESPONSE['duty']} (PH-4.1d): Wednesday 6 January 2027" in said
    assert "secret" not in (composed.subject + said).lower()


def test_no_figure_of_a_policy_in_any_template() -> None:
    """Templates give days that were worked out; how many days or months stands in the policy file only."""
    folder = resources.files("notices").joinpath("templates", "poplar_harca")
    spans = re.compile(r"\d|£|\b(?:one|two|three|six|ten|twenty)\b.{0,20}\b(?:day|week|month|year)s?\b", re.I)
    found = [
        (file.name, spans.findall(re.sub(r"\[.*?\]", "", file.read_text()))) for file in folder.iterdir()
    ]
    assert [hit for hit in found if hit[1]] == []


def test_email_of_a_whole_notice_is_readable_again() -> None:
    """Both parts of the e-mail hold the notice's words after a trip through bytes."""
    from email import message_from_bytes, policy

    composed = sample("response")
    message = email_message(
        composed,
        sender="care@harca.example",
        recipient="someone@person.example",
        reply_to=None,
        message_id="<a@harca.example>",
        at=datetime(2026, 12, 30, 9, tzinfo=UTC),
        language="en-GB",
    )
    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    plain, html = (part.get_content() for part in read.iter_parts())
    assert plain.replace("\r\n", "\n") == plain_text(composed)
    assert html.replace("\r\n", "\n") == html_text(composed, "en-GB")
