"""Light commands: help and the commands about the paper import nothing that they do not use."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from starter.cli.main import app
from tests.starter.cli.command import in_process

OURS = {"starter", "engine", "policies", "rules"}
COMMAND_LINE = {
    *("typer", "annotated_doc", "shellingham"),
    *("rich", "markdown_it", "mdurl", "pygments", "attr"),  # the latter four for help
}
MODELS = {
    *("pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection"),
    *("pydantic_settings", "dotenv"),
    *("email_validator", "idna"),
}
CALENDAR = {"holidays", "dateutil", "six", "tzdata"}
MAY_IMPORT = OURS | COMMAND_LINE | MODELS | CALENDAR

RUN = """
import json, sys
from starter.cli.main import run
for arguments in json.loads(sys.argv[1]):
    assert run(arguments) == 0
found = {name.partition(".")[0] for name in sys.modules} - sys.stdlib_module_names
print(json.dumps(sorted(name for name in found if not name.startswith("_"))))
"""


def imported(*commands: list[str], folder: Path) -> set[str]:
    """Run commands in one new process, and return the packages that it has imported in the end."""
    ran = in_process([sys.executable, "-P", "-c", RUN, json.dumps(commands)], cwd=folder)
    assert ran.returncode == 0, ran.stderr
    return set(json.loads(ran.stdout.splitlines()[-1]))


def test_help(tmp_path: Path) -> None:
    """Of the whole and of each command; it names them all."""
    names = [command.name for command in app.registered_commands if command.name]
    assert {"up", "api", "worker", "open", "due", "calendar"} <= set(names)
    found = imported(["--help"], *([name, "--help"] for name in names), folder=tmp_path)
    assert found <= MAY_IMPORT


@pytest.mark.parametrize("more", [(), ("--why",), ("--json",)])
def test_due(tmp_path: Path, more: tuple[str, ...]) -> None:
    """Where no stack is running, whose closures would be read from the database."""
    asked = ["due", "poplar-harca", "contact", "--from", "2026-12-24T16:00"]
    assert imported([*asked, *more], folder=tmp_path) <= MAY_IMPORT


def test_policy(tmp_path: Path) -> None:
    """The list, and a policy as JSON; printed for people it writes sums of money, with Babel."""
    assert imported(["policy"], ["policy", "poplar-harca", "--json"], folder=tmp_path) <= MAY_IMPORT
    assert imported(["policy", "poplar-harca"], folder=tmp_path) <= MAY_IMPORT | {"notices", "babel"}
