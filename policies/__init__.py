"""The papers: one TOML file per organisation, read and checked here."""

from __future__ import annotations

import os
import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from rules.bank_holidays import bank_holidays
from rules.fitting import check_fit
from rules.library import Library
from rules.policy import Policy
from rules.ranks import check_ranks
from rules.reading import check_reading
from rules.reasons import reason
from rules.refusal import Unknown

HERE = Path(__file__).parent
SERVES = "REDRESS_SERVES"
"""The setting that lists the policies that are served, where it is not all there are."""


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
        check_reading(policy)
        check_ranks(policy)
        bank_holidays(policy.calendar)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyFileError(f"{path}: {error}") from error
    except ValidationError as error:
        raise PolicyFileError("\n".join(_problems(path, error))) from error
    except ValueError as error:
        raise PolicyFileError(f"{path}: {error}") from error
    return policy


def read_all(*folders: Path) -> Library:
    """Every policy in some folders.

    Raises:
        PolicyFileError: a file is wrong, two files hold the same version of a policy, or two policies begin
            their references alike: a reference says by itself whose case it is.

    """
    read_from: dict[tuple[str, date], Path] = {}
    users: dict[str, Policy] = {}
    policies: list[Policy] = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        policy = read(path)
        earlier = read_from.setdefault((policy.id, policy.version), path)
        if earlier != path:
            raise PolicyFileError(f"{path}: version: {earlier} holds this version of {policy.id!r} already")
        for prefix in sorted(policy.prefixes):
            other = users.setdefault(prefix, policy)
            if other.id != policy.id:
                raise PolicyFileError(
                    f"{path}: reference_prefix: {other.id!r} begins its references with {prefix!r} already; "
                    "choose another"
                )
        policies.append(policy)
    return Library(policies)


@cache
def library() -> Library:
    """The policies that come with Redress and those in the folder that REDRESS_POLICIES names.

    Where REDRESS_SERVES lists ids, separated by commas, it is those alone: an installation serves its own
    organisations, and opens no review for anybody else.

    Raises:
        PolicyFileError: a file is wrong, or REDRESS_SERVES names a policy that is not there.

    """
    own = _own_folder()
    everything = read_all(HERE, *([own] if own else []))
    served = [name.strip() for name in os.environ.get(SERVES, "").split(",") if name.strip()]
    try:
        return everything.only(served) if served else everything
    except Unknown as unknown:
        raise PolicyFileError(f"{SERVES}: {unknown.detail}") from None


def own_templates() -> Path | None:
    """The folder of an organisation's own templates of notices: beside its own policies."""
    own = _own_folder()
    return own / "templates" if own else None


def _own_folder() -> Path | None:
    own = os.environ.get("REDRESS_POLICIES")
    return Path(own) if own else None


def _problems(path: Path, error: ValidationError) -> list[str]:
    return [
        f"{path}: {'.'.join(str(part) for part in problem['loc']) or 'the file'}: {reason(problem, Policy)}"
        for problem in error.errors()
    ]
