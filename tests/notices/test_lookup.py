"""The lookup of templates: the policy's own first, and no notice in two languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from notices.checking import check
from notices.composing import compose
from notices.errors import TemplateBroken, TemplateMissing
from notices.lookup import SHIPPED, Templates, used_by
from notices.plain import plain_text
from tests.notices.pack import LABELS

FULL = {"person": {"name": "Ana"}, "case": {"reference": "HA-2026-000001"}}


class Folder:
    """Templates of an organisation's own, and what they say."""

    def __init__(self, path: Path) -> None:
        self.path, self.templates = path, Templates(path)

    def has(self, *names: str) -> None:
        """Have templates of these names, each of which says its name and includes a part."""
        for name in names:
            is_part = name.rpartition("/")[2].startswith("_")
            self.writes(name, f"{name}\n" if is_part else f"Subject: {name}\n{{% include '_part.txt' %}}\n")

    def writes(self, name: str, text: str) -> Path:
        """Write a template; what was read of it before is forgotten, as by a worker that starts."""
        file = self.path / f"{name}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        used_by.cache_clear()
        return file

    def says(self, *languages: str) -> tuple[str, str, str]:
        """The language of the notice, which template it is, and which part it includes."""
        composed = compose(self.templates, "harbour-advice", "kind", FULL, languages)
        return composed.language, composed.subject, plain_text(composed).strip()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder without templates, but for the labels of letters in some languages."""
    folder = Folder(tmp_path)
    for language in ("cy", "pl", "pt", "ro"):
        folder.writes(f"common/{language}/_letter", LABELS)
    return folder


def test_policy_and_language_then_policy_then_common_and_language_then_common(folder: Folder) -> None:
    """Each is found only where those before it are not there."""
    for name in ("common/kind", "common/ro/kind", "harbour_advice/kind", "harbour_advice/ro/kind"):
        folder.has(name)
        found = folder.templates.find("harbour-advice", "kind", ["ro", "en-GB"])
        assert found.file == folder.path / f"{name}.txt"
        assert found.language == ("ro" if "/ro/" in name else "en-GB")


def test_own_templates_take_the_place_of_those_that_come_with_redress(folder: Folder) -> None:
    """For one kind, and for the parts that others include; the rest is as it comes."""
    folder.has("harbour_advice/_greeting", "harbour_advice/duplicate")
    own, shipped = (
        folder.templates.find("harbour-advice", kind, ["en-GB"]) for kind in ("duplicate", "closure")
    )
    assert own.file == folder.path / "harbour_advice" / "duplicate.txt"
    assert shipped.file == SHIPPED / "common" / "closure.txt"
    greeting = next(part for place in shipped.folders if (part := place / "_greeting.txt").is_file())
    assert greeting.parent == folder.path / "harbour_advice"
    assert folder.templates.kinds("harbour-advice") == Templates().kinds("poplar-harca")


def test_a_notice_is_in_one_language(folder: Folder) -> None:
    """Its parts are in the language in which the kind exists; else all of it is English."""
    folder.has("common/_part", "common/ro/_part", "common/pl/_part")
    folder.has("common/kind", "common/ro/kind")
    assert folder.says("ro", "en-GB") == ("ro", "common/ro/kind", "common/ro/_part")
    assert folder.says("pl", "en-GB") == ("en-GB", "common/kind", "common/_part")


def test_a_translation_that_would_leave_out_what_the_policy_says_is_not_used(folder: Folder) -> None:
    """The policy's own part, however deep it is included, is there in the language too, or all is English."""
    folder.has("common/kind", "common/_part", "common/ro/kind", "common/_inner", "common/ro/_inner")
    folder.writes("common/ro/_part", "{% include '_inner.txt' %}")
    assert folder.says("ro", "en-GB") == ("ro", "common/ro/kind", "common/ro/_inner")
    folder.has("harbour_advice/_inner")
    assert folder.says("ro", "en-GB") == ("en-GB", "common/kind", "common/_part")
    folder.has("harbour_advice/ro/_inner")
    assert folder.says("ro", "en-GB")[:2] == ("ro", "common/ro/kind")


def test_a_part_that_is_lacking_is_not_taken_from_another_language(folder: Folder) -> None:
    """A notice that would be in two languages is none."""
    folder.has("common/ro/kind", "common/_part")
    with pytest.raises(TemplateBroken, match=r"ro/kind\.txt: includes _part\.txt, which does not exist"):
        folder.says("ro", "en-GB")


@pytest.mark.parametrize(
    ("languages", "found"),
    [
        (["pt-BR", "en-GB"], ("pt", "harbour_advice/pt/kind")),
        (["pt", "en-GB"], ("pt", "harbour_advice/pt/kind")),
        (["bn", "cy"], ("cy", "harbour_advice/cy/kind")),
        (["en", "cy"], ("en-GB", "harbour_advice/kind")),
        (["bn", "en-IE"], ("en-IE", "harbour_advice/kind")),
        (["en-US", "en-IE"], ("en-IE", "harbour_advice/kind")),
        (["../cy", "en-GB"], ("en-GB", "harbour_advice/kind")),
        ([], ("en-GB", "harbour_advice/kind")),
    ],
)
def test_the_most_wanted_language_that_there_is(
    folder: Folder, languages: list[str], found: tuple[str, str]
) -> None:
    """A language serves for its regions, the organisation's own for one that is not there; else English."""
    folder.has("harbour_advice/kind", "harbour_advice/_part")
    folder.has("harbour_advice/pt/kind", "harbour_advice/pt/_part")
    folder.has("harbour_advice/cy/kind", "harbour_advice/cy/_part")
    assert folder.says(*languages)[:2] == found


def test_what_is_nowhere_is_told_with_where_it_was_looked_for(folder: Folder) -> None:
    """The policy, the kind, and the files that would be it."""
    with pytest.raises(TemplateMissing, match=r"'harbour-advice'.*'kind'.*harbour_advice/kind\.txt, common/"):
        folder.says("ro")


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("harbour_advice/kind", "Hello", "line 1 must begin with 'Subject: '"),
        ("harbour_advice/kind", "Subject: s\n{% if %}", "Expected an expression"),
        ("harbour_advice/ro/_part", "{{ }}", "Expected an expression"),
        (
            "harbour_advice/kind",
            "Subject: s\n{% include '_gone.txt' %}",
            "includes _gone.txt, which does not exist",
        ),
        (
            "harbour_advice/ro/kind",
            "Subject: s\n{% include '_closing.txt' %}",
            "includes _closing.txt, which does",
        ),
        (
            "harbour_advice/_words",
            "{% set represented = 'you' %}",
            "leaves out complaint, served, still_open, whoever_confirms,",
        ),
        ("common/_part", "{% include '_part.txt' %}", "includes itself"),
        ("common/kind", "Subject: s\n{% include '_part.txt' %}", "includes _part.txt, which does not exist"),
        (
            "harbour_advice/ro/kind",
            "Subject: s\n{% include '_own.txt' %}",
            "harbour_advice says _own.txt in English and not in ro",
        ),
        ("harbor_advice/kind", "Subject: s\nx", "the folders are: common, harbour_advice, poplar_harca"),
        ("kind", "Subject: s\nx", "the folders are: common, harbour_advice, poplar_harca"),
        ("harbour_advice/ro/old/kind", "Subject: s\nx", "no notice is looked for here"),
    ],
)
def test_own_templates_are_looked_through_at_the_start(
    folder: Folder, name: str, text: str, fault: str
) -> None:
    """A template of which no notice could be made is told with its path."""
    folder.has(
        "harbour_advice/_part", "harbour_advice/good", "harbour_advice/ro/_part", "harbour_advice/ro/good"
    )
    folder.has("harbour_advice/_own", "common/ro/_own")
    policies = ("harbour-advice", "poplar-harca")
    check(folder.templates, policies)
    file = folder.writes(name, text)
    with pytest.raises(TemplateBroken) as caught:
        check(folder.templates, policies)
    assert str(file) in str(caught.value)
    assert fault in str(caught.value)


def test_a_common_translation_may_lack_what_one_policy_has(folder: Folder) -> None:
    """The policy's notices are in English then; those of others are not held up by it."""
    folder.has("harbour_advice/_part", "common/ro/kind", "common/ro/_part", "common/kind", "common/_part")
    check(folder.templates, ("harbour-advice", "poplar-harca"))
    assert folder.says("ro", "en-GB")[:2] == ("en-GB", "common/kind")
    assert folder.templates.find("poplar-harca", "kind", ["ro", "en-GB"]).language == "ro"


def test_without_templates_of_ones_own_there_is_nothing_to_look_through(tmp_path: Path) -> None:
    """Neither where no folder is named, nor where the one that is has none."""
    check(Templates(), ("poplar-harca",))
    check(Templates(tmp_path / "templates"), ("poplar-harca",))
