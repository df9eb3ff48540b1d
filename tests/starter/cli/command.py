"""The command line: run in this process, or in one of its own, and waited for where it takes its time."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

import pytest

from starter.cli import main
from tests.papers import read_beside

REDRESS = Path(sys.executable).with_name("redress")
LONGEST = 60.0
"""Seconds; far more than any command takes, or anything that one sets going."""


class Told(NamedTuple):
    """The exit status of a command, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def redress(*arguments: str, cwd: Path | None = None, **environment: str) -> Told:
    """Run `redress` with arguments, in a folder, with further variables in its environment and no input."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.ExitStack() as here:
        patch = here.enter_context(pytest.MonkeyPatch.context())
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setattr("sys.stdin", io.StringIO())
        if cwd is not None:
            patch.chdir(cwd)
        if policies := environment.get("REDRESS_POLICIES"):
            here.enter_context(read_beside(Path(policies)))
        here.enter_context(contextlib.redirect_stdout(out))
        here.enter_context(contextlib.redirect_stderr(err))
        status = main.run(arguments)
    return Told(status, out.getvalue(), err.getvalue())


def in_process(
    command: Sequence[str | Path], *, cwd: Path, environment: Mapping[str, str] = os.environ
) -> Told:
    """Run a command in a process of its own, as people do."""
    ran = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=LONGEST, check=False
    )
    return Told(ran.returncode, ran.stdout, ran.stderr)


@contextlib.contextmanager
def stack_up(cwd: Path, said: IO[str], **environment: str) -> Iterator[None]:
    """Run `redress up` in a folder until the block ends, when SIGTERM stops it; `said` takes its stderr."""
    with subprocess.Popen(
        [REDRESS, "up"],
        cwd=cwd,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=said,
        text=True,
    ) as up:
        assert up.stdout is not None
        assert any("Ctrl-C" in line for line in up.stdout), "it did not come up"
        try:
            yield
        finally:
            up.terminate()
        assert up.wait(LONGEST) == 0


def wait_for(holds: Callable[[], bool]) -> None:
    """Return once it holds.

    Raises:
        TimeoutError: it does not within LONGEST.

    """
    until = time.monotonic() + LONGEST
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.1)
