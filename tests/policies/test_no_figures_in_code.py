"""No figure, role or clause of a policy is repeated in code: it stands in the policy file alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import policies
from policies import library

ROOT = Path(policies.HERE).parent
CODE = ("rules", "workflows", "activities", "records", "starter", "notices", "policies", "worker.py")
LENGTHS = {"working_days", "calendar_days", "calendar_months"}
NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty"
SPOKEN_LENGTH = re.compile(
    rf"\b(\d+|{NUMBERS})[ -]((working|calendar)[ -])?(day|week|month|year)s?\b", re.IGNORECASE
)
SPOKEN_SUM = re.compile(r"(£|\bGBP)\s?\d|\b\d+\s?(pounds|GBP)\b", re.IGNORECASE)
CLAUSE = re.compile(r"\b(PH|WRC)-\d(?!\d{3}-\d)")  # and not a reference: PH-2026-000123
MONTHS_OR_WEEKS = {"months", "weeks", "years"}


def repeated(tree: ast.AST, roles: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Each line on which code says what only a policy file should, and what it says. Docstrings may."""
    said = {
        id(statement.value)
        for statement in ast.walk(tree)
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _lengths(node)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in LENGTHS and _is_figure(value):
                    yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            text = node.value
            if any(pattern.search(text) for pattern in (SPOKEN_LENGTH, SPOKEN_SUM, CLAUSE)) or text in roles:
                yield node.lineno, repr(text)


def _lengths(call: ast.Call) -> Iterator[tuple[int, str]]:
    for keyword in call.keywords:
        if keyword.arg in LENGTHS | MONTHS_OR_WEEKS and _is_figure(keyword.value):
            yield call.lineno, ast.unparse(call)


def _is_figure(node: ast.expr) -> bool:
    """Whether an expression comes to a number written into the code, other than the 0 of a missing unit."""
    numbers = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
    return any(isinstance(number, int) and number != 0 for number in numbers)


def sources() -> list[Path]:
    """Every Python file of the product in which a figure of a policy might be repeated."""
    return sorted(
        file
        for name in CODE
        for file in ([ROOT / name] if name.endswith(".py") else (ROOT / name).rglob("*.py"))
    )


def roles() -> frozenset[str]:
    """The roles that policies give powers to; their names belong to the policies."""
    return frozenset(role for policy in library() for role in policy.roles)


def test_there_is_code_to_look_at() -> None:
    """A moved folder must not make the next test pass by finding nothing."""
    folders = {file.relative_to(ROOT).parts[0] for file in sources()}
    assert folders == set(CODE)
    assert len(sources()) > 40


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(ROOT)))
def test_no_figure_role_or_clause_is_repeated_in_code(file: Path) -> None:
    """A new policy is a new file: nothing that it may say otherwise is said in code."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert list(repeated(tree, roles())) == []


def organisations() -> frozenset[str]:
    """The names of organisations, and the ids of their policies, as they are and as folders have them."""
    names = {name for policy in library() for name in (policy.id, policy.organisation)}
    return frozenset(name.lower() for name in names | {policy.id.replace("-", "_") for policy in library()})


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(ROOT)))
def test_no_organisation_is_named_in_code(file: Path) -> None:
    """Nor in what code says of itself: what one organisation needs, any other can have by its own file."""
    text = file.read_text(encoding="utf-8").lower()
    assert "poplar-harca" in organisations()
    assert [name for name in organisations() if name in text] == []


@pytest.mark.parametrize(
    "code",
    [
        "Within(working_days=2)",
        "Within(working_days=5 * 2)",
        "Within(**{'calendar_months': 6})",
        "relativedelta(months=6)",
        "timedelta(weeks=4)",
        "raise Invalid('contact the person within 2 working days')",
        "raise Invalid('respond in ten working days')",
        "x = f'{name} has 20 working days'",
        "notice = 'more than six months ago'",
        "text = 'one calendar month'",
        "sum = 'GBP 50'",
        "sum = '£100'",
        "yield Proposal(kind='contacted', clause='PH-4.1c')",
        "Tell(notice='breach', to='head-of-service')",
        "if 'director' in actor.roles: pass",
    ],
)
def test_what_is_repeated_would_be_found(code: str) -> None:
    """Figures as arguments, in dictionaries and in texts; sums; clauses; roles."""
    assert list(repeated(ast.parse(code), roles()))


@pytest.mark.parametrize(
    "code",
    [
        "def contact(): '''Within two working days (PH-4.1c).'''",
        "X = 1\n'''Such as 20 working days.'''",
        "# within 2 working days",
        "relativedelta(months=within.calendar_months or 0, days=within.calendar_days or 0)",
        "day + timedelta(days=1)",
        "Within(working_days=number)",
        "x = 'working_days'",
        "help = 'such as PH-2026-000123'",
        "x = f'{count} working days'",
        "give = 'exactly one of working_days, calendar_days, calendar_months'",
    ],
)
def test_what_is_not_repeated_is_let_be(code: str) -> None:
    """Docstrings, comments, the next day, units without a figure, figures that come from the policy."""
    assert list(repeated(ast.parse(code), roles())) == []
