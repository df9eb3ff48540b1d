"""Callers about a case that is there: asked security questions, told something, or locked out (WRC-12).

A check that failed is a decision that was taken, and not one that was refused: refusals leave nothing behind,
and could not be counted. The answers themselves are recorded nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from rules.case import Case
from rules.clientwork.security import (
    CHECK,
    CHECKS,
    FAILURES,
    LOCKED,
    UNLOCK,
    Check,
    CheckNumber,
    SecurityRule,
    checks_today,
    clause_of,
    disclosing,
    failures_of,
    is_locked,
    require_own_check,
)
from rules.decision import Choices, Decision
from rules.events import Fact, Proposal, Tell, Terms
from rules.facts import Facts
from rules.matters import MatterRule
from rules.model import Slug, Words
from rules.moment import Moment
from rules.parts import Part
from rules.policy import Policy
from rules.refusal import Invalid, OutOfStage, require_known, require_once

MOST = 20
"""Questions in one check."""


class CheckCaller(Decision):
    """A caller was asked security questions: which, and which of them they answered right.

    Attributes:
        note: What else is worth keeping of it; not the answers.
        asked: The questions that were asked, by the policy's names.
        right: Those of them that were answered right.

    """

    name: ClassVar[str] = CHECK
    asked: tuple[Slug, ...] = Field(min_length=1, max_length=MOST)
    right: tuple[Slug, ...] = Field((), max_length=MOST)
    note: Words | None = None

    @classmethod
    def choices(cls, policy: Policy, matter: MatterRule) -> Choices:
        """Return the policy's questions."""
        rule = matter.table(SecurityRule)
        return {"asked": rule.questions, "right": rule.questions} if rule else {}


class DiscloseByPhone(Decision):
    """The caller, who has passed a check, was told something about the case.

    Attributes:
        check: The number of the event by which they were checked.

    """

    name: ClassVar[str] = "disclose-by-phone"
    check: CheckNumber
    told: Words


class UnlockPhone(Decision):
    """The case is unlocked: callers who pass a check are told about it again."""

    name: ClassVar[str] = UNLOCK
    reasons: Words


def _told(case: Case, policy: Policy) -> Facts:
    """Return whether nothing is said on the telephone, for notices to staff who would call."""
    return {"security": {"locked": is_locked(case)}}


SECURITY = Part(
    table="security",
    table_type=SecurityRule,
    kinds=frozenset({"caller-checked", "phone-locked", "disclosed-by-phone", "phone-unlocked"}),
    told=_told,
)


@SECURITY.decision(CheckCaller, afterwards=True)
def check_caller(case: Case, decision: CheckCaller, moment: Moment) -> Iterator[Proposal]:
    """Record whether a caller is known; the failure that is one too many locks the case (WRC-12)."""
    rule = moment.matter(case).own(SecurityRule)
    paper = moment.matter(case).decisions[CHECK]
    passed = _passed(decision, rule, paper.clause)
    failures = failures_of(case) + (not passed)
    facts: dict[str, Fact] = {
        "asked": ", ".join(decision.asked),
        "right": ", ".join(decision.right) or None,
        "passed": passed,
    }
    yield Proposal(
        kind="caller-checked",
        clause=paper.clause,
        because=paper.because,
        facts=facts if passed else {**facts, "failures": failures},
        terms=_terms_after(case, moment, passed=passed, failures=failures),
    )
    if not is_locked(case) and failures >= rule.most_failures and not passed:
        yield Proposal(
            kind="phone-locked",
            clause=paper.clause,
            because=paper.because,
            facts={"failures": failures},
            terms={LOCKED: True},
            tells=(Tell(notice="phone-locked", by_phone="never"), Tell(notice="case-locked", to=rule.tell)),
        )


def _passed(decision: CheckCaller, rule: SecurityRule, clause: str | None) -> bool:
    """Return whether all that was asked was answered right, and enough was asked for that."""
    for where, names in (("asked", decision.asked), ("right", decision.right)):
        for name in names:
            require_known(name, rule.questions, where=where, clause=clause, kind="question")
        require_once(names, where=where, clause=clause)
    if unasked := sorted({*decision.right} - {*decision.asked}):
        raise Invalid(f"not among those that were asked: {', '.join(unasked)}", where="right", clause=clause)
    passed = len(decision.right) == len(decision.asked)
    if passed and len(decision.asked) < rule.ask:
        raise Invalid(
            f"ask {rule.ask} questions at least, and not {len(decision.asked)}",
            where="asked",
            clause=clause,
        )
    return passed


def _terms_after(case: Case, moment: Moment, *, passed: bool, failures: int) -> Terms:
    """Return the terms by which a failure is counted; it undoes what was passed and not used yet.

    What is passed while the case is locked changes nothing: whoever unlocks it can see that it was.
    """
    if not passed:
        return {FAILURES: failures, CHECKS: ()}
    if is_locked(case) or moment.actor is None:
        return {}
    check = Check(case.seq + 1, moment.actor.id, moment.today.isoformat())
    good = (*checks_today(case, moment), check)
    return {CHECKS: tuple(str(one) for one in good)} | ({FAILURES: None} if failures_of(case) else {})


@SECURITY.decision(DiscloseByPhone, unless=require_own_check, afterwards=True)
def disclose_by_phone(case: Case, decision: DiscloseByPhone, moment: Moment) -> Iterator[Proposal]:
    """Record what the caller was told; the check is used up by it (WRC-12)."""
    paper = moment.matter(case).decisions[decision.name]
    proposal = Proposal(kind="disclosed-by-phone", clause=paper.clause, because=paper.because)
    yield disclosing(proposal, case, decision.check, moment)


def _not_locked(case: Case, moment: Moment) -> None:
    if not is_locked(case):
        raise OutOfStage("it is not locked: callers can be checked", clause=clause_of(case, moment))


@SECURITY.decision(UnlockPhone, unless=_not_locked, afterwards=True)
def unlock_phone(case: Case, decision: UnlockPhone, moment: Moment) -> Iterator[Proposal]:
    """Unlock the case, with the reasons; failures are counted anew, and the person hears of it (WRC-12)."""
    paper = moment.matter(case).decisions[decision.name]
    yield Proposal(
        kind="phone-unlocked",
        clause=paper.clause,
        because=paper.because,
        terms={LOCKED: None, FAILURES: None},
        tells=(Tell(notice="phone-unlocked"),),
    )
