"""Composing: blocks from templates, and values that can never become one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notices.blocks import Block, Bullets, Composed, Figures, Heading, Paragraph
from notices.composing import compose
from notices.errors import ContextLacking, TemplateBroken, TemplateMissing
from notices.html import html_text
from notices.lookup import Templates
from notices.plain import plain_text
from tests.notices.told import LABELS, POLICY, Told
from tests.notices.ways import WAYS

HOSTILE = [
    "## x",
    "- y",
    "> z",
    "a :: b",
    "Subject: other",
    "<script>alert(1)</script>",
    "{{ 7*7 }} {% include 'x' %}",
    '#let x = 1; #read("/etc/passwd") $x^2$ *bold* _it_ @ref <label> \\ `raw` = head',
    "one\r\nBcc: everyone@person.example\r\n\r\n## two\r\n- three\r\nfour :: five",
    "\ue000\ue001 sneaky \ue002 signs \ue004",
    "a trailing break \\",
]


class Writer:
    """Somebody who writes templates for the policy `p`, in a folder of a test's own."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._templates = folder, Templates(folder)

    def writes(self, text: str, name: str = "p/k") -> None:
        """Write a template, where none of that name was composed yet: they are read once."""
        file = self._folder / f"{name}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def compose(self, context: dict[str, Any], *languages: str, kind: str = "k") -> Composed:
        """The notice of a kind."""
        return compose(self._templates, "p", kind, context, languages)


@pytest.fixture
def writer(tmp_path: Path) -> Writer:
    """Somebody who writes templates."""
    return Writer(tmp_path)


def shape(composed: Composed) -> list[object]:
    """The structure of a notice without its words, each run of paragraphs counted as one."""
    shapes: list[object] = []
    for block in composed.blocks:
        kind = _kind(block)
        if not shapes or kind != shapes[-1]:
            shapes.append(kind)
    return shapes


def _kind(block: Block) -> object:
    match block:
        case Bullets():
            return "bullets", len(block.items)
        case Figures():
            return "figures", len(block.rows)
        case Paragraph():
            return "paragraph", block.quoted
        case Heading():
            return "heading"


def filled(told: Told, way: str, words: str) -> dict[str, Any]:
    """The context of a way, with every piece of free text, and every name, replaced by these words."""
    full = told.context(way)
    lines = [{"what": words, "amount": words}, {"what": words, "amount": "£1.00"}]
    return full | {
        "words": dict.fromkeys(full["words"], words),
        "person": {"name": words, "language": "en", "needs": [words, words]},
        "commitments": [promise | {"what": promise["what"] and words} for promise in full["commitments"]],
        "money": full["money"] and full["money"] | dict.fromkeys(("losses", "owed"), lines),
        "panel": [dict.fromkeys(member, words) for member in full["panel"]],
        "staff": dict.fromkeys(("name", "role", "email", "phone"), words) | {"only": False},
    }


def test_blocks_of_every_sort(writer: Writer) -> None:
    """Each sign of the format becomes its block, and the first line the subject."""
    writer.writes(
        "Subject: About {{ case.reference }}\nOne line\nand its next. \\\nBroken.\n\n## Head\n\n"
        "- first\n  goes on\n- second\n\nDay :: {{ on | day }}\nTime :: noon: sharp\n"
        "> {{ words | said }}\nafter\n"
    )
    full = {"case": {"reference": "X"}, "on": date(2026, 12, 30), "words": "a\n\nb\nc"}
    composed = writer.compose(full)
    assert composed.subject == "About X"
    assert composed.blocks == (
        Paragraph(text="One line and its next.\nBroken."),
        Heading(text="Head"),
        Bullets(items=("first goes on", "second")),
        Figures(rows=(("Day", "Wednesday 30 December 2026"), ("Time", "noon: sharp"))),
        Paragraph(text="a\n\nb\nc", quoted=True),
        Paragraph(text="after"),
    )


def test_said_keeps_paragraphs_and_breaks_and_others_do_not(writer: Writer) -> None:
    """Free text keeps its own paragraphs and line breaks; any other value stays on one line."""
    writer.writes("Subject: s\nYou said: {{ words | said }}\n\n{{ words }}\n")
    composed = writer.compose({"words": " one\r\ntwo \n\n\n\n three\t "})
    assert composed.blocks == (
        Paragraph(text="You said: one\ntwo"),
        Paragraph(text="three"),
        Paragraph(text="one two three"),
    )


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("way", WAYS)
def test_no_value_becomes_structure(told: Told, way: str, hostile: str) -> None:
    """Whatever is typed into any field, a notice keeps its subject and its structure."""
    plain = told.notice(way, **filled(told, way, "plain words"))
    composed = told.notice(way, **filled(told, way, hostile))
    assert composed.subject == plain.subject
    assert shape(composed) == shape(plain)


@example("")
@given(
    words=st.text(
        alphabet=st.characters(exclude_categories=["Cs"]) | st.sampled_from("\r\n#->: \\{}<&"), min_size=1
    )
)
def test_no_text_at_all_becomes_structure(told: Told, words: str) -> None:
    """The same, for any text that hypothesis can think of."""
    composed = told.notice("response", **filled(told, "response", f"said {words}"))
    assert shape(composed) == shape(told.notice("response", **filled(told, "response", "plain words")))


@pytest.mark.parametrize("hostile", HOSTILE[:8])
def test_hostile_words_are_printed_as_typed(told: Told, hostile: str) -> None:
    """Nothing is lost in the disguise: the words arrive as they were typed."""
    words = {"remedy_wanted": hostile}
    assert Paragraph(text=hostile, quoted=True) in told.notice("contact-record", words=words).blocks


@pytest.mark.parametrize("hostile", HOSTILE)
def test_html_has_no_markup_from_values(told: Told, hostile: str) -> None:
    """HTML in a value is escaped, and the elements are those of the same notice in plain words."""
    page, plain = (
        html_text(told.notice("response", **filled(told, "response", words)))
        for words in (hostile, "plain words")
    )
    assert "<script" not in page
    assert "<label>" not in page
    assert page.count("<h2>") == plain.count("<h2>")


def test_control_and_turning_signs_are_dropped(told: Told) -> None:
    """Signs that cannot be seen, or turn the reading round, never reach a notice."""
    composed = told.notice("contact-record", words={"remedy_wanted": "a\x00b\x07c\u202ed\ud800e\ue001f"})
    assert Paragraph(text="abcdef", quoted=True) in composed.blocks


def test_missing_template_names_policy_kind_and_path(told: Told) -> None:
    """Asking for a notice that nobody wrote says which, and where it was looked for."""
    with pytest.raises(TemplateMissing, match=r"'poplar-harca'.*'no-such'.*poplar_harca/no-such\.txt"):
        compose(Templates(), POLICY, "no-such", told.context("response"), [])


@pytest.mark.parametrize(
    ("policy", "kind"), [(POLICY, "../../secret"), ("../layout", "x"), (POLICY, "_closing")]
)
def test_names_cannot_leave_their_folder(told: Told, policy: str, kind: str) -> None:
    """A policy or kind is a plain name: no path, and no part that others include."""
    with pytest.raises(TemplateMissing):
        compose(Templates(), policy, kind, told.context("response"), [])


def test_lacking_name_is_told_with_its_line(told: Told) -> None:
    """A context without what the template needs is refused, naming file, line and name."""
    with pytest.raises(
        ContextLacking, match=r"notices/templates/common/contact-record\.txt, line 11: .*remedy_wanted"
    ):
        told.notice("contact-record", words={})


@pytest.mark.parametrize("empty", [None, "", " \n "])
def test_empty_free_text_is_refused(told: Told, empty: str | None) -> None:
    """A notice never goes out with a hole where somebody's words should be."""
    with pytest.raises(ContextLacking, match="free text that must be there is empty"):
        told.notice("contact-record", words={"remedy_wanted": empty})


def test_none_is_never_printed(writer: Writer) -> None:
    """None, and a date without `| day`, are refused rather than printed."""
    writer.writes("Subject: s\n{{ value }}\n")
    for value in (None, True, date(2026, 1, 1), ["a"]):
        with pytest.raises(ContextLacking, match=r"k\.txt, line 2"):
            writer.compose({"value": value})


def test_errors_hold_no_words_of_the_person(told: Told) -> None:
    """Errors go to logs and to the engine's history, so they carry names of fields only."""
    full = filled(told, "response", "SECRET") | {"deadlines": {"acceptance": {}}}
    with pytest.raises(ContextLacking) as caught:
        compose(Templates(), POLICY, "response", full, [])
    assert "SECRET" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_subject_cannot_name_free_text(told: Told, writer: Writer) -> None:
    """Only reference, who raised it, organisation and breach are known to a subject."""
    for name in ("words.asked", "person.name", "case.service", "commitments[0].what", "event.facts"):
        kind = name.split(".")[0][:6]
        writer.writes("Subject: {{ %s }}\nBody\n" % name, f"p/{kind}")  # noqa: UP031 - braces
        with pytest.raises(ContextLacking):
            writer.compose(told.context("response"), kind=kind)


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("Hello\n", "line 1 must begin with 'Subject: '"),
        ("Subject: s\n\n", "says nothing"),
        ("Subject: s\n- {{ blank }}\n", "without words"),
        ("Subject: s\n## {{ blank }}\n", "without words"),
        ("Subject: s\nLabel :: {{ blank }}\n", "without words"),
        ("Subject: s\n{% if %}\n", "Expected an expression"),
        ("Subject: s\n{% include '_gone.txt' %}\n", "includes _gone.txt"),
        ("Subject: s\n{{ ''.__class__.__mro__ }}\n", "unsafe"),
    ],
)
def test_broken_templates_say_what_is_wrong(writer: Writer, template: str, fault: str) -> None:
    """A mistake in a template is told as one, with its path."""
    writer.writes(template)
    with pytest.raises(TemplateBroken, match=fault) as caught:
        writer.compose({"blank": ""})
    assert "/p/k.txt" in str(caught.value)


def test_plain_text_wraps_indents_and_aligns() -> None:
    """Text is narrow, quotes are indented, figures stand in a column, long labels above their values."""
    long = "word " * 30
    composed = Composed(
        language="en-GB",
        labels=LABELS,
        subject="s",
        blocks=(
            Heading(text="Head"),
            Paragraph(text=f"{long}\nnext"),
            Paragraph(text="a\n\nb", quoted=True),
            Bullets(items=(long,)),
            Figures(rows=(("Day", "x"), ("Longer", long))),
            Figures(rows=(("A label that takes more than half of a line", "x"),)),
            Paragraph(text="https://sample.example/" + "x" * 90),
        ),
    )
    said = plain_text(composed)
    lines = said.splitlines()
    assert said.startswith("Head\n----\n")
    assert "    a\n\n    b" in said
    assert "Day:     x\nLonger:  word" in said
    assert "A label that takes more than half of a line:\n  x" in said
    assert "https://sample.example/" + "x" * 90 in lines
    assert max(len(line) for line in lines if "https" not in line) <= 72
