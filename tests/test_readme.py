"""The README's first hour: every command of "Try it" and "Over HTTP", in order, in one stack."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.starter.cli.command import REDRESS, in_process, stack_up

ROOT = Path(__file__).parent.parent
SECTIONS = ("Try it", "Over HTTP")
PREFERRED_API = "http://127.0.0.1:8000"
BETWEEN = "---- the next command ----"

pytestmark = pytest.mark.server


def commands() -> list[str]:
    """The commands of the sections, each on one line or on several."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines: list[str] = []
    for section in SECTIONS:
        [text] = re.findall(rf"^## {section}\n(.*?)^## ", readme, re.DOTALL | re.MULTILINE)
        lines += re.findall(r"^    (.+)$", text, re.MULTILINE)
    found: list[str] = []
    for line in lines:
        if line.startswith(" "):  # goes on with the command before
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """The environment of a second terminal, with `redress up` in the first."""
    with tempfile.TemporaryDirectory(prefix="redress-") as data, open(os.devnull, "w") as nowhere:
        path = f"{REDRESS.parent}{os.pathsep}{os.environ['PATH']}"
        with stack_up(ROOT, nowhere, REDRESS_DATA=data):
            yield os.environ | {"PATH": path, "REDRESS_DATA": data, "COLUMNS": "200"}


def test_the_first_hour(environment: dict[str, str]) -> None:
    """Each command does what it is there for; none is refused, and the answers can be read."""
    if shutil.which("curl") is None:
        pytest.skip("no curl here, with which the README asks the API")
    first, *rest = commands()
    assert first.startswith("make up ")
    stack = json.loads((Path(environment["REDRESS_DATA"]) / "stack.json").read_text())
    assert any(PREFERRED_API in command for command in rest)
    script = f"\necho '{BETWEEN}'\n".join(rest).replace(PREFERRED_API, stack["api"])
    ran = in_process(["bash", "-euo", "pipefail", "-c", script], cwd=ROOT, environment=environment)
    assert ran.returncode == 0, ran.stderr
    told = dict(zip(rest, ran.stdout.split(f"{BETWEEN}\n"), strict=True))
    told |= {command.partition(" -")[0]: text for command, text in told.items()}  # less its options
    first_ref, opened = told["echo $REF"], told["echo $OPENED"]
    assert re.fullmatch(r"PH-\d{4}-000001\n", first_ref)
    assert "amira.khan" in told["redress staff poplar-harca"]
    assert "contacted; now at event 2, 'resolve'" in told["redress decide $REF contact"]
    [shown] = [text for command, text in told.items() if command.startswith("redress show ")]
    assert "A working lift" in shown
    assert "10 working days from" in shown
    assert "Wednesday 30 December 2026" in told["redress due poplar-harca contact"]

    assert json.loads(opened)["ref"].endswith("-000002")
    assert json.loads(told["ask $API/cases/$REF/decisions/contact"])["events"] == ["contacted"]
    case = told["ask $API/cases/$REF | python3"]
    assert json.loads(case)["case"]["ref"] == json.loads(opened)["ref"]
    assert case.count("\n") > 100, "one long line cannot be read"
