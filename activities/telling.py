"""What a notice can speak of: the case, the person, the event and its words, gathered for the templates."""

from __future__ import annotations

from datetime import date
from typing import Any

from activities.contracts import NoticeKey
from records.cases import Past, case_at, history, words_of
from records.database import Connection, every, queries
from records.people import Staff
from rules.case import Case, Event, rule_name
from rules.model import day_of
from rules.policy import Policy, Sender

LASTING = ("asked", "remedy_wanted")
"""Words of earlier decisions that later notices repeat, beside what was promised."""


async def context_of(
    connection: Connection, key: NoticeKey, policy: Policy, person: Any
) -> dict[str, object]:
    """Everything that the template of a notice may name."""
    past = [entry for entry in await history(connection, key.ref) if entry.event.seq <= key.seq]
    case = await case_at(connection, key.ref, key.seq)
    event = past[-1].event
    words = await _words(connection, key.ref, past)
    return {
        "policy": _organisation(policy, policy.sender),
        "case": _case(case, policy),
        "person": {
            "name": person["name"],
            "language": person["language"],
            "needs": [policy.needs[need].title for need in case.needs],
        },
        "event": {
            "kind": event.kind,
            "clause": event.clause,
            "on": day_of(event.at, policy.zone),
            "facts": event.facts,
        },
        "words": words,
        "deadlines": await _deadlines(connection, case),
        "commitments": [
            {
                "number": promise.number,
                "what": words.get(f"remedies.{promise.number}.what"),
                "by": promise.by,
                "status": promise.status,
            }
            for promise in case.commitments
        ],
        "staff": await _owner(connection, case, policy),
        "ground": _ground(event, case, policy),
        "breach": _breach(event, policy.matters[case.matter].deadlines),
    }


async def _words(connection: Connection, ref: str, past: list[Past]) -> dict[str, str]:
    words: dict[str, str] = {}
    for entry in past:
        kept = await words_of(connection, ref, entry.key)
        words |= {
            name: text for name, text in kept.items() if name in LASTING or name.startswith("remedies.")
        }
    return words | await words_of(connection, ref, past[-1].key)


def _organisation(policy: Policy, sender: Sender) -> dict[str, object]:
    return {
        "organisation": policy.organisation,
        "title": policy.title,
        "phone": sender.phone,
        "email": sender.email,
        "website": sender.website,
        "address": list(sender.address),
    }


def _case(case: Case, policy: Policy) -> dict[str, object]:
    return {
        "reference": case.ref,
        "received": day_of(case.received, policy.zone),
        "service": policy.services[case.service].title,
        "stage": policy.matters[case.matter].stages.get(case.stage, case.stage),
        "happened_on": case.happened_on,
    }


async def _deadlines(connection: Connection, case: Case) -> dict[str, object]:
    reckonings = {
        row["name"]: row["reckoning"] for row in await every(queries.deadlines(connection, ref=case.ref))
    }
    return {
        deadline.name: {
            "day": deadline.due_day,
            "duty": deadline.duty,
            "clause": deadline.clause,
            "why": reckonings[deadline.name]["rule"],
        }
        for deadline in case.deadlines
    }


async def _owner(connection: Connection, case: Case, policy: Policy) -> dict[str, str] | None:
    row = await queries.get_staff(connection, policy=policy.id, id=case.owner) if case.owner else None
    if row is None:
        return None
    staff = Staff.of(row)
    role = policy.roles[staff.roles[0]].title
    return {"name": staff.name, "role": role, "email": staff.email, "phone": staff.phone}


def _ground(event: Event, case: Case, policy: Policy) -> dict[str, str] | None:
    ground = event.facts.get("ground")
    return {"wording": policy.matters[case.matter].grounds[str(ground)].wording} if ground else None


def _breach(event: Event, deadlines: Any) -> dict[str, object] | None:
    name = event.facts.get("deadline")
    if name is None:
        return None
    rule = deadlines[rule_name(str(name))]
    due_day = date.fromisoformat(str(event.facts["due_day"]))
    return {"duty": rule.duty, "day": due_day, "clause": rule.clause, "deadline": name}
