"""A notice in another language: its dates, sums and labels, and the language that its forms say it has."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from notices.blocks import Composed, Figures, Labels, Paragraph
from notices.checking import check
from notices.composing import compose
from notices.email import email_message
from notices.errors import TemplateBroken
from notices.html import html_text
from notices.labels import PART
from notices.lookup import Templates
from notices.plain import plain_text
from rules.amounts import Amount
from rules.languages import LanguageUnknown, at_time_in, day_in, language_in, locale_of, sum_in, weekday_in
from tests.notices.pack import POLISH, polish
from tests.notices.printed import language_of, pages, pieces, words
from tests.notices.told import LANGUAGES, POLICY, Told, letter
from tests.notices.ways import WAYS

ENGLISH_DATE = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d{1,2} [A-Z][a-z]+ \d{4}")
ARABIC = Composed(
    language="ar",
    labels=Labels(reference="مرجعنا: {reference}", page="صفحة {page} من {pages}"),
    subject="ردنا",
    blocks=(
        Paragraph(text="شكرا لك"),
        Paragraph(text="شكرا", quoted=True),
        Figures(rows=(("المبلغ", sum_in("ar", Amount(125000, "GBP"))),)),
    ),
)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """The made-up pack, in a folder of the organisation's own."""
    return polish(tmp_path_factory.mktemp("templates"))


def in_polish(pack: Templates, told: Told, way: str) -> Composed:
    """The notice to somebody who wants Polish."""
    return compose(pack, POLICY, WAYS[way].kind, told.context(way), [POLISH, *LANGUAGES[1:]])


@pytest.mark.parametrize("way", WAYS)
def test_no_notice_has_an_english_date(pack: Templates, told: Told, way: str) -> None:
    """Every day that a template prints is written as the language writes it."""
    said, english = (
        " ".join(plain_text(notice).split()) for notice in (in_polish(pack, told, way), told.notice(way))
    )
    words_of_people = " ".join(told.context(way)["words"].values())
    for written in set(ENGLISH_DATE.findall(english)) - set(ENGLISH_DATE.findall(words_of_people)):
        assert written not in said
        assert day_in(POLISH, datetime.strptime(f"{written} +0000", "%A %d %B %Y %z").date()) in said


def test_sums_are_written_as_the_language_writes_them(pack: Templates, told: Told) -> None:
    """In the reckoning and in what is promised; the spaces within a sum do not break."""
    said = plain_text(in_polish(pack, told, "response: cheque"))
    assert "299,98\u00a0GBP" in said
    assert "- A payment of 299,98\u00a0GBP: by sobota, 30 stycznia 2027" in " ".join(said.split("\n"))
    assert "£" not in said


def test_labels_and_date_of_the_letter_are_in_its_language(pack: Templates, told: Told) -> None:
    """They come with the pack; screen readers know the language."""
    pdf = letter(in_polish(pack, told, "response: transfer"))
    assert language_of(pdf) == "pl"
    said, last = words(pdf), len(pages(pdf))
    assert "środa, 30 grudnia 2026" in said
    assert "Nasz znak: PH-2026-000001" in said
    assert [f"Strona {page} (ostatnia: {last})" in said for page in range(1, last + 1)] == [True] * last
    assert "Our reference" not in said


def test_the_email_says_what_language_it_is_in(pack: Templates, told: Told) -> None:
    """In its header and in its HTML."""
    composed = in_polish(pack, told, "response: transfer")
    message = email_message(
        composed,
        sender="Care <care@poplar.example>",
        recipients=("lucja@person.example",),
        reply_to=None,
        message_id="<1@poplar.example>",
        at=datetime(2026, 12, 30, tzinfo=UTC),
    )
    assert message["Content-Language"] == "pl"
    assert html_text(composed).startswith('<!doctype html>\n<html lang="pl">')


def test_writing_from_right_to_left() -> None:
    """The e-mail is laid out from the right; the letter too, but for the address in the envelope's window."""
    html = html_text(ARABIC)
    assert '<html lang="ar" dir="rtl">' in html
    assert "text-align: right" in html
    assert not re.search(r"(?:padding|border|text-align)\S*:? ?-?left", html)
    pdf = letter(ARABIC)
    assert language_of(pdf) == "ar"
    address = next(piece for piece in pieces(pdf) if piece.text.startswith("Łucja"))
    assert 20 <= address.left <= 24
    assert 48 <= address.top <= 56
    assert all(piece.left > 100 for piece in pieces(pdf) if "شكرا" in piece.text)


def test_numbers_among_words_from_right_to_left_keep_their_order(tmp_path: Path, told: Told) -> None:
    """Each value is isolated from the words around it: 020 7946 0101 is not read as 0101 7946 020."""
    folder = tmp_path / "common" / "ar"
    folder.mkdir(parents=True)
    (folder / PART).write_text(
        '{% set reference = "مرجعنا: {reference}" %}{% set page = "{page} من {pages}" %}'
    )
    (folder / "k.txt").write_text("Subject: ردنا ({{ case.reference }})\nرقم :: {{ staff.phone }}{{ '' }}\n")
    context = told.context("response") | {"staff": {"phone": "020\u2069 7946\u2067 0101"}}
    composed = compose(Templates(tmp_path), POLICY, "k", context, ["ar", "en-GB"])
    assert composed.subject == f"ردنا ({context['case']['reference']})"
    assert composed.blocks == (Figures(rows=(("رقم", "\u2068020 7946 0101\u2069"),)),)
    drawn = [piece.text for piece in pieces(letter(composed))]
    assert "020 7946 0101" in drawn  # from left to right in one go


@pytest.mark.parametrize(
    ("language", "day", "amount"),
    [
        ("en-GB", "Tuesday 5 January 2027", "£1,250.00"),
        ("en", "Tuesday 5 January 2027", "£1,250.00"),
        ("en-US", "Tuesday 5 January 2027", "£1,250.00"),
        ("cy", "Dydd Mawrth, 5 Ionawr 2027", "£1,250.00"),
        ("fr", "mardi 5 janvier 2027", "1\u202f250,00\u00a0£GB"),
        ("pl", "wtorek, 5 stycznia 2027", "1\u00a0250,00\u00a0GBP"),
        ("pt-BR", "terça-feira, 5 de janeiro de 2027", "£\u00a01.250,00"),
        ("zh-Hant", "2027年1月5日 星期二", "£1,250.00"),
    ],
)
def test_dates_and_sums_by_language(language: str, day: str, amount: str) -> None:
    """As CLDR has them, but for the comma in English dates."""
    assert day_in(language, date(2027, 1, 5)) == day
    assert sum_in(language, Amount(125000, "GBP")) == amount


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en-GB", "soon, 10:30"),
        ("pl", "soon, 10:30"),
        ("ro", "soon, 10:30"),
        ("en-US", "soon, 10:30\u202fAM"),
    ],
)
def test_times_by_language(language: str, written: str) -> None:
    """As CLDR has them, after the day."""
    assert at_time_in(language, "soon", time(10, 30)) == written


@pytest.mark.parametrize(
    ("language", "weekday", "spoken"),
    [
        ("en-GB", "Monday", "Portuguese (Brazil)"),
        ("pl", "poniedziałek", "portugalski (Brazylia)"),
        ("ro", "luni", "portugheză (Brazilia)"),
    ],
)
def test_weekdays_and_languages_by_language(language: str, weekday: str, spoken: str) -> None:
    """As CLDR has them, standing by themselves."""
    assert weekday_in(language, "monday") == weekday
    assert language_in(language, "pt-BR") == spoken


@pytest.mark.parametrize("language", ["syl", "qaa", "x", "", "en_GB\n"])
def test_a_language_without_dates_is_refused(language: str) -> None:
    """CLDR has no dates for it, so a notice in it would be in two languages."""
    with pytest.raises(LanguageUnknown, match="no dates and sums are known in the language"):
        locale_of(language)


@pytest.mark.parametrize("language", ["fr", "sr-Latn-RS", "es-419", "de-1996"])
def test_any_tag_makes_a_letter(language: str) -> None:
    """Scripts, regions that are numbers and variants do not disturb it; sums keep their spaces."""
    amount = sum_in(language, Amount(125000, "GBP"))
    composed = ARABIC.model_copy(update={"language": language, "blocks": (Paragraph(text=amount),)})
    assert " ".join(amount.split()) in words(letter(composed))


@pytest.mark.parametrize(
    ("tag", "labels", "fault"),
    [
        ("ro", None, r"harbour_advice/ro/kind\.txt: needs _letter\.txt in ro, which does not exist"),
        ("ro", '{% set reference = "{reference}" %}', r"_letter\.txt: 'page' leaves out {page}, {pages}"),
        (
            "ro",
            '{% set page = "{page}/{pages}" %}{% set reference = "Ref." %}',
            r"ro/_letter\.txt: 'reference' leaves out {reference}",
        ),
        ("ro", "{% set %}", r"ro/_letter\.txt: Expected an expression"),
        ("ro", "{% set page = of_nobody.page %}", r"kind\.txt: _letter\.txt: 'of_nobody' is undefined"),
        ("syl", '{% set page = "{page}/{pages}" %}{% set reference = "{reference}" %}', "the language 'syl'"),
    ],
)
def test_a_pack_without_labels_or_dates_is_refused_at_the_start(
    tmp_path: Path, tag: str, labels: str | None, fault: str
) -> None:
    """With the path, before any letter is written."""
    folder = tmp_path / "harbour_advice" / tag
    folder.mkdir(parents=True)
    (folder / "kind.txt").write_text("Subject: s\nx")
    if labels:
        (folder / PART).write_text(labels)
    with pytest.raises(TemplateBroken, match=fault):
        check(Templates(tmp_path), ["harbour-advice"])
