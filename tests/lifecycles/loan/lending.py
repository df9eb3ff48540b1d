"""Lending the part to the lifecycles of complaints and enquiries, and its table to shipped policies."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from policies import HERE, read
from rules.complaint import COMPLAINT
from rules.enquiry import ENQUIRY
from rules.lifecycle import Lifecycle
from tests.lifecycles.loan.part import LOAN
from tests.lifecycles.registering import keeping_registered, register_instead
from workflows.matter import WORKFLOWS


def with_loans(lifecycle: Lifecycle) -> Lifecycle:
    """Return a lifecycle, not registered yet, that has one part more."""
    return replace(lifecycle, rules=dict(lifecycle.rules), parts=(*lifecycle.parts, LOAN))


LENDING = (with_loans(COMPLAINT), with_loans(ENQUIRY))
"""The lifecycles, with the part."""


@contextmanager
def lent() -> Iterator[None]:
    """Register the lifecycles with the part, and their workflows, until the block ends."""
    with keeping_registered():
        for lifecycle in LENDING:
            register_instead(lifecycle)
        workflows = importlib.import_module("tests.lifecycles.loan.workflows")
        WORKFLOWS.update(complaint=workflows.Complaint, enquiry=workflows.Enquiry)
        yield


def paper(policy: str, matter: str) -> str:
    """Return the text of a shipped policy file, a version a day later, that lends in one of its matters."""
    file = HERE / f"{policy.replace('-', '_')}.toml"
    shipped = read(file)
    rules = shipped.matters[matter]
    keeper = next(name for name, role in shipped.roles.items() if role.mailbox)
    may = f'clause = "{rules.clause}", roles = {list(rules.decisions["note"].roles)}'
    text = file.read_text(encoding="utf-8")
    text = text.replace(f"version = {shipped.version}", f"version = {shipped.version + timedelta(days=1)}", 1)
    decisions = f"[matters.{matter}.decisions]\n"
    assert decisions in text
    text = text.replace(decisions, f"{decisions}lend = {{ {may} }}\ntake-back = {{ {may} }}\n")
    return f"""{text}
[matters.{matter}.loan]
clause = "{rules.clause}"
keeper = "{keeper}"
things = {{ heater = "a heater", dryer = "a dryer" }}

[matters.{matter}.deadlines.return]
clause = "{rules.clause}"
duty = "Wait for what was lent to come back"
within = {{ working_days = 10 }}
remind_before = {{ calendar_days = 4 }}
record_within = {{ working_days = 1 }}
"""


def write(folder: Path, policy: str, matter: str, *changes: tuple[str, str]) -> Path:
    """Write that file into a folder, its text changed further, as a new version of the policy."""
    text = paper(policy, matter)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / f"{policy.replace('-', '_')}_lending.toml"
    file.write_text(text, encoding="utf-8")
    return file
