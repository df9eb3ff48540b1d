"""Names in one folder that another relies on."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts import attributes, display
from notices.lookup import Templates
from policies import library
from rules.lifecycle import Lifecycle
from rules.lifecycles import LIFECYCLES, lifecycle_of
from rules.marks import KEEPER
from rules.refusal import Refusal
from rules.work import KINDS as WORK
from workflows.matter import WORKFLOWS

ROOT = Path(__file__).parent.parent


def test_every_decision_of_a_lifecycle_is_an_update_of_its_workflow() -> None:
    """A decision that the rules know can be taken, and no update exists that they do not know."""
    for lifecycle in LIFECYCLES.values():
        members = inspect.getmembers(WORKFLOWS[lifecycle.name])
        defined = [getattr(member, "_defn", None) for _, member in members]
        assert {update.name for update in defined if update} == set(lifecycle.rules)


def test_every_notice_that_rules_tell_has_a_template() -> None:
    """No policy lacks the words for a notice that its lifecycles send."""
    assert "acknowledgement" in _notices_told(LIFECYCLES["complaint"])
    for policy in library():
        lives = {lifecycle_of(policy, matter).name for matter in policy.matters}
        told = {notice for name in lives for notice in _notices_told(LIFECYCLES[name])}
        reminders = {
            f"{name}-reminder"
            for matter in policy.matters.values()
            for name, deadline in matter.deadlines.items()
            if deadline.remind_before and deadline.remind != KEEPER
        }
        for notice in told | reminders | WORK:
            assert Templates().find(policy.id, notice, [policy.language]).language == policy.language


def _files(lifecycle: Lifecycle) -> list[Path]:
    """Where the rules of a lifecycle stand: in a folder of its name, in what all share, in what it offers."""
    own = sorted((ROOT / "rules" / lifecycle.name.replace("-", "_")).rglob("*.py"))
    shared = ROOT / "rules" / "casework"
    offered = {
        name for path in own for name in re.findall(r"from rules\.clientwork\.(\w+)", path.read_text())
    }
    return [
        *own,
        *shared.rglob("*.py"),
        *(ROOT / "rules" / "clientwork" / f"{name}.py" for name in sorted(offered)),
        ROOT / "rules" / "deadlines.py",
        ROOT / "rules" / "lifecycle.py",
        ROOT / "rules" / "moving.py",
        ROOT / "rules" / "work.py",
    ]


def _notices_told(lifecycle: Lifecycle) -> set[str]:
    return {
        notice
        for path in _files(lifecycle)
        for notice in re.findall(r'Tell\(notice="([a-z-]+)"', path.read_text())
    }


@pytest.mark.parametrize("name", LIFECYCLES)
def test_every_kind_of_event_is_listed_with_its_lifecycle(name: str) -> None:
    """Whoever subscribes to a kind of event can trust that it is spelt as the rules spell it."""
    lifecycle = LIFECYCLES[name]
    files = _files(lifecycle)
    named = set(_named(files, "Proposal"))
    assert "opened" in named
    assert named <= lifecycle.kinds
    elsewhere = [path for path in files if path.name != "life.py"]
    written = {text for path in elsewhere for text in re.findall(r'"([a-z-]+)"', path.read_text())}
    brings = (lifecycle, *lifecycle.parts)
    reminders = {f"{name}-reminded" for each in brings for name in each.reminded}
    assert lifecycle.kinds - named <= written | reminders


def _named(files: list[Path], model: str) -> Iterator[str]:
    """The kinds that calls of a model name outright."""
    for path in files:
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


def test_the_worker_process_imports_nothing_of_the_doors() -> None:
    """import-linter looks at packages, and `worker.py` is a file."""
    tree = ast.parse((ROOT / "worker.py").read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {"activities", "workflows"} <= {name.partition(".")[0] for name in imported}
    assert not {"starter", "embedded"} & {name.partition(".")[0] for name in imported}


def test_every_file_of_activities_defines_one() -> None:
    """The code that activities call is elsewhere: in `records`, `notices`, `engine`, `contracts`."""
    files = [file for file in (ROOT / "activities").glob("*.py") if file.name != "__init__.py"]
    assert len(files) > 5
    assert [file.name for file in files if "@activity.defn(" not in file.read_text()] == []


FOLDERS = (
    "rules|policies|records|notices|engine|contracts|workflows|activities|embedded|starter|tests|compose"
)


def test_every_file_that_the_documentation_names_is_there() -> None:
    """In the README, the pages of `docs/` and the guide to templates; decisions are as they were written."""
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / "notices" / "templates" / "README.md"]
    named = {
        (page.name, path)
        for page in pages
        for path in re.findall(rf"`((?:{FOLDERS})/[\w./]*)`", page.read_text(encoding="utf-8"))
    }
    assert len(named) > 50
    assert [(page, path) for page, path in sorted(named) if not (ROOT / path).exists()] == []
