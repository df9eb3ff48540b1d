"""Roles, ranks and reading in policy files: what is wrong with them, by file, key and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies.slips import changed, refused_for

ON_PANELS = 'read_on_panel = ["resident-member"]'
DECISIONS = "matters.complaint.decisions"
MANAGERS = '["head-of-service", "assistant-director", "director"]'


@pytest.mark.parametrize(
    ("change", "key", "reason"),
    [
        pytest.param(
            ('read_payments = ["finance"]', 'read_payments = ["mayor"]'),
            "access.read_payments",
            "no role 'mayor'",
            id="unknown role that reads",
        ),
        pytest.param(
            (ON_PANELS, "read_on_panel = []"),
            f"{DECISIONS}.plan-review.roles",
            "'resident-member' sees no cases",
            id="decides and reads nothing",
        ),
        pytest.param(
            (
                'mailbox = "casework@poplar.example", next_rank = "head-of-service" }',
                'mailbox = "casework@poplar.example", next_rank = "mayor" }',
            ),
            "roles.caseworker.next_rank",
            "no role 'mayor'",
            id="unknown rank",
        ),
        pytest.param(
            (
                'mailbox = "directors@poplar.example" }',
                'mailbox = "d@poplar.example", next_rank = "caseworker" }',
            ),
            "roles.caseworker.next_rank",
            "it comes back to 'caseworker'",
            id="ranks in a circle",
        ),
        pytest.param(
            ('{ title = "Another system" }', '{ title = "Another system", next_rank = "resident-member" }'),
            "roles.system.next_rank",
            "role 'resident-member' has no mailbox to be told by",
            id="rank that cannot be told",
        ),
        pytest.param(
            ('{ title = "Another system" }', '{ title = "Another system", next_rank = "finance" }'),
            "roles.system.next_rank",
            "role 'finance' is not under access.read",
            id="rank that does not read",
        ),
        pytest.param(
            (
                'read = ["head-of-service", "assistant-director", "director", "administrator"]',
                'read = ["director"]',
            ),
            "matters.warning.read",
            "'assistant-director' is missing, the next rank of a role that decides",
            id="next rank may not read",
        ),
        pytest.param(
            (
                f'confirm-conflict = {{ clause = "PH-4.2b", roles = {MANAGERS}',
                'confirm-conflict = { clause = "PH-4.2b", roles = ["resident-member"]',
            ),
            f"{DECISIONS}.confirm-conflict.roles",
            "none of them has a mailbox",
            id="nobody hears of a conflict",
        ),
        pytest.param(
            (
                f'link-appeal = {{ clause = "PH-7e", roles = {MANAGERS}',
                'link-appeal = { clause = "PH-7e", roles = ["resident-member"]',
            ),
            f"{DECISIONS}.link-appeal.roles",
            "none of them has a mailbox",
            id="nobody hears of an appeal",
        ),
        *(
            pytest.param(
                (f'{name} = {{ clause = "PH-4.2b"', f'# {name} = {{ clause = "PH-4.2b"'),
                f"{DECISIONS}.{name}",
                "is missing",
                id=f"conflicts without {name}",
            )
            for name in ("declare-conflict", "confirm-conflict", "decline-conflict", "withdraw-conflict")
        ),
    ],
)
def test_what_is_wrong_is_said_by_file_key_and_reason(
    change: tuple[str, str], key: str, reason: str, tmp_path: Path
) -> None:
    """One slip of the pen, and the file is refused with where and why, on one line."""
    refused_for(changed(tmp_path, change), key, reason)
