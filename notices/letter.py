"""A notice as a letter: a tagged PDF (PDF/UA-1), set by Typst, on A4.

Scripts: the letter face, Source Sans Pro, has Latin (Polish, Turkish, Vietnamese, Somali, Welsh and the
rest), Greek and Cyrillic; Typst's own fonts add Arabic and many signs. Emoji and other signs without a
glyph are printed as their names, "(thumbs up sign)". Writing that no font covers (Bengali, Chinese,
Tamil and others) is refused with `ScriptNotCovered`, since a letter with holes says something else;
name a folder with a font for it in `fonts`, and it is set.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache, partial
from importlib import resources
from pathlib import Path

import typst
from pydantic import BaseModel, ConfigDict

from notices.blocks import Composed
from notices.errors import LetterNotSet, ScriptNotCovered
from notices.said import clean, each_text
from rules.languages import day_in, is_right_to_left, locale_of

_LONG_WORD = re.compile(r"(\S{28})(?=\S)")
_EMOJI = re.compile("[\U0001f000-\U0001faff]")
_SHAPING = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]|\u200d(?=[\u2640-\u27bf\U0001f000-\U0001faff])")
_NO_GLYPH = re.compile(r'the text `"(?P<text>.+)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_MOST_SIGNS = 100


class Letterhead(BaseModel):
    """Who writes: what stands at the top of the first page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisation: str
    address: tuple[str, ...]
    phone: str = ""
    email: str = ""


def letter_pdf(
    composed: Composed,
    letterhead: Letterhead,
    recipient: tuple[str, ...],
    on: date,
    reference: str,
    large_print: bool,
    fonts: Sequence[Path] = (),
) -> bytes:
    """Set the notice as a letter; the same input makes the same bytes.

    Print is 12 point, or 18 point throughout when large. `recipient` is the name and address, a line each;
    `fonts` are folders with further fonts. This takes tens of milliseconds of processor time: call it from a
    thread.

    Raises:
        ScriptNotCovered: no font can set some of the writing.
        LetterNotSet: Typst refused the letter for another reason.

    """
    locale = locale_of(composed.language)
    around = {
        "letterhead": letterhead.model_dump(),
        "recipient": [line for line in recipient if line.strip()],
        "date": day_in(composed.language, on),
        "reference": reference,
        "labels": composed.labels.model_dump(),
    }
    said = {
        "subject": composed.subject,
        "heading": composed.subject.removesuffix(f" ({reference})"),  # the reference stands above it
        "blocks": [block.model_dump() for block in composed.blocks],
    } | {name: clean(value) for name, value in around.items()}  # a composed notice is clean already
    settings = {
        "large_print": large_print,
        "lang": locale.language,
        "region": locale.territory if locale.territory and locale.territory.isalpha() else None,
        "right_to_left": is_right_to_left(composed.language),
    }
    return _set(each_text(said, _typesettable), settings, on, tuple(fonts))


def _set(said: object, settings: dict[str, object], on: date, fonts: tuple[Path, ...]) -> bytes:
    """Set the letter, naming each sign that turns out to have no glyph, until every sign has one."""
    for _ in range(_MOST_SIGNS):
        try:
            return _typeset(said, settings, on, fonts)
        except typst.TypstError as refused:
            missing = _without_glyph(refused)
        said = each_text(said, partial(re.sub, re.escape(missing), _spoken(missing)))
    raise ScriptNotCovered("such varied")


def _typeset(said: object, settings: dict[str, object], on: date, fonts: tuple[Path, ...]) -> bytes:
    assert isinstance(said, dict)  # noqa: S101 - for the type checker
    pdf = typst.Compiler(font_paths=_fonts(fonts)).compile(
        resources.files("notices").joinpath("layout", "letter.typ").read_bytes(),
        sys_inputs={"letter": json.dumps(said | settings, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(on, time(12), tzinfo=UTC),
    )
    if not isinstance(pdf, bytes):
        raise LetterNotSet("Typst gave no PDF")
    return pdf


def _typesettable(text: str) -> str:
    """Emoji by their names; and very long words may break unseen, or they would run off the paper."""
    spoken = _EMOJI.sub(lambda emoji: _spoken(emoji[0]), _SHAPING.sub("", text))
    return _LONG_WORD.sub("\\1\u200b", spoken)


@lru_cache(maxsize=8)
def _fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    """The letter face and the folders named, never the fonts that a machine happens to have."""
    face = str(resources.files("font_source_sans_pro").joinpath("files"))
    return typst.Fonts(include_system_fonts=False, font_paths=[face, *map(str, folders)])


def _without_glyph(refused: typst.TypstError) -> str:
    """The sign for which Typst found no glyph; anything else that it refused is ours to mend."""
    found = _NO_GLYPH.search(refused.message)
    if found is None:
        raise LetterNotSet(refused.message.partition("`")[0]) from None
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found["text"])


def _spoken(sign: str) -> str:
    """A sign by its name; a letter cannot be replaced so, and is refused by the name of its script."""
    first = sign[0]
    if first.isascii():  # Typst names the sign before the one that it lacks
        raise ScriptNotCovered("combining") from None
    name = unicodedata.name(first, "sign without a name")
    if unicodedata.category(first)[0] in "LMN":
        raise ScriptNotCovered(name.split()[0].capitalize()) from None
    return f"({name.lower()})"
