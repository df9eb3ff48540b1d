"""The end of a process that may have used Temporal's SDK."""

from __future__ import annotations

import subprocess
import sys

ENDING = """
import atexit, sys
from engine.exit import exit_process
atexit.register(print, "torn down")
sys.stdout.write("said")
exit_process(3)
"""


def test_what_was_said_is_flushed_and_nothing_is_torn_down() -> None:
    """The SDK's threads can abort an interpreter that is torn down: status 134 in place of its own."""
    ended = subprocess.run([sys.executable, "-c", ENDING], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (3, "said", "")


def test_a_reader_that_has_gone_away_is_no_failure() -> None:
    """As with `redress list | head`: the status stays that of the command."""
    code = ENDING.replace("exit_process(3)", "import os; os.close(1); exit_process(3)")
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (3, "")
