"""The lifecycle of an enquiry for advice: its stages, and what receiving one sets going."""

from __future__ import annotations

from collections.abc import Iterator

from rules.advice.intake import AdviceIntake
from rules.case import Case
from rules.casework import add_casework
from rules.clientwork.behaviour import BEHAVIOUR, closing
from rules.clientwork.called import came_by_call, missed
from rules.clientwork.callers import SECURITY
from rules.clientwork.calls import calls
from rules.clientwork.consent import CONSENT_PART
from rules.clientwork.information import information
from rules.clientwork.safeguarding import SAFEGUARDING
from rules.clientwork.sharing import SHARING
from rules.clientwork.signposting import SIGNPOSTING
from rules.events import Proposal, Tell
from rules.lifecycle import CLOSED, Lifecycle, everybody
from rules.moment import Moment

ENQUIRY, ADVISING = "enquiry", "advising"
FIRST_RESPONSE = "first-response"
"""The deadline of the first answer: the enquiry is resolved, or the person has the next steps."""
ADVISE_BY = "advice"
"""The deadline of the advice that the next steps promise, by a day agreed with the person."""
SPOKEN = ("next-steps-set",)
"""The kinds of events by which the person was answered, before the end."""


def opened(case: Case, moment: Moment) -> Iterator[Proposal]:
    """An enquiry is taken and acknowledged; its answer falls due, or a call back (WRC-13, WRC-11)."""
    to_call_back = missed(case)
    received = Tell(notice="advice-received", by_phone="said" if came_by_call(case) else "tell")
    yield Proposal(
        kind="opened",
        clause=moment.matter(case).clause,
        stage=ENQUIRY,
        sets=() if to_call_back else (moment.deadline(case, FIRST_RESPONSE, case.received),),
        considers=moment.met_by_notices(case.needs),
        tells=() if to_call_back else (received,),
    )


def _called_about(case: Case) -> bool:
    """Return whether the enquiry was made by a call, and is not answered yet."""
    return case.stage == ENQUIRY and came_by_call(case)


ADVICE = Lifecycle(
    name="advice",
    workflow="Advice",
    intake=AdviceIntake,
    door="advice",
    stages=frozenset({ENQUIRY, ADVISING, CLOSED}),
    deadlines=frozenset({FIRST_RESPONSE}),
    agreed=frozenset({ADVISE_BY}),
    needed=frozenset({"advise", "set-next-steps", "refuse", "adjust"}),
    kinds=frozenset({"opened", "breached", "advised", "next-steps-set", "refused", "withdrawn"}),
    opened=opened,
    parts=(
        *(SIGNPOSTING, information(), CONSENT_PART, SHARING, SAFEGUARDING),
        *(SECURITY, BEHAVIOUR, closing()),
        calls(
            asks=_called_about,
            spoken=SPOKEN,
            answers=frozenset({FIRST_RESPONSE}),
            advising=ADVISING,
            advise_by=ADVISE_BY,
        ),
    ),
    dates_told=everybody,
)
add_casework(ADVICE, afterwards=[CLOSED])
