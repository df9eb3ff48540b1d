"""A pytest plugin: which tests start servers, and in what order the tests run.

`make check` runs what starts no stack and the tests marked `whole`, `make test` all but the campaigns,
`make test-long` the campaigns, which are marked `long`. A test that uses a fixture of SERVERS is marked
`server` here; one that starts a stack by itself says so with a mark of its own, or is refused one. PostgreSQL
alone, which the tests of notices start, is up within a second, and counts as quick.
"""

from __future__ import annotations

from typing import NoReturn

import pytest

from embedded.stack import Stack

SERVERS = {"stack", "struck", "alone", "served", "papers", "running"}
"""The fixtures that start a stack; those that are built on them use them too."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses servers, and run it first, beginning with what gets killed."""
    for item in items:
        if SERVERS & set(getattr(item, "fixturenames", ())):
            item.add_marker("server")
    items.sort(key=_order)


def _order(item: pytest.Item) -> int:
    if "struck" in getattr(item, "fixturenames", ()):
        return 0
    return 1 if item.get_closest_marker("server") else 2


@pytest.fixture(autouse=True)
def _no_stack_unannounced(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse a stack to a test that is not marked `server`: the quick tests must stay quick."""
    if request.node.get_closest_marker("server") is None:
        monkeypatch.setattr(Stack, "__aenter__", _refuse)


async def _refuse(stack: Stack) -> NoReturn:
    raise pytest.UsageError("this test starts servers: mark it with @pytest.mark.server")
