"""What must fit together: names in one folder that another relies on, and who may import whom."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import attributes
from notices.composing import kinds
from policies import library
from rules.lifecycles import LIFECYCLES
from rules.refusal import Refusal
from workflows import display
from workflows.begin import WORKFLOWS

ROOT = Path(__file__).parent.parent
OURS = ("rules", "policies", "records", "notices", "engine", "workflows", "activities", "starter", "worker")
MAY_IMPORT = {
    "rules": {"rules"},
    "policies": {"policies", "rules"},
    "notices": {"notices"},
    "records": {"records", "policies", "rules"},
    "engine": {"engine", "records"},
    "workflows": {"workflows", "activities", "policies", "rules", "engine"},
    "activities": {"activities", "notices", "policies", "records", "rules", "workflows"},
}


def test_every_decision_of_a_lifecycle_is_an_update_of_its_workflow() -> None:
    """A decision that the rules know can be taken, and no update exists that they do not know."""
    for name, lifecycle in LIFECYCLES.items():
        defined = [getattr(member, "_defn", None) for member in vars(WORKFLOWS[name]).values()]
        assert {update.name for update in defined if update} == set(lifecycle.rules)


def test_every_notice_that_rules_tell_has_a_template() -> None:
    """No policy lacks the words for a notice that its lifecycles send."""
    told = set(_notices_told(ROOT / "rules" / "complaint"))
    assert "acknowledgement" in told
    for policy in library():
        reminders = {
            f"{name}-reminder"
            for matter in policy.matters.values()
            for name, deadline in matter.deadlines.items()
            if deadline.remind_before
        }
        assert told | reminders <= set(kinds(policy.id))


def _notices_told(folder: Path) -> Iterator[str]:
    for path in folder.glob("*.py"):
        yield from re.findall(r'Tell\(notice="([a-z-]+)"', path.read_text())


def test_every_kind_of_event_is_listed_with_its_lifecycle() -> None:
    """Whoever subscribes to a kind of event can trust that it is spelt as the rules spell it."""
    folder = ROOT / "rules" / "complaint"
    named = set(_named(folder, "Proposal"))
    assert "opened" in named
    assert named <= LIFECYCLES["complaint"].kinds
    elsewhere = [path for path in folder.rglob("*.py") if path.name != "life.py"]
    written = {text for path in elsewhere for text in re.findall(r'"([a-z-]+)"', path.read_text())}
    reminders = {f"{name}-reminded" for name in LIFECYCLES["complaint"].reminded}
    assert LIFECYCLES["complaint"].kinds - named <= written | reminders


def _named(folder: Path, model: str) -> Iterator[str]:
    """The kinds that calls of a model name outright."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == model:
                for keyword in node.keywords:
                    if keyword.arg == "kind" and isinstance(keyword.value, ast.Constant):
                        yield str(keyword.value.value)


def test_every_search_attribute_shown_is_required_and_the_other_way_round() -> None:
    """A worker that starts finds every attribute that its cases write."""
    shown = set(re.findall(r"\ba\.(CASE_[A-Z]+)", Path(display.__file__).read_text()))
    assert {getattr(attributes, name).name for name in shown} == {key.name for key in attributes.REQUIRED}


def test_refusal_codes_are_stable_names() -> None:
    """Each kind of refusal has a code of its own, fit for a problem type."""
    codes = [kind.code for kind in Refusal.kinds.values()]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


@pytest.mark.parametrize("folder", sorted(MAY_IMPORT))
def test_dependencies_point_one_way(folder: str) -> None:
    """A folder imports only what stands below it."""
    for path in (ROOT / folder).rglob("*.py"):
        imported = set(_imports(path)) & set(OURS)
        assert imported <= MAY_IMPORT[folder], f"{path.relative_to(ROOT)} imports {imported}"


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
