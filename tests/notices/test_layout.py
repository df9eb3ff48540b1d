"""The layout of letters: one page where it can be, never a signature alone, and room between the lines."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
from pypdf import PdfReader

from notices.blocks import Bullets, Composed, Figures, Heading, Paragraph
from tests.notices.told import LABELS, Told, letter
from tests.notices.ways import WAYS

TO_STAFF = {
    "breach",
    "policy-review",
    "policy-review-reminder",
    "warning-proposed",
    "warning-review-reminder",
}
TO_PERSONS = [way for way, played in WAYS.items() if played.kind not in TO_STAFF]
LONG = ("response", "review-acknowledgement", "review-decision", "review-plan", "warning")
"""Kinds of which no letter fits on a page."""
LONGER = {
    "enquiry-acknowledgement: late",
    "lead-changed: answered",
    "lead-changed: review",
}
KINDS = sorted({WAYS[way].kind for way in TO_PERSONS})


def pages(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def closest_lines(pdf: bytes) -> float:
    """The least distance between two lines in the lower half of the first page, in points."""
    heights: set[float] = set()

    def note(text: str, page: list[float], line: list[float], _font: object, _size: float) -> None:
        if text.strip():
            heights.add(round(page[3] * line[5] + page[5], 1))

    first = PdfReader(io.BytesIO(pdf)).pages[0]
    first.extract_text(visitor_text=note)
    body = sorted(height for height in heights if 50 < height < 421)
    return min(upper - lower for lower, upper in pairwise(body))


@pytest.mark.parametrize("way", TO_PERSONS)
def test_a_letter_is_one_page_where_it_can_be(told: Told, way: str) -> None:
    """Everything but long answers, with the address and the signature; those take two."""
    long = WAYS[way].kind in LONG or way in LONGER
    assert len(pages(told.letter(way))) == (2 if long else 1)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_no_signature_stands_on_a_page_alone(told: Told, kind: str, large: bool) -> None:
    """What stands under the last heading is on the page of its heading."""
    heading = [block.text for block in told.notice(kind).blocks if isinstance(block, Heading)][-1]
    last = pages(told.letter(kind, large_print=large))[-1]
    assert heading in last
    assert "Yours sincerely," in last


def test_lines_are_closer_only_where_that_saves_a_page(told: Told) -> None:
    """Never closer than a fifth more than their size; a short letter has the usual distance."""
    tight, short = (closest_lines(told.letter(way)) for way in ("contact-record", "enquiry-complaint"))
    assert tight == pytest.approx(1.2 * 12)
    assert short == pytest.approx(1.36 * 12, abs=0.1)
    assert closest_lines(told.letter("enquiry-answer", large_print=True)) > 1.21 * 18


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("before", [0, 1, 30])
def test_long_words_under_the_last_heading_go_over_pages(before: int, large: bool) -> None:
    """However long they are, and whatever stands before them, nothing is lost."""
    numbers = [f"word{number}" for number in range(1500)]
    notice = Composed(
        language="en-GB",
        labels=LABELS,
        subject="Our answer",
        blocks=(
            *(Paragraph(text=f"before{number}") for number in range(before)),
            Heading(text="The last heading"),
            Paragraph(text=" ".join(numbers[:500])),
            Bullets(items=(" ".join(numbers[500:1000]),)),
            Figures(rows=(("Label", " ".join(numbers[1000:])),)),
        ),
    )
    said = " ".join(pages(letter(notice, large_print=large))).split()
    assert {*numbers, *(f"before{number}" for number in range(before))} <= set(said)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("way", ["refusal", "response", "review-decision", "closure"])
def test_a_web_address_is_on_one_line(told: Told, way: str, large: bool) -> None:
    """Or nobody knows whether the hyphen at the end of a line belongs to it."""
    assert "www.housing-ombudsman.org.uk." in "\n".join(pages(told.letter(way, large_print=large)))
