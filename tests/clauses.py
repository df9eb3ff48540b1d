"""A pytest plugin: which clause of which policy each test proves, as a table and as a JSON file.

`pytest --clauses=build/clauses.json` lists, for every clause id in the policy files, the tests that
carry its mark and whether they passed. A mark of a clause that no policy has is an error.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from policies import library

CLAUSE = "clause"


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
        test = report.nodeid.partition("@")[0]  # what stands behind it is the group it ran in
        if clauses := [str(value) for name, value in report.user_properties if name == CLAUSE]:
            self._clauses_of[test] = clauses
        if report.when == "call" or report.outcome != "passed":
            self._outcome[test] = report.outcome

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table and write the file: in the process that hears of every test, and it alone."""
        table = dict(self._table())
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
        terminalreporter.section("clauses")
        for clause, proof in table.items():
            counts = f"{proof['passed']} passed, {proof['not_passed']} not"
            terminalreporter.line(f"{clause:10} {counts:24} {proof['duty']}")
        if bare := [clause for clause, proof in table.items() if not proof["passed"]]:
            terminalreporter.line(f"No passing test: {', '.join(bare)}", red=True)

    def _table(self) -> Iterator[tuple[str, dict[str, object]]]:
        for policy in library():
            for clause in policy.clauses:
                tests = {
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
                        "passed": passed,
                        "not_passed": len(tests) - passed,
                        "tests": tests,
                    },
                )


def pytest_configure(config: pytest.Config) -> None:
    """Switch the table on where a file for it is named; processes that run tests for it only note clauses."""
    if file := config.getoption("--clauses"):
        config.pluginmanager.register(Proofs(file), "clause-proofs")
