"""Security questions as a policy has them, and what a disclosure by telephone rests on (WRC-12).

A check that a caller passed is good for one disclosure, on its day, by whoever made it. After so many
failures the case is locked: nothing of it is said on the telephone until somebody of rank unlocks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator

from rules.case import Case
from rules.events import Proposal, count_in, names_in
from rules.marks import Mailbox
from rules.matters import Listing, MatterRule, Table, Text
from rules.model import Slug, StaffId
from rules.moment import Moment
from rules.refusal import Invalid, Locked, NotChecked

CHECKS = "phone_checks"
"""The term that has the checks that were passed and not used yet."""
FAILURES = "phone_failures"
"""The term that counts the checks that failed, since one was passed."""
LOCKED = "phone_locked"
"""The term that says that nothing is disclosed by telephone."""
CHECK, UNLOCK = "check-caller", "unlock-phone"
"""The decisions by which a caller is checked, and by which a locked case is unlocked."""

CheckNumber = Annotated[int, Field(ge=1)]
"""The number of the event by which a caller was checked."""


class SecurityRule(Table):
    """The security questions of a kind of matter.

    Attributes:
        questions: The questions that there are, in words that follow "Please tell us".
        ask: How many of them are asked at least, and answered right, before anything is disclosed.
        most_failures: How many checks fail, one after another, until a case is locked.
        tell: The role whose mailbox hears of a lock.

    """

    questions: dict[Slug, Text] = Field(min_length=1)
    ask: int = Field(ge=1)
    most_failures: int = Field(ge=1)
    tell: Mailbox

    @model_validator(mode="after")
    def _enough_questions(self) -> Self:
        if self.ask > len(self.questions):
            raise ValueError(f"ask: {self.ask} are asked, and there are no more than {len(self.questions)}")
        return self

    def listings(self, title_of: Callable[[str], str]) -> Iterator[Listing]:
        """Return how callers are known, and the questions."""
        yield Listing(
            ("Callers are known by", ""),
            (
                ("Questions answered right, at least", str(self.ask)),
                ("Failures until a case is locked", str(self.most_failures)),
                ("Told of a lock", title_of(self.tell)),
            ),
        )
        rows = ((wording, name) for name, wording in self.questions.items())
        yield Listing(("Security questions: please tell us", "Question"), tuple(rows))


class Check(NamedTuple):
    """A check that a caller passed: the number of its event, by whom it was made, on which local day."""

    event: int
    by: StaffId
    on: str

    @classmethod
    def of(cls, text: str) -> Check:
        """Return the check that a text among a case's terms stands for."""
        event, by, on = text.split()
        return cls(int(event), by, on)

    def __str__(self) -> str:
        return f"{self.event} {self.by} {self.on}"


def checks_of(case: Case) -> tuple[Check, ...]:
    """Return the checks that were passed and not used yet, on whatever day."""
    return tuple(Check.of(text) for text in names_in(case.terms, CHECKS))


def checks_today(case: Case, moment: Moment) -> tuple[Check, ...]:
    """Return those that were passed on the local day."""
    return tuple(check for check in checks_of(case) if check.on == moment.today.isoformat())


def failures_of(case: Case) -> int:
    """Return how many checks failed, since one was passed or the case was unlocked."""
    return count_in(case.terms, FAILURES)


def is_locked(case: Case) -> bool:
    """Return whether nothing of a case is said on the telephone."""
    return bool(case.terms.get(LOCKED))


def clause_of(case: Case, moment: Moment) -> str | None:
    """Return the clause under which callers are checked."""
    return moment.matter(case).decisions[CHECK].clause


def require_unlocked(case: Case, moment: Moment) -> None:
    """Close a decision that says something on the telephone while the case is locked.

    Raises:
        Locked: with the roles that may unlock it.

    """
    if is_locked(case):
        roles = moment.matter(case).decisions[UNLOCK].roles
        titles = ", ".join(moment.policy.roles[role].title for role in roles)
        raise Locked(
            f"{case.ref} is locked: callers failed the security questions, and nothing of it is said on the "
            f"telephone; write to the person, or have it unlocked by one of: {titles}",
            clause=clause_of(case, moment),
        )


def require_own_check(case: Case, moment: Moment) -> None:
    """Close a disclosure to whoever has checked no caller today, or has used the check already.

    Raises:
        Locked: the case is locked.
        NotChecked: there is no check of theirs that is good.

    """
    require_unlocked(case, moment)
    if not _own(case, moment):
        raise NotChecked(
            f"ask the caller the security questions first, and record them by '{CHECK}'",
            clause=clause_of(case, moment),
        )


def disclosing(
    proposal: Proposal, case: Case, check: int | None, moment: Moment, *, first_contact: bool = False
) -> Proposal:
    """Return what tells somebody on the telephone about a case, with the check that it uses up.

    Where a check is wanted and none is named, the recording refuses it, and not this: decisions were recorded
    without one, and are judged again on replay.

    Args:
        proposal: What is proposed without regard to checks.
        case: The case.
        check: The number of the event by which the caller was checked; none where none is named.
        moment: When it is said.
        first_contact: Whether nothing was known before the call, so that nobody has to be known.

    Raises:
        Locked: nothing of the case is said on the telephone.
        NotChecked: the check is not there, failed, was used, or is another day's or somebody else's.
        Invalid: the kind of matter has no security questions.

    """
    if moment.matter(case).table(SecurityRule) is None:
        if check is not None:
            raise Invalid("this kind of matter has no security questions; leave it out", where="check")
        return proposal
    require_unlocked(case, moment)
    if check is None:
        return proposal.model_copy(update={"unchecked": not first_contact})
    _require_good(case, check, moment)
    left = tuple(str(one) for one in checks_of(case) if one.event != check)
    return proposal.model_copy(
        update={"facts": {**proposal.facts, "check": check}, "terms": {**proposal.terms, CHECKS: left}}
    )


def require_checked(proposal: Proposal, matter: MatterRule) -> None:
    """Refuse to record what was said to somebody who was not asked the security questions.

    Raises:
        NotChecked: naming the field.

    """
    if proposal.unchecked:
        raise NotChecked(
            f"ask whoever is on the telephone the security questions first, record that by '{CHECK}', and "
            "give the number of the event",
            where="check",
            clause=matter.decisions[CHECK].clause,
        )


def _own(case: Case, moment: Moment) -> tuple[int, ...]:
    """Return the numbers of the checks that whoever decides can use."""
    actor = moment.actor.id if moment.actor else None
    return tuple(check.event for check in checks_today(case, moment) if check.by == actor)


def _require_good(case: Case, check: int, moment: Moment) -> None:
    if check not in (own := _own(case, moment)):
        there = ", ".join(map(str, own)) or f"none; ask again, by '{CHECK}'"
        raise NotChecked(
            f"event {check} is no check that you can use: one is good for one disclosure, on the day on "
            f"which it was passed, by whoever made it; yours: {there}",
            where="check",
            clause=clause_of(case, moment),
        )
