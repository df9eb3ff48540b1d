"""Calls as a policy speaks of them, and as matters come in by them (WRC-11)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Literal, get_args

from pydantic import Field

from rules.case import Case
from rules.marks import Mailbox
from rules.matters import Listing, Table
from rules.model import Slug
from rules.moment import Moment
from rules.refusal import Invalid
from rules.terms import Within

Call = Literal["answered", "answerphone", "missed"]
"""The fate of a call: somebody answered, the answerphone took a message, or nobody and nothing did."""
MissedCall = Literal["answerphone", "missed"]
"""The same, of a call that is to be returned."""
TO_RETURN: tuple[str, ...] = get_args(MissedCall)

CALLS = "calls"
"""The table that switches calls on."""
CALLBACK = "callback"
"""The deadline by which a missed call is returned, or by which the person is called again."""
CALL = "call"
"""The term that says what became of the call that a matter came in by; none where it came otherwise."""
TRIES = "call_tries"
"""The term that says how often the person was called back in vain, since they called."""


class CallsRule(Table):
    """The rules of calls.

    Attributes:
        tell: The role whose mailbox hears of calls to return, and of what is to be told by telephone, where
            nobody has the case; and of what was not told in time.
        tries: How often a person is called back in vain before staff may stop.
        tell_within: How long a notice may wait to be told by telephone, counted from its event.

    """

    tell: Mailbox
    tries: int = Field(ge=1)
    tell_within: Within

    def listings(self, title_of: Callable[[str], str]) -> Iterator[Listing]:
        """Return who is told, how often a call is tried, and by when notices are told."""
        yield Listing(
            ("Calls", ""),
            (
                ("Told where nobody has the case", title_of(self.tell)),
                ("Tries before calling back may stop", str(self.tries)),
                ("Notices are told by telephone within", str(self.tell_within)),
            ),
        )


def came_by_call(case: Case) -> bool:
    """Return whether a matter came in by a call."""
    return case.terms.get(CALL) is not None


def missed(case: Case) -> bool:
    """Return whether it came in by a call that was missed."""
    return case.terms.get(CALL) in TO_RETURN


def at_first_contact(case: Case, moment: Moment, spoken: Collection[str] = ()) -> bool:
    """Return whether the call that a matter came in by goes on, or is only returned now.

    Nothing is known yet by then but what the call itself brought, so that nobody has to be known for it.

    Args:
        case: The case.
        moment: When somebody is on the telephone.
        spoken: The kinds of events by which the person was spoken to or answered before, but for calls.

    """
    spoken_to = any(case.has(kind) for kind in ("call-resolved", "call-steps-set", *spoken))
    same_day = moment.day_received(case) == moment.today
    return came_by_call(case) and not spoken_to and (missed(case) or same_day)


def require_call(made_by: Slug, moment: Moment, matter: Slug) -> None:
    """Do nothing where a kind of matter has calls, and this one was made by telephone.

    Raises:
        Invalid: it has none, or it was made otherwise.

    """
    if moment.policy.matters[matter].table(CallsRule) is None:
        raise Invalid("this kind of matter has no calls; leave it out", where=CALL)
    if made_by != "phone":
        raise Invalid("a call goes with made_by 'phone'", where="made_by")
