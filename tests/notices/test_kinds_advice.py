"""Letters to those who ask for advice: what each of them says, and what none of them may say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from notices.lookup import SHIPPED
from tests.notices.told import Told
from tests.rules.advice import ADVISE

REFERENCE = "WRC-2026-000001"
HOURS = "Telephone: Monday 10:00\u201316:00; Tuesday 10:00\u201316:00; Wednesday 10:00\u201313:00;"
PAPERS = ("Our consent form", "Our privacy statement", "Our client charter")
ANSWERS = ("advice-answer", "advice-next-steps", "advice-declined")
OUGHT = re.compile(
    r"\byou (should|must|ought to|need to|have to|had better)\b"
    r"|\b(we|us) (advise|recommend|suggest|urge)\b|\b(best|right) (thing|choice) for you\b",
    re.IGNORECASE,
)
APOLOGY = "You should have had our answer by"
"""The only thing that somebody should, in the letters' own words: have had an answer."""


@pytest.mark.clause("WRC-13")
@pytest.mark.clause("WRC-14")
def test_acknowledgement_has_reference_day_and_papers(told: Told) -> None:
    """At once; where it lay about until its day had passed, that is owned up to."""
    said = told.text("advice-received")
    assert f"Your reference: {REFERENCE}" in said
    assert "You will get our answer by Wednesday 23 December 2026." in said
    assert all(paper in said for paper in PAPERS)
    late = told.text("advice-received: late")
    assert "You should have had our answer by Monday 14 December 2026. It is late, and we are sorry." in late


@pytest.mark.clause("WRC-2")
def test_answer_has_options_and_reasons_and_leaves_the_choice(told: Told) -> None:
    """The answer says what was found, the options that there are, and why; the person decides."""
    said = told.text("advice-answer")
    places = [said.index(text) for text in (ADVISE.answer, ADVISE.options, ADVISE.reasons)]
    assert places == sorted(places)
    assert "What you do is your own decision." in said[places[1] : places[2]]
    assert "Who else can help you" not in said
    assert "Acas: Talks between you and your employer" in told.text("advice-answer: pointed elsewhere")


@pytest.mark.clause("WRC-14")
@pytest.mark.parametrize("kind", ANSWERS)
def test_every_answer_names_the_adviser_how_to_reach_them_and_when(told: Told, kind: str) -> None:
    """Name, telephone, e-mail address, opening hours, and the papers that apply."""
    said = told.text(kind)
    for text in ("Ana Duarte", "020 7946 0201", "ana.duarte@workrights.example", HOURS, *PAPERS):
        assert text in said


@pytest.mark.clause("WRC-13")
def test_next_steps_say_what_is_needed_and_by_when(told: Told) -> None:
    """The steps, what is needed for them, the day agreed, and why it takes longer."""
    said = told.text("advice-next-steps")
    for text in (
        *("We read your contract.", "Your contract and payslips.", "What is owed depends on your contract."),
        "We will advise you by: Friday 15 January 2027",
    ):
        assert text in said


@pytest.mark.clause("WRC-4")
@pytest.mark.clause("WRC-5")
def test_declining_says_why_and_who_can_help(told: Told) -> None:
    """The ground, what it relies on, and each service with how it is reached."""
    said = told.text("advice-declined")
    assert "because it asks us to represent you in court, which we cannot do" in said
    assert "She asks us to speak for her." in said
    assert "Acas: Talks between you and your employer before a tribunal" in said
    assert "Website: https://www.acas.org.uk" in said


@pytest.mark.clause("WRC-4")
def test_pointing_elsewhere_ends_nothing(told: Told) -> None:
    """It says who can help, in which languages, why; and when our own answer comes, in every matter."""
    said = told.text("signposted")
    for text in ("They have an adviser", "Phone: 020 7946 0333", "E-mail: help@settled.example"):
        assert text in said
    assert "Languages: Bulgarian, Portuguese (Brazil)" in said
    assert "You will get our answer by Wednesday 23 December 2026." in said
    assert "Friday 15 January 2027" in told.text("signposted: next steps")
    assert "It is late, and we are sorry" in told.text("signposted: late")
    complaint = told.text("signposted: complaint")
    assert "This changes nothing of what we do for you. You will get our answer by" in complaint


@pytest.mark.clause("WRC-4")
def test_any_refusal_can_say_who_else_can_help(told: Told) -> None:
    """A complaint that is not considered, too; without a service it says nothing of any."""
    said = told.text("refusal: pointed elsewhere")
    assert "Nobody named here is part of Poplar HARCA." in said
    assert said.index("Acas") < said.index("Settled")
    assert "Who else can help you" not in told.text("refusal")


TEMPLATES = [
    file
    for file in sorted((SHIPPED / "common").glob("*.txt"))
    if file.name.startswith(("advice-", "signposted", "_signposts", "_no_legal", "_documents", "_closing"))
]


@pytest.mark.clause("WRC-5")
@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_no_letter_says_what_somebody_should_do(file: Path) -> None:
    """Of the letters to those who are advised, and their parts, no word of ours tells them what to do."""
    text = " ".join(file.read_text(encoding="utf-8").split())
    assert OUGHT.findall(text.replace(APOLOGY, "")) == []


def test_what_somebody_should_do_would_be_found() -> None:
    """The search above can fail."""
    for text in ("You should go to court.", "We recommend that you sign.", "You need to pay them."):
        assert OUGHT.search(text)


@pytest.mark.clause("WRC-6")
def test_the_person_is_told_what_follows_where_information_does_not_come(told: Told) -> None:
    """The matter goes on, and what comes late is still used; or it is closed, where the policy says so."""
    for kind in ("information-request: advice", "information-reminder: advice"):
        said = told.text(kind)
        assert "Please send it by: Thursday 21 January 2027" in said
        assert "we go on with what we have" in said
        assert "We have to close" not in said
        assert "We have to close your enquiry" in told.text(kind, information={"closes": True})
    late = told.text("information-late")
    assert "It did not reach us by Thursday 21 January 2027." in late
    assert "You will get our answer by Friday 26 February 2027." in late
    assert "You can still send it" in late
    assert "It is late, and we are sorry." in told.text("information-late: answer late")
    closed = told.text("information-late", information={"closes": True})
    assert "We closed your enquiry on Saturday 23 January 2027" in closed
    assert "You can still send it" not in closed
