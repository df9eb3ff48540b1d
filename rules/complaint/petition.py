"""What holds for petitions alone: who leads, who signed, what the organisation cannot change (4)."""

from __future__ import annotations

from collections.abc import Iterator

from rules.case import Case
from rules.complaint import decisions as d
from rules.complaint.commitments import promised
from rules.complaint.ending import close
from rules.complaint.life import COMPLAINT, OPEN, REMEDY, RESOLVE
from rules.complaint.payment import payment_due
from rules.events import Proposal, Tell
from rules.moment import Moment
from rules.refusal import Invalid, OutOfStage, Unknown


def _no_petition(case: Case, moment: Moment) -> None:
    if case.raised_by != "petition":
        raise OutOfStage(f"{case.ref} is not a petition", clause=moment.matter(case).clause)


@COMPLAINT.decision(d.ChangeLead, at=OPEN, unless=_no_petition)
def change_lead(case: Case, decision: d.ChangeLead, moment: Moment) -> Iterator[Proposal]:
    """Somebody else leads: they stand where the first lead stood, with needs of their own (4.1)."""
    paper = moment.matter(case).decisions["change-lead"]
    for need in decision.needs:
        if need not in moment.policy.needs:
            known = ", ".join(moment.policy.needs)
            raise Unknown(f"there is no need {need!r}; there are: {known}", where="needs")
    by_notices = tuple(need for need in decision.needs if moment.policy.needs[need].met_by_notices)
    if by_notices and decision.lead.address is None:
        raise Invalid(
            "this need is met by letters, which need an address", where="lead.address", clause=paper.clause
        )
    yield Proposal(
        kind="lead-changed",
        clause=paper.clause,
        because=paper.because,
        facts={"language": decision.lead.language, "channel": decision.lead.channel},
        replaces_person=True,
        needs=decision.needs,
        considers=by_notices,
        tells=(Tell(notice="lead-changed"),),
    )


@COMPLAINT.decision(d.AddSignatures, at=OPEN, unless=_no_petition)
def add_signatures(case: Case, decision: d.AddSignatures, moment: Moment) -> Iterator[Proposal]:
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


@COMPLAINT.decision(d.DecideRepresentations, at=[RESOLVE], unless=_not_ready)
def decide_representations(
    case: Case, decision: d.DecideRepresentations, moment: Moment
) -> Iterator[Proposal]:
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
        ends=tuple(deadline.name for deadline in case.deadlines),
        drops=case.draft is not None,
        promises=promises,
        sets=tuple(payment_due(case, promises, moment)),
        tells=(Tell(notice="representations"),),
    )
    if not promises:
        outcome = "no-representations"
        yield close(case, outcome, how="representations-decided", clause=clause, told=True)
