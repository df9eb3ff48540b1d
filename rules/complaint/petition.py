"""What holds for petitions alone: who leads, who signed, what the organisation cannot change (4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from rules.case import Case
from rules.clientwork.consent_forms import ended_with_the_person
from rules.complaint.commitments import Remedy, promised
from rules.complaint.ending import UNTIL_ANSWERED, close, still_open
from rules.complaint.life import COMPLAINT, OPEN, REMEDY, RESOLVE
from rules.complaint.payment import payment_due
from rules.decision import Decision
from rules.events import Proposal, Tell
from rules.model import KEPT, Slug, Spoken, Words
from rules.moment import Moment
from rules.person import Language, Person
from rules.refusal import Invalid, OutOfStage, require_known


def lead_of(said: dict[str, str]) -> Person:
    """A person from the words of a new lead."""
    return Person.model_validate(said | {"address": tuple(said.get("address", "").splitlines())})


class NewLead(Spoken):
    """Whoever leads the petition from now on. The lines of an address are separated by line breaks."""

    name: Words
    email: Words | None = None
    phone: Words | None = None
    address: Words | None = None
    language: Language = "en"
    channel: Literal["email", "letter"] = "email"

    @model_validator(mode="after")
    def _is_a_person(self) -> Self:
        if self.name != KEPT:
            self.person()
        return self

    def person(self) -> Person:
        """Them, as a person whom notices reach."""
        return lead_of(self.model_dump(exclude_none=True))


def _no_petition(case: Case, moment: Moment) -> None:
    if case.raised_by != "petition":
        raise OutOfStage(f"{case.ref} is not a petition", clause=moment.matter(case).clause)


class ChangeLead(Decision):
    """Somebody else leads the petition, and hears of it from now on.

    Attributes:
        lead: Whoever leads it from now on.

    """

    name: ClassVar[str] = "change-lead"
    lead: NewLead
    needs: tuple[Slug, ...] = ()
    reasons: Words


@COMPLAINT.decision(ChangeLead, at=OPEN, unless=_no_petition)
def change_lead(case: Case, decision: ChangeLead, moment: Moment) -> Iterator[Proposal]:
    """Somebody else leads: they stand where the first lead stood, with needs of their own (4.1)."""
    paper = moment.matter(case).decisions["change-lead"]
    for need in decision.needs:
        require_known(need, moment.policy.needs, where="needs", kind="need")
    by_notices = moment.met_by_notices(decision.needs)
    if by_notices and decision.lead.address is None:
        raise Invalid(
            "this need is met by letters, which need an address", where="lead.address", clause=paper.clause
        )
    yield Proposal(
        kind="lead-changed",
        clause=paper.clause,
        because=paper.because,
        facts={"language": decision.lead.language, "channel": decision.lead.channel},
        terms=ended_with_the_person(case),
        replaces_person=True,
        needs=decision.needs,
        considers=by_notices,
        tells=(Tell(notice="lead-changed"),),
    )


class AddSignatures(Decision):
    """More people have signed; their list, where there is one, is kept beside."""

    name: ClassVar[str] = "add-signatures"
    signatures: int = Field(ge=1, le=10_000_000)


@COMPLAINT.decision(AddSignatures, at=OPEN, unless=_no_petition)
def add_signatures(case: Case, decision: AddSignatures, moment: Moment) -> Iterator[Proposal]:
    """More people have signed."""
    paper = moment.matter(case).decisions["add-signatures"]
    yield Proposal(
        kind="signatures-added",
        clause=paper.clause,
        because=paper.because,
        facts={"signatures": decision.signatures},
    )


def _not_ready(case: Case, moment: Moment) -> None:
    _no_petition(case, moment)
    if case.unconsidered:
        needs, clause = ", ".join(case.unconsidered), moment.matter(case).decisions["adjust"].clause
        raise OutOfStage(f"consider the lead's needs first: {needs}", clause=clause)


class DecideRepresentations(Decision):
    """It is about what the organisation cannot change: whether it speaks up for residents, and why.

    Attributes:
        make: Whether representations are made for residents.

    """

    name: ClassVar[str] = "decide-representations"
    make: bool
    reasons: Words
    remedies: tuple[Remedy, ...] = Field((), max_length=50)


@COMPLAINT.decision(DecideRepresentations, at=[RESOLVE], unless=_not_ready)
def decide_representations(case: Case, decision: DecideRepresentations, moment: Moment) -> Iterator[Proposal]:
    """What the organisation cannot change: whether it speaks up for residents is decided and told (4.3)."""
    clause = moment.matter(case).decisions["decide-representations"].clause
    if decision.make != bool(decision.remedies):
        raise Invalid(
            "say what is done, by when and by whom, where representations are made; and nothing where not",
            where="remedies",
            clause=clause,
        )
    promises = tuple(promised(case, decision.remedies, moment))
    yield Proposal(
        kind="representations-decided",
        clause=clause,
        facts={"make": decision.make},
        stage=REMEDY,
        outcome="representations" if decision.make else "no-representations",
        decides=True,
        ends=still_open(case, UNTIL_ANSWERED),
        drops=case.draft is not None,
        promises=promises,
        sets=tuple(payment_due(case, promises, moment)),
        tells=(Tell(notice="representations"),),
    )
    if not promises:
        outcome = "no-representations"
        yield close(case, outcome, how="representations-decided", clause=clause, told=True)
