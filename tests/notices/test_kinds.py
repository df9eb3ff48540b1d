"""Every kind of notice, and every way in which it differs: that it takes all three forms."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from importlib import resources

import pytest
from pypdf import PdfReader

from notices.composing import compose, kinds
from notices.email import email_message
from notices.html import html_text
from notices.plain import WIDTH, plain_text
from tests.notices.samples import POLICY, REFERENCE, context, sample, sample_letter
from tests.notices.variants import VARIANTS, text

KINDS = (
    "acknowledgement",
    "breach",
    "closure",
    "commitment-broken",
    "commitment-moved",
    "contact-record",
    "dates-moved",
    "duplicate",
    "enquiry-acknowledgement",
    "enquiry-answer",
    "enquiry-complaint",
    "enquiry-withdrawn",
    "information-reminder",
    "information-request",
    "lead-changed",
    "policy-review",
    "policy-review-reminder",
    "refusal",
    "representation",
    "representations",
    "response",
    "restrictions",
    "review-acknowledgement",
    "review-decision",
    "review-ended",
    "review-plan",
    "timescale",
    "warning",
    "warning-kept",
    "warning-lifted",
    "warning-proposed",
    "warning-review-reminder",
)
TO_A_ROLE = (
    *("breach", "warning-proposed", "warning-review-reminder"),
    *("policy-review", "policy-review-reminder"),
)
TO_THE_PERSON = [kind for kind in KINDS if kind not in TO_A_ROLE]
EVERY_WAY = VARIANTS | {kind: (kind, context(kind)) for kind in KINDS}


def test_kinds_lists_every_template() -> None:
    """The kinds are the files, without the parts that they share; another policy has none."""
    assert kinds(POLICY) == KINDS
    assert kinds("no-such-policy") == ()
    assert kinds("../layout") == ()


@pytest.mark.parametrize("way", EVERY_WAY)
def test_takes_all_three_forms(way: str) -> None:
    """Plain text, HTML and letter all say what the blocks say, and the subject names the case."""
    kind, full = EVERY_WAY[way]
    composed = compose(POLICY, kind, full)
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
    goes_on = context(kind)["event"]["facts"]
    reference = goes_on.get("original") or goes_on.get("complaint") or REFERENCE
    assert f"Your reference: {reference}" in said


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
@pytest.mark.parametrize("kind", TO_THE_PERSON)
def test_offers_other_formats(kind: str) -> None:
    """Every notice to the person offers another format, another language and other adjustments."""
    assert "Would another format or language be easier for you?" in text(kind)


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


@pytest.mark.parametrize(
    "way", [way for way, (kind, _) in VARIANTS.items() if kind not in ("breach", "refusal")]
)
def test_calls_a_petition_a_petition(way: str) -> None:
    """A petition is not called a complaint, nor the reverse, but where the policy's own words do it."""
    kind, full = VARIANTS[way]
    composed = compose(POLICY, kind, full)
    said = composed.subject + plain_text(composed)
    assert ("complaint" if full["petition"] else "petition") not in said
