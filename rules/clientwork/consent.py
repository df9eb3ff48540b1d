"""Consent of a person: asked for, chased, recorded by form and version, withdrawn at any time (WRC-3, WRC-8).

What is in force are scopes among the case's terms (`consent_forms.py`); its events are the proof: by which
form, in which version, how it was given and when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from rules.case import Case
from rules.clientwork.consent_forms import (
    ASKED,
    CONSENT,
    IN_FORCE,
    TAKEN_UP,
    ConsentRule,
    FormVersion,
    GivenConsent,
    Scopes,
    in_force,
    require_formal,
    require_scopes,
)
from rules.decision import Choices, Decision
from rules.events import Fact, Proposal, Tell, names_in
from rules.facts import Facts
from rules.matters import MatterRule
from rules.model import Day, Words, fits
from rules.moment import Moment
from rules.parts import Part
from rules.policy import Policy
from rules.refusal import Invalid, OutOfStage


class AskForConsent(Decision):
    """The person is asked for their consent, to these scopes, or to those that every case needs."""

    name: ClassVar[str] = "ask-for-consent"
    scopes: Scopes = ()

    @classmethod
    def choices(cls, policy: Policy, matter: MatterRule) -> Choices:
        """Return the policy's scopes of consent."""
        rule = matter.table(ConsentRule)
        return {"scopes": rule.scopes} if rule else {}


class RecordConsent(Decision, GivenConsent):
    """The person has consented: by a form, in the version that is in force, to these scopes."""

    name: ClassVar[str] = "record-consent"
    given_on: Day | None = None

    @classmethod
    def choices(cls, policy: Policy, matter: MatterRule) -> Choices:
        """Return the policy's forms, and its scopes of consent."""
        rule = matter.table(ConsentRule)
        return {"form": [form.document for form in rule.forms], "scopes": rule.scopes} if rule else {}


class WithdrawConsent(Decision):
    """The person withdraws consent, or does not give it: to these scopes, or to all where none is named."""

    name: ClassVar[str] = "withdraw-consent"
    scopes: Scopes = ()
    withdrawn_on: Day | None = None
    said: Words | None = None

    @classmethod
    def choices(cls, policy: Policy, matter: MatterRule) -> Choices:
        """Return the policy's scopes of consent."""
        rule = matter.table(ConsentRule)
        return {"scopes": rule.scopes} if rule else {}


def _asked_already(case: Case, moment: Moment) -> None:
    if case.deadline(CONSENT):
        clause = moment.matter(case).decisions[AskForConsent.name].clause
        raise OutOfStage("consent was asked for already and is awaited", clause=clause)


def _nothing_to_withdraw(case: Case, moment: Moment) -> None:
    if not in_force(case) and not case.deadline(CONSENT):
        clause = moment.matter(case).decisions[WithdrawConsent.name].clause
        raise OutOfStage("no consent is in force, and none is awaited", clause=clause)


def _opened(case: Case, moment: Moment) -> Iterator[Proposal]:
    """Record the consent that came in with the matter, and ask for what every case needs (WRC-8)."""
    rule, given = moment.matter(case).own(ConsentRule), names_in(case.terms, "consent_scopes")
    if given:
        facts = {name: str(case.terms[f"consent_{name}"]) for name in ("form", "version", "how")}
        given_on = moment.day_received(case).isoformat()
        recorded = _recorded(case, given, moment, facts | {"given_on": given_on})
        yield recorded.model_copy(update={"terms": recorded.terms | TAKEN_UP})
    if lacking := [scope for scope in rule.needed if scope not in given]:
        yield _asked(case, lacking, moment)


def _told(case: Case, policy: Policy) -> Facts:
    """Return what notices say of consent: every scope in words, those in force and asked for, the forms."""
    rule = policy.matters[case.matter].own(ConsentRule)
    return {
        CONSENT: {
            "scopes": dict(rule.scopes),
            "in_force": [rule.scopes[scope] for scope in in_force(case) if scope in rule.scopes],
            "asked": [rule.scopes[scope] for scope in names_in(case.terms, ASKED) if scope in rule.scopes],
            "forms": [
                {
                    "id": form.document,
                    "asked": bool({*form.scopes} & {*names_in(case.terms, ASKED)}),
                    **policy.documents[form.document].model_dump(),
                }
                for form in rule.forms
            ],
        }
    }


def _faults(policy: Policy, matter: MatterRule) -> Iterator[str]:
    """Return the forms without a version, and the roles that could record consent and not its withdrawal."""
    for form in matter.own(ConsentRule).forms:
        if not fits(FormVersion, policy.documents[form.document].version):
            yield (
                f"consent.forms: the version of document {form.document!r}, by which consent is recorded, "
                "has to be written as 2021-04 or v2 is"
            )
    may_record, may_withdraw = (
        {*rule.roles} if (rule := matter.decisions.get(kind.name)) else set()
        for kind in (RecordConsent, WithdrawConsent)
    )
    for role in sorted(may_record - may_withdraw):
        yield (
            f"decisions.{WithdrawConsent.name}.roles: {role!r} is missing, who may record consent; it is "
            "withdrawn as easily as it is given"
        )


CONSENT_PART = Part(
    table=CONSENT,
    table_type=ConsentRule,
    deadlines=frozenset({CONSENT}),
    reminded=frozenset({CONSENT}),
    kinds=frozenset(
        {
            *("consent-asked", "consent-reminded", "consent-recorded"),
            *("consent-withdrawn", "consent-declined", "breached"),
        }
    ),
    opened=_opened,
    told=_told,
    faults=_faults,
)


@CONSENT_PART.decision(AskForConsent, unless=_asked_already)
def ask_for_consent(case: Case, decision: AskForConsent, moment: Moment) -> Iterator[Proposal]:
    """Ask the person for their consent, and wait for it (WRC-8)."""
    rule, clause = moment.matter(case).own(ConsentRule), moment.matter(case).decisions[decision.name].clause
    scopes = tuple(dict.fromkeys(decision.scopes or rule.needed))
    require_scopes(scopes, rule, clause)
    if not set(scopes) - {*in_force(case)}:
        raise Invalid("consent to all of it is in force already", where="scopes", clause=clause)
    yield _asked(case, scopes, moment)


@CONSENT_PART.decision(RecordConsent)
def record_consent(case: Case, decision: RecordConsent, moment: Moment) -> Iterator[Proposal]:
    """Record what the person consents to, by the form's version in force (WRC-3, WRC-8)."""
    rule, clause = moment.matter(case).own(ConsentRule), moment.matter(case).decisions[decision.name].clause
    require_formal(decision, rule, clause)
    on = moment.past_day(case, decision.given_on, "given_on", clause)
    facts = {"form": decision.form, "version": decision.version, "how": decision.how}
    yield _recorded(case, decision.scopes, moment, facts | {"given_on": on.isoformat()})


@CONSENT_PART.decision(WithdrawConsent, unless=_nothing_to_withdraw, afterwards=True)
def withdraw_consent(case: Case, decision: WithdrawConsent, moment: Moment) -> Iterator[Proposal]:
    """End consent at once, and whatever waits to go out by it; it is not asked for any more (WRC-3)."""
    rule, paper = moment.matter(case).own(ConsentRule), moment.matter(case).decisions[decision.name]
    require_scopes(decision.scopes, rule, paper.clause)
    on = moment.past_day(case, decision.withdrawn_on, "withdrawn_on", paper.clause)
    said, awaited = decision.scopes or tuple(rule.scopes), _awaited(case)
    gone = tuple(scope for scope in in_force(case) if scope in said)
    declined = tuple(scope for scope in awaited if scope in said)
    if not gone and not declined:
        there = ", ".join((*in_force(case), *awaited))
        raise Invalid(
            f"neither in force nor asked for; these are: {there}", where="scopes", clause=paper.clause
        )
    still = tuple(scope for scope in awaited if scope not in said)
    yield Proposal(
        kind="consent-withdrawn" if gone else "consent-declined",
        clause=paper.clause,
        because=paper.because,
        facts={"scopes": ", ".join(gone or declined), "withdrawn_on": on.isoformat()},
        terms={IN_FORCE: tuple(scope for scope in in_force(case) if scope not in said), ASKED: still},
        ends=(CONSENT,) if declined and not still else (),
        tells=(
            Tell(notice="consent-withdrawn"),
            *((Tell(notice="consent-ended", to=rule.tell),) if rule.tell else ()),
        ),
    )


def _awaited(case: Case) -> tuple[str, ...]:
    """Return the scopes that were asked for, while they are waited for."""
    return names_in(case.terms, ASKED) if case.deadline(CONSENT) else ()


def _asked(case: Case, scopes: Iterable[str], moment: Moment) -> Proposal:
    due = moment.deadline(case, CONSENT, moment.now)
    return Proposal(
        kind="consent-asked",
        clause=due.clause,
        facts={"scopes": ", ".join(scopes)},
        terms={ASKED: tuple(scopes)},
        sets=(due,),
        tells=(Tell(notice="consent-request"),),
    )


def _recorded(case: Case, scopes: Iterable[str], moment: Moment, facts: Mapping[str, Fact]) -> Proposal:
    rule, paper = moment.matter(case).own(ConsentRule), moment.matter(case).decisions[RecordConsent.name]
    given, awaited = tuple(dict.fromkeys(scopes)), _awaited(case)
    now = tuple(dict.fromkeys((*in_force(case), *given)))
    # whoever has sent the form back has answered, but for what every case needs
    answered = any(scope in now for scope in awaited) and all(s in now for s in awaited if s in rule.needed)
    return Proposal(
        kind="consent-recorded",
        clause=paper.clause,
        because=paper.because,
        facts={"scopes": ", ".join(given), **facts},
        terms={IN_FORCE: now} | ({ASKED: ()} if answered else {}),
        ends=(CONSENT,) if answered else (),
        tells=(Tell(notice="consent-recorded"),),
    )
