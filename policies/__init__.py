"""The papers: one TOML file per organisation, read and checked here."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from policies.days import bank_holidays
from rules.lifecycles import check_fit
from rules.policy import Policy
from rules.ranks import check_ranks
from rules.reading import check_reading
from rules.refusal import Invalid, Unknown, reason

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


Standing = Literal["earlier", "in-force", "to-come"]


class Library:
    """Every policy there is, in every version: a case keeps the version it began under."""

    def __init__(self, policies: Iterable[Policy]) -> None:
        self._versions = {(policy.id, policy.version): policy for policy in policies}

    def __iter__(self) -> Iterator[Policy]:
        """Every version of every policy, the earlier ones first."""
        return (policy for _, policy in sorted(self._versions.items()))

    @property
    def ids(self) -> tuple[str, ...]:
        """The policies there are, in whatever versions."""
        return tuple(sorted({policy_id for policy_id, _ in self._versions}))

    def only(self, policy_ids: Iterable[str]) -> Library:
        """Return some of the policies, each in every version.

        Raises:
            Unknown: one of them is not there; with those there are.

        """
        return Library(policy for policy_id in policy_ids for policy in self._of(policy_id))

    def current(self, policy_id: str, at: datetime | None = None) -> Policy:
        """The version of a policy in force at a moment (aware); now, where none is given.

        It is the latest whose day has begun, in its own time zone; the first one, before all of them.

        Raises:
            Unknown: with the policies there are.

        """
        at = at or datetime.now(UTC)
        versions = self._of(policy_id)
        return max((policy for policy in versions if begins(policy) <= at), key=begins, default=versions[0])

    def on(self, policy_id: str, day: date) -> Policy:
        """The version of a policy in force on a local day; the first one, before all of them.

        Raises:
            Unknown: with the policies there are.

        """
        versions = self._of(policy_id)
        return [versions[0], *(policy for policy in versions if policy.version <= day)][-1]

    def version(self, policy_id: str, version: date) -> Policy:
        """A policy as it was at a version.

        Raises:
            Unknown: the file of that version is gone; open cases still need it.

        """
        if (policy_id, version) not in self._versions:
            raise Unknown(f"there is no policy {policy_id!r} of {version}; put its file back", where="policy")
        return self._versions[policy_id, version]

    def named(self, policy_id: str, version: date | None, on: date | None, now: datetime) -> Policy:
        """The version that is named, or that is in force on a local day; else that in force now (aware).

        Raises:
            Unknown: there is no such policy.
            Invalid: it has no such version, or both are named.

        """
        if version is not None and on is not None:
            raise Invalid("name a version, or a day on which it is in force; not both", where="on")
        if version is None:
            return self.current(policy_id, now) if on is None else self.on(policy_id, on)
        versions = {policy.version: policy for policy in self._of(policy_id)}
        if version not in versions:
            raise Invalid(f"there are: {', '.join(map(str, versions))}", where="version")
        return versions[version]

    def standing(self, policy: Policy, at: datetime) -> Standing:
        """Whether a version is in force at a moment (aware), was before, or is still to come."""
        if begins(policy) > at:
            return "to-come"
        return "in-force" if policy == self.current(policy.id, at) else "earlier"

    def _of(self, policy_id: str) -> list[Policy]:
        versions = [policy for policy in self if policy.id == policy_id]
        if not versions:
            known = ", ".join(self.ids)
            raise Unknown(f"there is no policy {policy_id!r}; there are: {known}", where="policy")
        return versions


def begins(policy: Policy) -> datetime:
    """The local midnight with which a version's day begins."""
    return datetime.combine(policy.version, time(), policy.zone)


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
        f"{path}: {'.'.join(str(part) for part in problem['loc']) or 'the file'}: {reason(problem['msg'])}"
        for problem in error.errors()
    ]
