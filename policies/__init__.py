"""The papers: one TOML file per organisation, read and checked here."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import holidays
from pydantic import ValidationError

from rules.lifecycles import check_fit
from rules.policy import Calendar, Policy
from rules.refusal import Unknown

HERE = Path(__file__).parent


class PolicyFileError(Exception):
    """A policy file is refused: which file, which key, and why."""


def read(path: Path) -> Policy:
    """A policy from its file.

    Raises:
        PolicyFileError: the file cannot be read, is not TOML, or says what makes no sense.

    """
    try:
        policy = Policy.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        check_fit(policy)
        bank_holidays(policy.calendar)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyFileError(f"{path}: {error}") from error
    except ValidationError as error:
        raise PolicyFileError("\n".join(_problems(path, error))) from error
    except ValueError as error:
        raise PolicyFileError(f"{path}: {error}") from error
    return policy


def bank_holidays(calendar: Calendar) -> holidays.HolidayBase:
    """The bank holidays of a calendar's country, by day, with their English names where there are any.

    Raises:
        ValueError: the `holidays` library knows no such country, or no such part of it.

    """
    try:
        known = holidays.country_holidays(calendar.country, subdiv=calendar.subdivision)
    except NotImplementedError as error:
        raise ValueError(f"calendar: {error}") from None
    # a language it does not have would be chosen by the machine's own settings
    english = [name for name in known.supported_languages if name.startswith("en")]
    language = min(english, default=known.default_language)
    return holidays.country_holidays(calendar.country, subdiv=calendar.subdivision, language=language)


class Library:
    """Every policy there is, in every version: a case keeps the version it began under."""

    def __init__(self, policies: Iterable[Policy]) -> None:
        self._versions = {(policy.id, policy.version): policy for policy in policies}
        self._current = {policy.id: policy for _, policy in sorted(self._versions.items())}

    def __iter__(self) -> Iterator[Policy]:
        return iter(self._current.values())

    def current(self, policy_id: str) -> Policy:
        """The latest version of a policy.

        Raises:
            Unknown: with the policies there are.

        """
        if policy_id not in self._current:
            known = ", ".join(sorted(self._current))
            raise Unknown(f"there is no policy {policy_id!r}; there are: {known}", where="policy")
        return self._current[policy_id]

    def version(self, policy_id: str, version: date) -> Policy:
        """A policy as it was at a version.

        Raises:
            Unknown: the file of that version is gone; open cases still need it.

        """
        if (policy_id, version) not in self._versions:
            raise Unknown(f"there is no policy {policy_id!r} of {version}; put its file back", where="policy")
        return self._versions[policy_id, version]


def read_all(*folders: Path) -> Library:
    """Every policy in some folders.

    Raises:
        PolicyFileError: a file is wrong, or two files hold the same version of a policy.

    """
    read_from: dict[tuple[str, date], Path] = {}
    policies: list[Policy] = []
    for path in sorted(path for folder in folders for path in folder.glob("*.toml")):
        policy = read(path)
        earlier = read_from.setdefault((policy.id, policy.version), path)
        if earlier != path:
            raise PolicyFileError(f"{path}: version: {earlier} holds this version of {policy.id!r} already")
        policies.append(policy)
    return Library(policies)


@cache
def library() -> Library:
    """The policies that come with Redress, and those in the folder that REDRESS_POLICIES names."""
    own = os.environ.get("REDRESS_POLICIES")
    return read_all(HERE, *([Path(own)] if own else []))


def _problems(path: Path, error: ValidationError) -> list[str]:
    return [
        f"{path}: {'.'.join(str(part) for part in problem['loc']) or 'the file'}: {_reason(problem['msg'])}"
        for problem in error.errors()
    ]


def _reason(message: str) -> str:
    return message.removeprefix("Value error, ")
