"""Ranks: the roles above a role, which decide in its place, and the mailbox that hears what waits."""

from __future__ import annotations

from collections.abc import Collection

from rules.model import Slug
from rules.policy import Policy

TOLD_THAT_THEY_WAIT = ("confirm-conflict", "link-appeal")
"""The decisions that somebody is told of while they wait: one of the roles that take them has a mailbox."""


def ranks_above(role: Slug, policy: Policy) -> tuple[Slug, ...]:
    """Return the ranks above a role, the next first."""
    above: list[Slug] = []
    while (role := policy.roles[role].next_rank or "") and role not in above:
        above.append(role)
    return tuple(above)


def highest_rank(roles: Collection[Slug], policy: Policy) -> Slug | None:
    """Return the highest rank at or above some roles that has a mailbox; None where none has."""
    ranks = [rank for role in roles for rank in (role, *ranks_above(role, policy))]
    told = [rank for rank in ranks if policy.roles[rank].mailbox]
    return told[-1] if told else None


def hears_of(decision: Slug, matter: Slug, policy: Policy) -> Slug | None:
    """Return the role whose mailbox hears that a decision waits: the first with one that may take it."""
    rule = policy.matters[matter].decisions.get(decision)
    return next((role for role in rule.roles if policy.roles[role].mailbox), None) if rule else None


def check_ranks(policy: Policy) -> None:
    """Check that each rank is there, ends, and can see and be told of a case that goes to it.

    Raises:
        ValueError: naming the key at fault.

    """
    ranks = {name: role.next_rank for name, role in policy.roles.items() if role.next_rank is not None}
    for name, rank in ranks.items():
        if rank not in policy.roles:
            raise ValueError(f"roles.{name}.next_rank: there is no role {rank!r} under [roles]")
    for name, rank in ranks.items():
        _check_rank(f"roles.{name}.next_rank", name, rank, policy)
    for kind in policy.matters:
        _check_matter(kind, policy)


def _check_matter(kind: Slug, policy: Policy) -> None:
    """Check that the ranks above those who decide may read a kind of matter, and who hears what waits."""
    matter = policy.matters[kind]
    deciding = {role for decision in matter.decisions.values() for role in decision.roles}
    above = {rank for role in deciding for rank in ranks_above(role, policy)}
    if unread := sorted(above - {*(matter.read or above)}):
        raise ValueError(
            f"matters.{kind}.read: {unread[0]!r} is missing, the next rank of a role that decides"
        )
    for name in TOLD_THAT_THEY_WAIT:
        if name in matter.decisions and hears_of(name, kind, policy) is None:
            raise ValueError(f"matters.{kind}.decisions.{name}.roles: none of them has a mailbox")


def _check_rank(where: str, role: Slug, rank: Slug, policy: Policy) -> None:
    if role in ranks_above(role, policy):
        raise ValueError(f"{where}: it comes back to {role!r}")
    if policy.roles[rank].mailbox is None:
        raise ValueError(f"{where}: role {rank!r} has no mailbox to be told by")
    if rank not in policy.access.read:
        raise ValueError(f"{where}: role {rank!r} is not under access.read")
