"""A letter read back: its text, its language, and the places of its words on the paper."""

from __future__ import annotations

import io
from typing import Any, NamedTuple

from pypdf import PdfReader

_POINT = 25.4 / 72
"""In millimetres."""


class Piece(NamedTuple):
    """A piece of text as it is drawn; it begins `left` and `top` millimetres from the edges of the paper."""

    text: str
    left: float
    top: float


def read(pdf: bytes) -> PdfReader:
    """The letter, open for reading."""
    return PdfReader(io.BytesIO(pdf))


def pages(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in read(pdf).pages]


def words(pdf: bytes) -> str:
    """All its text, as one line."""
    return " ".join(" ".join(pages(pdf)).split())


def language_of(pdf: bytes) -> str:
    """The language that it says it is in."""
    root: Any = read(pdf).trailer["/Root"]
    return str(root["/Lang"])


def pieces(pdf: bytes) -> list[Piece]:
    """The pieces of text on its first page, in the order in which they are drawn."""
    found: list[Piece] = []

    def note(text: str, page: list[float], line: list[float], _font: object, _size: float) -> None:
        x, y = line[4], line[5]
        across, up = page[0] * x + page[2] * y + page[4], page[1] * x + page[3] * y + page[5]
        if text.strip():
            found.append(Piece(text.strip(), across * _POINT, 297 - up * _POINT))

    read(pdf).pages[0].extract_text(visitor_text=note)
    return found
