"""docker-compose.yml as Compose would read it: variables filled in, defaults taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped] # ships no types

ROOT = Path(__file__).parent.parent
FILE = ROOT / "docker-compose.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("redress:")}
VARIABLE = re.compile(r"\$\{(?P<name>\w+):(?P<sign>[?-])(?P<rest>[^}]*)\}")


def variables() -> Iterator[tuple[str, bool]]:
    """Every variable that the file asks for, and whether it must be set."""
    for found in VARIABLE.finditer(FILE.read_text(encoding="utf-8")):
        yield found["name"], found["sign"] == "?"


def filled(text: str, given: Mapping[str, str]) -> str:
    """A text of the file with its variables filled in.

    Raises:
        KeyError: one that must be set is not.

    """

    def value(found: re.Match[str]) -> str:
        if found["sign"] == "?":
            return given[found["name"]]
        return given.get(found["name"]) or found["rest"]

    return VARIABLE.sub(value, text)


def environment(service: str, given: Mapping[str, str]) -> dict[str, str]:
    """The environment that a service runs in."""
    return {name: filled(text, given) for name, text in SERVICES[service]["environment"].items()}
