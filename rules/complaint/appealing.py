"""What a complaint that appeals against a warning has the warning know, and what does not swallow it (7)."""

from __future__ import annotations

from rules.case import Case
from rules.events import Errand, Tell
from rules.moment import Moment
from rules.ranks import hears_of
from rules.refusal import OutOfStage

APPEALS, UNLINKED = "appeals", "unlinked_appeal"
"""The terms of a case that name the warning it appeals against, and one that it says it does.

An appeal is linked as it comes in where the warning is in force and about the same person. Otherwise it is
taken in all the same, tells nothing of a warning, and is linked by a manager.
"""
LINK = "link-appeal"
UPHELD = ("upheld", "remedy-changed")
"""The outcomes by which an appeal has lifted the warning already."""


def appealed_against(case: Case) -> str | None:
    """The warning that the complaint is about; None where it is no appeal."""
    warning = case.terms.get(APPEALS)
    return str(warning) if warning else None


def said_to_appeal(case: Case) -> str | None:
    """The warning that the complaint says it is about, while nobody has looked whether it is the person's."""
    warning = case.terms.get(UNLINKED)
    return str(warning) if warning else None


def not_an_appeal(case: Case, moment: Moment) -> None:
    """Refuse to close an appeal unanswered: it is logged as a complaint, whatever grounds there are.

    Raises:
        OutOfStage: it is one.

    """
    if warning := appealed_against(case) or said_to_appeal(case):
        clause = moment.matter(case).clause
        raise OutOfStage(f"it appeals against {warning}: it is answered, and not refused", clause=clause)


def appeal_logged(case: Case) -> tuple[Errand, ...]:
    """The warning hears of the appeal."""
    warning = appealed_against(case)
    return (Errand(to=warning, decision="log-appeal", fields={"appeal": case.ref}),) if warning else ()


def appeal_to_link(case: Case, moment: Moment) -> tuple[Tell, ...]:
    """Tell those who may link it of an appeal that is not linked."""
    to = hears_of(LINK, case.matter, moment.policy)
    return (Tell(notice="appeal-to-link", to=to),) if to and said_to_appeal(case) else ()


def appeal_upheld(case: Case) -> tuple[Errand, ...]:
    """Upheld, it lifts the warning."""
    return _decided(case, upheld=True)


def appeal_ended(case: Case, outcome: str) -> tuple[Errand, ...]:
    """It ended otherwise, and the warning goes on; where it was upheld, the warning knows that already."""
    return () if outcome in UPHELD else _decided(case, upheld=False)


def _decided(case: Case, *, upheld: bool) -> tuple[Errand, ...]:
    if warning := appealed_against(case):
        fields = {"appeal": case.ref, "upheld": upheld}
        return (Errand(to=warning, decision="decide-appeal", fields=fields),)
    return ()
