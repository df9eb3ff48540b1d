"""Scenarios of the policies that come with Redress, a folder for each: cases to play, and who works there."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
STAFF = "staff.csv"


def policies_played() -> tuple[str, ...]:
    """Return the ids of the policies that have scenarios here, in alphabetical order."""
    return tuple(sorted(file.parent.name.replace("_", "-") for file in HERE.glob(f"*/{STAFF}")))


def staff_of(policy_id: str) -> Path:
    """Return the file with the staff of a policy's scenarios."""
    return HERE / policy_id.replace("-", "_") / STAFF


def scenarios_of(policy_id: str) -> list[Path]:
    """Return the files of a policy's scenarios, in the order in which they are played."""
    return sorted(staff_of(policy_id).parent.glob("*.toml"), key=_number)


def _number(file: Path) -> int:
    """The number with which a scenario's name begins."""
    return int(file.stem.partition("_")[0])
