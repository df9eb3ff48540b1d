"""The hash chain: whatever is done to a case's recorded events shows, and where."""

from __future__ import annotations

from typing import Any

import pytest

from records.chain import FIRST, chained, digest, first_break

REF = "PH-2026-000001"
OTHER = "PH-2026-000002"
KINDS = ("opened", "contacted", "noted", "responded", "closed")

Row = dict[str, Any]


def link(rows: list[Row], ref: str = REF) -> list[Row]:
    """Rows with the hashes that recording them in this order gives."""
    previous, linked = FIRST, []
    for row in rows:
        row_hash = chained(previous, ref, row["key"], row["body"])
        linked.append(row | {"previous_hash": previous, "hash": row_hash})
        previous = row_hash
    return linked


def recorded(ref: str = REF) -> list[Row]:
    """Five events as they were recorded."""
    return link(
        [
            {
                "seq": seq,
                "key": f"key-{seq}",
                "body": {
                    "seq": seq,
                    "kind": kind,
                    "actor": "amira.khan",
                    "facts": {"made": True, "by": None},
                },
            }
            for seq, kind in enumerate(KINDS, start=1)
        ],
        ref,
    )


def broken(rows: list[Row], *, ref: str = REF) -> str | None:
    """What is wrong with rows, where the case remembers the five that were recorded."""
    remembered = recorded()
    return first_break(ref, rows, len(remembered), remembered[-1]["hash"])


def test_nothing_is_wrong_with_what_was_recorded() -> None:
    """Neither with five events, nor with none yet."""
    assert broken(recorded()) is None
    assert first_break(REF, [], 0, FIRST) is None


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize(
    "change",
    [
        {"kind": "withdrawn"},
        {"actor": "tom.okafor"},
        {"facts": {"made": False, "by": None}},
        {"facts": {"made": 1, "by": None}},
        {"facts": {"made": True}},
        {"seq": 9},
        {"because": "an afterthought"},
    ],
)
def test_a_changed_event_is_named(place: int, change: Row) -> None:
    """Any part of its body, on any row, the last as well."""
    rows = recorded()
    rows[place]["body"] |= change
    assert broken(rows) == f"{REF}: event {place + 1} was changed after it was recorded"


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("column", ["key", "hash", "previous_hash"])
def test_a_changed_key_or_hash_is_named(place: int, column: str) -> None:
    """The key of the decision and both hashes are held fast as well."""
    rows = recorded()
    rows[place][column] = "another"
    assert broken(rows) == f"{REF}: event {place + 1} was changed after it was recorded"


def test_a_change_with_its_own_hash_mended_shows_on_the_next_event() -> None:
    """Who can work out hashes must rewrite every later event; the next one tells on them."""
    rows = recorded()
    rows[1]["body"]["kind"] = "withdrawn"
    rows[1]["hash"] = chained(rows[0]["hash"], REF, rows[1]["key"], rows[1]["body"])
    assert broken(rows) == f"{REF}: event 3 was changed after it was recorded"


@pytest.mark.parametrize("place", range(5))
def test_a_chain_rewritten_to_its_end_shows_on_the_case(place: int) -> None:
    """Every later hash mended too: the case remembers another last hash."""
    rows = recorded()
    rows[place]["body"]["actor"] = "tom.okafor"
    problem = broken(link(rows))
    assert problem is not None
    assert problem.startswith(f"{REF}: ")


@pytest.mark.parametrize("place", range(4))
def test_a_missing_event_is_named(place: int) -> None:
    """Taken out from the beginning or the middle."""
    rows = recorded()
    del rows[place]
    assert broken(rows) == f"{REF}: event {place + 1} is missing"


def test_a_missing_event_is_not_hidden_by_new_numbers() -> None:
    """Numbered anew without it, the event after the gap does not follow the one before."""
    rows = recorded()
    del rows[2]
    rows = [row | {"seq": seq} for seq, row in enumerate(rows, start=1)]
    assert broken(rows) == f"{REF}: event 3 was changed after it was recorded"


@pytest.mark.parametrize("left", range(5))
def test_a_truncated_history_is_named(left: int) -> None:
    """The last ones gone, or all of them: the case remembers how many there were."""
    assert broken(recorded()[:left]) == f"{REF}: events after {left} are missing; there were 5"


@pytest.mark.parametrize("place", range(4))
def test_reordered_events_are_named(place: int) -> None:
    """Two neighbours that changed places, with their numbers or without."""
    rows = recorded()
    rows[place : place + 2] = rows[place + 1], rows[place]
    assert broken(rows) == f"{REF}: event {place + 1} is missing"
    renumbered = [row | {"seq": seq} for seq, row in enumerate(rows, start=1)]
    assert broken(renumbered) == f"{REF}: event {place + 1} was changed after it was recorded"


@pytest.mark.parametrize("place", range(5))
def test_an_inserted_event_is_named(place: int) -> None:
    """One slipped in between, numbered and hashed to follow: the next one no longer does."""
    rows = recorded()
    forged = rows[place] | {"key": "forged", "body": rows[place]["body"] | {"kind": "forged"}}
    forged["hash"] = chained(forged["previous_hash"], REF, "forged", forged["body"])
    rows.insert(place, forged)
    rows = [row | {"seq": seq} for seq, row in enumerate(rows, start=1)]
    assert broken(rows) == f"{REF}: event {place + 2} was changed after it was recorded"


def test_an_event_twice_is_named() -> None:
    """The same row again is not the next event."""
    rows = recorded()
    rows.insert(2, rows[1])
    assert broken(rows) == f"{REF}: event 3 is missing"


def test_an_event_added_at_the_end_shows_on_the_case() -> None:
    """Perfectly linked, but not what the case remembers as its last."""
    rows = recorded()
    body = rows[4]["body"] | {"seq": 6, "kind": "reopened"}
    problem = broken(link([*rows, {"seq": 6, "key": "forged", "body": body}]))
    assert problem is not None
    assert problem.startswith(f"{REF}: ")


def test_events_of_another_case_do_not_pass() -> None:
    """The reference is part of each hash: a whole history cannot be moved to another case."""
    assert first_break(REF, recorded(OTHER), 5, recorded(OTHER)[-1]["hash"]) == (
        f"{REF}: event 1 was changed after it was recorded"
    )


def test_the_first_break_is_told() -> None:
    """Of several, the earliest: from there on nothing can be relied on."""
    rows = recorded()
    rows[3]["body"]["kind"] = rows[1]["body"]["kind"] = "changed"
    assert broken(rows) == f"{REF}: event 2 was changed after it was recorded"


def test_the_order_of_keys_does_not_matter_and_everything_else_does() -> None:
    """PostgreSQL keeps JSON in an order of its own; values, types and nesting are what is held fast."""
    assert digest({"a": 1, "b": [1, {"c": None}]}) == digest({"b": [1, {"c": None}], "a": 1})
    alike = [{"a": 1}, {"a": "1"}, {"a": True}, {"a": None}, {}, {"a": [1]}, [["a", 1]], {"a": {"a": 1}}, "é"]
    assert len({digest(value) for value in alike}) == len(alike)


def test_parts_do_not_run_into_each_other() -> None:
    """Moving a letter from the reference to the key gives another hash."""
    assert chained("", "AB", "C", {}) != chained("", "A", "BC", {})
