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
    named,
    require_current,
    require_formal,
    require_scopes,
    terms_of,
)
from rules.decision import Decision
from rules.events import Fact, Proposal, Tell, Terms
from rules.facts import Facts
from rules.intake import Intake
from rules.matters import MatterRule
from rules.model import Day, StaffId, Words, fits
from rules.moment import Moment
from rules.parts import Part
from rules.policy import Policy
from rules.refusal import Invalid, OutOfStage


class AskForConsent(Decision):
    """The person is asked for their consent, to these scopes, or to those that every case needs."""

    name: ClassVar[str] = "ask-for-consent"
    scopes: Scopes = ()


class RecordConsent(Decision, GivenConsent):
    """The person has consented: by a form, in the version that is in force, to these scopes."""

    name: ClassVar[str] = "record-consent"
    given_on: Day | None = None


class WithdrawConsent(Decision):
    """The person withdraws consent, or does not give it: to these scopes, or to all where none is named."""

    name: ClassVar[str] = "withdraw-consent"
    scopes: Scopes = ()
    withdrawn_on: Day | None = None
    said: Words | None = None


class ConsentingIntake(Intake):
    """A matter that can come in with the person's consent.

    Attributes:
        consent: The consent that was given with it, where its kind of matter takes one.

    """

    consent: GivenConsent | None = None

    def check(self, moment: Moment) -> None:
        """Refuse a consent that the kind of matter does not take, or not so."""
        matter = moment.policy.matters[self.matter]
        if self.consent is None:
            return
        rule = matter.table(ConsentRule)
        if rule is None:
            raise Invalid("this kind of matter takes no consent; leave it out", where=CONSENT)
        clause = matter.decisions[RecordConsent.name].clause
        require_formal(self.consent, rule, clause, within=f"{CONSENT}.")
        require_current(self.consent, moment.policy, clause, within=f"{CONSENT}.")

    def terms(self, opened_by: StaffId) -> Terms:
        """The consent that came with it."""
        return terms_of(self.consent)


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
    rule, given = moment.matter(case).own(ConsentRule), named(case.terms, "consent_scopes")
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
            "asked": [rule.scopes[scope] for scope in named(case.terms, ASKED) if scope in rule.scopes],
            "forms": [
                {
                    "id": form.document,
                    "asked": bool({*form.scopes} & {*named(case.terms, ASKED)}),
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
    facts = {
        "form": decision.form,
        "version": decision.version,
        "how": decision.how,
        "given_on": on.isoformat(),
    }
    yield _recorded(case, decision.scopes, moment, facts | {"given_on": on.isoformat()})


@CONSENT_PART.decision(WithdrawConsent, unless=_nothing_to_withdraw, afterwards=True)
def withdraw_consent(case: Case, decision: WithdrawConsent, moment: Moment) -> Iterator[Proposal]:
    """End consent at once, and whatever waits to go out by it; nothing more is asked for (WRC-3)."""
    matter = moment.matter(case)
    rule, clause = matter.own(ConsentRule), matter.decisions[decision.name].clause
    require_scopes(decision.scopes, rule, clause)
    on = moment.past_day(case, decision.withdrawn_on, "withdrawn_on", clause)
    gone = tuple(scope for scope in in_force(case) if scope in (decision.scopes or rule.scopes))
    if not gone and not case.deadline(CONSENT):
        there = ", ".join(in_force(case))
        raise Invalid(f"no such consent is in force; there is: {there}", where="scopes", clause=clause)
    tell = (Tell(notice="consent-ended", to=rule.tell),) if rule.tell else ()
    yield Proposal(
        kind="consent-withdrawn" if gone else "consent-declined",
        clause=clause,
        facts={"scopes": ", ".join(gone) or None, "withdrawn_on": on.isoformat()},
        terms={IN_FORCE: tuple(scope for scope in in_force(case) if scope not in gone), ASKED: ()},
        ends=(CONSENT,) if case.deadline(CONSENT) else (),
        tells=(Tell(notice="consent-withdrawn"), *tell),
    )


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
    rule, given = moment.matter(case).own(ConsentRule), tuple(dict.fromkeys(scopes))
    now = tuple(dict.fromkeys((*in_force(case), *given)))
    awaited = named(case.terms, ASKED)
    # whoever has sent the form back has answered, but for what every case needs
    met = any(scope in now for scope in awaited) and all(s in now for s in awaited if s in rule.needed)
    answered = met and case.deadline(CONSENT) is not None
    return Proposal(
        kind="consent-recorded",
        clause=moment.matter(case).decisions[RecordConsent.name].clause,
        facts={"scopes": ", ".join(given), **facts},
        terms={IN_FORCE: now} | ({ASKED: ()} if answered else {}),
        ends=(CONSENT,) if answered else (),
        tells=(Tell(notice="consent-recorded"),),
    )
