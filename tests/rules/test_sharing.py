"""Sharing outside: by consent to it alone, or by a safeguarding officer to protect somebody (WRC-3)."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from pydantic import ValidationError

from policies import PolicyFileError
from rules.authority import Actor
from rules.clientwork.consent import RecordConsent
from rules.clientwork.safeguarding import SafeguardingRule
from rules.clientwork.sharing import Share, SharingRule
from rules.events import PERSON, RECIPIENT, Disclosure
from rules.refusal import Invalid, NoConsent, NotAuthorised, OutOfStage, Unknown
from tests.papers import read_changed
from tests.rules.advice import ADVISE, GIVEN, NO_REFERRAL, PROTECT, PROTECT_UNTOLD, REFER, advice
from tests.rules.people import ANA, CLARA, LENA, MARTIN, NOOR, staff
from tests.rules.play import CHARTER, told

pytestmark = pytest.mark.clause("WRC-3")
SHARING = CHARTER.matters["advice"].own(SharingRule)
SAFEGUARDING = CHARTER.matters["advice"].own(SafeguardingRule)
SCOPES = ("hold", "employer", "refer", "research")
REPORT = ("disclosure", "data-protection-officer")


@pytest.mark.parametrize("recipient", SHARING.recipients)
@pytest.mark.parametrize("scopes", [some for size in range(1, 5) for some in combinations(SCOPES, size)])
def test_nothing_is_shared_without_consent_to_it(recipient: str, scopes: tuple[str, ...]) -> None:
    """With each kind of recipient, under each consent: it goes where its scope is among them."""
    play = advice()
    play.decide(RecordConsent.model_validate(GIVEN | {"scopes": scopes}), by=ANA)
    needed, share = SHARING.recipients[recipient].scope, REFER.model_copy(update={"recipient": recipient})
    refusal = play.attempt(share, by=ANA)
    if needed in scopes:
        assert refusal is None
        assert play.last.discloses == Disclosure(recipient=recipient, scope=needed, by_notice=True)
    else:
        assert isinstance(refusal, NoConsent)
        assert (refusal.code, refusal.clause) == ("no-consent", "WRC-3")
        assert refusal.where in ("recipient", None)
        assert "Quayside" not in refusal.detail


def test_a_referral_without_consent_names_the_scope() -> None:
    """And never whom it would go to."""
    play = advice(consent=GIVEN | {"scopes": ("hold", "research")})
    refusal = play.refused(REFER, by=ANA)
    assert isinstance(refusal, NoConsent)
    assert refusal.detail == "consent to 'refer' is not in force; ask for it, and record it first"
    assert advice().allowed(ANA)["share"].refusal is not None


def test_the_person_and_the_data_protection_officer_hear_of_it() -> None:
    """By a notice that takes it there, or by staff; words of it stay out of the event."""
    play = advice(consent=GIVEN)
    [event] = play.decide(REFER, by=ANA)
    assert (event.kind, event.clause, event.facts, event.terms) == ("shared", "WRC-3", {}, {})
    assert told(event) == {("shared", PERSON), ("referral", RECIPIENT), REPORT}
    [event] = play.decide(REFER.model_copy(update={"email": None}), by=LENA)
    assert event.discloses == Disclosure(recipient="advice-agency", scope="refer", by_notice=False)
    assert told(event) == {("shared", PERSON), REPORT}


def test_consent_that_was_withdrawn_lets_nothing_more_go() -> None:
    """From the moment at which that is recorded."""
    play = advice(consent=GIVEN)
    play.decide(REFER, NO_REFERRAL, by=ANA)
    assert isinstance(play.refused(REFER, by=ANA), NoConsent)


@pytest.mark.parametrize("email", ["nobody", "a@b@c.example", "a b@c.example", "a@c.example, b@c.example"])
def test_an_address_has_to_be_one(email: str) -> None:
    """Else nothing would ever get there."""
    with pytest.raises(ValidationError, match="email"):
        Share.model_validate(REFER.model_dump() | {"email": email})
    named = Share.model_validate(REFER.model_dump() | {"email": "Duty desk <duty@quayside.example>"})
    assert named.email == "duty@quayside.example"


def test_recipients_are_those_of_the_policy() -> None:
    """Those there are are named; an employer is none of safeguarding's."""
    play = advice(consent=GIVEN)
    refusal = play.refused(REFER.model_copy(update={"recipient": "newspaper"}), by=ANA)
    assert (type(refusal), refusal.where) == (Unknown, "recipient")
    assert ", ".join(SHARING.recipients) in refusal.detail
    refusal = play.refused(PROTECT.model_copy(update={"recipient": "employer"}), by=NOOR)
    assert (type(refusal), refusal.where) == (Unknown, "recipient")
    assert ", ".join(SAFEGUARDING.recipients) in refusal.detail
    refusal = play.refused(PROTECT.model_copy(update={"concern": "a-friend"}), by=NOOR)
    assert (type(refusal), refusal.where) == (Unknown, "concern")


@pytest.mark.parametrize("recipient", SAFEGUARDING.recipients)
@pytest.mark.parametrize("concern", SAFEGUARDING.concerns)
def test_a_safeguarding_officer_shares_without_consent(recipient: str, concern: str) -> None:
    """To protect a child or an adult at risk; the person is told."""
    play = advice()
    decision = PROTECT.model_copy(update={"recipient": recipient, "concern": concern})
    [event] = play.decide(decision, by=NOOR)
    assert (event.kind, event.clause) == ("shared-to-safeguard", "WRC-3")
    assert event.facts == {"concern": concern, "told": True}
    assert event.discloses == Disclosure(recipient=recipient, by_notice=True)
    assert told(event) == {("shared-to-safeguard", PERSON), ("safeguarding-referral", RECIPIENT), REPORT}


def test_where_the_person_is_not_told_it_is_said_why() -> None:
    """One of the two, and never both."""
    play = advice()
    [event] = play.decide(PROTECT_UNTOLD, by=NOOR)
    assert (event.facts["told"], told(event)) == (False, {REPORT})
    for changed in ({"tell_person": False}, {"why_not_told": "-"}):
        refusal = play.refused(PROTECT.model_copy(update=changed), by=NOOR)
        assert (type(refusal), refusal.where) == (Invalid, "why_not_told")


def test_it_is_possible_also_after_the_end_when_nothing_else_is_shared() -> None:
    """A child can be in danger whatever became of the case."""
    play = advice(consent=GIVEN)
    play.decide(ADVISE, by=ANA)
    assert isinstance(play.refused(REFER, by=ANA), OutOfStage)
    [event] = play.decide(PROTECT, by=NOOR)
    assert event.kind == "shared-to-safeguard"


@pytest.mark.parametrize("who", [ANA, LENA, MARTIN, CLARA], ids=lambda who: who.id)
def test_it_has_a_role_of_its_own(who: Actor) -> None:
    """Neither advisers nor leads, managers or trustees; and its own officer does not share by consent."""
    assert isinstance(advice().refused(PROTECT, by=who), NotAuthorised)
    assert isinstance(advice(consent=GIVEN).refused(REFER, by=NOOR), NotAuthorised)
    both = staff("both.roles", "client-adviser", "safeguarding-officer")
    advice().decide(PROTECT, by=both)


def test_a_policy_need_not_have_it_reported(tmp_path: Path) -> None:
    """Where it names nobody, the person and the recipient hear of it alone."""
    tell = '\ntell = "data-protection-officer"\n'
    play = advice(
        policy=read_changed(tmp_path, "work_rights_centre", (tell, "\n"), (tell, "\n")), consent=GIVEN
    )
    [event] = play.decide(REFER, by=ANA)
    assert told(event) == {("shared", PERSON), ("referral", RECIPIENT)}
    [event] = play.decide(PROTECT_UNTOLD, by=NOOR)
    assert told(event) == set()


@pytest.mark.parametrize("name", [PERSON, RECIPIENT])
def test_no_role_is_called_as_those_whom_notices_go_to(tmp_path: Path, name: str) -> None:
    """Else a notice to the role and one to them could not be told apart."""
    taken = ('administrator = { title = "Administrator" }', f'{name} = {{ title = "Administrator" }}')
    with pytest.raises(PolicyFileError, match=f"roles: .*call '{name}' otherwise"):
        read_changed(tmp_path, "work_rights_centre", taken)
