"""Registering lifecycles and workflows of the tests' own for a while; no other test knows of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from policies import library
from rules.lifecycle import Lifecycle
from rules.matters import MATTERS
from rules.registry import DECISIONS, LIFECYCLES, register
from workflows.matter import WORKFLOWS


@contextmanager
def keeping_registered() -> Iterator[None]:
    """Put back what was registered before, once the block ends.

    The policies are read again then: each matter is of the type that its lifecycle had as it was read.
    """
    before: tuple[dict[str, Any], ...] = (LIFECYCLES, MATTERS, DECISIONS, WORKFLOWS)
    as_they_were = [dict(each) for each in before]
    try:
        yield
    finally:
        for each, was in zip(before, as_they_were, strict=True):
            each.clear()
            each.update(was)
        library.cache_clear()
        library()


def register_instead(lifecycle: Lifecycle) -> None:
    """Register a lifecycle, in the place of the one that has its name."""
    LIFECYCLES.pop(lifecycle.name, None)
    register(lifecycle)
