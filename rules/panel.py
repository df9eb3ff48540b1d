"""A panel of review: who may sit on it together (section 4.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import permutations
from typing import Literal

from pydantic import Field

from rules.authority import Actor, require_here, require_training
from rules.case import Case
from rules.marks import ClauseId, RoleName
from rules.matters import Listing, Table, Text
from rules.model import StaffId, Strict
from rules.moment import Moment
from rules.refusal import PanelRefused


class SeatRule(Strict):
    """One way to fill a seat: a role, from the directorate complained about, from another, or from any."""

    roles: tuple[RoleName, ...] = Field(min_length=1)
    directorate: Literal["own", "other", "any"]


class Seat(Strict):
    """A seat of a panel, and the ways to fill it."""

    title: Text
    ways: tuple[SeatRule, ...] = Field(min_length=1)


class PanelRule(Table):
    """Who sits on a panel of review, under which clause; and the clause by which its decision is final."""

    clause: ClauseId
    final_clause: ClauseId
    seats: tuple[Seat, ...] = Field(min_length=2, max_length=5)

    def listings(self, title_of: Callable[[str], str]) -> Iterator[Listing]:
        """Return each way to fill each seat."""
        yield Listing(
            (f"The panel ({self.clause})", "Roles", "Directorate"),
            tuple(
                (seat.title, ", ".join(title_of(role) for role in way.roles), way.directorate)
                for seat in self.seats
                for way in seat.ways
            ),
        )


def require_panel(members: tuple[Actor, ...], case: Case, rule: PanelRule, moment: Moment) -> None:
    """Refuse a panel that the policy does not accept for a case.

    Whoever answers for the service is not kept off by that, since the clause itself asks for them; whoever
    took the decision under review is.

    Raises:
        PanelRefused: the number, a person, or the two together are at fault.
        TrainingLapsed: a member's data-protection training has run out.

    """
    fault = next(_faults(members, case, rule, moment), None)
    if fault:
        raise PanelRefused(fault, where="members", clause=rule.clause)
    for member in members:
        require_here(member, moment.today)
        require_training(member, moment.today, moment.policy)


def _faults(members: tuple[Actor, ...], case: Case, rule: PanelRule, moment: Moment) -> Iterator[str]:
    ids = [member.id for member in members]
    if len(set(ids)) < len(ids):
        yield "the same person cannot sit twice"
    if len(ids) != len(rule.seats):
        yield f"a panel has {len(rule.seats)} members, not {len(ids)}"
    for who in ids:
        yield from _kept_off(who, case)
    for directorate in _twice(member.directorate for member in members):
        yield f"two members are from the same directorate, {directorate!r}"
    service = moment.policy.services[case.service or ""]  # every complaint is about one
    own = service.directorate
    if not _fill(members, rule.seats, own):
        seats = "; ".join(seat.title for seat in rule.seats)
        yield f"for {service.title} ({moment.policy.directorates[own]}) these do not fill the seats: {seats}"


def _twice(directorates: Iterable[str | None]) -> list[str]:
    return [name for name, count in Counter(directorates).items() if name is not None and count > 1]


def _kept_off(who: StaffId, case: Case) -> Iterator[str]:
    if who in case.conflicted:
        yield f"{who} has a conflict of interest"
    if who in case.deciders:
        yield f"{who} took the decision that is under review"


def _fill(members: tuple[Actor, ...], seats: tuple[Seat, ...], own: str) -> bool:
    """Return whether some people fill all the seats, in whatever order."""
    return len(members) == len(seats) and any(
        all(_fills(member, seat, own) for member, seat in zip(order, seats, strict=True))
        for order in permutations(members)
    )


def _fills(member: Actor, seat: Seat, own: str) -> bool:
    return any(
        set(member.roles) & set(way.roles)
        and (
            way.directorate == "any"
            or (member.directorate is not None and (member.directorate == own) == (way.directorate == "own"))
        )
        for way in seat.ways
    )
