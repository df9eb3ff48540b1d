"""The parts that the charter switches on, lent to another organisation's matters by its file alone.

Each shared part is its tables, deadlines and decisions; clauses, roles and figures are the borrower's own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from embedded.stack import Stack
from policies import PolicyFileError, read
from rules.clientwork.behaviour import BehaviourRule, RecordBehaviour
from rules.clientwork.called import CallsRule
from rules.clientwork.callers import CheckCaller, DiscloseByPhone, UnlockPhone
from rules.clientwork.consent_forms import ConsentRule, in_force, never_left
from rules.clientwork.information import InformationRule
from rules.clientwork.safeguarding import SafeguardingRule
from rules.clientwork.security import SecurityRule
from rules.clientwork.sharing import SharingRule
from rules.clientwork.told_by_phone import TellByPhone
from rules.complaint.appealing import UNLINKED
from rules.policy import Policy
from rules.refusal import Unknown
from tests.house import House
from tests.papers import read_beside, write_changed
from tests.rules import enquiries
from tests.rules.advice import CALLED, CLOSE, ENDED, STOP, TOLD, TRIED, call_steps
from tests.rules.people import GRACE, OMAR, RUTH
from tests.rules.play import POPLAR, Play, told
from tests.rules.saying import ASK, CONTACT, response
from tests.rules.situations import new_lead
from tests.starter.api.conftest import Served, serving
from tests.starter.api.test_cases import problem

MATTERS = ("complaint", "enquiry")
GIVEN = {"form": "our-form", "version": "v3", "scopes": ["help"], "how": "spoken"}
SHARE: dict[str, Any] = {
    "recipient": "contractor",
    "to": "Example Lifts Ltd",
    "email": "works@lifts.example",
    "what": "She uses a wheelchair.",
    "purpose": "They bring the ramp.",
}
PROTECT: dict[str, Any] = {
    "recipient": "council",
    "to": "Social care",
    "concern": "child",
    "what": "A child is alone.",
    "reasons": "A neighbour told us.",
    "tell_person": True,
}
FORM = '{ document = "our-form", scopes = ["help"] }'
TABLES = """
[matters.{matter}.consent]
needed = ["help"]
forms = [{{ document = "our-form", scopes = ["help"] }}]
scopes = {{ help = "us telling our contractors what they have to know" }}

[matters.{matter}.sharing]
tell = "director"
recipients = {{ contractor = {{ title = "A contractor of ours", scope = "help" }} }}

[matters.{matter}.safeguarding]
tell = "director"
recipients = {{ council = "The council" }}
concerns = {{ child = "a child" }}

[matters.{matter}.calls]
tell = "director"
tries = 1
tell_within = {{ opening_hours = 2, of = "phone" }}

[matters.{matter}.security]
ask = 1
most_failures = 1
tell = "director"
questions = {{ tenancy = "the number of your tenancy" }}

[matters.{matter}.behaviour]
kinds = {{ abuse = "abuse of our staff" }}

[matters.{matter}.behaviour.closing]
feedback = "Complain to our director."

[matters.{matter}.deadlines.callback]
clause = "{clause}"
duty = "Call the person back"
within = {{ opening_hours = 2, of = "phone" }}
escalate_to = "head-of-service"

[matters.{matter}.deadlines.consent]
clause = "{clause}"
duty = "Have the person's consent"
within = {{ working_days = 5 }}
remind_before = {{ calendar_days = 2 }}
escalate_to = "head-of-service"
"""
INFORMATION = """
[matters.enquiry.information]
when_late = "tell"

[matters.enquiry.deadlines.information]
clause = "PH-6a"
duty = "Wait for the information"
within = { calendar_months = 1 }
"""
DECISIONS = (
    *("ask-for-consent", "record-consent", "withdraw-consent", "share"),
    *("ask-for-information", "receive-information"),
    *("log-missed-call", "try-call", "resolve-call", "set-call-steps", "stop-calling", "tell-by-phone"),
    *("check-caller", "disclose-by-phone", "unlock-phone"),
    *("record-behaviour", "end-contact", "close-for-behaviour"),
)
OPENING = """
[opening.phone]
title = "Telephone"
hours.monday = [{ from = 10:00:00, to = 16:00:00 }]
hours.tuesday = [{ from = 10:00:00, to = 16:00:00 }]
"""


def lending(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the shipped policy, a day later, with the parts lent to its complaints and enquiries."""
    added, decided = INFORMATION, list[tuple[str, str]]()
    for matter in MATTERS:
        clause, heading = POPLAR.matters[matter].clause, f"\n[matters.{matter}.decisions]\n"
        added += TABLES.format(matter=matter, clause=clause)
        own = [name for name in DECISIONS if name not in POPLAR.matters[matter].decisions]
        lines = [f'{name} = {{ clause = "{clause}", roles = ["head-of-service"] }}\n' for name in own]
        lines.append(f'share-to-safeguard = {{ clause = "{clause}", roles = ["director"] }}\n')
        decided.append((heading, heading + "".join(lines)))
    form = '[documents.our-form]\ntitle = "Our form"\nwebsite = "www.poplar.example/form"\nversion = "v3"\n'
    evidence = "\n[evidence]\n"
    return write_changed(
        folder,
        "poplar_harca",
        ("version = 2022-01-18", "version = 2022-01-19"),
        (evidence, f"\n{form}{OPENING}{evidence}"),
        *decided,
        ("\n[[assumptions]]\n", f"{added}\n[[assumptions]]\n"),
        *changes,
    )


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    """The policy that borrows them."""
    return read(lending(tmp_path))


def opened(matter: str, policy: Policy) -> Play:
    """A complaint or an enquiry on paper."""
    if matter == "enquiry":
        return enquiries.enquiry(policy=policy)
    return Play.opened(policy=policy)


@pytest.mark.parametrize("matter", MATTERS)
def test_they_are_off_in_the_shipped_policy(matter: str) -> None:
    """None of the shared parts is there; complaints ask for information as before."""
    rules = POPLAR.matters[matter]
    parts = (ConsentRule, SharingRule, SafeguardingRule, CallsRule, SecurityRule, BehaviourRule)
    assert [rules.table(kind) for kind in parts] == [None] * len(parts)
    assert (rules.table(InformationRule) is None) == (matter == "enquiry")
    play = opened(matter, POPLAR)
    assert play.kinds == ["opened"]
    for name in (
        "record-consent",
        "share",
        "share-to-safeguard",
        "resolve-call",
        "tell-by-phone",
        "check-caller",
        "end-contact",
    ):
        with pytest.raises(Unknown):
            play.lifecycle.rule(name, rules)


@pytest.mark.clause("WRC-3")
@pytest.mark.clause("WRC-6")
@pytest.mark.clause("WRC-8")
@pytest.mark.parametrize("matter", MATTERS)
def test_they_keep_time_and_their_gates_wherever_they_are(matter: str, policy: Policy) -> None:
    """Chased under the borrower's figures and clause; each decision is there, and gated as at home."""
    play = opened(matter, policy)
    assert play.kinds == ["opened", "consent-asked"]
    assert (play.due("consent"), play.last.clause) == ("2026-06-08", policy.matters[matter].clause)
    by = play.lifecycle.rules
    refusal = play.refused(by["share"].decision.model_validate(SHARE), by=RUTH)
    assert refusal.code == "no-consent"
    play.decide(by["record-consent"].decision.model_validate(GIVEN), by=RUTH)
    assert (in_force(play.case), play.due("consent")) == (("help",), None)
    play.decide(by["share"].decision.model_validate(SHARE), by=RUTH)
    play.decide(by["share-to-safeguard"].decision.model_validate(PROTECT), by=GRACE)
    play.decide(ASK, by=RUTH)
    assert play.due("information") == "2026-07-01"
    if matter == "complaint":
        play.decide(CONTACT, response())
        play.decide(by["withdraw-consent"].decision(), by=RUTH)
        assert in_force(play.case) == ()


@pytest.mark.clause("WRC-11")
@pytest.mark.parametrize("matter", MATTERS)
def test_calls_are_returned_in_the_borrowers_hours_and_end_nothing(matter: str, policy: Policy) -> None:
    """Within two hours of its telephone; whatever is said on it, the case's own promises stay."""
    play = opened(matter, policy)
    by = play.lifecycle.rules
    before = {deadline.name for deadline in play.case.deadlines}
    play.on("2026-06-01 15:00")
    play.decide(CALLED, by=RUTH)
    assert (play.deadline("callback").when, play.last.clause) == (
        "Tue 2 Jun 2026 11:00",
        policy.matters[matter].clause,
    )
    for name, decision in (("resolve-call", TOLD), ("stop-calling", STOP)):
        other = play.copy()
        other.decide(TRIED, by=RUTH)
        other.decide(by[name].decision.model_validate(decision.model_dump()), by=RUTH)
        assert {deadline.name for deadline in other.case.deadlines} == before
        assert (other.case.stage, other.case.outcome) == (play.case.stage, None)
    play.decide(call_steps("2026-06-09"), by=RUTH)
    assert (play.due("callback"), play.case.owner) == ("2026-06-09", RUTH.id)
    breach = play.past("callback")
    assert (breach.kind, told(breach)) == ("breached", {("breach", "head-of-service")})


@pytest.mark.clause("WRC-12")
@pytest.mark.parametrize("matter", MATTERS)
def test_callers_are_known_by_the_borrowers_questions(matter: str, policy: Policy) -> None:
    """One of them is enough, and one failure locks the case; it is unlocked by the borrower's roles."""
    play = opened(matter, policy)
    play.decide(CheckCaller(asked=("tenancy",), right=("tenancy",)), by=RUTH)
    clause = policy.matters[matter].clause
    [event] = play.decide(DiscloseByPhone(check=play.last.seq, told="It is on its way."), by=RUTH)
    assert (event.kind, event.clause) == ("disclosed-by-phone", clause)
    [event] = play.copy().decide(TOLD, by=RUTH)
    assert event.unchecked
    events = play.decide(CheckCaller(asked=("tenancy",)), by=RUTH)
    assert [(event.kind, event.clause) for event in events] == [
        ("caller-checked", clause),
        ("phone-locked", clause),
    ]
    assert told(events[1]) == {("phone-locked", "person"), ("case-locked", "director")}
    assert play.refused(TellByPhone(event=1), by=RUTH).code == "locked"
    play.decide(UnlockPhone(reasons="He showed us his passport."), by=RUTH)
    assert play.allowed(by=RUTH)["tell-by-phone"].refusal is None


@pytest.mark.clause("WRC-9")
@pytest.mark.parametrize("matter", MATTERS)
def test_a_case_is_closed_for_behaviour_by_the_borrowers_roles(matter: str, policy: Policy) -> None:
    """Nobody hears of it where no role is named for that; an answered complaint is not closed for it."""
    play = opened(matter, policy)
    [event] = play.decide(RecordBehaviour(behaviours=("abuse",), what="She shouted."), by=RUTH)
    assert (event.clause, event.tells) == (policy.matters[matter].clause, ())
    play.decide(ENDED, by=RUTH)
    assert told(play.last) == {("contact-ended", "person")}
    assert play.refused(CLOSE, by=RUTH).code == "conflict-of-interest"
    if matter == "complaint":
        answered = play.copy()
        answered.decide(CONTACT, response())
        assert answered.refused(CLOSE, by=OMAR).code == "out-of-stage"
    [event] = play.decide(CLOSE, by=OMAR)
    assert (event.outcome, play.case.deadlines) == ("closed-for-behaviour", ())


@pytest.mark.clause("PH-7e")
@pytest.mark.clause("WRC-9")
def test_an_appeal_is_not_closed_for_behaviour(policy: Policy) -> None:
    """It is answered, whatever happened meanwhile."""
    play = Play.opened(policy=policy)
    play.case = play.case.model_copy(update={"terms": play.case.terms | {UNLINKED: "PH-2019-000001"}})
    play.decide(RecordBehaviour(behaviours=("abuse",), what="She shouted."), by=RUTH)
    refusal = play.refused(CLOSE, by=OMAR)
    assert (refusal.code, "it appeals against" in refusal.detail) == ("out-of-stage", True)


@pytest.mark.clause("WRC-3")
def test_consent_ends_with_the_person_who_gave_it(policy: Policy) -> None:
    """The next lead of a petition has consented to nothing."""
    play = Play.opened(policy=policy, raised_by="petition")
    by = play.lifecycle.rules
    play.decide(by["record-consent"].decision.model_validate(GIVEN), by=RUTH)
    play.decide(by["share"].decision.model_validate(SHARE), by=RUTH)
    shared = play.last
    play.decide(new_lead())
    assert in_force(play.case) == ()
    assert not never_left("help", play.events[shared.seq :])
    assert play.refused(by["share"].decision.model_validate(SHARE), by=RUTH).code == "no-consent"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'version = "v3"',
            'version = "third"',
            "complaint.consent.forms: the version of document 'our-form'",
        ),
        ('version = "v3"\n', "", "complaint.consent.forms: the version of document 'our-form', by which"),
        ('needed = ["help"]', 'needed = ["sell"]', "complaint.consent: needed: there is no scope 'sell'"),
        (
            f"forms = [{FORM}]",
            f"forms = [{FORM}, {FORM}]",
            "complaint.consent: forms: listed more than once: our-form",
        ),
        ('"our-form", scopes', '"no-form", scopes', "there is no 'no-form' under [documents]"),
        ('scope = "help"', 'scope = "sell"', "sharing.recipients.contractor.scope: there is no scope 'sell'"),
        (
            'tell = "director"',
            'tell = "administrator"',
            "sharing.tell: role 'administrator' has no mailbox",
        ),
        (
            '"our-form", scopes = ["help"] }]\nscopes = { help',
            '"our-form", scopes = ["help"] }]\nscopes = { more = "us asking you more", help',
            "complaint.consent: scopes.more: no form gives it",
        ),
        (
            'share-to-safeguard = { clause = "PH-4.1a", roles = ["director"]',
            'share-to-safeguard = { clause = "PH-4.1a", roles = ["director", "head-of-service"]',
            "decisions.share-to-safeguard.roles: 'head-of-service' shares by consent already",
        ),
        (
            'withdraw-consent = { clause = "PH-4.1a", roles = ["head-of-service"]',
            'withdraw-consent = { clause = "PH-4.1a", roles = ["director"]',
            "decisions.withdraw-consent.roles: 'head-of-service' is missing, who may record consent",
        ),
        ("share-to-safeguard = {", "share-to-protect = {", "decisions.share-to-safeguard: is missing"),
        ("ask = 1", "ask = 2", "complaint.security: ask: 2 are asked, and there are no more than 1"),
        ("ask = 1", "ask = 0", "complaint.security.ask: 0 is too small; write 1 or more"),
        ("most_failures = 1", "", "complaint.security.most_failures: it is missing; give it"),
        (
            'most_failures = 1\ntell = "director"',
            'most_failures = 1\ntell = "administrator"',
            "complaint.security.tell: role 'administrator' has no mailbox",
        ),
        ("unlock-phone = {", "unlock = {", "decisions.unlock-phone: is missing"),
        (
            'kinds = { abuse = "abuse of our staff" }',
            "kinds = { }",
            "complaint.behaviour.kinds: give at least 1",
        ),
        (
            '[matters.complaint.behaviour.closing]\nfeedback = "Complain to our director."\n',
            "",
            "decisions.close-for-behaviour: the complaint lifecycle has no such decision without a table "
            "'behaviour.closing'",
        ),
        (
            'feedback = "Complain to our director."',
            "",
            "complaint.behaviour.closing.feedback: it is missing; give it",
        ),
        ("close-for-behaviour = {", "close-it = {", "decisions.close-for-behaviour: is missing"),
        (
            "[matters.complaint.deadlines.consent]",
            "[matters.complaint.deadlines.ok]",
            "deadlines.consent: is",
        ),
    ],
)
def test_what_does_not_fit_is_said_by_key(tmp_path: Path, old: str, new: str, says: str) -> None:
    """A policy that could not keep them is refused as it is read."""
    file = lending(tmp_path)
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PolicyFileError) as refused:
        read(file)
    assert says in str(refused.value)


def test_nothing_is_shared_where_nobody_could_consent(tmp_path: Path) -> None:
    """A table of sharing takes one of consent beside it."""
    file = lending(tmp_path)
    text = file.read_text(encoding="utf-8")
    start = text.index("[matters.complaint.consent]")
    text = text[:start] + text[text.index("[matters.complaint.sharing]", start) :]
    start = text.index("[matters.complaint.deadlines.consent]")
    text = text[:start] + text[text.index("\n[", start) + 1 :]
    for name in ("ask-for-consent", "record-consent", "withdraw-consent"):
        line = f'{name} = {{ clause = "PH-4.1a", roles = ["head-of-service"] }}\n'
        assert line in text
        text = text.replace(line, "", 1)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyFileError, match="sharing: is missing a table 'consent' beside it"):
        read(file)


@pytest.fixture
async def served(
    stack: Stack, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    """The API of a house under the policy that borrows them."""
    lending(tmp_path)
    with read_beside(tmp_path):
        async with House.at_work(stack) as house, serving(house, tmp_path_factory.mktemp("issuer")) as served:
            yield served


@pytest.mark.clause("WRC-3")
@pytest.mark.clause("WRC-8")
@pytest.mark.parametrize("matter", MATTERS)
async def test_a_step_of_each_is_played_on_the_real_engine(served: Served, matter: str) -> None:
    """Chased by letter, refused over HTTP without consent, recorded, shared, safeguarded, withdrawn."""
    house = served.house
    open_case = house.open if matter == "complaint" else house.enquiry
    case = await open_case(begins=house.june())
    assert "Our form (v3)" in await case.said("consent-request")
    async with served.caller(RUTH.id) as ruth, served.caller(GRACE.id) as grace:
        path = f"/cases/{case.ref}/decisions"
        answer = await ruth.post(f"{path}/share", json=SHARE)
        assert problem(answer) == (409, "no-consent")
        for caller, name, fields in (
            (ruth, "record-consent", GIVEN),
            (ruth, "share", SHARE),
            (grace, "share-to-safeguard", PROTECT),
            (ruth, "withdraw-consent", {}),
            (ruth, "ask-for-information", {"asked": "A photograph."}),
            (ruth, "log-missed-call", {"call": "answerphone", "message": "Please call me."}),
            (ruth, "check-caller", {"asked": ["tenancy"], "right": ["tenancy"]}),
            (ruth, "resolve-call", {"answer": "It comes on Monday.", "options": "-", "reasons": "-"}),
        ):
            if name == "resolve-call":
                fields |= {"check": answer.json()["seq"]}
            answer = await caller.post(f"{path}/{name}", json=fields)
            assert answer.status_code == 200, answer.text
        await case.notices()
        shown = (await ruth.get(f"/cases/{case.ref}")).json()
    assert [(one["scope"], one["ended_on"]) for one in shown["consents"]] == [
        ("help", case.begins.date().isoformat())
    ]
    assert [(one["to"], one["went"] in ("sent", "withheld", "by-staff")) for one in shown["shared"]] == [
        ("Example Lifts Ltd", True),
        ("Social care", True),
    ]
    assert "She uses a wheelchair." in await case.said("shared")
    served_by, paying = await case.seen_by(RUTH.id), await case.seen_by("nina.roy")
    assert (paying.consents, paying.shared) == ((), ())
    assert [len(one.history) for one in (served_by, paying)] == [len(await case.events())] * 2
    assert [SHARE["what"] in one.model_dump_json() for one in (served_by, paying)] == [True, False]
    assert "to protect a child" in await case.said("shared-to-safeguard")
    assert (await case.notice("information-request"))["sent_at"]
    assert "Everything else goes on as it was." in await case.said("call-answer")
    await case.decide("withdraw" if matter == "complaint" else "withdraw-enquiry", by=RUTH.id)
    await case.finished()
    await case.is_whole()


@pytest.mark.clause("WRC-11")
@pytest.mark.parametrize("matter", MATTERS)
async def test_whoever_has_a_telephone_alone_is_told_by_it_there(served: Served, matter: str) -> None:
    """Taken in over HTTP, kept with text and time, and recorded as told by the event's number."""
    house = served.house
    person = {"name": "Vesna Hill", "phone": "020 7946 0155", "channel": "phone"}
    open_case = house.open if matter == "complaint" else house.enquiry
    case = await open_case(begins=house.june(), person=person)
    await case.notices()
    async with served.caller(RUTH.id) as ruth:
        shown = (await ruth.get(f"/cases/{case.ref}")).json()
        [first, *_] = [each for each in shown["notices"] if each["to"] == "person"]
        assert (first["channel"], first["told_at"], bool(first["tell_by"])) == ("phone", None, True)
        assert "Vesna Hill" in first["body"]
        path = f"/cases/{case.ref}/decisions/tell-by-phone"
        known = f"/cases/{case.ref}/decisions/check-caller"
        fields = {"event": first["event"]}
        assert problem(await ruth.post(path, json=fields)) == (409, "not-checked")
        for came in ((200, None), (422, "invalid")):
            check = (await ruth.post(known, json={"asked": ["tenancy"], "right": ["tenancy"]})).json()["seq"]
            answer = await ruth.post(path, json=fields | {"check": check})
            assert (answer.status_code, answer.json().get("code")) == came, answer.text
        shown = (await ruth.get(f"/cases/{case.ref}")).json()
        answer = await ruth.post(f"/cases/{case.ref}/decisions/log-missed-call", json={"call": "missed"})
        assert answer.status_code == 200, answer.text
        listed = (await ruth.get("/cases", params={"q": case.ref})).json()["cases"]
        assert [(one["due_name"], one["due_day"], one["due_until"]) for one in listed] == [
            ("callback", case.begins.date().isoformat(), "12:00:00")
        ]
    told_by = {each["told_by"] for each in shown["notices"] if each["event"] == first["event"]}
    assert RUTH.id in told_by
    await case.decide("withdraw" if matter == "complaint" else "withdraw-enquiry", by=RUTH.id)
    await case.finished()
