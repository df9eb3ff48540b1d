"""Separation of duties over money: whoever set where a payment goes does not award, return or confirm it.

An account is words, which the engine does not see; so this is checked as the entry is recorded.
"""

from __future__ import annotations

from records.database import Connection
from records.payees import require_read
from records.sql import queries
from rules.case import Case
from rules.events import Proposal
from rules.model import StaffId
from rules.money import MoneyRule, Separation
from rules.payee import Payee
from rules.policy import Policy
from rules.promises import Commitment
from rules.recording import Entry
from rules.refusal import ConflictOfInterest, Invalid


async def require_separation(
    connection: Connection, entry: Entry, policy: Policy, payee: Payee | None
) -> None:
    """Refuse what the policy does not let one person do with money; `payee` is whom it goes to now.

    Raises:
        Invalid: a loss is above the most that is paid for one.
        ConflictOfInterest: whoever awards, returns or confirms a payment has set where it goes.

    """
    money = policy.matters[entry.case.matter].table(MoneyRule)
    if money is None or money.separation is None:
        return
    for proposal in entry.proposals:
        _require_moderate(proposal, money.separation, money.losses_clause)
        for promise in _payments(proposal):
            if promise.status == "open":
                await _require_no_hand_in_it(connection, entry, proposal, promise, payee)
            else:
                await _require_others_payee(connection, entry, promise, proposal.clause)


async def awarded_by(
    connection: Connection, case: Case, proposal: Proposal, actor: StaffId
) -> tuple[StaffId, ...]:
    """Return whoever awards what is to be paid: the actor, and those who proposed and signed it before.

    One that takes the place of a payment that came back was awarded by whoever awarded that.
    """
    if gone := next((promise for promise in proposal.promises if promise.status == "returned"), None):
        payment = await queries.lock_payment(connection, ref=case.ref, number=gone.number)
        return tuple(payment["awarded_by"]) if payment else ()
    draft = case.draft
    if draft is None or draft.seq != proposal.words_of:
        return (actor,)
    return tuple(dict.fromkeys((draft.by, *draft.signed, actor)))


def _payments(proposal: Proposal) -> list[Commitment]:
    drafted = proposal.proposes.promises if proposal.proposes else ()
    return [promise for promise in (*proposal.promises, *drafted) if promise.is_payment]


def _require_moderate(proposal: Proposal, rule: Separation, clause: str) -> None:
    reckoned = proposal.sum or (proposal.proposes.sum if proposal.proposes else None)
    for place, pence in enumerate(reckoned.losses if reckoned else (), start=1):
        if pence > rule.most_for_a_loss:
            raise Invalid(
                f"a loss is paid up to {rule.most_for_a_loss} pence; this one is {pence}",
                where=f"financial.losses.{place}.pence",
                clause=clause,
            )


async def _require_no_hand_in_it(
    connection: Connection, entry: Entry, proposal: Proposal, promise: Commitment, payee: Payee | None
) -> None:
    """Refuse a payment of which somebody has set where it would go now who decides it, or has awarded it."""
    awarded = await awarded_by(connection, entry.case, proposal, entry.actor)
    set_by = require_read(payee).set_by
    if set_by in {entry.actor, *awarded}:
        raise ConflictOfInterest(_why(set_by, promise), where="actor", clause=proposal.clause)


async def _require_others_payee(
    connection: Connection, entry: Entry, promise: Commitment, clause: str | None
) -> None:
    """Refuse to have a payment confirmed or returned by whoever set where it went."""
    payment = await queries.lock_payment(connection, ref=entry.case.ref, number=promise.number)
    if payment is not None and payment["payee_set_by"] == entry.actor:
        raise ConflictOfInterest(_why(entry.actor, promise), where="actor", clause=clause)


def _why(who: StaffId | None, promise: Commitment) -> str:
    return (
        f"{who} set where payment {promise.number} goes, by recording the account or taking in the address; "
        "others award, return and confirm it, or somebody else records the account"
    )
