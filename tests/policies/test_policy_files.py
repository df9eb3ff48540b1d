"""Policy files: what is wrong with one is said when it is loaded, by file, key and reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policies import HERE, PolicyFileError, read, read_all
from rules.lifecycles import LIFECYCLES
from rules.marks import Mark, marked
from rules.money import MoneyRule
from rules.panel import PanelRule
from tests.papers import write_version
from tests.policies.harbour import HARBOUR
from tests.policies.slips import DEADLINES, DECISIONS, SHIPPED, changed, refused_for, without

CONSISTENCY = "PH-9c"
"""Listed, and served by the reckoning of money as a whole: no one rule of the file names it."""
BEHAVIOUR = {"behaviour", "behaviour.closing"}
LEFT_OUT: dict[str, set[str]] = {
    "complaint": {"calls", "consent", "sharing", "safeguarding", "security", *BEHAVIOUR},
    "enquiry": {"calls", "information", "consent", "sharing", "safeguarding", "security", *BEHAVIOUR},
    "warning": {"safeguarding"},
    "policy-review": set(),
}
"""The tables of parts that its kinds of matter could have and do not."""
REMIND_OWNER = 'remind_before = { working_days = 1 }\nremind = "owner"'
NOTE = (
    'note = { roles = ["caseworker", "head-of-service", "assistant-director", "director"], because = '
    '"Keeping notes is good practice; the paper does not speak of it." }'
)


def test_the_shipped_file_loads() -> None:
    """Its figures are those of the paper: 2, 10 and 20 working days, a month, six months, nine sums."""
    policy = read(SHIPPED)
    complaint = policy.matters["complaint"]
    assert (policy.id, policy.version.isoformat(), policy.reference_prefix) == (
        "poplar-harca",
        "2022-01-18",
        "PH",
    )
    assert {name: str(rule.within) for name, rule in complaint.deadlines.items()} == {
        "contact": "2 working days",
        "response": "10 working days",
        "information": "1 calendar month",
        "acceptance": "20 working days",
        "review": "20 working days",
        "payment": "1 calendar month",
        "commitment": "None",
    }
    assert str(complaint.grounds["too-old"].older_than) == "6 calendar months"
    assert complaint.deadlines["payment"].escalate_to == "director"
    money, panel = complaint.own(MoneyRule), complaint.own(PanelRule)
    assert {name: list(impact.pence.values()) for name, impact in money.impacts.items()} == {
        "none": [0, 0, 0],
        "some": [0, 50_00, 100_00],
        "high": [0, 100_00, 250_00],
    }
    assert list(money.responsibilities) == ["none", "some", "full"]
    assert len(panel.seats) == 2
    assert str(policy.matters["enquiry"].deadlines["answer"].within) == "10 working days"


def test_the_shipped_file_uses_every_decision_and_lists_no_idle_clause() -> None:
    """Each decision of a lifecycle stands in the file, but those of the parts that the paper has no use for.

    Each clause listed is one that something serves.
    """
    policy = read(SHIPPED)
    left_out: dict[str, set[str]] = {}
    for kind, matter in policy.matters.items():
        lifecycle = LIFECYCLES[matter.lifecycle]
        absent = set(lifecycle.parts) - set(lifecycle.parts_of(matter))
        without = {name for part in absent for name in part.decisions}
        left_out[kind] = {str(part.table) for part in absent}
        nobodys = set[str]() if lifecycle.of_a_person else {"adjust", "correct-person"}
        known = lifecycle.decisions - without - nobodys
        assert matter.decisions.keys() == known
    assert left_out == LEFT_OUT
    used = {clause for matter in policy.matters.values() for _, clause in marked(matter, Mark.CLAUSE)}
    used.add(policy.training_clause)
    assert CONSISTENCY not in used
    assert {clause.id for clause in policy.clauses} == {*used, CONSISTENCY}


@pytest.mark.parametrize(
    ("change", "key", "reason"),
    [
        pytest.param(('id = "poplar-harca"', "id = "), "", "Invalid value", id="not TOML"),
        pytest.param(
            ('title = "Customer Care Policy"\n', ""), "title", "it is missing; give it", id="missing key"
        ),
        pytest.param(
            ('language = "en-GB"', 'langauge = "en-GB"'),
            "langauge",
            "there is no such field",
            id="unknown key",
        ),
        pytest.param(
            ("within = { working_days = 2 }", "within = { workingdays = 2 }"),
            f"{DEADLINES}.contact.within.workingdays",
            "there is no such field",
            id="unknown key, deep down",
        ),
        pytest.param(
            ('id = "poplar-harca"', 'id = "Poplar"'), "id", "write small letters", id="malformed id"
        ),
        pytest.param(
            ("version = 2022-01-18", 'version = "old"'),
            "version",
            "this is not a date; write one as 2026-12-24",
            id="no date",
        ),
        pytest.param(
            ('_prefix = "PH"', '_prefix = "p"'),
            "reference_prefix",
            "write two to six capitals",
            id="bad prefix",
        ),
        pytest.param(("Europe/London", "Europe/Lundon"), "time_zone", "no time zone", id="unknown zone"),
        pytest.param(("Europe/London", "Europe"), "time_zone", "no time zone", id="half a zone"),
        pytest.param(('country = "GB"', 'country = "XX"'), "calendar", "XX", id="unknown country"),
        pytest.param(
            ('country = "GB"', 'country = "England"'),
            "calendar.country",
            "write a country by its two letters",
            id="country by name",
        ),
        pytest.param(
            ('subdivision = "ENG"', 'subdivision = "ENGLAND"'), "calendar", "ENGLAND", id="unknown part"
        ),
        pytest.param(
            ('["saturday", ', '["saturn", '),
            "calendar.weekend.0",
            "write one of: monday, ",
            id="no weekday",
        ),
        pytest.param(
            (
                '["saturday", ',
                '["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", ',
            ),
            "calendar.weekend",
            "no day is left",
            id="no working day",
        ),
        pytest.param(("09:00:00", '"nine"'), "calendar.reminders_at", "time", id="no time of day"),
        pytest.param(
            ('training_clause = "PH-2b"', 'training_clause = "PH-2c"'),
            "training_clause",
            "clause 'PH-2c' is not listed",
            id="unknown clause of training",
        ),
        pytest.param(
            ('contact = { clause = "PH-4.1c"', 'contact = { clause = "PH-4.9"'),
            f"{DECISIONS}.contact.clause",
            "clause 'PH-4.9' is not listed",
            id="unknown clause of a decision",
        ),
        pytest.param(
            ('clause = "PH-4.3g"\nwording', 'clause = "PH-4.3z"\nwording'),
            "matters.complaint.grounds.employer.clause",
            "clause 'PH-4.3z' is not listed",
            id="unknown clause of a ground",
        ),
        pytest.param(
            ('clause = "PH-4.2b"\nreading', 'clause = "PH-4.2z"\nreading'),
            "assumptions.6.clause",
            "clause 'PH-4.2z' is not listed",
            id="unknown clause of an assumption",
        ),
        pytest.param(
            ('title = "Complaint"\nclause = "PH-4.1a"', 'title = "Complaint"\nclause = "PH-4"'),
            "matters.complaint.clause",
            "clause 'PH-4' is not listed",
            id="unknown clause of a matter",
        ),
        pytest.param(
            ('id = "PH-4.3g"', 'id = "PH-4.3f"'), "clauses", "more than once: PH-4.3f", id="clause twice"
        ),
        pytest.param(
            (
                'refuse = { clause = "PH-4.3a", roles = ["head-of-service", ',
                'refuse = { clause = "PH-4.3a", roles = ["mayor", ',
            ),
            f"{DECISIONS}.refuse.roles",
            "no role 'mayor'",
            id="unknown role",
        ),
        pytest.param(
            (
                '"PH-4.3a", roles = ["head-of-service", "assistant-director", "director"]',
                '"PH-4.3a", roles = []',
            ),
            f"{DECISIONS}.refuse.roles",
            "give at least 1",
            id="decision that nobody may take",
        ),
        pytest.param(
            ('escalate_to = "assistant-director"', 'escalate_to = "mayor"'),
            f"{DEADLINES}.response.escalate_to",
            "no role 'mayor'",
            id="escalated to an unknown role",
        ),
        pytest.param(
            ('escalate_to = "assistant-director"', 'escalate_to = "resident-member"'),
            f"{DEADLINES}.response.escalate_to",
            "'resident-member' has no mailbox",
            id="escalated to a role without a mailbox",
        ),
        pytest.param(
            ('"directors@poplar.example"', '"directors"'), "roles.director.mailbox", "email", id="no mailbox"
        ),
        pytest.param(
            ("{ working_days = 2 }", "{ working_days = 2, calendar_days = 3 }"),
            f"{DEADLINES}.contact.within",
            "exactly one of",
            id="two units",
        ),
        pytest.param(
            ("{ working_days = 2 }", "{}"), f"{DEADLINES}.contact.within", "exactly one", id="no unit"
        ),
        pytest.param(
            ("{ working_days = 2 }", "{ working_days = 0 }"),
            f"{DEADLINES}.contact.within.working_days",
            "write 1 or more",
            id="zero days",
        ),
        pytest.param(
            ("{ working_days = 2 }", "{ working_days = 2.5 }"),
            f"{DEADLINES}.contact.within.working_days",
            "is not a whole number",
            id="half a day",
        ),
        pytest.param(
            ("remind_before = { calendar_days = 7 }", "remind_before = { opening_hours = 5, of = 'desk' }"),
            f"{DEADLINES}.information.remind_before",
            "working_days, calendar_days or calendar_months",
            id="reminder in opening hours",
        ),
        pytest.param(
            ("older_than = { calendar_months = 6 }", "older_than = { working_days = 100 }"),
            "matters.complaint.grounds.too-old.older_than",
            "calendar_days or calendar_months",
            id="age in working days",
        ),
        pytest.param(
            ("older_than = { calendar_months = 6 }\n", ""),
            "matters.complaint.grounds.too-old",
            "older_than goes with",
            id="age without a figure",
        ),
        pytest.param(
            ('check = "earlier-case"', 'check = "earlier-case"\nolder_than = { calendar_months = 6 }'),
            "matters.complaint.grounds.already-raised",
            "older_than goes with",
            id="age that nothing checks",
        ),
        pytest.param(
            ('check = "earlier-case"', 'check = "gut-feeling"'),
            "matters.complaint.grounds.already-raised.check",
            "write one of: ",
            id="unknown check",
        ),
        pytest.param(without(f"{DEADLINES}.contact"), f"{DEADLINES}.contact", "missing", id="no deadline"),
        pytest.param(
            without(f"{DEADLINES}.commitment"), f"{DEADLINES}.commitment", "missing", id="no agreed deadline"
        ),
        pytest.param(
            ("within = { working_days = 2 }\n", ""),
            f"{DEADLINES}.contact.within",
            "missing",
            id="deadline without a figure",
        ),
        pytest.param(
            ('duty = "Do what was promised"', 'duty = "Do it"\nwithin = { working_days = 5 }'),
            f"{DEADLINES}.commitment.within",
            "agreed each time",
            id="figure that nothing reads",
        ),
        pytest.param(
            (REMIND_OWNER, "remind_before = { working_days = 1 }"),
            f"{DEADLINES}.contact.remind_before",
            "no reminder",
            id="reminder that nobody gets",
        ),
        pytest.param(
            ('tell = "caseworker"\nalike_within', "alike_within"),
            "matters.complaint.tell",
            "while nobody has a case, nobody is reminded of contact, response",
            id="reminder while nobody has the case",
        ),
        pytest.param(
            (REMIND_OWNER, 'remind = "owner"'),
            f"{DEADLINES}.contact",
            "say how long before in remind_before",
            id="reminder at no time",
        ),
        pytest.param(
            (REMIND_OWNER, REMIND_OWNER.replace("owner", "mayor")),
            f"{DEADLINES}.contact.remind",
            "no role 'mayor'",
            id="reminder to an unknown role",
        ),
        pytest.param(
            (REMIND_OWNER, REMIND_OWNER.replace("owner", "resident-member")),
            f"{DEADLINES}.contact.remind",
            "'resident-member' has no mailbox",
            id="reminder to a role without a mailbox",
        ),
        pytest.param(
            (
                "remind_before = { calendar_days = 7 }",
                'remind_before = { calendar_days = 7 }\nremind = "owner"',
            ),
            f"{DEADLINES}.information.remind",
            "goes to the person, or to a role",
            id="reminder of the person's that goes to the owner",
        ),
        pytest.param(
            (
                f"[{DEADLINES}.contact]",
                f'[{DEADLINES}.apology]\nclause = "PH-1"\nduty = "Sorry"\n\n[{DEADLINES}.contact]',
            ),
            f"{DEADLINES}.apology",
            "sets no such deadline",
            id="unknown deadline",
        ),
        pytest.param(
            (NOTE, NOTE.replace("note", "sigh", 1)),
            f"{DECISIONS}.sigh",
            "has no such decision",
            id="unknown decision",
        ),
        pytest.param(
            ("keep-commitment = {", "reassure = {"), f"{DECISIONS}.keep-commitment", "missing", id="needed"
        ),
        pytest.param(
            (NOTE, 'note = { roles = ["caseworker"] }'),
            f"{DECISIONS}.note",
            "give either the clause it serves, or because",
            id="decision with neither clause nor reason",
        ),
        pytest.param(
            (NOTE, 'note = { roles = ["caseworker"], clause = "PH-1", because = "It is good practice." }'),
            f"{DECISIONS}.note",
            "give either the clause it serves, or because",
            id="decision with both",
        ),
        pytest.param(
            ('lifecycle = "complaint"', 'lifecycle = "grumble"'),
            "matters.complaint.lifecycle",
            "no 'grumble'; there are: advice, appointment, complaint",
            id="unknown lifecycle",
        ),
        pytest.param(
            ('remedy = "Putting right what was promised"\n', ""),
            "matters.complaint.stages.remedy",
            "missing",
            id="missing stage",
        ),
        pytest.param(
            ('closed = "Closed"', 'closed = "Closed"\nlimbo = "Limbo"'),
            "matters.complaint.stages.limbo",
            "no such stage",
            id="unknown stage",
        ),
        pytest.param(
            ('email = "customer.care@poplar.example"', 'email = "customer care"'),
            "sender.email",
            "email",
            id="sender without an address",
        ),
    ],
)
def test_what_is_wrong_is_said_by_file_key_and_reason(
    change: tuple[str, str], key: str, reason: str, tmp_path: Path
) -> None:
    """One slip of the pen in the shipped file, and it is refused with where and why, on one line."""
    refused_for(changed(tmp_path, change), key, reason)


def test_every_slip_is_said_at_once(tmp_path: Path) -> None:
    """Three of them: three lines, each with its file and key."""
    file = changed(
        tmp_path,
        ('language = "en-GB"\n', ""),
        ("{ working_days = 2 }", "{ working_days = 0 }"),
        ("Europe/London", "Europe/Lundon"),
    )
    with pytest.raises(PolicyFileError) as refused:
        read(file)
    problems = str(refused.value).splitlines()
    assert len(problems) == 3
    assert all(problem.startswith(f"{file}: ") for problem in problems)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file"), (b"\xff\xfe", "decode"), (b"id = 1\nid = 2", "overwrite")],
)
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, reason: str, tmp_path: Path) -> None:
    """Missing, not text, or with a key twice."""
    file = tmp_path / "absent.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(PolicyFileError, match=reason) as refused:
        read(file)
    assert str(refused.value).startswith(f"{file}: ")


def test_one_version_stands_in_one_file(tmp_path: Path) -> None:
    """Two files that hold the same version of a policy are refused, both named."""
    copy = changed(tmp_path)
    with pytest.raises(PolicyFileError, match="holds this version of 'poplar-harca' already") as refused:
        read_all(HERE, tmp_path)
    assert str(copy) in str(refused.value)
    assert str(SHIPPED) in str(refused.value)


@pytest.mark.parametrize("prefix", ["PH", "PHR"])
def test_references_begin_alike_in_no_two_policies(prefix: str, tmp_path: Path) -> None:
    """A reference says whose case it is, by a policy's own prefix or a matter's; versions share theirs."""
    write_version(tmp_path, date(2999, 1, 1))
    assert len([policy for policy in read_all(HERE, tmp_path) if policy.id == "poplar-harca"]) == 2
    text = HARBOUR.replace('reference_prefix = "HA"', f'reference_prefix = "{prefix}"')
    (tmp_path / "zz_harbour.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyFileError, match=r"zz_harbour\.toml: reference_prefix: ") as refused:
        read_all(HERE, tmp_path)
    assert f"'poplar-harca' begins its references with '{prefix}' already" in str(refused.value)


def test_one_wrong_file_refuses_the_folder(tmp_path: Path) -> None:
    """No case may run under a paper that was left out unnoticed."""
    changed(tmp_path, ("version = 2022-01-18", "version = 2027-01-01"))
    (tmp_path / "other.toml").write_text("id = 1")
    with pytest.raises(PolicyFileError, match=r"other\.toml"):
        read_all(tmp_path)
