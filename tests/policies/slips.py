"""Slips of the pen: the shipped policy file with some of its text changed, and how it is refused then."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policies import HERE, PolicyFileError, read

SHIPPED = HERE / "poplar_harca.toml"
DEADLINES = "matters.complaint.deadlines"
DECISIONS = "matters.complaint.decisions"
MONEY, PANEL = "matters.complaint.money", "matters.complaint.panel"
MEMBERS = "matters.enquiry.members"


def without(heading: str) -> tuple[str, str]:
    """A change that leaves a table out, with all that stands under its heading."""
    (table,) = re.findall(rf"^\[{re.escape(heading)}\]\n(?:[^\[\n].*\n)+", SHIPPED.read_text(), re.MULTILINE)
    return table, ""


def without_all(heading: str) -> tuple[str, str]:
    """A change that leaves a table out, and every table within it."""
    tables = re.findall(
        rf"^\[+{re.escape(heading)}[].](?:.*\n)+?(?=\[+(?!{re.escape(heading)})|#|\Z)",
        SHIPPED.read_text(),
        re.MULTILINE,
    )
    return "".join(tables), ""


def changed(folder: Path, *changes: tuple[str, str]) -> Path:
    """The shipped file with some of its text replaced, where it stands first; complaints come first."""
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{old!r} is not in the shipped file"
        text = text.replace(old, new, 1)
    file = folder / "changed.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refused_for(file: Path, key: str, reason: str) -> None:
    """The file is refused, for one reason, said on one line with the file and the key."""
    with pytest.raises(PolicyFileError) as refused:
        read(file)
    (problem,) = [line for line in str(refused.value).splitlines() if f" {key}: " in line or not key]
    assert problem.startswith(f"{file}: ")
    assert reason in problem
