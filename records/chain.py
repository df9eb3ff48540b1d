"""The hash chain: each event's row carries the hash of the one before, so that a change shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

FIRST = ""
"""What stands before the first event."""


def digest(value: object) -> str:
    """SHA-256 of a JSON value, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def chained(previous: str, ref: str, key: str, body: Mapping[str, Any]) -> str:
    """The hash of an event that follows another."""
    return digest([previous, ref, key, body])


def first_break(
    ref: str, rows: Iterable[Any], last_seq: int, last_hash: str, *, count: int = 0, previous: str = FIRST
) -> str | None:
    """Return what is wrong with a case's recorded events, or None where nothing is.

    Args:
        ref: The case.
        rows: The event rows in order.
        last_seq: The number of the last of them, and `last_hash` its hash, as the case itself remembers.
        last_hash: See there.
        count: How many come before the first of them, and `previous` the hash of the last of those.
        previous: See there.

    """
    expected = count
    for row in rows:
        expected += 1
        if row["seq"] != expected:
            return f"{ref}: event {expected} is missing"
        if row["previous_hash"] != previous or row["hash"] != chained(previous, ref, row["key"], row["body"]):
            return f"{ref}: event {expected} was changed after it was recorded"
        previous = row["hash"]
    if expected < last_seq:
        return f"{ref}: events after {expected} are missing; there were {last_seq}"
    if previous != last_hash:
        return f"{ref}: event {expected} is not the last that was recorded; the chain was written anew"
    return None
