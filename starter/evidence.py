"""Evidence: files that people give, checked for what they say they are, and put on file by a decision."""

from __future__ import annotations

import puremagic

from records.kept import Beside, File
from rules.policy import Policy
from rules.recording import Answer
from rules.refusal import Invalid
from starter.desk import Desk

TEXT = "text/plain"
"""The one kind of file that no mark at its beginning tells from others."""


async def add_evidence(desk: Desk, ref: str, file: File, policy: Policy, *, actor: str, key: str) -> Answer:
    """Put a file on file, once for its key: kept first, and dropped again if the decision is refused.

    Raises:
        Refusal: the file is not one that the policy takes, or as `Desk.decide`.

    """
    _require_taken(file, policy)
    stated = {"digest": file.digest, "size": len(file.content), "media_type": file.media_type}
    fields = {"title": file.title} | stated
    return await desk.decide(ref, "add-evidence", fields, actor=actor, key=key, beside=Beside(file=file))


def _require_taken(file: File, policy: Policy) -> None:
    """Refuse a file that is empty, too large, of a kind that the policy does not take, or not of its kind."""
    rule = policy.evidence
    if rule is None or file.media_type not in rule.media_types:
        taken = ", ".join(rule.media_types) if rule else "none"
        raise Invalid(
            f"{policy.id} takes no {file.media_type}; it takes: {taken}", where="header.Content-Type"
        )
    if not 0 < len(file.content) <= rule.most_megabytes * 1_000_000:
        raise Invalid(
            f"it has {len(file.content)} bytes; a file has 1 byte to {rule.most_megabytes} MB", where="body"
        )
    if file.media_type not in _kinds(file.content):
        raise Invalid(f"it does not look like {file.media_type}", where="body")


def _kinds(content: bytes) -> set[str]:
    """What a file may be, by how it begins; plain text where it begins like nothing known."""
    try:
        return {match.mime_type for match in puremagic.magic_string(content)}
    except puremagic.PureError:
        pass
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return set()
    return set() if "\x00" in text else {TEXT}
