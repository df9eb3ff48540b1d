"""The cases that a search finds: by parts of words, whatever their accents and capitals.

A part is looked up in the reference, the person's name, e-mail address, telephone number and address, and in
what was said. Where a part is in few cases, the index of three letters finds them. Where every part is in
many, the cases are looked through in the order of the list, which ends as soon as a page is full.
"""

from __future__ import annotations

import re
from typing import Any

from records.database import Connection
from records.sql import every, queries
from rules.reading import ReadAccess
from rules.refusal import Invalid

FEW = 1_000
"""Cases: so many that hold a part of a word are found by it, before any other filter."""
SHORTEST, ANYWHERE = 2, 3
"""Letters of a part; and of one that is found anywhere: a shorter one is where a word begins with it."""
MOST_PARTS = 12
PHONE = re.compile(r"[0-9+() ./-]+")
DIGITS_OF_A_PHONE, MOST_DIGITS = 7, 10
"""Digits that make one telephone number and not several numbers, and the last ones, by which it is known: 020
and +44 20 begin the same number."""


async def search(connection: Connection, access: ReadAccess, *, q: str | None, **filters: Any) -> list[Any]:
    """Return a page of the cases that somebody may read; the filters are those of `search_cases`.

    Raises:
        Invalid: `q` has no part that can be looked up, or too many.

    """
    refs, parts = await _found(connection, q) if q else (None, [])
    rows = queries.search_cases(connection, **access.as_filter(), **filters, refs=refs, parts=parts)
    return await every(rows)


async def _found(connection: Connection, q: str) -> tuple[list[str] | None, list[str]]:
    """Return the cases that hold one part of a search, where they are few, and all of its parts.

    Whoever asks may not read every word that holds a part: each is looked for again in what they may.
    """
    parts = await _parts(connection, q)
    for part in sorted(parts, key=len, reverse=True):
        rows = await every(queries.holding(connection, part=part, most=FEW + 1))
        if len(rows) <= FEW:
            return [row["ref"] for row in rows], parts
    return None, parts


async def _parts(connection: Connection, q: str) -> list[str]:
    """Return what to look for, as texts are compared.

    Of a telephone number they are its last digits, without the zero that stands for the country's code.
    """
    digits = re.sub(r"\D", "", q)
    is_phone = bool(PHONE.fullmatch(q)) and len(digits) >= DIGITS_OF_A_PHONE
    said = [digits[-MOST_DIGITS:].lstrip("0")] if is_phone else q.split()
    rows = await every(queries.plain(connection, said=said))
    plain = [part for row in rows for part in row["plain"].split() if len(part) >= SHORTEST]
    parts = [part if len(part) >= ANYWHERE else f" {part}" for part in plain]
    if not parts:
        raise Invalid(f"write at least {SHORTEST} letters or digits of what you look for", where="q")
    if len(parts) > MOST_PARTS:
        raise Invalid(f"write at most {MOST_PARTS} words", where="q")
    return list(dict.fromkeys(parts))
