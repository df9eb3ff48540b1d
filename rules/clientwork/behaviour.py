"""Behaviour towards staff: recorded, answered by ending the contact, or by closing the case (WRC-9).

What happened is in words, which the engine never sees; it sees the policy's kinds of behaviour, and who
recorded them. A case is closed for it by somebody else, who has considered what the behaviour may come of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from rules.case import Case
from rules.casework import needs_unconsidered
from rules.clientwork.signposting import Signposts, pointed_to
from rules.decision import Choices, Decision, Guard, always_open
from rules.events import Proposal, Tell, names_in
from rules.facts import Facts
from rules.lifecycle import CLOSED
from rules.marks import Mailbox
from rules.matters import Listing, MatterRule, Table, Text
from rules.model import Day, Slug, Strict, Words
from rules.moment import Moment
from rules.parts import Part
from rules.policy import Policy
from rules.refusal import ConflictOfInterest, OutOfStage, require_known

BEHAVIOURS = "behaviours"
"""The term that has the kinds of behaviour on record."""
RECORDED_BY = "behaviour_recorded_by"
"""The term that has the staff who recorded them, or ended a contact for them."""
UNANSWERED = "behaviour_unanswered"
"""The term that says that no contact was ended yet for what was recorded last."""
RECORD = "record-behaviour"


class ClosingRule(Strict):
    """The closing of cases for behaviour.

    Attributes:
        feedback: How the person can say that it was wrong, as their letter puts it.

    """

    feedback: Text


class BehaviourRule(Table):
    """The kinds of behaviour that a contact is ended for, or a case closed.

    Attributes:
        kinds: Their titles.
        tell: The role whose mailbox hears of each that is recorded.
        closing: How a case is closed for it, where it can be.

    """

    kinds: dict[Slug, Text] = Field(min_length=1)
    tell: Mailbox | None = None
    closing: ClosingRule | None = None

    def listings(self, title_of: Callable[[str], str]) -> Iterator[Listing]:
        """Return the kinds of behaviour, and how a closing can be challenged."""
        rows = ((title, name) for name, title in self.kinds.items())
        yield Listing(("Behaviour that contact is ended for", "Kind"), tuple(rows))
        if self.closing:
            yield Listing(("Closed for behaviour: to say that it was wrong",), ((self.closing.feedback,),))


class RecordBehaviour(Decision):
    """The person, or somebody with them, was rude, abusive or threatening to staff.

    Attributes:
        behaviours: The kinds of behaviour, as the policy names them.
        what: What was said or done, for staff.
        happened_on: The local day on which it was; today where none is given.

    """

    name: ClassVar[str] = RECORD
    behaviours: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=20)]
    what: Words
    happened_on: Day | None = None

    @classmethod
    def choices(cls, policy: Policy, matter: MatterRule) -> Choices:
        """Return the kinds of behaviour that the policy has."""
        rule = matter.table(BehaviourRule)
        return {"behaviours": rule.kinds} if rule else {}


class EndContact(Decision):
    """A call or a visit was ended, politely, for what was recorded.

    Attributes:
        explanation: What happened and why it was ended, as the person is told.
        ended_on: The local day on which it was; today where none is given.
        contact: What was ended: a call or a visit.

    """

    name: ClassVar[str] = "end-contact"
    contact: Literal["call", "visit"]
    explanation: Words
    ended_on: Day | None = None


class CloseForBehaviour(Decision):
    """The case is closed for what was recorded, by somebody who has not recorded it.

    Attributes:
        considered: What the behaviour may come of (a disability, an illness, what the person lives through),
            and what was tried to make it easier for them, as they are told.
        reasons: Why it is closed all the same, as they are told.
        signposts: Services of the directory that can help them.

    """

    name: ClassVar[str] = "close-for-behaviour"
    considered: Words
    reasons: Words
    signposts: Signposts = ()


def _told(case: Case, policy: Policy) -> Facts:
    """Return the kinds of behaviour on record, and what a notice says of closing."""
    rule = policy.matters[case.matter].own(BehaviourRule)
    return {
        "behaviour": {
            "kinds": [rule.kinds[name] for name in _kinds(case)],
            "feedback": rule.closing.feedback if rule.closing else None,
        }
    }


BEHAVIOUR = Part(
    table="behaviour",
    table_type=BehaviourRule,
    kinds=frozenset({"behaviour-recorded", "contact-ended"}),
    told=_told,
)


def _kinds(case: Case) -> tuple[str, ...]:
    return names_in(case.terms, BEHAVIOURS)


def _recorded_by(case: Case, moment: Moment) -> tuple[str, ...]:
    actor = (moment.actor.id,) if moment.actor else ()
    return tuple(dict.fromkeys((*names_in(case.terms, RECORDED_BY), *actor)))


@BEHAVIOUR.decision(RecordBehaviour, afterwards=True)
def record_behaviour(case: Case, decision: RecordBehaviour, moment: Moment) -> Iterator[Proposal]:
    """Put on record how staff were treated; nothing follows for the person by itself (WRC-9)."""
    rule, paper = moment.matter(case).own(BehaviourRule), moment.matter(case).decisions[decision.name]
    for name in decision.behaviours:
        require_known(name, rule.kinds, where="behaviours", clause=paper.clause, kind="kind of behaviour")
    kinds = tuple(dict.fromkeys(decision.behaviours))
    on = moment.past_day(case, decision.happened_on, "happened_on", paper.clause)
    yield Proposal(
        kind="behaviour-recorded",
        clause=paper.clause,
        because=paper.because,
        facts={"behaviours": ", ".join(kinds), "happened_on": on.isoformat()},
        terms={
            BEHAVIOURS: tuple(dict.fromkeys((*_kinds(case), *kinds))),
            RECORDED_BY: _recorded_by(case, moment),
            UNANSWERED: True,
        },
        tells=(Tell(notice="behaviour-recorded", to=rule.tell),) if rule.tell else (),
    )


def _none_to_end(case: Case, moment: Moment) -> None:
    if not case.terms.get(UNANSWERED):
        clause = moment.matter(case).decisions[EndContact.name].clause
        raise OutOfStage(f"record first what happened, by '{RECORD}'", clause=clause)


@BEHAVIOUR.decision(EndContact, unless=_none_to_end, afterwards=True)
def end_contact(case: Case, decision: EndContact, moment: Moment) -> Iterator[Proposal]:
    """Record that a contact was ended, and write to the person; the case goes on (WRC-9)."""
    paper = moment.matter(case).decisions[decision.name]
    on = moment.past_day(case, decision.ended_on, "ended_on", paper.clause)
    yield Proposal(
        kind="contact-ended",
        clause=paper.clause,
        because=paper.because,
        facts={"contact": decision.contact, "ended_on": on.isoformat()},
        terms={RECORDED_BY: _recorded_by(case, moment), UNANSWERED: None},
        tells=(Tell(notice="contact-ended"),),
    )


def closing(*, at: Iterable[str] = (), unless: Guard = always_open) -> Part:
    """Return the part of a lifecycle by which its cases are closed for behaviour.

    Args:
        at: The stages at which one can be; all at which it is open, where none are named.
        unless: What else closes the decision.

    """

    def guard(case: Case, moment: Moment) -> None:
        clause = moment.matter(case).decisions[CloseForBehaviour.name].clause
        if not _kinds(case):
            raise OutOfStage(f"no behaviour is on record; record it first, by '{RECORD}'", clause=clause)
        if moment.actor and moment.actor.id in names_in(case.terms, RECORDED_BY):
            raise ConflictOfInterest(
                f"{moment.actor.id} recorded the behaviour, or ended a contact for it; somebody else decides",
                where="actor",
                clause=clause,
            )
        needs_unconsidered(case, moment)  # it may come of a disability (Equality Act 2010, section 15)
        unless(case, moment)

    part = Part(table="behaviour.closing", kinds=frozenset({"closed-for-behaviour"}))
    part.decision(CloseForBehaviour, at=at, unless=guard)(_close)
    return part


def _close(case: Case, decision: CloseForBehaviour, moment: Moment) -> Iterator[Proposal]:
    """Close the case, with what was considered, the reasons, and the way to say that it was wrong (WRC-9)."""
    paper = moment.matter(case).decisions[decision.name]
    yield Proposal(
        kind="closed-for-behaviour",
        clause=paper.clause,
        because=paper.because,
        facts={"outcome": "closed-for-behaviour"},
        stage=CLOSED,
        outcome="closed-for-behaviour",
        owner=moment.actor.id if moment.actor else None,  # the letter names nobody who was treated so
        ends=tuple(deadline.name for deadline in case.deadlines),
        drops=case.draft is not None,
        signposts=pointed_to(decision.signposts, moment, paper.clause),
        tells=(Tell(notice="closed-for-behaviour"),),
    )
