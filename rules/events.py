"""What happens to a case: events, which carry everything that they change, and proposals of them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from rules.diary import Slot
from rules.model import CaseRef, Instant, Model, Slug, StaffId
from rules.money import Sum
from rules.promises import Commitment, Deadline, Draft, ProposedConflict, ToReckon

Fact = str | int | bool | None
Terms = dict[str, str | int | bool | tuple[str, ...] | None]
"""What holds of a case, by name: names, kinds, counts, days written out; never words."""
PERSON, RECIPIENT, OWNER, STAFF = "person", "recipient", "owner", "staff"
"""The audiences of notices: the person whose case it is, whom an event discloses to, whoever has the case,
members of staff whom the notice names.

Any other audience is a role.
"""
AUDIENCES = frozenset({PERSON, RECIPIENT, OWNER, STAFF})
ByPhone = Literal["tell", "said", "skip", "never"]
"""The fate of a notice to a person who is told by telephone: staff tell them; it was said to them as its
event happened; it is left out, since they are called for that event's sake anyway; or it is never told so,
but goes in writing wherever there is an address."""


class Tell(Model):
    """A notice that follows from an event.

    Attributes:
        by_phone: What becomes of it where the person is told by telephone.
        staff: The members of staff that it goes to, where it goes to some by their ids.

    """

    notice: Slug
    to: Slug = PERSON
    staff: tuple[StaffId, ...] = ()
    by_phone: ByPhone = "tell"


class Signposted(Model):
    """A service of the directory that somebody is pointed to.

    Attributes:
        version: The version of its entry, as the person is told of it; 0 until it is recorded.

    """

    id: Slug
    version: int = 0


class Disclosure(Model):
    """Personal data that leaves the organisation.

    Attributes:
        recipient: The kind of recipient, as the policy names it; never its name.
        scope: The scope of consent that it rests on; none where it is shared without, to protect somebody.
        by_notice: Whether a notice takes it there; else staff do.

    """

    recipient: Slug
    scope: Slug | None = None
    by_notice: bool = False


class Errand(Model):
    """What follows in another case: the decision of that name there, which no member of staff takes."""

    to: CaseRef
    decision: Slug
    fields: Terms = {}


class Proposal(Model):
    """What would happen: an event not yet recorded.

    Attributes:
        terms: What holds of the case from now on, in the place of what held before under the same names.
        words_of: The earlier event whose words this one brings into effect; 0 for the intake's.
        decides: Whoever does this has decided the case, and cannot review it.
        conflicts: Whoever decides nothing more from now on, until an event names them in `conflicts_end`.
        proposed_conflicts: All that wait to be confirmed from now on.
        passed_to: The ranks that decide from now on what nobody below them is left to decide.
        replaces_person: Somebody else, named in its words, takes the person's place, with needs of their own.
        plans: The panel as it is has decided how it goes about it; another panel decides anew.
        proposes: What waits for another's signature from now on; `drops` when nothing does any more.
        signposts: The services outside the organisation that the person is pointed to.
        discloses: Personal data goes to somebody outside, which the access log then has.
        reads_out: The number of the event whose notices the person was told on the telephone.
        books: The time for which a member of staff is booked from now on, in the place of what was booked.
        frees: What was booked is free again.
        corrects: The number of an earlier event that was recorded wrongly, beside which this one stands.
        stops: The numbers of payments that were handed to finance, and that finance has stopped.
        happened_on: The local day on which what the case is about happened, as it is corrected.
        received: When the case was received (UTC), as it is corrected.
        corrects_person: The details of the person that its words correct, or that it removes.
        repeats: The number of the event whose notice this one sends again.
        unchecked: Somebody is told about the case on the telephone who was not asked the security questions;
            it cannot be recorded.

    """

    kind: Slug
    clause: str | None = None
    because: str | None = None
    facts: dict[str, Fact] = {}
    terms: Terms = {}
    stage: Slug | None = None
    outcome: Slug | None = None
    owner: StaffId | None = None
    sets: tuple[ToReckon, ...] = ()
    ends: tuple[str, ...] = ()
    misses: str | None = None
    reminds: str | None = None
    promises: tuple[Commitment, ...] = ()
    considers: tuple[Slug, ...] = ()
    needs: tuple[Slug, ...] | None = None
    replaces_person: bool = False
    cites: tuple[CaseRef, ...] = ()
    words_of: int | None = None
    decides: bool = False
    conflicts: tuple[StaffId, ...] = ()
    conflicts_end: tuple[StaffId, ...] = ()
    proposed_conflicts: tuple[ProposedConflict, ...] | None = None
    passed_to: tuple[Slug, ...] = ()
    panel: tuple[StaffId, ...] | None = None
    plans: bool = False
    proposes: Draft | None = None
    drops: bool = False
    sum: Sum | None = None
    signposts: tuple[Signposted, ...] = ()
    discloses: Disclosure | None = None
    reads_out: int | None = None
    books: Slot | None = None
    frees: bool = False
    corrects: int | None = None
    stops: tuple[int, ...] = ()
    happened_on: date | None = None
    received: Instant | None = None
    corrects_person: tuple[Slug, ...] = ()
    repeats: int | None = None
    unchecked: bool = False
    tells: tuple[Tell, ...] = ()
    errands: tuple[Errand, ...] = ()


class Event(Proposal):
    """What happened: recorded under a number, at a time (UTC), by an actor, its deadlines reckoned."""

    seq: int
    at: Instant
    actor: str
    deadlines: tuple[Deadline, ...] = ()


def names_in(terms: Terms, name: str) -> tuple[str, ...]:
    """Return the names that some terms have under one; none where they have none."""
    found = terms.get(name)
    return tuple(found) if isinstance(found, (tuple, list)) else ()


def count_in(terms: Terms, name: str) -> int:
    """Return the number that some terms have under a name; 0 where they have none."""
    return int(str(terms.get(name) or 0))
