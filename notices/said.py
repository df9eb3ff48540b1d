"""Values in disguise: what is filled into a template can never become its structure.

Structure is found in a rendered template by three signs: `#`, `-`, `:` (and `>`, and line ends). Every
value that a template prints, whoever wrote it, has those signs swapped for private ones first and
gets them back when the blocks have been cut. No value can forge a private sign, because `clean` takes
them all out of the context.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from jinja2 import Undefined

_SIGNS = "\n#-:>\\"
_HIDE = {ord(sign): chr(0xE000 + place) for place, sign in enumerate(_SIGNS)}
_SHOW = {0xE000 + place: sign for place, sign in enumerate(_SIGNS)}
_SPACE = re.compile("[^\\S\u00a0\u202f]+")
_UNWANTED = {"Cc", "Co", "Cs"}  # control, private use, half of a pair
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that have text read in another order than it stands."""
_ISOLATE, _POP = "\u2068", "\u2069"
"""Unicode's FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE."""


class Said(str):
    """Free text, which keeps its own paragraphs and line breaks."""

    __slots__ = ()


class Blank(ValueError):
    """Free text that a notice cannot do without is empty."""


def said(value: object) -> Said:
    """Print free text with its own paragraphs; empty text is refused, so ask first where it may be."""
    if isinstance(value, Undefined):
        str(value)  # strict: says which name is lacking
    if not isinstance(value, str) or not value.strip():
        raise Blank("free text that must be there is empty")
    return Said(value)


def clean(value: object) -> object:
    """The same value with every text in it freed of signs that cannot be printed or would mislead."""
    return each_text(value, _cleaned)


def each_text(value: object, change: Callable[[str], str]) -> object:
    """The same value with every text in it changed; names of fields, and all that is no text, stay."""
    return each(value, lambda part: change(part) if isinstance(part, str) else part)


def each(value: object, change: Callable[[object], object]) -> object:
    """The same value with everything in it changed that holds no other values; names of fields stay."""
    if isinstance(value, Mapping):
        return {key: each(part, change) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [each(part, change) for part in value]
    return change(value)


def disguise(value: object) -> str:
    """What a template prints for a value: one line of text, or the paragraphs of `said` text."""
    return _printed(value).translate(_HIDE)


def disguise_isolated(value: object) -> str:
    """The same, isolated from words that run from right to left and would turn 020 7946 0101 around."""
    lines = _printed(value).split("\n")
    return "\n".join(f"{_ISOLATE}{line}{_POP}" if line else line for line in lines).translate(_HIDE)


def without_isolates(text: str) -> str:
    """The text as it may stand in a header, without the signs that isolate its values."""
    return text.replace(_ISOLATE, "").replace(_POP, "")


def _printed(value: object) -> str:
    if isinstance(value, Undefined):
        str(value)  # strict: says which name is lacking
    if isinstance(value, Said):
        return _tidy(value)
    if isinstance(value, str):
        return flat(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError(f"prints a value of type {type(value).__name__}, which is no text; dates need `| day`")


def flat(text: str) -> str:
    """The text on one line; spaces that must not break, as in 1 250,00 GBP, stay what they are."""
    return _SPACE.sub(" ", text).strip()


def reveal(text: str) -> str:
    """The text with its own signs back, once structure has been found."""
    return text.translate(_SHOW)


def _cleaned(text: str) -> str:
    """One kind of line end, canonical letters, and nothing that cannot be seen."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    seen = (
        " " if sign in "\t\v\f" else sign
        for sign in unified
        if sign in "\n\t\v\f" or (unicodedata.category(sign) not in _UNWANTED and sign not in _TURNING)
    )
    return unicodedata.normalize("NFC", "".join(seen))


def _tidy(text: str) -> str:
    """Free text without space at its line ends, and with one empty line at most between paragraphs."""
    lines = [flat(line) for line in text.strip().split("\n")]
    kept = [line for place, line in enumerate(lines) if line or lines[place - 1]]
    return "\n".join(kept)
