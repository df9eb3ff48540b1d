"""A pytest plugin: which clause of which policy each test proves, as a table and as a JSON file.

`pytest --clauses=build/clauses.json` lists, for every clause id in the policy files, the tests that
carry its mark and whether they passed, those of earlier runs that the file holds included. A mark of a
clause that no policy has is an error. `python -m tests.clauses build/clauses.json` prints the table, and
exits with 1 where a clause has no passing test or a test that did not pass. A clause of which its policy says
what Redress does not see to (`unserved`) is named as such: not served, or in part where tests prove the rest.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from policies import library

CLAUSE = "clause"
Table = Mapping[str, dict[str, Any]]
"""The tests and their outcomes of each clause, by its id."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--clauses FILE`."""
    parser.addoption("--clauses", type=Path, help="write which test proves which clause to this JSON file")


class Proofs:
    """The outcomes of the tests that carry a clause's mark.

    Each test's report carries its clauses, since tests may run in processes of their own.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._clauses_of: dict[str, list[str]] = {}
        self._outcome: dict[str, str] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note each test's clauses."""
        known = {clause.id for policy in library() for clause in policy.clauses}
        for item in items:
            clauses = [clause for mark in item.iter_markers("clause") for clause in mark.args]
            if unknown := set(clauses) - known:
                raise pytest.UsageError(
                    f"{item.nodeid}: no policy has the clause {', '.join(sorted(unknown))}"
                )
            item.user_properties.extend((CLAUSE, clause) for clause in clauses)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note each test's clauses, and its outcome: the worst of its phases."""
        if clauses := [str(value) for name, value in report.user_properties if name == CLAUSE]:
            self._clauses_of[report.nodeid] = clauses
        if report.when == "call" or report.outcome != "passed":
            self._outcome[report.nodeid] = report.outcome

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table and write the file: in the process that hears of every test, and it alone."""
        table = dict(self._table(read(self._file)))
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
        terminalreporter.section("clauses")
        for line in lines(table):
            terminalreporter.line(line)
        if bare := without_proof(table):
            terminalreporter.line(f"No passing test: {', '.join(bare)}", red=True)

    def _table(self, earlier: Table) -> Iterator[tuple[str, dict[str, Any]]]:
        for policy in library():
            for clause in policy.clauses:
                tests = earlier.get(clause.id, {}).get("tests", {}) | {
                    test: self._outcome.get(test, "not run")
                    for test, clauses in self._clauses_of.items()
                    if clause.id in clauses
                }
                passed = sum(outcome == "passed" for outcome in tests.values())
                yield (
                    clause.id,
                    {
                        "policy": policy.id,
                        "section": clause.section,
                        "duty": clause.duty,
                        "unserved": clause.unserved,
                        "passed": passed,
                        "not_passed": len(tests) - passed,
                        "tests": tests,
                    },
                )


def read(file: Path) -> Table:
    """The table that a file holds; an empty one where there is no file."""
    if not file.exists():
        return {}
    table: Table = json.loads(file.read_text(encoding="utf-8"))
    return table


def lines(table: Table) -> Iterator[str]:
    """The table, a line for each clause."""
    for clause, proof in table.items():
        counts = f"{proof['passed']} passed, {proof['not_passed']} not"
        part = "in part; not yet" if proof["tests"] else "NOT SERVED"
        unserved = f" [{part}: {proof['unserved']}]" if proof["unserved"] else ""
        yield f"{clause:10} {counts:24} {proof['duty']}{unserved}"


def without_proof(table: Table) -> list[str]:
    """The clauses that no passing test proves, but for those of which something is not served."""
    return [clause for clause, proof in table.items() if not (proof["passed"] or proof["unserved"])]


def main(file: Path) -> int:
    """Print the table of a file; the exit status is 1 where a clause is not proved."""
    table = read(file)
    sys.stdout.writelines(f"{line}\n" for line in lines(table))
    missing = [clause.id for policy in library() for clause in policy.clauses if clause.id not in table]
    failed = [clause for clause, proof in table.items() if proof["not_passed"]]
    for what, clauses in (("No passing test", without_proof(table) + missing), ("Tests not passed", failed)):
        if clauses:
            sys.stderr.write(f"{what}: {', '.join(clauses)}\n")
    return int(bool(missing or failed or without_proof(table)))


def pytest_configure(config: pytest.Config) -> None:
    """Switch the table on where a file for it is named; processes that run tests for it only note clauses."""
    if file := config.getoption("--clauses"):
        config.pluginmanager.register(Proofs(file), "clause-proofs")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
