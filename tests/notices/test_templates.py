"""The templates that come with Redress: none names what production does not give, or what is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from notices.compiling import shown
from notices.labels import PART as LABELS
from notices.lookup import COMMON, SHIPPED, Found, Templates
from policies import library
from tests.notices.naming import Reader, included_in, shape_of, words_in
from tests.notices.test_digest import DIGEST
from tests.notices.told import Told
from tests.notices.ways import WAYS

POLICIES = sorted({policy.id for policy in library()})
FILES = sorted(SHIPPED.rglob("*.txt"), key=str)
PARTS = [file for file in FILES if file.name.startswith("_")]


@pytest.fixture(scope="module")
def shape(told: Told) -> dict[str, object]:
    """Every name that production gives to any notice."""
    found: dict[str, object] = shape_of(told.context(way) for way in WAYS)
    return found


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("kind", [kind for kind in Templates().kinds(POLICIES[0]) if kind != DIGEST])
def test_no_template_names_what_production_does_not_give(
    shape: dict[str, object], policy: str, kind: str
) -> None:
    """In any branch of a kind, or of the parts that it includes."""
    assert Reader(Templates().find(policy, kind, []), shape).unknown == []


def test_a_wrong_name_is_told_with_path_and_line(shape: dict[str, object], tmp_path: Path) -> None:
    """Names, fields, those of the items of a list and of filters, in a branch that no notice takes."""
    (tmp_path / "_part.txt").write_text("{{ staff.nickname }}\n")
    kind = tmp_path / "k.txt"
    kind.write_text(
        "Subject: s\n"
        "{% if false %}{{ words.reasns | said }}{% endif %}\n"
        "{{ nobody }}\n"
        "{% include '_part.txt' %}\n"
        "{% for one in commitments %}{{ one.wat }}{% endfor %}\n"
        "{{ commitments | selectattr('new_') | list }}\n"
        "{% if deadlines.respnse is defined %}{{ deadlines.response.dy if 1 else case.reference }}"
        "{% endif %}\n"
        "{% set due = deadlines.review if 1 else deadlines.response %}{{ due.due }}{{ due.day }}\n"
    )
    unknown = Reader(Found(kind, "en-GB", (tmp_path,)), shape).unknown
    assert [line.removeprefix(f"{tmp_path}/") for line in unknown] == [
        "k.txt, line 2: reasns",
        "k.txt, line 3: nobody",
        "_part.txt, line 1: nickname",
        "k.txt, line 5: wat",
        "k.txt, line 6: new_",
        "k.txt, line 7: respnse",
        "k.txt, line 7: dy",
        "k.txt, line 8: due",
    ]


@pytest.mark.parametrize("file", sorted((SHIPPED / COMMON).glob("*.txt")), ids=shown)
def test_common_words_suit_any_organisation(file: Path) -> None:
    """They name no ombudsman, no kind of people and no role; a policy's own parts and words do."""
    printed = re.sub(r"{%.*?%}|{#.*?#}", "", file.read_text(), flags=re.DOTALL)
    assert re.findall(r"poplar|ombudsman|landlord|resident|tenant|repairs|director", printed, re.I) == []


@pytest.mark.parametrize("file", FILES, ids=shown)
def test_every_part_is_there(file: Path) -> None:
    """A template includes what its own folder has, or the common one of its language."""
    there = {part.name for folder in (file.parent, SHIPPED / COMMON) for part in folder.glob("_*.txt")}
    assert included_in(file) <= there


@pytest.mark.parametrize("part", PARTS, ids=shown)
def test_no_part_is_left_over(part: Path) -> None:
    """Some template includes it, or it labels letters."""
    assert part.name == LABELS or any(part.name in included_in(file) for file in FILES)


@pytest.mark.parametrize("file", [file for file in PARTS if file.name == "_words.txt"], ids=shown)
def test_words_are_all_there(file: Path) -> None:
    """A policy's own words leave none of the common ones out, and add none that nobody uses."""
    assert words_in(file) == words_in(SHIPPED / COMMON / "_words.txt")
