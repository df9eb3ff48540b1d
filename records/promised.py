"""Promises as notices speak of them, in words and dates: deadlines, commitments, payments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from rules.amounts import Amount
from rules.case import Case
from rules.events import Event
from rules.matters import DeadlineRule
from rules.money import MoneyRule
from rules.payee import Payee
from rules.policy import Policy
from rules.promises import Commitment, rule_name
from rules.working_time import WEEKEND, Reckoning

Words = Mapping[str, str]


def deadlines_of(rows: Sequence[Any], case: Case) -> dict[str, object]:
    """Return the open deadlines of a case by name, with their reckoning, by the rows of all it ever had."""
    reckonings = {
        row["name"]: Reckoning.model_validate(row["reckoning"]) for row in rows if row["set_by"] <= case.seq
    }
    return {
        deadline.name: {
            "day": deadline.due_day,
            "until": deadline.until,
            "duty": deadline.duty,
            "clause": deadline.clause,
            "reckoning": reckoning_of(reckonings[deadline.name]),
            "missed": deadline.missed,
        }
        for deadline in case.deadlines
    }


def breach_of(event: Event, deadlines: Mapping[str, DeadlineRule]) -> dict[str, object] | None:
    """Return what an event has missed, or reminds of; None where it does neither."""
    name = event.facts.get("deadline")
    if name is None:
        return None
    rule = deadlines[rule_name(str(name))]
    due_day = date.fromisoformat(str(event.facts["due_day"]))
    until = event.facts.get("until")
    return {
        "duty": rule.duty,
        "day": due_day,
        "until": time.fromisoformat(str(until)) if until else None,
        "clause": rule.clause,
        "deadline": name,
    }


def commitments_of(
    case: Case, event: Event, said: Mapping[int, Words], policy: Policy
) -> list[dict[str, object]]:
    """Everything promised on the case, whatever became of it.

    Args:
        case: The case as it stands after the event.
        event: The event that the notice follows from.
        said: The words of each event, by its number.
        policy: For the currency.

    """
    money = policy.matters[case.matter].table(MoneyRule)
    made_now = {promise.number for promise in case.made_by(event)}
    late = {deadline.name for deadline in case.overdue}
    return [
        {
            "number": promise.number,
            "what": what_of(promise, said),
            "by": promise.day,
            "status": promise.status,
            "kind": promise.kind,
            "payment": Amount(promise.pence, money.currency) if money and promise.pence is not None else None,
            "new": promise.number in made_now,
            "missed": promise.deadline in late,
        }
        for promise in case.commitments
    ]


def what_of(promise: Commitment, said: Mapping[int, Words]) -> str | None:
    """Return the words in which something was promised; None of a payment, or where they were erased."""
    return said.get(promise.made_in, {}).get(f"remedies.{promise.place}.what")


def money_of(case: Case, event: Event, words: Words, policy: Policy) -> dict[str, object] | None:
    """The reckoning of the sum that an event gives, line by line; None where it gives none."""
    rule = policy.matters[case.matter].table(MoneyRule)
    if event.sum is None or rule is None:
        return None
    reckoned = event.sum
    before = reckoned.decided_before
    return {
        "impact": rule.impacts[reckoned.impact].title,
        "responsibility": rule.responsibilities[reckoned.responsibility],
        "table": Amount(reckoned.table, rule.currency),
        "losses": list(_lines("losses", reckoned.losses, words, rule)),
        "owed": list(_lines("owed", reckoned.owed, words, rule)),
        "decided_before": Amount(before, rule.currency) if before else None,
        "total": Amount(reckoned.total, rule.currency),
        "pays": reckoned.total > 0,
    }


def payment_of(payee: Payee | None) -> dict[str, object] | None:
    """How a payment goes: two digits of the account, or the address of a cheque; None where unknown."""
    if payee is None:
        return None
    account = payee.account
    return {"account_ends": account.number[-2:] if account else None, "address": list(payee.address)}


def reckoning_of(reckoning: Reckoning) -> dict[str, object]:
    """Return how a due day was set, so that whoever reads it can count it again.

    It was `agreed`, which was recorded on the local day `start`; or it lies `count` of a `unit` after `start`
    (`working_days`, `calendar_days` or `calendar_months`). Left out are weekends, where `weekends` says that
    there were any, and the days `off`, each with why.
    """
    unit, count = reckoning.within.counted if reckoning.within else (None, None)
    return {
        "agreed": reckoning.within is None,
        "start": reckoning.start_day,
        "unit": unit,
        "count": count,
        "weekends": any(off.why == WEEKEND for off in reckoning.skipped),
        "off": [{"day": off.day, "why": off.why} for off in reckoning.skipped if off.why != WEEKEND],
    }


def moved_of(event: Event, deadlines: Sequence[Any]) -> list[dict[str, object]]:
    """The days that an event has moved, from when to when, and which days that counted before do not now.

    Args:
        event: The event, which took the place of these deadlines.
        deadlines: Every deadline that the case ever had, with its reckoning.

    """
    before = {row["name"]: row for row in deadlines if row["ended_by"] == event.seq}
    return [
        {
            "rule": rule_name(row["name"]),
            "duty": row["duty"],
            "was": before[row["name"]]["due_day"],
            "was_until": before[row["name"]]["until"],
            "becomes": row["due_day"],
            "becomes_until": row["until"],
            "off": [
                {"day": date.fromisoformat(off["day"]), "why": off["why"]}
                for off in row["reckoning"]["skipped"]
                if off["day"] in before[row["name"]]["reckoning"]["counted"]
            ],
        }
        for row in deadlines
        if row["set_by"] == event.seq and row["name"] in before
        if any(row[of] != before[row["name"]][of] for of in ("due_day", "until"))
    ]


def _lines(part: str, sums: tuple[int, ...], words: Words, rule: MoneyRule) -> Iterable[dict[str, object]]:
    for place, pence in enumerate(sums, start=1):
        what = words.get(f"financial.{part}.{place}.what")
        yield {"what": what, "amount": Amount(pence, rule.currency)}
