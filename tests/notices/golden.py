"""The words of every notice, kept in `golden/`; `python -m tests.notices.golden` writes them anew.

The text of each way to a notice is a file, so that a change of templates can be read as a change of words. Of
its HTML, which says the same, the digest is kept.
"""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

from notices.blocks import Composed
from notices.html import html_text
from notices.plain import plain_text
from tests.notices.told import Told
from tests.notices.ways import WAYS

HERE = Path(__file__).parent / "golden"
DIGESTS = HERE / "html.sha256"


def file_of(way: str) -> Path:
    """The file that keeps the text of a way."""
    return HERE / f"{way.replace(': ', '.').replace(' ', '-')}.txt"


def text_of(composed: Composed) -> str:
    """A notice with its subject, as text."""
    return f"{composed.subject}\n\n{plain_text(composed)}"


def digest_of(composed: Composed) -> str:
    """The SHA-256 of a notice's HTML, in hexadecimal."""
    return hashlib.sha256(html_text(composed).encode()).hexdigest()


def digests() -> dict[str, str]:
    """The digests that are kept, by the names of the files beside them."""
    lines = (line.split("  ") for line in DIGESTS.read_text().splitlines())
    return {name: digest for digest, name in lines}


async def write() -> None:
    """Keep the words of every notice as they are now."""
    told = await Told.play()
    for file in HERE.glob("*.txt"):
        file.unlink()
    lines = []
    for way in WAYS:
        composed = told.notice(way)
        file_of(way).write_text(text_of(composed))
        lines.append(f"{digest_of(composed)}  {file_of(way).stem}\n")
    DIGESTS.write_text("".join(sorted(lines, key=lambda line: line.split()[1])))


if __name__ == "__main__":
    asyncio.run(write())
