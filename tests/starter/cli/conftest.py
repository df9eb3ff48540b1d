"""A stack on which commands are tried, with the staff of Poplar HARCA."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from policies import HERE
from tests.starter.cli.command import redress, stack_up


@contextlib.contextmanager
def a_stack_with_staff(**environment: str) -> Iterator[Path]:
    """Run `redress up` in a folder, with staff, until the block ends; it says on stderr what is in `said`."""
    with tempfile.TemporaryDirectory(prefix="redress-") as name, (Path(name) / "said").open("w") as said:
        folder = Path(name)
        with stack_up(folder, said, **environment):
            staff = HERE / "scenarios" / "poplar_harca" / "staff.csv"
            imported = redress("staff", "poplar-harca", "--import", str(staff), cwd=folder)
            assert imported.returncode == 0, imported.stderr
            yield folder
