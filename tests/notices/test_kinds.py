"""Every kind of notice, and every way in which it differs: that it takes all three forms."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from notices.email import email_message
from notices.html import html_text
from notices.lookup import SHIPPED, Templates
from notices.plain import WIDTH, plain_text
from rules.work import KINDS as WORK
from tests.notices.printed import words
from tests.notices.test_digest import DIGEST
from tests.notices.told import POLICY, Told, letter
from tests.notices.ways import WAYS

KINDS = (
    "acknowledgement",
    "advice-answer",
    "advice-declined",
    "advice-next-steps",
    "advice-received",
    "advice-withdrawn",
    "appeal-to-link",
    "appointment-cancelled",
    "appointment-confirmed",
    "appointment-missed",
    "appointment-moved",
    "appointment-reminder",
    "award-proposed",
    "behaviour-recorded",
    "breach",
    "call-answer",
    "call-missed",
    "call-next-steps",
    "call-not-reached",
    "call-to-return",
    "case-assigned",
    "case-locked",
    "closed-for-behaviour",
    "closure",
    "commitment-assigned",
    "commitment-broken",
    "commitment-moved",
    "conflict",
    "consent-ended",
    "consent-recorded",
    "consent-reminder",
    "consent-request",
    "consent-withdrawn",
    "contact-ended",
    "contact-record",
    "corrected",
    "dates-moved",
    "deadline-missed",
    "decision-to-sign",
    "details-corrected",
    "disclosure",
    "due-soon",
    "duplicate",
    "enquiry-acknowledgement",
    "enquiry-answer",
    "enquiry-complaint",
    "enquiry-withdrawn",
    "information-late",
    "information-reminder",
    "information-request",
    "lead-changed",
    "panel-seat",
    "payment-to-make",
    "phone-locked",
    "phone-unlocked",
    "policy-review",
    "policy-review-reminder",
    "received",
    "referral",
    "refusal",
    "representation",
    "representations",
    "response",
    "response-corrected",
    "restrictions",
    "review-acknowledgement",
    "review-decision",
    "review-ended",
    "review-plan",
    "safeguarding-referral",
    "shared",
    "shared-to-safeguard",
    "signposted",
    "timescale",
    "to-be-told",
    "untold",
    "warning",
    "warning-kept",
    "warning-lifted",
    "warning-proposed",
    "warning-review-reminder",
)
TO_STAFF = (
    *("award-proposed", "breach", "received", "warning-proposed", "warning-review-reminder"),
    *("appeal-to-link", "conflict", "consent-ended", "disclosure"),
    *("policy-review", "policy-review-reminder"),
    *("case-assigned", "commitment-assigned", "decision-to-sign", "panel-seat", "payment-to-make"),
    *("due-soon", "deadline-missed"),
    *("call-to-return", "to-be-told", "untold", "case-locked", "behaviour-recorded"),
)
TO_OUTSIDERS = ("referral", "safeguarding-referral")
TO_THE_PERSON = [kind for kind in KINDS if kind not in (*TO_STAFF, *TO_OUTSIDERS)]


def test_kinds_lists_every_template() -> None:
    """The kinds are the files, without the parts that they share; any policy has those that are common."""
    every = tuple(sorted((*KINDS, DIGEST)))
    assert Templates().kinds(POLICY) == every
    assert Templates().kinds("no-such-policy") == every
    assert Templates().kinds("../layout") == ()


@pytest.mark.parametrize("way", WAYS)
def test_takes_all_three_forms(told: Told, way: str) -> None:
    """Plain text, HTML and letter all say what the blocks say, and the subject names the case."""
    composed = told.notice(way)
    assert told.context(way)["case"]["reference"] in composed.subject
    plain, html = plain_text(composed), html_text(composed)
    assert all(len(line) <= WIDTH for line in plain.splitlines())
    assert html.count("<h1>") == 1
    assert "None" not in plain
    printed = words(letter(composed))
    for word in re.findall(r"\w{3,}", plain):
        assert word in printed
        assert word in html


@pytest.mark.clause("PH-1")
@pytest.mark.parametrize("kind", TO_THE_PERSON)
def test_says_whom_to_contact(told: Told, kind: str) -> None:
    """Every notice to the person names who deals with it, how to reach them, and the reference."""
    said = told.text(kind)
    assert f"Dear {told.context(kind)['person']['name']}," in said
    full = told.context(kind)
    who = full["staff"] or {"name": "Our team", "phone": full["policy"]["phone"]}
    assert who["name"] in said.partition("If you want to talk to us")[2]
    assert f"Phone: {who['phone']}" in said
    goes_on = full["event"]["facts"]
    reference = goes_on.get("original") or goes_on.get("complaint") or full["case"]["reference"]
    assert f"Your reference: {reference}" in said


@pytest.mark.parametrize("kind", TO_THE_PERSON)
def test_reads_well_with_little_known(told: Told, kind: str) -> None:
    """Without a name, staff, needs or a website a notice still reads as a whole."""
    bare = told.context(kind)
    policy = bare["policy"] | {"website": None, "phone": None}
    case = bare["case"] | {"service": None, "happened_on": None}
    said = told.text(
        kind, staff=None, person={"name": None, "language": None, "needs": []}, policy=policy, case=case
    )
    assert said.startswith("Dear Sir or Madam,")
    assert policy["email"] in said
    assert said.endswith(f"Yours sincerely, {policy['organisation']}")
    assert "None" not in said


@pytest.mark.clause("PH-3a")
@pytest.mark.parametrize("kind", TO_THE_PERSON)
def test_offers_other_formats(told: Told, kind: str) -> None:
    """Every notice to the person offers another format, another language and other adjustments."""
    assert "Would another format or language be easier for you?" in told.text(kind)


def test_no_figure_of_a_policy_in_any_template() -> None:
    """Templates give days that were worked out; how many days or months stands in the policy file only."""
    spans = re.compile(r"\d|£|\b(?:one|two|three|six|ten|twenty)\b.{0,20}\b(?:day|week|month|year)s?\b", re.I)
    found = {
        str(file.relative_to(SHIPPED)): spans.findall(re.sub(r"\[.*?\]", "", file.read_text()))
        for file in SHIPPED.rglob("*.txt")
    }
    assert len(found) > len(KINDS)
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_email_of_a_whole_notice_is_readable_again(told: Told) -> None:
    """Both parts of the e-mail hold the notice's words after a trip through bytes."""
    from email import message_from_bytes, policy

    composed = told.notice("response")
    message = email_message(
        composed,
        sender="care@poplar.example",
        recipients=("someone@person.example",),
        reply_to=None,
        message_id="<a@poplar.example>",
        at=datetime(2026, 12, 30, 9, tzinfo=UTC),
    )
    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    plain, html = (part.get_content() for part in read.iter_parts())
    assert plain.replace("\r\n", "\n") == plain_text(composed)
    assert html.replace("\r\n", "\n") == html_text(composed)


BY_OTHER_NAMES = ("breach", "refusal", "enquiry", "warning")
"""Kinds that speak of complaints, whatever the case is."""


@pytest.mark.parametrize(
    "way", [name for name, way in WAYS.items() if not way.kind.startswith(BY_OTHER_NAMES)]
)
def test_calls_a_petition_a_petition(told: Told, way: str) -> None:
    """A petition is not called a complaint, nor the reverse, but where the policy's own words do it."""
    composed = told.notice(way)
    said = composed.subject + plain_text(composed)
    assert ("complaint" if told.context(way)["petition"] else "petition") not in said


def test_every_kind_is_played() -> None:
    """Each kind of notice has a case that comes to it, by its own name."""
    assert {way.kind for way in WAYS.values()} == set(KINDS)
    assert {kind: WAYS[kind].kind for kind in KINDS} == {kind: kind for kind in KINDS}


@pytest.mark.clause("PH-1")
@pytest.mark.parametrize("kind", sorted(WORK))
def test_work_says_nothing_of_the_person(told: Told, kind: str) -> None:
    """Neither the subject nor the words of a notice of work have what the person or anybody said of them."""
    full = told.context(kind)
    secrets: dict[str, Any] = {
        "person": {"name": "SECRET-NAME", "language": "en", "needs": ["SECRET-NEED"]},
        "words": dict.fromkeys([*full["words"], "reasons", "asked", "about"], "SECRET-WORDS"),
        "commitments": [each | {"what": "SECRET-PROMISE"} for each in full["commitments"]],
        "payment": {"account_ends": "SECRET-ACCOUNT", "address": ["SECRET-ADDRESS"]},
    }
    composed = told.notice(kind, **secrets)
    assert "SECRET" not in composed.subject + plain_text(composed)
    assert full["case"]["reference"] in plain_text(composed)
