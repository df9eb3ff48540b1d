"""The layout of letters: one page where it can be, never a signature alone, and room between the lines."""

from __future__ import annotations

from itertools import pairwise

import pytest

from notices.blocks import Bullets, Composed, Figures, Heading, Paragraph
from tests.notices.printed import pages, pieces, words
from tests.notices.test_kinds import TO_THE_PERSON
from tests.notices.told import LABELS, Told, letter
from tests.notices.ways import WAYS

TO_PERSONS = [way for way, played in WAYS.items() if played.kind in TO_THE_PERSON]
LONG = (
    *("advice-answer", "advice-declined", "advice-next-steps", "call-answer", "call-next-steps"),
    *("closed-for-behaviour", "contact-ended", "phone-locked", "response", "response-corrected"),
    *("review-acknowledgement", "review-decision", "review-plan", "warning"),
)
"""Kinds of which no letter fits on a page."""
LONGER = {
    "appointment-moved: another adviser",
    "appointment-moved: by us",
    "appointment-moved: late by us",
    "advice-received",
    "advice-received: late",
    "enquiry-acknowledgement: late",
    "lead-changed: answered",
    "lead-changed: review",
    "refusal: pointed elsewhere",
    "signposted",
    "signposted: late",
    "signposted: next steps",
}


def closest_lines(pdf: bytes) -> float:
    """The least distance between two lines in the lower half of the first page, in points."""
    tops = sorted({round(piece.top * 72 / 25.4, 1) for piece in pieces(pdf) if 149 < piece.top < 279})
    return min(lower - upper for upper, lower in pairwise(tops))


@pytest.mark.parametrize("way", TO_PERSONS)
def test_a_letter_is_one_page_where_it_can_be(told: Told, way: str) -> None:
    """Everything but long answers, with the address and the signature; those take two."""
    long = WAYS[way].kind in LONG or way in LONGER
    assert len(pages(told.letter(way))) == (2 if long else 1)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("kind", TO_THE_PERSON)
def test_no_signature_stands_on_a_page_alone(told: Told, kind: str, large: bool) -> None:
    """It is on the page of the last heading, with all that stands between."""
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
@pytest.mark.parametrize("headings", [(), ("The last heading",)])
@pytest.mark.parametrize("before", [0, 1, 30])
def test_long_text_goes_over_pages(before: int, headings: tuple[str, ...], large: bool) -> None:
    """Thousands of words run on, in every sort of block, whatever stands before them, and none is lost."""
    first = [f"before{number}" for number in range(before)]
    numbers = [f"word{number}" for number in range(3000)]
    notice = Composed(
        language="en-GB",
        labels=LABELS,
        subject="Our answer",
        blocks=(
            *(Paragraph(text=word) for word in first),
            *(Heading(text=heading) for heading in headings),
            Paragraph(text=" ".join(numbers[:500])),
            Paragraph(text=" ".join(numbers[500:1000]), quoted=True),
            Bullets(items=(" ".join(numbers[1000:2000]),)),
            Figures(rows=(("Label", " ".join(numbers[2000:])),)),
        ),
    )
    pdf = letter(notice, large_print=large)
    assert len(pages(pdf)) > 4
    assert {*first, *numbers} <= set(words(pdf).split())


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("way", ["refusal", "response", "review-decision", "closure"])
def test_a_web_address_is_on_one_line(told: Told, way: str, large: bool) -> None:
    """Or nobody knows whether the hyphen at the end of a line belongs to it."""
    assert "www.housing-ombudsman.org.uk." in "\n".join(pages(told.letter(way, large_print=large)))
