"""Signposting: a person is pointed to services outside the organisation that can help, or can help more.

Staff keep the directory of them (`records/signpost_directory.py`). That a service is there, and was checked
in time, is looked at while a decision is recorded, and the version of its entry is recorded with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from rules.case import Case
from rules.decision import Decision
from rules.events import Proposal, Signposted, Tell
from rules.matters import MatterRule
from rules.model import Slug, Words
from rules.moment import Moment
from rules.parts import Part
from rules.policy import Policy
from rules.refusal import Invalid, require_once

MOST = 10
"""Services in one letter; more of them help nobody to choose."""
NO_DIRECTORY = "the policy has no table [signposts]"
Signposts = Annotated[tuple[Slug, ...], Field(max_length=MOST)]
"""Services of the directory, by their ids. The engine shows them."""


def pointed_to(signposts: Signposts, moment: Moment, clause: str | None) -> tuple[Signposted, ...]:
    """Return the services that a decision points to.

    Raises:
        Invalid: it points to one twice, or the policy has no directory of them.

    """
    require_once(signposts, where="signposts", clause=clause)
    if signposts and moment.policy.signposts is None:
        raise Invalid("the policy keeps no directory of services", where="signposts", clause=clause)
    return tuple(Signposted(id=name) for name in signposts)


class SignpostElsewhere(Decision):
    """The person is pointed to services outside the organisation that can help, or can help more."""

    name: ClassVar[str] = "signpost"
    signposts: Annotated[Signposts, Field(min_length=1)]
    reasons: Words


def _kept_nowhere(policy: Policy, matter: MatterRule) -> Iterator[str]:
    if policy.signposts is None:
        yield f"decisions.{SignpostElsewhere.name}: {NO_DIRECTORY}"


SIGNPOSTING = Part(kinds=frozenset({"signposted"}), faults=_kept_nowhere)
"""Signposting of its own, beside whatever else is decided; the case goes on."""


@SIGNPOSTING.decision(SignpostElsewhere)
def signpost(case: Case, decision: SignpostElsewhere, moment: Moment) -> Iterator[Proposal]:
    """Point the person to services that can help them, with the reasons; nothing ends by it."""
    paper = moment.matter(case).decisions["signpost"]
    yield Proposal(
        kind="signposted",
        clause=paper.clause,
        because=paper.because,
        signposts=pointed_to(decision.signposts, moment, paper.clause),
        tells=(Tell(notice="signposted"),),
    )
