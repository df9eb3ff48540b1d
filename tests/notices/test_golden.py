"""Notices change their words on purpose, or not at all."""

from __future__ import annotations

import pytest

from tests.notices import golden
from tests.notices.told import Told
from tests.notices.ways import WAYS


@pytest.mark.parametrize("way", WAYS)
def test_says_what_it_said(told: Told, way: str) -> None:
    """Its text is what is kept, byte for byte, and so is its HTML."""
    composed, file = told.notice(way), golden.file_of(way)
    assert golden.text_of(composed) == file.read_text()
    assert golden.digest_of(composed) == golden.digests()[file.stem]


def test_nothing_is_kept_of_ways_that_are_gone() -> None:
    """Each file belongs to a way."""
    assert {golden.file_of(way) for way in WAYS} == set(golden.HERE.glob("*.txt"))
    assert {golden.file_of(way).stem for way in WAYS} == set(golden.digests())
