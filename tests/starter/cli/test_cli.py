"""The command line as people use it: what it prints, where, and with which status it ends."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from policies import HERE
from tests.papers import write_version
from tests.starter.cli.command import REDRESS, Told, in_process, redress, wait_for
from tests.starter.cli.conftest import a_stack_with_staff

WHOSE = ("--policy=poplar-harca", "--as=amira.khan")
SCENARIOS = HERE / "scenarios" / "poplar_harca"


def installed(*arguments: str, cwd: Path) -> Told:
    """Run the command in a process of its own, as people do."""
    return in_process([REDRESS, *arguments], cwd=cwd)


class TestDue:
    """`redress due`: a due date, and why."""

    def test_the_installed_command_is_the_same(self, tmp_path: Path) -> None:
        """In a process of its own: the answer on stdout with status 0, a refusal on stderr with status 1."""
        asked = ("due", "poplar-harca", "contact", "--from", "2026-12-24T16:00")
        for arguments in (asked, (*asked, "--version", "2023-01-01")):
            assert installed(*arguments, cwd=tmp_path) == redress(*arguments, cwd=tmp_path)

    @pytest.mark.clause("PH-4.1c")
    def test_it_says_the_day_and_why(self, tmp_path: Path) -> None:
        """Two working days from Christmas Eve: each day skipped is named, each day counted is numbered."""
        told = redress("due", "poplar-harca", "contact", "--from", "2026-12-24T16:00", "--why", cwd=tmp_path)
        assert told.returncode == 0
        assert told.stdout.splitlines()[0] == "Wednesday 30 December 2026 (to the end of the day)"
        assert "skipped  Fri 25 Dec 2026  Christmas Day" in told.stdout
        assert "day 2    Wed 30 Dec 2026" in told.stdout
        assert "PH-4.1c" in told.stdout

    def test_it_prints_json(self, tmp_path: Path) -> None:
        """Data on stdout, and nothing else there."""
        told = redress("due", "poplar-harca", "information", "--from", "2027-01-31", "--json", cwd=tmp_path)
        found = json.loads(told.stdout)
        assert (found["due_day"], found["clause"]) == ("2027-02-28", "PH-4.1e")

    @pytest.mark.parametrize(
        ("arguments", "complaint"),
        [
            (("nowhere", "contact", "--from", "2026-12-24"), "there are: poplar-harca"),
            (("poplar-harca", "lunch", "--from", "2026-12-24"), "there are: contact, response"),
            (("poplar-harca", "contact", "--from", "Christmas"), "write 2026-12-24T16:00"),
            (("poplar-harca", "commitment", "--from", "2026-12-24"), "agreed each time"),
        ],
    )
    def test_it_refuses_in_one_line(self, tmp_path: Path, arguments: tuple[str, ...], complaint: str) -> None:
        """What is wrong and what there is, on stderr, with status 1 and no traceback."""
        told = redress("due", *arguments, cwd=tmp_path)
        assert told.returncode == 1
        assert complaint in told.stderr
        assert "Traceback" not in told.stderr
        assert not told.stdout


def test_a_staff_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """No stack is looked for, and it ends in no traceback."""
    told = redress("staff", "poplar-harca", "--import", "nowhere.csv", cwd=tmp_path, COLUMNS="200")
    assert told.returncode == 2
    assert "'nowhere.csv' does not exist" in told.stderr
    assert "Traceback" not in told.stderr


class TestPolicy:
    """`redress policy`: the paper."""

    def test_it_shows_every_figure_with_its_clause(self, tmp_path: Path) -> None:
        """Deadlines, roles, grounds and readings of the policy."""
        told = redress("policy", "poplar-harca", cwd=tmp_path, COLUMNS="200")
        for text in ("2 working days", "10 working days", "1 calendar month", "PH-4.3g", "PH-6b", "Director"):
            assert text in told.stdout

    @pytest.mark.clause("PH-8")
    def test_it_says_when_it_is_reviewed_and_which_version_is_in_force(self, tmp_path: Path) -> None:
        """Five years from its approval; a version to come is listed as such, and can be named."""
        told = redress("policy", "poplar-harca", cwd=tmp_path)
        assert "Review: due by 18 January 2027, going by the file alone" in told.stdout
        write_version(tmp_path, date(2999, 1, 1))
        listed = redress("policy", cwd=tmp_path, REDRESS_POLICIES=str(tmp_path)).stdout.splitlines()
        assert "(version 2022-01-18, in force)" in listed[0]
        assert "(version 2999-01-01, to come)" in listed[1]
        asked = ("due", "poplar-harca", "contact", "--from", "2026-11-23T10:00")
        for named, day in (
            ((), "Wednesday 25 November 2026"),
            (("--version", "2999-01-01"), "Friday 27 November 2026"),
            (("--on", "2999-06-01"), "Friday 27 November 2026"),
        ):
            due = redress(*asked, *named, cwd=tmp_path, REDRESS_POLICIES=str(tmp_path))
            assert due.stdout.startswith(day)
        wrong = redress(*asked, "--version", "2023-01-01", cwd=tmp_path)
        assert "--version: there are: 2022-01-18" in wrong.stderr

    @pytest.mark.clause("WRC-10", "WRC-11")
    def test_it_lists_the_opening_hours_that_were_counted(self, tmp_path: Path) -> None:
        """Day, from when to when, how long; and what was skipped, with its name."""
        asked = ("due", "work-rights-centre", "callback", "--from", "2027-03-25T17:30", "--why")
        told = redress(*asked, cwd=tmp_path).stdout.splitlines()
        assert told == [
            "Wednesday 31 March 2027, 10:30",
            "  Call the person back: 7 opening hours of phone (WRC-11)",
            "  starts   Thu 25 Mar 2027 17:30 GMT",
            "  skipped  Fri 26 Mar 2027  Good Friday",
            "  skipped  Mon 29 Mar 2027  Easter Monday",
            "  counted  Thu 25 Mar 2027  17:30 to 18:00  0:30",
            "  counted  Tue 30 Mar 2027  10:00 to 16:00  6:00",
            "  counted  Wed 31 Mar 2027  10:00 to 10:30  0:30",
            "  missed   from Wed 31 Mar 2027 10:30 BST",
        ]
        wrong = redress(*asked[:-2], "9999-12-31T17:30", cwd=tmp_path)
        assert "--from: the calendar does not reach so far" in wrong.stderr

    def test_it_checks_a_file(self, tmp_path: Path) -> None:
        """A wrong file is refused with its name, the key, and the reason."""
        file = tmp_path / "mine.toml"
        text = (HERE / "poplar_harca.toml").read_text(encoding="utf-8")
        file.write_text(text.replace("working_days = 10 }", "working_days = 0 }"), encoding="utf-8")
        told = redress("policy", "--check", str(file), cwd=tmp_path)
        assert told.returncode == 1
        assert "mine.toml" in told.stderr
        assert "matters.complaint.deadlines.response.within.working_days" in told.stderr


@pytest.mark.server
class TestRehearse:
    """`redress rehearse`: scenarios of one's own."""

    def test_it_prints_what_happened_as_json(self, tmp_path: Path) -> None:
        """Every event with its clause, every notice; status 0 where all is as expected."""
        told = redress("rehearse", str(SCENARIOS / "3_refused.toml"), "--json", cwd=tmp_path)
        assert told.returncode == 0, told.stderr
        (played,) = json.loads(told.stdout)
        assert [event["kind"] for event in played["events"]] == [
            *("opened", "staff-reminded", "contacted", "refused")
        ]
        assert played["case"]["outcome"] == "not-a-complaint"
        assert [refusal["code"] for refusal in played["refusals"]] == ["not-authorised", "unknown"]
        assert played["problems"] == []

    def test_what_was_not_expected_ends_with_1(self, tmp_path: Path) -> None:
        """The difference is named."""
        text = (SCENARIOS / "3_refused.toml").read_text(encoding="utf-8")
        mine = tmp_path / "mine.toml"
        mine.write_text(
            text.replace('outcome = "not-a-complaint"', 'outcome = "upheld"').replace(
                'policy = "poplar-harca"', f'policy = "poplar-harca"\nstaff = "{SCENARIOS / "staff.csv"}"'
            ),
            encoding="utf-8",
        )
        told = redress("rehearse", str(mine), "--json", cwd=tmp_path)
        assert told.returncode == 1
        (played,) = json.loads(told.stdout)
        assert played["problems"] == ["outcome is 'not-a-complaint', and was to be 'upheld'"]

    def test_a_wrong_file_is_refused_before_anything_starts(self, tmp_path: Path) -> None:
        """File, key and reason."""
        (tmp_path / "wrong.toml").write_text('title = "x"\nbegins = "someday"\n', encoding="utf-8")
        told = redress("rehearse", "wrong.toml", cwd=tmp_path)
        assert told.returncode == 1
        assert "wrong.toml: begins:" in told.stderr
        assert not (tmp_path / "build").exists()

    def test_a_folder_of_somebody_elses_is_not_emptied(self, tmp_path: Path) -> None:
        """Only what a stack made is thrown away."""
        (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
        told = redress("rehearse", str(SCENARIOS / "3_refused.toml"), "--data", str(tmp_path), cwd=tmp_path)
        assert told.returncode == 1
        assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "years of work"


@pytest.fixture(scope="module")
def running() -> Iterator[Path]:
    """A stack of these tests' own, started where a mail server is named."""
    with a_stack_with_staff(REDRESS_SMTP_HOST="mail.example") as folder:
        yield folder


def opened(folder: Path) -> str:
    """A complaint, taken in on the command line and opened by its workflow; its reference."""
    told = redress(
        "open",
        "--as=amira.khan",
        "--set=policy=poplar-harca",
        "--set=service=repairs",
        "--set=happened_on=2026-11-16",
        "--set=about=The lift has stood still for a week.",
        "--set=person.name=Nadia Farrow",
        "--set=person.email=nadia.farrow@resident.example",
        cwd=folder,
    )
    assert told.returncode == 0, told.stderr
    ref = told.stdout.strip()

    def is_opened() -> bool:
        shown = redress("show", ref, "--as=amira.khan", "--json", cwd=folder)
        return bool(json.loads(shown.stdout)["case"]["seq"])

    wait_for(is_opened)
    return ref


class TestCases:
    """`open`, `decide`, `show`, `list` on a running stack."""

    def test_a_case_is_opened_decided_and_shown(self, running: Path) -> None:
        """Each decision says what it did; the case shows what is due, and what may be decided now."""
        ref = opened(running)
        decided = redress(
            "decide", ref, "contact", "--as=amira.khan", "--set=remedy_wanted=A working lift", cwd=running
        )
        assert decided.stdout == f"{ref}: contacted; now at event 2, 'resolve'\n"
        shown: dict[str, Any] = json.loads(
            redress("show", ref, "--as=amira.khan", "--json", cwd=running).stdout
        )
        assert shown["person"]["name"] == "Nadia Farrow"
        assert [deadline["name"] for deadline in shown["deadlines"]] == ["response"]
        assert shown["deadlines"][0]["why"].startswith("10 working days from")
        assert shown["history"][1]["words"] == {"remedy_wanted": "A working lift"}
        assert shown["broken_chain"] is None
        closed = {allowed["name"] for allowed in shown["allowed"] if allowed["refusal"]}
        assert {"contact", "refuse", "accept"} <= closed
        assert "respond" not in closed

    @pytest.mark.clause("PH-4.1a")
    def test_no_mail_leaves_the_embedded_stack(self, running: Path) -> None:
        """A mail server that is named is not used, which is said; what would be sent is caught."""
        assert "Not used here: REDRESS_SMTP_HOST" in (running / "said").read_text()
        ref = opened(running)

        def acknowledged() -> bool:
            caught = (running / ".redress" / "mail").glob("*.eml")
            return any(f"{ref}".encode() in mail.read_bytes() for mail in caught)

        wait_for(acknowledged)

    @pytest.mark.clause("PH-2b")
    def test_whoevers_training_ran_out_is_shown_nothing(self, running: Path) -> None:
        """Nor may they open or decide; the reason and the clause are given."""
        told = redress("show", opened(running), "--as=peter.vale", cwd=running)
        assert told.returncode == 1
        assert "ran out on 30 June 2024" in told.stderr
        assert "PH-2b" in told.stderr
        assert "Nadia" not in told.stdout + told.stderr

    def test_the_cost_is_counted(self, running: Path) -> None:
        """History events and billable actions of any case."""
        told = redress("show", opened(running), "--as=amira.khan", "--cost", "--json", cwd=running)
        assert json.loads(told.stdout)["actions"] >= 1

    def test_cases_are_listed(self, running: Path) -> None:
        """With what is due next; found by stage, by being late, and by what was said."""
        ref = opened(running)
        rows = json.loads(
            redress(
                "list", "--policy=poplar-harca", "--as=amira.khan", "--stage=resolve", "--json", cwd=running
            ).stdout
        )
        assert ref in {row["ref"] for row in rows}
        found = redress(
            "list", "--find=stood still", cwd=running, REDRESS_AS="amira.khan", REDRESS_POLICY="poplar-harca"
        )
        header, *rows = found.stdout.splitlines()
        [row] = [line for line in rows if ref in line]
        assert header.split() == ["Case", "Who", "About", "Stage", "Owner", "Next", "date"]
        for told in ("Nadia Farrow", "Repairs", "has stood still", "resolve", "nobody", "contact"):
            assert told in row, told
        none = redress("list", "--find=xylophone", "--as=amira.khan", "--policy=poplar-harca", cwd=running)
        assert (none.stdout, none.returncode) == ("There is no such case that you may read.\n", 0)
        slip = redress("list", "--stage=resolved", "--as=amira.khan", "--policy=poplar-harca", cwd=running)
        assert "stage: there is no stage 'resolved'; there are: answered, " in slip.stderr
        assert (
            json.loads(
                redress(
                    "list", "--policy=poplar-harca", "--as=amira.khan", "--overdue", "--json", cwd=running
                ).stdout
            )
            == []
        )

    @pytest.mark.clause("PH-4.1c")
    def test_a_closure_shows_what_it_moves_then_moves_it(self, running: Path) -> None:
        """It needs a reason and an administrator, lists the cases it touches, and asks first."""
        ref = opened(running)
        case = json.loads(redress("show", ref, "--as=amira.khan", "--json", cwd=running).stdout)
        due = next(entry["due_day"] for entry in case["deadlines"] if entry["name"] == "contact")
        closing = ["calendar", "poplar-harca", f"--add={due}"]
        assert "--reason" in redress(*closing, "--as=sara.quill", cwd=running).stderr
        closing.append("--reason=Moving house")
        assert "not-authorised" in redress(*closing, "--as=ruth.lewin", "--yes", cwd=running).stderr
        asked = redress(*closing, "--as=sara.quill", cwd=running)
        assert asked.returncode == 1
        assert ref in asked.stderr
        assert "Told" in asked.stderr
        assert redress("calendar", "poplar-harca", "--as=sara.quill", cwd=running).stdout == ""

        told = redress(*closing, "--as=sara.quill", "--yes", "--json", cwd=running)
        assert json.loads(told.stdout)["reason"] == "Moving house"
        assert "Moving house" in redress("calendar", "poplar-harca", "--as=sara.quill", cwd=running).stdout
        shown = redress("calendar", "poplar-harca", f"--show={due}", "--as=sara.quill", cwd=running)
        assert ref in shown.stdout
        told = redress(
            "due", "poplar-harca", "contact", f"--from={case['case']['received'][:16]}", "--why", cwd=running
        )
        assert "Moving house" in told.stdout

    @pytest.mark.clause("WRC-23")
    def test_a_policy_that_is_overdue_says_so(self, running: Path) -> None:
        """The stack opened its review by itself as it started; the paper, and the list of what is late."""
        asked = ("policy", "work-rights-centre")
        wait_for(lambda: "(WRCR-" in redress(*asked, cwd=running).stdout)
        assert "Review: due by 30 April 2022, and overdue (WRCR-" in redress(*asked, cwd=running).stdout
        staff = str(HERE / "scenarios" / "work_rights_centre" / "staff.csv")
        assert redress("staff", "work-rights-centre", "--import", staff, cwd=running).returncode == 0
        late = ("list", "--policy=work-rights-centre", "--as=clara.benson", "--overdue")
        wait_for(lambda: "OVERDUE" in redress(*late, cwd=running).stdout)
        assert "policy-review Sat 30 Apr 2022  OVERDUE" in redress(*late, cwd=running).stdout

    def test_who_has_a_digest(self, running: Path) -> None:
        """Chosen by name, shown with the directory, taken back; an unknown name is refused."""

        def digests(*options: str) -> list[str]:
            told = redress("staff", "poplar-harca", *options, cwd=running)
            assert told.returncode == 0, told.stderr
            return [line.split()[0] for line in told.stdout.splitlines() if "digest on working" in line]

        assert digests("--digest=tom.okafor", "--digest=amira.khan") == ["amira.khan", "tom.okafor"]
        assert digests("--no-digest=amira.khan") == ["tom.okafor"]
        assert digests("--no-digest=tom.okafor") == []
        wrong = redress("staff", "poplar-harca", "--digest=no.body", cwd=running)
        assert (wrong.returncode, "has no 'no.body'" in wrong.stderr) == (1, True)

    def test_the_history_of_the_staff_directory(self, running: Path, tmp_path: Path) -> None:
        """Each entry put in, and each change since, the newest first; of one person, or of all."""
        file = tmp_path / "staff.csv"
        entry = "kit.moor,Kit Moor,kit@poplar.example,{},2035-12-31"
        for roles in ("caseworker", "caseworker head-of-service"):
            file.write_text(f"id,name,email,roles,trained_until\n{entry.format(roles)}\n", encoding="utf-8")
            assert redress("staff", "poplar-harca", "--import", str(file), cwd=running).returncode == 0
        told = redress("staff", "poplar-harca", "--history", "--of=kit.moor", cwd=running).stdout.splitlines()
        assert [line.partition("UTC")[2].split(maxsplit=1)[1] for line in told] == [
            "roles from caseworker to caseworker head-of-service (the command line, or the database)",
            "put in, with the roles caseworker (the command line, or the database)",
        ]
        everybody = redress("staff", "poplar-harca", "--history", cwd=running).stdout
        assert "kit.moor" in everybody
        assert "amira.khan" in everybody
        wrong = redress("staff", "poplar-harca", "--of=kit.moor", cwd=running)
        assert (wrong.returncode, "goes with --history" in wrong.stderr) == (1, True)

    @pytest.mark.clause("WRC-4")
    def test_the_services_to_point_to(self, running: Path, tmp_path: Path) -> None:
        """Those of a file are put in, all or none; each is listed with how it is reached, and until when."""
        today = datetime.now(UTC).date()
        head, file = "id,name,helps_with,checked_on,website,ended_on", tmp_path / "signposts.csv"
        entry = f"acas,Acas,Disputes at work,{today},https://www.acas.org.uk"
        file.write_text(f"{head}\n{entry},\ngone,Gone,Nothing,{today},https://gone.example,{today}\n")
        told = redress("signposts", "work-rights-centre", "--import", str(file), cwd=running)
        assert (told.returncode, "2 services of the file are in the directory" in told.stderr) == (0, True)
        acas, gone = told.stdout.splitlines()
        assert re.match(r"acas +Acas +Disputes at work \(https://www\.acas\.org\.uk; until 20\d\d-", acas)
        assert "not used: it ended on" in gone
        file.write_text(f"{head}\n{entry.replace('https://', '')},\n")
        wrong = redress("signposts", "work-rights-centre", "--import", str(file), cwd=running)
        assert wrong.returncode == 1
        assert "line 2, website: write the whole address" in wrong.stderr
        assert redress("signposts", "work-rights-centre", cwd=running).stdout == told.stdout

    def test_wrong_fields_are_all_named(self, running: Path) -> None:
        """One line on stderr, every field at fault in it."""
        told = redress("open", "--as=amira.khan", "--set=policy=poplar-harca", "--set=nonsense", cwd=running)
        assert "--set name=value" in told.stderr
        told = redress("open", "--as=amira.khan", "--set=policy=poplar-harca", cwd=running)
        assert told.returncode == 1
        for field in ("service", "person", "happened_on", "about"):
            assert told.stderr.count(f"{field}: it is missing; give it") == 1


class TestRefusals:
    """Refusals in one line, with the reason, and with what there is instead."""

    @pytest.mark.parametrize(
        ("fields", "complaint"),
        [
            (("respond_by=11/12/2026",), "respond_by: 11/12/2026 is not a date; write 2026-12-11"),
            (("contacted_on=",), "contacted_on: this is not a date; write one as 2026-12-24"),
            (("mood=low",), "mood: there is no such field"),
            (("mood=low", "respond_by=soon"), "respond_by: this is not a date; write one as 2026-12-24"),
        ],
    )
    def test_wrong_fields(self, running: Path, fields: tuple[str, ...], complaint: str) -> None:
        """One alone is told with its reason as well as several."""
        given = [f"--set={field}" for field in ("remedy_wanted=A working lift", *fields)]
        told = redress("decide", opened(running), "contact", "--as=amira.khan", *given, cwd=running)
        assert told.returncode == 1
        assert told.stderr.startswith("redress: ")
        assert complaint in told.stderr
        assert told.stderr.count("\n") == 1

    def test_a_decision_that_is_none(self, running: Path) -> None:
        """Those that there are for such a case."""
        told = redress("decide", opened(running), "contct", "--as=amira.khan", cwd=running)
        assert told.returncode == 1
        assert "decision: there is no such decision; there are: accept, " in told.stderr

    @pytest.mark.parametrize(
        "arguments",
        [("open", "--set=policy=poplar"), ("list", "--policy=poplar"), ("token", "--policy=poplar")],
    )
    def test_a_policy_that_is_none(self, running: Path, arguments: tuple[str, ...]) -> None:
        """Those that there are."""
        told = redress(*arguments, "--as=amira.khan", cwd=running)
        assert told.returncode == 1
        assert "there is no policy 'poplar'; there are: poplar-harca" in told.stderr


def test_without_a_stack_it_says_what_to_do(tmp_path: Path) -> None:
    """Which settings are missing, and how to get going; whether the API is needed or the database."""
    for run, command, setting in (
        (redress, "list", "REDRESS_API"),
        (installed, "worker", "REDRESS_DATABASE_URL"),  # which ends its process
    ):
        told = run(command, cwd=tmp_path)
        assert told.returncode == 1
        assert "redress up" in told.stderr
        assert setting in told.stderr


def test_a_token_without_a_stack(tmp_path: Path) -> None:
    """Needs the stack's key, and no settings of the database or of a mail server."""
    told = redress("token", "--as=amira.khan", "--policy=poplar-harca", cwd=tmp_path)
    assert told.returncode == 1
    assert "start the stack first" in told.stderr
    assert "SMTP" not in told.stderr


def test_a_reference_of_nobodys(tmp_path: Path) -> None:
    """A reference that begins as no policy's do is refused before anything is asked."""
    told = redress("show", "XX-2026-000001", "--as=amira.khan", cwd=tmp_path)
    assert told.returncode == 1
    assert "there are: PH" in told.stderr
