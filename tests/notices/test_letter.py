"""Letters: tagged PDF that reads as the notice does, in both sizes of print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from notices import letter
from notices.blocks import Bullets, Composed, Figures, Heading, Paragraph
from notices.errors import LetterNotSet, ScriptNotCovered
from tests.notices.printed import language_of, pieces, read, words
from tests.notices.test_composing import HOSTILE
from tests.notices.told import LABELS, LETTERHEAD, RECIPIENT, REFERENCE, Told
from tests.notices.told import letter as set_letter

SCRIPTS = {
    "Polish": "Zażółć gęślą jaźń",
    "Turkish": "Şişli Çağdaş Gülüş",
    "Vietnamese": "Nguyễn Thị Hường",
    "Welsh": "Llŷr â dŵr",
    "Greek": "Ελληνικά",
    "Ukrainian": "Її ґанок є",
    "signs": "£50 “€20” … ½ • ✓ → ☎",
}


def with_text(text: str) -> Composed:
    """A notice with this text in every sort of block."""
    return Composed(
        language="en-GB",
        labels=LABELS,
        subject="Our answer",
        blocks=(
            Heading(text=text),
            Paragraph(text=text),
            Paragraph(text=text, quoted=True),
            Bullets(items=(text,)),
            Figures(rows=((text, text),)),
        ),
    )


def tags(pdf: bytes) -> list[str]:
    """The structure elements in reading order."""

    def walk(node: Any) -> Iterator[str]:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                yield from walk(child)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield str(node["/S"])
            if "/K" in node:
                yield from walk(node["/K"])

    root: Any = read(pdf).trailer["/Root"]
    return list(walk(root["/StructTreeRoot"]))


def sizes(pdf: bytes) -> set[float]:
    """The size in points of every piece of text as it is drawn, with all scaling counted in."""
    found: set[float] = set()

    def note(text: str, page: list[float], line: list[float], _font: object, size: float) -> None:
        if text.strip():
            found.add(round(size * abs(line[3]) * abs(page[3]), 2))

    for page in read(pdf).pages:
        page.extract_text(visitor_text=note)
    return found


def test_is_tagged_titled_and_in_a_language(told: Told) -> None:
    """A screen reader finds structure, title, language and the claim to be PDF/UA-1; the paper is A4."""
    pdf = set_letter(told.notice("response"))
    reader = read(pdf)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert language_of(pdf) == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == f"Our answer to your complaint ({REFERENCE})"
    assert reader.metadata.author == "Poplar HARCA"
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]


def test_tags_say_what_each_part_is() -> None:
    """Headings, paragraphs, quotes, lists and label-value lists are tagged as such, in order."""
    found = [tag for tag in tags(set_letter(with_text("x"))) if tag not in ("/Div", "/Span", "/Document")]
    assert found[0] == "/H1"
    assert [tag for tag in found if tag in ("/H2", "/BlockQuote", "/L", "/Lbl")] == [
        "/H2",
        "/BlockQuote",
        "/L",
        "/Lbl",
        "/L",
        "/Lbl",
    ]


def test_shows_who_to_whom_when_and_page_numbers(told: Told) -> None:
    """Letterhead, recipient, date, reference and "Page 1 of n" are all there to be read."""
    pdf = set_letter(told.notice("response"))
    said = words(pdf)
    for line in (*LETTERHEAD.address, LETTERHEAD.phone, LETTERHEAD.email, *RECIPIENT):
        assert line in said
    assert "Wednesday 30 December 2026" in said
    assert f"Our reference: {REFERENCE}" in said
    pages = len(read(pdf).pages)
    assert [f"Page {number} of {pages}" in said for number in range(1, pages + 1)] == [True] * pages


def test_recipient_stands_in_the_window_of_an_envelope(told: Told) -> None:
    """The address begins within 20 to 24 mm of the left edge and 48 to 56 mm of the top."""
    _, left, top = next(
        piece for piece in pieces(set_letter(told.notice("response"))) if piece.text.startswith("Łucja")
    )
    assert 20 <= left <= 24
    assert 48 <= top <= 56


@pytest.mark.clause("PH-3a")
def test_large_print_is_18_point_throughout(told: Told) -> None:
    """Nothing in a large-print letter is smaller than 18 point, page numbers included; normal is 12."""
    assert min(sizes(set_letter(told.notice("response"), large_print=True))) == 18
    assert min(sizes(set_letter(told.notice("response")))) == 12


@pytest.mark.clause("PH-3a")
def test_large_print_says_the_same(told: Told) -> None:
    """The larger letter leaves nothing out; only its pages are more."""
    normal, large = (set_letter(told.notice("response"), large_print=size) for size in (False, True))
    assert set(re.findall(r"\w+", words(normal))) <= set(re.findall(r"\w+", words(large)))
    assert len(read(large).pages) > len(read(normal).pages)


def test_same_input_makes_the_same_bytes(told: Told) -> None:
    """A retry after a crash writes the very same file; another day writes another."""
    first = set_letter(told.notice("response"))
    letter._fonts.cache_clear()
    assert set_letter(told.notice("response")) == first
    other = letter.letter_pdf(
        told.notice("response"), LETTERHEAD, RECIPIENT, date(2027, 1, 4), REFERENCE, False
    )
    assert other != first


@pytest.mark.parametrize("hostile", HOSTILE)
def test_words_are_never_typst(hostile: str) -> None:
    """Typst in any field is printed as typed: same tags as plain words, nothing read or run."""
    flat = " ".join(hostile.split())
    letterhead = letter.Letterhead(organisation=flat, address=(flat,), phone=flat, email=flat)
    pdf = letter.letter_pdf(with_text(flat), letterhead, (flat,), date(2026, 12, 30), flat, False)
    plain = set_letter(with_text("x"))
    assert [tag for tag in tags(pdf) if tag not in ("/Span", "/P")] == [
        tag for tag in tags(plain) if tag not in ("/Span", "/P")
    ]
    assert "root:" not in words(pdf)


def test_markup_is_printed_sign_for_sign() -> None:
    """The signs that Typst would read are there to be read by people."""
    said = '#let x = 1; $x^2$ *bold* _it_ @ref <label> `raw` = head // no "comment" -- ~'
    assert said in words(set_letter(with_text(said)))


def test_long_words_stay_on_the_paper() -> None:
    """A word longer than the line breaks, and no text is drawn beyond the right margin."""
    rights: list[float] = []

    def note(text: str, page: list[float], line: list[float], _font: object, _size: float) -> None:
        if text.strip() == "w":  # the 28th of its line, drawn by itself
            rights.append(page[4] + line[4] * 28 / 27)

    pdf = set_letter(with_text("w" * 120), large_print=True)
    for page in read(pdf).pages:
        page.extract_text(visitor_text=note)
    assert len(rights) >= 20
    assert max(rights) < 595 - 62
    assert words(pdf).count("w") >= 6 * 120


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_of_europe_and_common_signs_are_set(name: str) -> None:
    """Latin with every accent, Greek, Cyrillic and everyday signs come out as they went in."""
    assert SCRIPTS[name] in words(set_letter(with_text(SCRIPTS[name])))


def test_arabic_is_set() -> None:
    """Arabic has glyphs; each word can be found."""
    said = words(set_letter(with_text("محمد علي")))
    assert "محمد" in said
    assert "علي" in said


@pytest.mark.parametrize(
    ("text", "script"), [("বাংলা", "Bengali"), ("中文", "Cjk"), ("தமிழ்", "Tamil"), ("አማርኛ", "Ethiopic")]
)
def test_uncovered_script_is_refused_by_name_only(text: str, script: str) -> None:
    """A letter with holes is not sent: the error names the script, and none of the words."""
    with pytest.raises(ScriptNotCovered, match=script) as caught:
        set_letter(with_text(f"name {text}"))
    assert not set(text) & set(str(caught.value))
    assert caught.value.__suppress_context__


def test_emoji_are_spoken() -> None:
    """A sign without a glyph is printed as its name, as a screen reader would say it."""
    said = words(set_letter(with_text("Thanks 👍🏽 and 👨‍👩‍👧 \U0001f525!")))
    assert "Thanks (thumbs up sign)" in said
    assert "(man)(woman)(girl)" in said
    assert "(fire)!" in said


def test_further_fonts_are_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder named in `fonts` is searched too: here the letter face itself, taken away before."""
    face = Path(str(resources.files("font_source_sans_pro").joinpath("files")))

    def fonts_of(*folders: Path) -> str:
        pdf = letter.letter_pdf(
            with_text("Ł"), LETTERHEAD, RECIPIENT, date(2026, 12, 30), REFERENCE, False, folders
        )
        return str([font.get_object() for font in _fonts(read(pdf))])

    monkeypatch.setattr("notices.letter.resources.files", _without_face(tmp_path))
    letter._fonts.cache_clear()
    assert "SourceSansPro" not in fonts_of()
    assert "SourceSansPro" in fonts_of(face)
    letter._fonts.cache_clear()


def test_other_faults_are_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Typst refuses for other reasons is told without any of the letter's words."""
    unheard_of = SimpleNamespace(language="SECRET-language", territory=None)
    monkeypatch.setattr("notices.letter.locale_of", lambda _: unheard_of)
    with pytest.raises(LetterNotSet) as caught:
        set_letter(with_text("SECRET"))
    assert "SECRET" not in str(caught.value)


def _fonts(reader: PdfReader) -> list[Any]:
    resources_of: Any = reader.pages[0]["/Resources"]
    return list(resources_of["/Font"].values())


def _without_face(empty: Path) -> Any:
    real = resources.files
    return lambda package: empty if package == "font_source_sans_pro" else real(package)
