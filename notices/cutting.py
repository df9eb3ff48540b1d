"""Cutting a rendered template into blocks.

Called before values lose their disguise (see `notices.said`), so every sign of structure found here
was written by the template's author.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from notices.blocks import Block, Bullets, Figures, Heading, Paragraph
from notices.errors import TemplateBroken
from notices.said import flat, reveal

_HEADING, _BULLET, _QUOTE, _FIGURE, _BREAK = "## ", "- ", "> ", " :: ", " \\"


def cut(text: str, path: str) -> tuple[Block, ...]:
    """The blocks of a rendered template, in order, with empty ones left out.

    Raises:
        TemplateBroken: there is nothing to say, or a heading or figure lacks its words.

    """
    found = tuple(block for chunk in _chunks(text) for block in _blocks(chunk, path))
    if not found:
        raise TemplateBroken(path, "says nothing")
    return found


def _chunks(text: str) -> Iterator[list[str]]:
    """Runs of lines between empty ones; spaces at line ends stay, so that `- ` without words shows."""
    for filled, run in groupby(text.split("\n"), key=lambda line: bool(line.strip())):
        if filled:
            yield list(run)


def _blocks(chunk: list[str], path: str) -> Iterator[Block]:
    """The blocks of one run of lines; a run may hold several kinds."""
    for kind, lines in groupby(_joined(chunk), key=_kind):
        yield from _CUTTERS[kind](list(lines), path)


def _joined(chunk: list[str]) -> Iterator[str]:
    """Lines with those that continue a bullet (they are indented) put back on its end."""
    whole = ""
    for line in chunk:
        if whole.startswith(_BULLET) and line.startswith("  "):
            whole = f"{whole} {line.strip()}"
            continue
        if whole:
            yield whole
        whole = line
    yield whole


def _kind(line: str) -> str:
    for sign in (_HEADING, _BULLET, _QUOTE):
        if line.startswith(sign):
            return sign
    return _FIGURE if _FIGURE in line else ""


def _headings(lines: list[str], path: str) -> Iterator[Block]:
    for line in lines:
        yield Heading(text=_one_line(line.removeprefix(_HEADING), path))


def _bullets(lines: list[str], path: str) -> Iterator[Block]:
    yield Bullets(items=tuple(_one_line(line.removeprefix(_BULLET), path) for line in lines))


def _figures(lines: list[str], path: str) -> Iterator[Block]:
    halves = (line.split(_FIGURE, 1) for line in lines)
    yield Figures(rows=tuple((_one_line(label, path), _one_line(value, path)) for label, value in halves))


def _quotes(lines: list[str], path: str) -> Iterator[Block]:
    """Someone's words, kept together however many paragraphs they have."""
    yield Paragraph(text=_prose([line.removeprefix(_QUOTE) for line in lines]), quoted=True)


def _paragraphs(lines: list[str], path: str) -> Iterator[Block]:
    """One paragraph, or several where `said` text within brings its own."""
    for part in _prose(lines).split("\n\n"):
        yield Paragraph(text=part)


def _prose(lines: list[str]) -> str:
    """Lines joined as a paragraph's are, with the breaks that the template or the text asks for."""
    text = ""
    for line in map(str.rstrip, lines):
        text += line.removesuffix(_BREAK).strip() + ("\n" if line.endswith(_BREAK) else " ")
    return reveal(text).strip()


def _one_line(text: str, path: str) -> str:
    """Words that must stay on one line, whatever their writer typed."""
    line = flat(reveal(text))
    if not line:
        raise TemplateBroken(path, "has a heading, bullet or figure without words")
    return line


_CUTTERS = {_HEADING: _headings, _BULLET: _bullets, _QUOTE: _quotes, _FIGURE: _figures, "": _paragraphs}
