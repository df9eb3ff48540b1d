"""Enquiries in policy files: what is wrong with what is said of them, by file, key and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies.slips import MEMBERS, changed, refused_for, without, without_all


@pytest.mark.parametrize(
    ("change", "key", "reason"),
    [
        pytest.param(
            ('no_response_clause = "PH-6b"', 'no_response_clause = "PH-6z"'),
            f"{MEMBERS}.no_response_clause",
            "clause 'PH-6z' is not listed",
            id="unknown clause of no response",
        ),
        pytest.param(
            ('title = "A tenant", individual = true', 'title = "A tenant", individual = "perhaps"'),
            f"{MEMBERS}.subjects.tenant.individual",
            "write true or false",
            id="perhaps an individual",
        ),
        pytest.param(without_all(MEMBERS), MEMBERS, "it is missing; give it", id="enquiries from nobody"),
        pytest.param(
            without_all(f"{MEMBERS}.subjects"),
            f"{MEMBERS}.subjects",
            "it is missing; give it",
            id="about nobody",
        ),
        pytest.param(
            without(f"{MEMBERS}.kinds"), f"{MEMBERS}.kinds", "it is missing; give it", id="no member"
        ),
        pytest.param(
            ('lifecycle = "enquiry"', 'lifecycle = "complaint"'),
            MEMBERS,
            "the complaint lifecycle has no such table",
            id="table that nothing reads",
        ),
        pytest.param(
            without("matters.enquiry.deadlines.answer"),
            "matters.enquiry.deadlines",
            "it is missing; give it",
            id="enquiries never due",
        ),
        pytest.param(
            ("record-authority = {", "sigh = {"),
            "matters.enquiry.decisions.record-authority",
            "missing",
            id="authority never noted",
        ),
    ],
)
def test_what_is_wrong_is_said_by_file_key_and_reason(
    change: tuple[str, str], key: str, reason: str, tmp_path: Path
) -> None:
    """One slip of the pen, and the file is refused with where and why, on one line."""
    refused_for(changed(tmp_path, change), key, reason)


def test_enquiries_that_are_never_answered_are_refused(tmp_path: Path) -> None:
    """A policy under which everybody gets no response is a slip."""
    slips = [
        (f'title = "{title}", individual = true', f'title = "{title}"')
        for title in ("A tenant", "A leaseholder")
    ]
    refused_for(changed(tmp_path, *slips), MEMBERS, "none of them is individual")
