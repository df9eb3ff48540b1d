"""A second organisation is a second file: its figures drive the same rules, with no code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policies import HERE, read_all
from rules.clientwork.grounds import Refuse
from rules.policy import Policy
from rules.refusal import GroundNotMet, NotAuthorised, Unknown
from tests.policies.harbour import harbour
from tests.rules.people import staff
from tests.rules.play import Play, day, local, told
from tests.rules.saying import ACCEPT, ASK, CONTACT, NOTE, considered, response

ADVISER, TRUSTEE = staff("ivo.borg", "adviser"), staff("mina.zahra", "trustee")


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    """The made-up policy."""
    return harbour(tmp_path)


def opened(policy: Policy, at: str = "2026-12-09 12:00", happened_on: str | None = None) -> Play:
    """A complaint to Harbour Advice, received on a Wednesday in December."""
    happened = day(happened_on) if happened_on else None
    return Play.opened(at, policy=policy, service="debt", needs=("braille",), happened_on=happened)


def test_its_figures_calendar_and_clauses_apply(policy: Policy) -> None:
    """5 working days to contact, Sundays worked, Republic Day of Malta (Sunday 13 December) not."""
    play = opened(policy)
    assert (play.last.clause, play.case.ref[:3]) == ("HA-1", "HA-")
    assert (play.due("contact"), play.deadline("contact").clause) == ("2026-12-17", "HA-2")
    assert (play.due("response"), play.deadline("response").clause) == ("2027-02-09", "HA-3")
    assert play.deadline("contact").due_at == local("2026-12-18 00:00", policy.zone)


def test_its_escalation_applies(policy: Policy) -> None:
    """A missed contact goes to the trustees; for a missed answer the paper names nobody."""
    play = opened(policy)
    assert told(play.past("contact")) == {("breach", "trustee")}
    missed = play.past("response")
    assert (missed.kind, missed.clause, told(missed)) == ("breached", "HA-3", set())


def test_its_waits_apply(policy: Policy) -> None:
    """14 days for information, with a reminder 3 days before at half past two; 30 days to dispute."""
    play = opened(policy)
    play.decide(CONTACT, ASK, by=ADVISER)
    assert (play.due("information"), play.deadline("information").remind_at) == (
        "2026-12-23",
        local("2026-12-20 14:30", policy.zone),
    )
    play.decide(considered("braille"), by=ADVISER)
    play.decide(response(), by=TRUSTEE)
    assert play.due("acceptance") == "2027-01-08"


def test_its_grounds_apply(policy: Policy) -> None:
    """90 days, and not six months; Poplar's grounds are none of its own."""
    play = opened(policy, happened_on="2026-09-10")
    assert isinstance(play.refused(Refuse(ground="too-old"), by=TRUSTEE), GroundNotMet)
    assert isinstance(play.refused(Refuse(ground="employer"), by=TRUSTEE), Unknown)
    old = opened(policy, happened_on="2026-09-09")
    (event,) = old.decide(Refuse(ground="too-old"), by=TRUSTEE)
    assert event.clause == "HA-7"


def test_its_roles_apply_and_what_it_leaves_out_is_not_there(policy: Policy) -> None:
    """Only trustees answer; there are no notes, for the file has none."""
    play = opened(policy)
    play.decide(CONTACT, considered("braille"), by=ADVISER)
    assert isinstance(play.refused(response(), by=ADVISER), NotAuthorised)
    assert isinstance(play.refused(NOTE, by=ADVISER), Unknown)
    assert "note" not in play.allowed(ADVISER)


def test_what_has_no_clause_says_why(policy: Policy) -> None:
    """Where the file gives a reason in place of a clause, the event carries the reason."""
    play = opened(policy)
    play.decide(CONTACT, by=ADVISER)
    (adjusted,) = play.decide(considered("braille"), by=ADVISER)
    play.decide(response(), by=TRUSTEE)
    accepted, closed = play.decide(ACCEPT, by=ADVISER)
    assert (adjusted.clause, adjusted.because) == (None, "It is the law.")
    assert (accepted.clause, accepted.because) == (None, "The charter does not speak of it.")
    assert closed.clause == "HA-6"


def test_it_stands_beside_the_shipped_policy(tmp_path: Path) -> None:
    """Two folders, two organisations, each under its own id."""
    harbour(tmp_path)
    both = read_all(HERE, tmp_path)
    assert both.ids == ("harbour-advice", *read_all(HERE).ids)
    assert both.current("harbour-advice").matters["complaint"].deadlines["contact"].within is not None


def test_two_versions_side_by_side(tmp_path: Path) -> None:
    """The later one is current from its day; a case goes on under the one it began with, with its figures."""
    first = harbour(tmp_path)
    file = tmp_path / "harbour_advice.toml"
    later = tmp_path / "a_later_version.toml"
    later.write_text(
        file.read_text(encoding="utf-8")
        .replace("version = 2025-07-01", "version = 2026-07-01")
        .replace("working_days = 5", "working_days = 3"),
        encoding="utf-8",
    )
    library = read_all(tmp_path)
    assert [policy.version for policy in library] == [date(2025, 7, 1), date(2026, 7, 1)]
    assert library.version(first.id, date(2025, 7, 1)) == first
    assert opened(library.version(first.id, date(2025, 7, 1))).due("contact") == "2026-12-17"
    assert opened(library.current(first.id, local("2026-12-09 12:00"))).due("contact") == "2026-12-15"


def test_a_policy_or_version_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With those there are; and where an open case still needs the version, that its file must come back."""
    harbour(tmp_path)
    library = read_all(tmp_path)
    with pytest.raises(Unknown, match="there is no policy 'poplar-harca'; there are: harbour-advice"):
        library.current("poplar-harca")
    with pytest.raises(Unknown, match="no policy 'harbour-advice' of 2024-01-01; put its file back"):
        library.version("harbour-advice", date(2024, 1, 1))
