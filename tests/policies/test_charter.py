"""The charter as data: its figures, what it leaves out, and which of its clauses Redress serves."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies import HERE, PolicyFileError, read
from rules.appointment.paper import booking_rule
from rules.clientwork.security import SecurityRule
from rules.marks import Mark, marked
from rules.policy_review.paper import due_by_paper
from tests.clauses import lines, without_proof
from tests.policies.slips import SHIPPED
from tests.rules.play import CHARTER

FEEDBACK, ADVICE = CHARTER.matters["feedback"], CHARTER.matters["advice"]
APPOINTMENT = CHARTER.matters["appointment"]
INFORMATION = ("ask-for-information", "receive-information")


def test_its_figures() -> None:
    """The figures of the paper, and where it has none, those that its assumptions give."""
    assert {name: str(rule.within) for name, rule in FEEDBACK.deadlines.items()} == {
        "callback": "7 opening hours of phone",
        "contact": "3 working days",
        "response": "20 working days",
        "acceptance": "10 working days",
        "commitment": "None",
    }
    assert {name: str(rule.within) for name, rule in ADVICE.deadlines.items()} == {
        "callback": "7 opening hours of phone",
        "first-response": "3 working days",
        "advice": "None",
        "consent": "10 working days",
        "information": "1 calendar month",
    }
    assert CHARTER.signposts
    assert str(CHARTER.signposts.checked_within) == "12 calendar months"
    for matter in (ADVICE, FEEDBACK):
        security = matter.own(SecurityRule)
        assert (security.ask, security.most_failures, len(security.questions)) == (2, 3, 5)
    assert {name: str(rule.within) for name, rule in APPOINTMENT.deadlines.items()} == {
        "appointment": "None",
        "attendance": "1 working day",
        "callback": "7 opening hours of phone",
    }
    booking = booking_rule(APPOINTMENT)
    assert (booking.shortest, booking.longest, str(booking.ahead)) == (15, 120, "6 calendar months")
    assert (str(booking.notice), booking.places, booking.about) == (
        "1 calendar day",
        ("clinic",),
        ("advice", "feedback"),
    )
    review = CHARTER.matters["policy-review"].deadlines
    assert {name: str(rule.within) for name, rule in review.items()} == {
        "opening": "10 calendar months",
        "policy-review": "12 calendar months",
    }
    assert str(due_by_paper(CHARTER)) == "2022-04-30"


def test_its_feedback_and_its_review_run_on_lifecycles_that_another_policy_has() -> None:
    """Of its own it has one for advice, and one for appointments."""
    shipped = {matter.lifecycle for matter in read(SHIPPED).matters.values()}
    assert {matter.lifecycle for matter in CHARTER.matters.values()} - shipped == {"advice", "appointment"}


@pytest.mark.clause("WRC-5")
def test_its_four_grounds_each_point_elsewhere() -> None:
    """All that the charter cannot do is a ground, which asks for particulars and for a service that can."""
    assert set(ADVICE.grounds) == {
        *("legal-advice", "court-representation", "immigration-beyond-level", "beyond-remit"),
    }
    for ground in ADVICE.grounds.values():
        assert (ground.clause, ground.check, ground.signpost) == ("WRC-5", "particulars", True)


def test_every_clause_is_served_or_says_what_is_not() -> None:
    """Clauses that its matters name are served; the others say what is not, and some are served in part."""
    used = {clause for matter in CHARTER.matters.values() for _, clause in marked(matter, Mark.CLAUSE)}
    used |= {clause for _, clause in marked(CHARTER.signposts, Mark.CLAUSE)} if CHARTER.signposts else set()
    used |= {CHARTER.training_clause, "WRC-14"}  # who deals with it, and the papers, stand in every letter
    unserved = {clause.id for clause in CHARTER.clauses if clause.unserved}
    assert {clause.id for clause in CHARTER.clauses} == used | unserved
    assert used - unserved == {
        *(
            "WRC-2",
            "WRC-3",
            "WRC-4",
            "WRC-5",
            "WRC-6",
            "WRC-7",
            "WRC-8",
            "WRC-9",
            "WRC-10",
            "WRC-11",
            "WRC-12",
            "WRC-13",
            "WRC-14",
            "WRC-19",
            "WRC-23",
        ),
    }
    assert used & unserved == {"WRC-15", "WRC-21", "WRC-22"}
    assert [clause.id for clause in CHARTER.clauses] == [f"WRC-{number}" for number in range(1, 24)]


@pytest.mark.parametrize("path", sorted(HERE.glob("*.toml")), ids=lambda path: path.stem)
def test_every_assumption_is_about_a_clause_that_is_served(path: Path) -> None:
    """A reading of a clause that nothing acts on would say nothing."""
    policy = read(path)
    whole = {clause.id for clause in policy.clauses if not clause.unserved}
    assert {assumption.clause for assumption in policy.assumptions} <= whole


CONTACT = 'contact = { clause = "WRC-19", roles = ["casework-lead", "senior-manager"] }'
ASK, RECEIVE = (f'{name} = {{ clause = "WRC-6", roles = ["casework-lead"] }}' for name in INFORMATION)
TIME = """[matters.feedback.deadlines.information]
clause = "WRC-6"
duty = "Wait"
within = { calendar_months = 1 }

[matters.feedback.decisions]"""
WAIT = f"""[matters.feedback.information]
when_late = "close"

{TIME}"""
DECISIONS = "[matters.feedback.decisions]"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        pytest.param([(CONTACT, f"{CONTACT}\n{ASK}\n{RECEIVE}"), (DECISIONS, WAIT)], None, id="all of it"),
        pytest.param(
            [(CONTACT, f"{CONTACT}\n{ASK}\n{RECEIVE}")],
            "matters.feedback.decisions.ask-for-information: the complaint lifecycle has no such decision "
            "without a table 'information'",
            id="no word of what follows",
        ),
        pytest.param(
            [(CONTACT, f"{CONTACT}\n{ASK}"), (DECISIONS, WAIT)],
            "matters.feedback.decisions.receive-information: is missing",
            id="asked, and never come",
        ),
        pytest.param(
            [(DECISIONS, TIME)],
            "matters.feedback.deadlines.information: the complaint lifecycle sets no such deadline without "
            "a table 'information'",
            id="a time for nothing",
        ),
        pytest.param(
            [('"trustee"]\ntell = "senior-manager"', '"trustee"]\ntell = "administrator"')],
            "matters.feedback.tell: role 'administrator' has no mailbox to escalate to",
            id="told where nobody hears",
        ),
        pytest.param(
            [('"trustee"]\ntell = "senior-manager"', '"trustee"]\ntell = "manager"')],
            "matters.feedback.tell: there is no role 'manager' under [roles]",
            id="told to nobody",
        ),
        pytest.param(
            [('[standards]\nclause = "WRC-22"', '[standards]\nclause = "WRC-99"')],
            "standards.clause: clause 'WRC-99' is not listed under [[clauses]]",
            id="published under no clause",
        ),
        pytest.param(
            [('"www.acas.org.uk"', '"https://www.acas.org.uk"')],
            "standards.helpers.1.website: write a website without https://",
            id="published with a link to nowhere",
        ),
        pytest.param(
            [('[standards]\nclause = "WRC-22"', "[standards]")],
            "standards: give either the clause it serves, or because: why it needs none",
            id="published for no reason",
        ),
    ],
)
def test_what_it_may_have_and_leave_out(
    changes: list[tuple[str, str]], refusal: str | None, tmp_path: Path
) -> None:
    """Asking for information goes with its deadline and its answer; whoever is told can be told."""
    text = (HERE / "work_rights_centre.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file = tmp_path / "changed.toml"
    file.write_text(text, encoding="utf-8")
    if refusal is None:
        assert "information" in read(file).matters["feedback"].deadlines
        return
    with pytest.raises(PolicyFileError) as refused:
        read(file)
    assert refusal in str(refused.value)


class TestTable:
    """`make clauses` names what is not served, and does not fail for it."""

    @staticmethod
    def proof(unserved: str | None, passed: int) -> dict[str, object]:
        """A row of the table."""
        tests = {f"test_{number}": "passed" for number in range(passed)}
        return {"duty": "Survey.", "unserved": unserved, "passed": passed, "not_passed": 0, "tests": tests}

    def test_what_is_not_served_is_named(self) -> None:
        """As a whole, or in part where tests prove the rest."""
        table = {"WRC-7": self.proof("Appointments.", 0), "WRC-22": self.proof("Surveys.", 3)}
        not_served, in_part = lines(table)
        assert not_served.endswith("[NOT SERVED: Appointments.]")
        assert in_part.endswith("[in part; not yet: Surveys.]")
        assert without_proof(table) == []

    def test_what_is_served_needs_its_proof(self) -> None:
        """A clause without a test fails the run, as before."""
        assert without_proof({"WRC-19": self.proof(None, 0), "WRC-23": self.proof(None, 1)}) == ["WRC-19"]


@pytest.mark.clause("WRC-4")
@pytest.mark.clause("WRC-14")
@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        pytest.param(
            'keep_signposts = ["casework-lead", "senior-manager"]\n',
            "",
            "access.keep_signposts: goes with a table [signposts], and with it alone",
            id="nobody keeps the directory",
        ),
        pytest.param(
            '[signposts]\nclause = "WRC-4"\nchecked_within = { calendar_months = 12 }\n',
            "",
            "access.keep_signposts: goes with a table [signposts], and with it alone",
            id="a keeper of nothing",
        ),
        pytest.param(
            "checked_within = { calendar_months = 12 }",
            "checked_within = { working_days = 12 }",
            "signposts.checked_within: give calendar_days or calendar_months",
            id="a time that needs a calendar",
        ),
        pytest.param('clause = "WRC-4"', 'clause = "WRC-44"', "'WRC-44' is not listed", id="unknown clause"),
        pytest.param(
            'documents = ["consent-form",',
            'documents = ["consent",',
            "matters.advice.documents: there is no 'consent' under [documents]",
            id="unknown document",
        ),
        pytest.param(
            'lifecycle = "policy-review"',
            'lifecycle = "policy-review"\ndocuments = ["consent-form"]',
            "matters.policy-review.documents: there is no person to be told of them",
            id="documents for nobody",
        ),
        pytest.param(
            'website = "www.workrights.example/consent"',
            'website = "https://www.workrights.example/consent"',
            "documents.consent-form.website",
            id="an address that is no address of a website",
        ),
    ],
)
def test_directories_and_papers_have_to_make_sense(tmp_path: Path, old: str, new: str, refusal: str) -> None:
    """Refused by file, key and reason."""
    text = (HERE / "work_rights_centre.toml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "changed.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PolicyFileError) as refused:
        read(file)
    assert refusal in str(refused.value)


@pytest.mark.clause("WRC-4")
def test_nothing_points_elsewhere_without_a_directory(tmp_path: Path) -> None:
    """Neither a ground nor a decision does, where no directory is kept."""
    text = (HERE / "work_rights_centre.toml").read_text(encoding="utf-8")
    for old in (
        '[signposts]\nclause = "WRC-4"\nchecked_within = { calendar_months = 12 }\n',
        'keep_signposts = ["casework-lead", "senior-manager"]\n',
    ):
        text = text.replace(old, "")
    file = tmp_path / "changed.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyFileError, match=r"grounds\.legal-advice\.signpost: the policy has no table"):
        read(file)
    file.write_text(text.replace("\nsignpost = true", ""), encoding="utf-8")
    with pytest.raises(PolicyFileError, match=r"decisions\.signpost: the policy has no table \[signposts\]"):
        read(file)
