"""A case in each situation it can get into, and valid content for every decision: what tables run over."""

from __future__ import annotations

from collections.abc import Callable

from rules.case import Case
from rules.complaint import decisions as d
from rules.lifecycle import Decision
from tests.rules.play import (
    ACCEPT,
    ARRIVED,
    ASK,
    CONTACT,
    MONDAY,
    NOTE,
    POPLAR,
    WITHDRAW,
    Play,
    agree,
    broken,
    considered,
    kept,
    local,
    remedy,
    response,
)

PROMISE = remedy("2030-01-01")


def _after(*decisions: Decision, needs: tuple[str, ...] = ()) -> Callable[[], Play]:
    def play() -> Play:
        played = Play.opened(needs=needs)
        played.decide(*decisions)
        return played

    return play


def _past(*names: str, after: Callable[[], Play]) -> Callable[[], Play]:
    def play() -> Play:
        played = after()
        for name in names:
            played.past(name)
        return played

    return play


def _not_yet_opened() -> Play:
    case = Case(
        ref="PH-2026-000001",
        policy=POPLAR.id,
        version=POPLAR.version,
        matter="complaint",
        service="repairs",
        received=local(MONDAY),
    )
    return Play(case, POPLAR)


SITUATIONS: dict[str, Callable[[], Play]] = {
    "not yet opened": _not_yet_opened,
    "opened": _after(),
    "opened, with needs": _after(needs=("large-print", "audio", "interpreter")),
    "owned": _after(d.Reassign(owner="tom.okafor")),
    "contacted": _after(CONTACT),
    "contacted, a need unconsidered": _after(CONTACT, considered("audio"), needs=("audio", "interpreter")),
    "information asked": _after(CONTACT, ASK),
    "information come": _after(CONTACT, ASK, ARRIVED),
    "contact missed": _past("contact", after=_after()),
    "response missed": _past("response", after=_after(CONTACT)),
    "answered, nothing promised": _after(CONTACT, response()),
    "answered, promises open": _after(CONTACT, response(PROMISE, PROMISE)),
    "answered, promises kept": _after(CONTACT, response(PROMISE), kept(1)),
    "accepted, promises open": _after(CONTACT, response(PROMISE, PROMISE), ACCEPT),
    "accepted, a promise missed": _past(
        "commitment-1", after=_after(CONTACT, response(remedy("2026-06-03")), ACCEPT)
    ),
    "silent, promises open": _past("acceptance", after=_after(CONTACT, response(PROMISE))),
    "closed: accepted": _after(CONTACT, response(), ACCEPT),
    "closed: promises settled": _after(CONTACT, response(PROMISE), ACCEPT, broken(1)),
    "closed: silent": _past("acceptance", after=_after(CONTACT, response())),
    "closed: withdrawn": _after(WITHDRAW),
    "closed: refused": _after(d.Refuse(ground="employer", particulars="Her own job.")),
    "closed: no information": _past("information", after=_after(CONTACT, ASK, agree("2026-12-01"))),
}


def valid(name: str, case: Case) -> Decision:
    """A decision with content that nothing is wrong with, for a case as it stands."""
    need = next(iter(case.unconsidered), "audio")
    number = next((promise.number for promise in case.owed), 1)
    decisions: dict[str, Decision] = {
        "contact": CONTACT,
        "agree-timescale": agree("2030-01-01"),
        "ask-for-information": ASK,
        "receive-information": ARRIVED,
        "refuse": d.Refuse(ground="legal-proceedings", particulars="At the county court."),
        "respond": response(PROMISE),
        "accept": ACCEPT,
        "withdraw": WITHDRAW,
        "keep-commitment": kept(number),
        "break-commitment": broken(number),
        "adjust": considered(need),
        "reassign": d.Reassign(owner="somebody.else"),
        "note": NOTE,
    }
    return decisions[name]
