"""Sections 4.1 and 4.3: a petition's lead stands where the complainant stands; what cannot be changed."""

from __future__ import annotations

import pytest

from rules.complaint.commitments import Remedy
from rules.complaint.petition import AddSignatures, ChangeLead, DecideRepresentations, NewLead
from rules.decision import Decision
from rules.events import PERSON
from rules.refusal import Invalid, NotAuthorised, OutOfStage, Unknown
from tests.rules.people import AMIRA
from tests.rules.play import Play, told
from tests.rules.saying import ACCEPT, CONTACT, WITHDRAW, broken, considered, kept, remedy, response
from tests.rules.situations import new_lead, representations

SIGNATURES = AddSignatures(signatures=3)


def petition(*needs: str) -> Play:
    """A petition, received on Monday 1 June."""
    return Play.opened(raised_by="petition", needs=needs)


@pytest.mark.clause("PH-4.1a", "PH-4.1c")
def test_the_lead_stands_where_the_complainant_stands() -> None:
    """A petition is acknowledged, contacted in two days, answered in ten, accepted, as any complaint is."""
    play, complaint = petition(), Play.opened()
    for other in (play, complaint):
        other.decide(CONTACT)
        other.decide(response(remedy("2026-07-01")), ACCEPT, kept(1))
    assert play.events == complaint.events
    assert (play.due("contact"), petition().due("contact"), petition().due("response")) == (
        None,
        "2026-06-03",
        "2026-06-15",
    )


@pytest.mark.clause("PH-4.1a", "PH-4.3h")
@pytest.mark.parametrize("raised_by", ["resident", "group"])
@pytest.mark.parametrize("decision", [new_lead(), SIGNATURES, representations()], ids=lambda it: it.name)
def test_only_petitions_have_a_lead_signatures_and_representations(
    decision: Decision, raised_by: str
) -> None:
    """One resident or a group has none of them: closed, whoever asks."""
    refusal = Play.opened(raised_by=raised_by).refused(decision)
    assert isinstance(refusal, OutOfStage)
    assert (refusal.clause, refusal.detail) == ("PH-4.1a", "PH-2026-000001 is not a petition")
    petition().decide(decision)


@pytest.mark.clause("PH-4.1a", "PH-4.1c")
def test_somebody_else_leads() -> None:
    """In the person's place from now on, and told of it; what is due stays due, no word is in the event."""
    play = petition()
    before = play.case
    (event,) = play.decide(new_lead())
    assert (event.kind, event.clause, event.replaces_person) == ("lead-changed", "PH-4.1c", True)
    assert event.facts == {"language": "en", "channel": "email"}
    assert told(event) == {("lead-changed", PERSON)}
    assert "bello" not in event.model_dump_json().lower()
    assert (play.case.deadlines, play.case.stage) == (before.deadlines, "resolve")


@pytest.mark.clause("PH-3a", "PH-4.1c")
def test_the_needs_of_a_new_lead_are_considered_anew() -> None:
    """Those of the first count no more, considered or not; those of the second hold the response up."""
    play = petition("interpreter", "audio")
    play.decide(CONTACT, considered("audio"))
    play.decide(new_lead("audio", "large-print"))
    assert play.case.needs == ("audio", "large-print")
    assert (play.case.considered, play.case.unconsidered) == (("large-print",), ("audio",))
    refusal = play.refused(response())
    assert isinstance(refusal, OutOfStage)
    assert (refusal.clause, refusal.detail) == ("PH-3a", "consider the person's needs first: audio")
    play.decide(considered("audio"), response())
    assert play.case.stage == "answered"


def test_a_new_lead_without_needs_has_none() -> None:
    """What the first needed holds nothing up any more."""
    play = petition("interpreter")
    play.decide(CONTACT, new_lead())
    assert (play.case.needs, play.case.unconsidered) == ((), ())
    play.decide(response())


def test_a_need_that_nobody_knows_is_refused() -> None:
    """With those there are."""
    refusal = petition().refused(new_lead("audio", "carrier-pigeon"))
    assert isinstance(refusal, Unknown)
    assert refusal.where == "needs"
    assert "'carrier-pigeon'" in refusal.detail
    assert "interpreter" in refusal.detail


@pytest.mark.parametrize("need", ["letters", "large-print"])
def test_a_need_that_letters_meet_needs_an_address(need: str) -> None:
    """As at intake: a new lead who is to have letters must be reachable by post."""
    lead = NewLead(name="Idris Bello", email="idris.bello@resident.example")
    away = ChangeLead(lead=lead, needs=(need,), reasons="The first lead has moved away.")
    refusal = petition().refused(away)
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("lead.address", "PH-4.1c")
    petition().decide(away.model_copy(update={"needs": ("audio",)}), new_lead(need))


@pytest.mark.parametrize(
    "lead",
    [
        {"name": "Idris Bello"},
        {"name": "Idris Bello", "email": "idris"},
        {"name": "Idris Bello", "channel": "letter", "email": "idris.bello@resident.example"},
        {"name": "Idris Bello", "email": "idris.bello@resident.example", "address": "\n".join("123456789")},
        {"name": "Idris Bello", "email": "idris.bello@resident.example", "language": "Idris speaks Yoruba"},
    ],
)
def test_a_new_lead_can_be_reached(lead: dict[str, str]) -> None:
    """By the channel they want, as at intake; a language is a tag, and no text."""
    with pytest.raises(ValueError, match=r"email|address|language"):
        NewLead.model_validate(lead)


@pytest.mark.clause("PH-4.1a")
def test_signatures_are_counted() -> None:
    """How many more have signed; never none."""
    play = petition()
    (event,) = play.decide(SIGNATURES, by=AMIRA)
    assert (event.kind, event.clause, event.facts) == ("signatures-added", "PH-4.1a", {"signatures": 3})
    for count in (0, -1):
        with pytest.raises(ValueError, match="signatures"):
            AddSignatures(signatures=count)


@pytest.mark.clause("PH-4.3h")
def test_representations_are_made() -> None:
    """What is done, by whom, by when is promised; it is told, and the case ends when it has been done."""
    play = petition()
    (event,) = play.decide(representations(remedy("2026-07-01"), remedy("2026-07-02")))
    assert (event.kind, event.clause, event.facts) == ("representations-decided", "PH-4.3h", {"make": True})
    assert told(event) == {("representations", PERSON)}
    assert (play.case.stage, play.case.outcome, play.case.deciders) == (
        "remedy",
        "representations",
        ("ruth.lewin",),
    )
    assert [deadline.name for deadline in play.case.deadlines] == ["commitment-1", "commitment-2"]
    play.decide(kept(1))
    assert not play.case.finished
    play.decide(kept(2))
    assert (play.case.finished, play.case.outcome) == (True, "representations")


@pytest.mark.clause("PH-4.3h", "PH-1")
def test_representations_that_were_promised_and_not_made_are_a_breach() -> None:
    """As any promise: escalated when missed, told when broken, and only then is the case at its end."""
    play = petition()
    play.decide(representations(remedy("2026-07-01")))
    event = play.past("commitment-1")
    assert (event.kind, told(event)) == ("breached", {("breach", "head-of-service")})
    broken_off, closed = play.decide(broken(1))
    assert ("commitment-broken", PERSON) in told(broken_off)
    assert closed.outcome == "representations"


@pytest.mark.clause("PH-4.3h")
def test_the_leads_needs_come_before_representations() -> None:
    """What a new lead needs is considered before the decision is taken and told."""
    play = Play.opened(raised_by="petition")
    play.decide(new_lead("audio"))
    refusal = play.refused(representations())
    assert isinstance(refusal, OutOfStage)
    assert refusal.clause == "PH-3a"
    play.decide(considered("audio"), representations())
    assert play.case.finished


@pytest.mark.clause("PH-4.3h")
def test_representations_are_not_made_with_reasons() -> None:
    """The lead is told once, with the reasons, and the case ends; nothing is due any more."""
    with pytest.raises(ValueError, match="reasons"):
        DecideRepresentations.model_validate({"make": False})
    play = petition()
    decided, closed = play.decide(representations())
    assert (decided.kind, decided.clause, decided.facts) == (
        "representations-decided",
        "PH-4.3h",
        {"make": False},
    )
    assert (told(decided), told(closed)) == ({("representations", PERSON)}, set())
    assert (closed.clause, closed.facts) == (
        "PH-4.3h",
        {"outcome": "no-representations", "how": "representations-decided"},
    )
    assert (play.case.finished, play.case.outcome, play.case.deadlines) == (True, "no-representations", ())


@pytest.mark.clause("PH-4.3h")
@pytest.mark.parametrize(("make", "remedies"), [(True, ()), (False, (remedy("2026-07-01"),))])
def test_who_speaks_up_says_how_and_who_does_not_promises_nothing(
    make: bool, remedies: tuple[Remedy, ...]
) -> None:
    """Representations without a day and an owner are none; and none are promised where none are made."""
    refusal = petition().refused(DecideRepresentations(make=make, reasons="So be it.", remedies=remedies))
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("remedies", "PH-4.3h")


def test_a_head_of_service_decides_it_once() -> None:
    """A caseworker does not; and when it is decided there is nothing left to answer or to withdraw."""
    play = petition()
    assert isinstance(play.refused(representations(), by=AMIRA), NotAuthorised)
    play.decide(representations(remedy("2026-07-01")))
    for decision in (representations(), response(), ACCEPT, WITHDRAW):
        assert isinstance(play.refused(decision), OutOfStage)
