"""The library: every policy there is, in every version, and which of them is in force when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Literal

from rules.policy import Policy
from rules.refusal import Invalid, Unknown

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
        """The ids of the policies, each once."""
        return tuple(sorted({policy_id for policy_id, _ in self._versions}))

    def only(self, policy_ids: Iterable[str]) -> Library:
        """Return some of the policies, each in every version.

        Raises:
            Unknown: one of them is not there; with those there are.

        """
        return Library(policy for policy_id in policy_ids for policy in self._of(policy_id))

    def current(self, policy_id: str, at: datetime | None = None) -> Policy:
        """Return the version of a policy in force at a moment (aware); now, where none is given.

        It is the latest whose day has begun, in its own time zone; the first one, before all of them.

        Raises:
            Unknown: with the policies there are.

        """
        at = at or datetime.now(UTC)
        versions = self._of(policy_id)
        return max((policy for policy in versions if begins(policy) <= at), key=begins, default=versions[0])

    def on(self, policy_id: str, day: date) -> Policy:
        """Return the version of a policy in force on a local day; the first one, before all of them.

        Raises:
            Unknown: with the policies there are.

        """
        versions = self._of(policy_id)
        return [versions[0], *(policy for policy in versions if policy.version <= day)][-1]

    def version(self, policy_id: str, version: date) -> Policy:
        """Return a policy as it was at a version.

        Raises:
            Unknown: the file of that version is gone; open cases still need it.

        """
        if (policy_id, version) not in self._versions:
            raise Unknown(f"there is no policy {policy_id!r} of {version}; put its file back", where="policy")
        return self._versions[policy_id, version]

    def named(self, policy_id: str, version: date | None, on: date | None, now: datetime) -> Policy:
        """Return the version that is named, or in force on a local day; else that in force now (aware).

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
        """Return whether a version is in force at a moment (aware), was before, or is still to come."""
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
    """Return the local midnight (aware) with which a version's day begins."""
    return datetime.combine(policy.version, time(), policy.zone)
