"""A decision that waits for somebody else: it is the one that they have read, and can still be kept."""

from __future__ import annotations

from rules.case import Case
from rules.moment import Moment
from rules.promises import Draft
from rules.refusal import Invalid


def draft_read(case: Case, proposal: int, clause: str | None) -> Draft:
    """Return what waits, which somebody names by the number of the event that proposed it.

    Raises:
        Invalid: something else waits, or nothing does.

    """
    if case.draft is None or case.draft.seq != proposal:
        waiting = case.draft.seq if case.draft else "none"
        raise Invalid(
            f"event {proposal} is not the proposal that waits; it is {waiting}",
            where="proposal",
            clause=clause,
        )
    return case.draft


def require_days_to_come(draft: Draft, moment: Moment, clause: str | None) -> None:
    """Refuse to bring into effect what promises something for a day that has passed meanwhile.

    Raises:
        Invalid: naming the day.

    """
    for promise in draft.promises:
        if promise.by is not None and promise.by < moment.today:
            raise Invalid(
                f"{promise.by:%-d %B %Y}, which it promises something for, has passed; decline it, and "
                "propose it anew",
                where="proposal",
                clause=clause,
            )
