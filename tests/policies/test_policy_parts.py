"""The panel, the money and the directorates in policy files: what is wrong, and what is left out whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies import PolicyFileError, read
from rules.money import MoneyRule
from rules.panel import PanelRule
from tests.policies.slips import (
    DEADLINES,
    DECISIONS,
    MONEY,
    PANEL,
    SHIPPED,
    changed,
    refused_for,
    without,
    without_all,
)

REVIEW = (
    *("ask-for-review", "appoint-panel", "change-panel", "plan-review"),
    *("propose-decision", "sign-decision", "decline-decision"),
)
PAYMENT = ("give-payment-details", "confirm-payment", "return-payment")
AWARD = ("approve-award", "decline-award")
SEPARATION = f"{MONEY}.separation"


@pytest.mark.parametrize(
    ("change", "key", "reason"),
    [
        pytest.param(
            ('"Repairs", directorate = "property"', '"Repairs", directorate = "Property"'),
            "services.repairs.directorate",
            "write small letters",
            id="malformed directorate",
        ),
        pytest.param(
            ('"Repairs", directorate = "property"', '"Repairs", directorate = "gardens"'),
            "services.repairs.directorate",
            "no 'gardens' under [directorates]",
            id="unknown directorate",
        ),
        pytest.param(without("directorates"), "directorates", "it is missing; give it", id="no directorates"),
        pytest.param(
            ("some = 5000, full = 10000 }", "some = 5000 }"),
            MONEY,
            "impacts.some.pence: give a sum for each of none, some, full, and no other",
            id="incomplete table of money",
        ),
        pytest.param(
            ("some = 5000, full = 10000 }", "some = 5000, full = 10000, partly = 7500 }"),
            MONEY,
            "impacts.some.pence: give a sum for each of none, some, full, and no other",
            id="sum in no column",
        ),
        pytest.param(
            ("full = 25000 }", "full = -1 }"),
            f"{MONEY}.impacts.high.pence.full",
            "-1 is too small; write 0 or more",
            id="negative sum",
        ),
        pytest.param(
            ("full = 25000 }", "full = 250.5 }"),
            f"{MONEY}.impacts.high.pence.full",
            "250.5 is not a whole number",
            id="half a penny",
        ),
        pytest.param(
            ('currency = "GBP"', 'currency = "pounds"'),
            f"{MONEY}.currency",
            "write a currency by its three letters",
            id="no currency",
        ),
        pytest.param(
            ('sort_code = "000000"', 'sort_code = "00-00-00"'),
            f"{MONEY}.payer.sort_code",
            "write six digits",
            id="sort code that is not six digits",
        ),
        pytest.param(
            ('losses_clause = "PH-5b"', 'losses_clause = "PH-5z"'),
            f"{MONEY}.losses_clause",
            "clause 'PH-5z' is not listed",
            id="unknown clause of money",
        ),
        pytest.param(
            ('final_clause = "PH-4.2e"', 'final_clause = "PH-4.2z"'),
            f"{PANEL}.final_clause",
            "clause 'PH-4.2z' is not listed",
            id="unknown clause of the panel",
        ),
        pytest.param(
            ('clause_at = { review = "PH-4.2f" }', 'clause_at = { review = "PH-4.2z" }'),
            f"{DEADLINES}.information.clause_at.review",
            "clause 'PH-4.2z' is not listed",
            id="unknown clause at a stage",
        ),
        pytest.param(
            ('clause_at = { review = "PH-4.2f" }', 'clause_at = { revision = "PH-4.2f" }'),
            f"{DEADLINES}.information.clause_at.revision",
            "no such stage",
            id="clause at an unknown stage",
        ),
        pytest.param(
            ('roles = ["resident-member"], directorate = "any"', 'roles = ["mayor"], directorate = "any"'),
            f"{PANEL}.seats.2.ways.2.roles",
            "no role 'mayor'",
            id="unknown role in a seat",
        ),
        pytest.param(
            ('["resident-member"], directorate = "any"', '["resident-member"], directorate = "next"'),
            f"{PANEL}.seats.1.ways.1.directorate",
            "write one of: own, other, any",
            id="seat for no directorate",
        ),
        pytest.param(
            without_all(PANEL),
            f"{DEADLINES}.review",
            "sets no such deadline without a table 'panel'",
            id="review without a panel",
        ),
        pytest.param(
            without_all(MONEY),
            f"{DEADLINES}.payment",
            "sets no such deadline without a table 'money'",
            id="payment without a table of money",
        ),
        pytest.param(without(f"{DEADLINES}.review"), f"{DEADLINES}.review", "missing", id="panel, no target"),
        pytest.param(
            without(f"{DEADLINES}.payment"), f"{DEADLINES}.payment", "missing", id="money, no deadline"
        ),
        *(
            pytest.param((f"{name} = {{", "sigh = {"), f"{DECISIONS}.{name}", "missing", id=f"no {name}")
            for name in (*REVIEW, *PAYMENT)
        ),
        pytest.param(
            ('review = "Review by a panel"\n', ""),
            "matters.complaint.stages.review",
            "missing",
            id="panel, no stage",
        ),
    ],
)
def test_what_is_wrong_is_said_by_file_key_and_reason(
    change: tuple[str, str], key: str, reason: str, tmp_path: Path
) -> None:
    """One slip of the pen, and the file is refused with where and why, on one line."""
    refused_for(changed(tmp_path, change), key, reason)


def part_left_out(*names: str, stage: bool) -> list[tuple[str, str]]:
    """Changes that leave out decisions by name, and with the panel the stage at which it sits."""
    text = SHIPPED.read_text(encoding="utf-8")
    lines = [
        line
        for line in text.splitlines(keepends=True)
        if line.startswith(tuple(f"{name} = {{" for name in names))
    ]
    assert len(lines) == len(names)
    changes = [(line, "") for line in lines]
    if stage:
        changes += [('review = "Review by a panel"\n', ""), ('clause_at = { review = "PH-4.2f" }\n', "")]
    return changes


def test_a_part_is_left_out_as_a_whole(tmp_path: Path) -> None:
    """Without its table, its deadline, its decisions and its stage, the rest of the file is a policy."""
    no_panel = [without_all(PANEL), without(f"{DEADLINES}.review"), *part_left_out(*REVIEW, stage=True)]
    no_money = [
        without_all(MONEY),
        without(f"{DEADLINES}.payment"),
        *part_left_out(*PAYMENT, *AWARD, stage=False),
    ]
    policy = read(changed(tmp_path, *no_panel, *no_money))
    complaint = policy.matters["complaint"]
    assert (complaint.table(PanelRule), complaint.table(MoneyRule)) == (None, None)
    for change in (*no_panel[2:], *no_money[2:]):
        rest = [other for other in (*no_panel, *no_money) if other != change]
        with pytest.raises(PolicyFileError, match=r"without a table '(panel|money)|there is no such stage"):
            read(changed(tmp_path, *rest))


def test_awards_take_two_people_where_a_policy_says_so(tmp_path: Path) -> None:
    """Without the table nobody approves what another awards; with it, the decisions have to be there."""
    alone = [without(SEPARATION), *part_left_out(*AWARD, stage=False)]
    money = read(changed(tmp_path, *alone)).matters["complaint"].table(MoneyRule)
    assert money is not None
    assert money.separation is None
    refused_for(changed(tmp_path, alone[1]), f"{DECISIONS}.approve-award", "is missing")
    mute = ('tell = "head-of-service"', 'tell = "resident-member"')
    refused_for(changed(tmp_path, mute), f"{SEPARATION}.tell", "has no mailbox")
