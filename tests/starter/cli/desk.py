"""A terminal at which staff take turns."""

from __future__ import annotations

import os
import pty
import shlex
import subprocess
import sys
from pathlib import Path

from tests.starter.cli.command import LONGEST, REDRESS, Told, redress, wait_for


class Desk:
    """A terminal at which staff take turns; it prints what they type and what they are told."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, who: str, line: str) -> Told:
        """Run a command as somebody, as it is typed after `redress`."""
        told = redress(
            *shlex.split(line),
            cwd=self._folder,
            REDRESS_AS=who,
            REDRESS_POLICY="poplar-harca",
            COLUMNS="200",
        )
        sys.stdout.write(f"{who}$ redress {line}\n{told.stdout}{told.stderr}\n")
        return told

    def done(self, who: str, line: str) -> str:
        """Run what is taken; what it printed."""
        told = self.run(who, line)
        assert told.returncode == 0, told.stderr
        return " ".join(told.stdout.split())

    def slip(self, who: str, line: str, *advice: str) -> None:
        """Run what is refused, with advice on what to write or to do instead."""
        told = self.run(who, line)
        assert told.returncode == 1, told.stdout
        said = " ".join(told.stderr.split())
        for words in advice:
            assert words in said

    def typed(self, who: str, line: str, answer: str) -> int:
        """Run a command at a terminal and answer what it asks; its exit status."""
        ours, theirs = pty.openpty()
        asked = {"REDRESS_AS": who, "REDRESS_POLICY": "poplar-harca"}
        with subprocess.Popen(
            [REDRESS, *shlex.split(line)],
            cwd=self._folder,
            env=os.environ | asked,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as command:
            os.write(ours, f"{answer}\n".encode())
            told, _ = command.communicate(timeout=LONGEST)
        for end in (ours, theirs):
            os.close(end)
        sys.stdout.write(f"{who}$ redress {line}\n{told.decode()}\n")
        return command.returncode

    def opened(self, who: str, line: str) -> str:
        """Open a case; its reference, once its workflow has begun."""
        ref = self.done(who, f"open {line}")
        wait_for(lambda: "Event" in self.run(who, f"show {ref}").stdout)
        return ref
