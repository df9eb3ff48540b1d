"""The text part of an e-mail: narrow lines that read well in any program, aloud or in Braille."""

from __future__ import annotations

import textwrap

from notices.blocks import Block, Bullets, Composed, Figures, Heading, Paragraph

WIDTH = 72
_QUOTE = "    "


def plain_text(composed: Composed) -> str:
    """The notice without its subject, in lines of 72 characters; longer words stay whole."""
    return "\n\n".join(_text(block) for block in composed.blocks) + "\n"


def _text(block: Block) -> str:
    match block:
        case Heading():
            return _heading(block.text)
        case Paragraph():
            return _lines(block.text, _QUOTE if block.quoted else "")
        case Bullets():
            return "\n".join(_wrapped(item, "- ", "  ") for item in block.items)
        case Figures():
            return _figures(block.rows)


def _heading(text: str) -> str:
    """A heading underlined, so that it shows without being shouted in capitals."""
    lines = _wrapped(text)
    return f"{lines}\n{'-' * max(len(line) for line in lines.splitlines())}"


def _lines(text: str, indent: str) -> str:
    """Text with its own line breaks kept; quoted text is indented."""
    return "\n".join(_wrapped(line, indent, indent) for line in text.split("\n"))


def _figures(rows: tuple[tuple[str, str], ...]) -> str:
    """Values in one column where the labels leave room, else each value under its label."""
    column = max(len(label) for label, _ in rows) + 3
    if column > WIDTH // 2:
        return "\n".join(f"{_wrapped(label)}:\n{_wrapped(value, '  ', '  ')}" for label, value in rows)
    return "\n".join(_wrapped(value, f"{label}:".ljust(column), " " * column) for label, value in rows)


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,  # a web address must stay whole
        break_on_hyphens=False,
    )
