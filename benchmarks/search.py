"""The time a search takes over many cases: for words in few of them, in many, and in none, and for lists.

Run `make bench`, or `python -m benchmarks.search [CASES]`: starts a stack of its own in a temporary folder,
fills its database with cases that differ in their people and words, and prints p50 and p99 of each search, in
milliseconds. Not a test: it prints, it does not judge.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from embedded.stack import Stack
from records.database import Connection, open_pool
from records.finding import search
from rules.reading import ReadAccess

CASES = 100_000
FILLED_WITHIN = 600
"""Seconds."""
EACH = 40
"""Times that each search is made."""
STAFF = ReadAccess(policy="poplar-harca", staff="amira.khan", matters=("complaint",))
NAMES = (
    *("matter", "stage", "owner", "service", "overdue", "closed", "nobodys", "trouble", "due_before", "q"),
    *("after_due", "after_ref"),
)
SEARCHES: dict[str, dict[str, Any]] = {
    "a reference": {"q": "PH-2026-054321"},
    "part of a reference": {"q": "054321"},
    "an e-mail address": {"q": "siobhan.odonnell54321@resident.example"},
    "a telephone number": {"q": "+44 20 7905 4321"},
    "a name of a thousand": {"q": "SIOBHAN"},
    "part of a name of a thousand": {"q": "iobh"},
    "a name and a street": {"q": "siobhan mast"},
    "a word that is in one case": {"q": "zephyr54321"},
    "a word in a fifth of all": {"q": "lift"},
    "a word that is in all": {"q": "the"},
    "two words that are common": {"q": "lift broken"},
    "common words that never meet": {"q": "lift damp"},
    "a word that is nowhere": {"q": "xylophone"},
    "letters that are common, a word that is nowhere": {"q": "thelift"},
    "the list": {},
    "somebody's own": {"owner": "worker.7"},
    "nobody's": {"nobodys": True},
    "in trouble": {"trouble": True},
}
FILL = """
WITH numbered AS (
    SELECT n, (ARRAY['lift', 'door', 'heating', 'damp', 'bins'])[1 + n % 5] AS thing
    FROM generate_series(1, $1::int) AS n
), people AS (
    INSERT INTO people.person (name, email, phone, address, language, channel)
    SELECT
        CASE WHEN n % 100 = 0 THEN 'Siobhán' ELSE 'Resident' || n % 977 END || ' O''Donnell' || n % 1009,
        'siobhan.odonnell' || n || '@resident.example', '020 79' || lpad(n::text, 6, '0'),
        ARRAY[n || ' ' || (ARRAY['Mast','Keel','Bow','Anchor'])[1 + n % 4] || ' House'], 'en', 'email'
    FROM numbered RETURNING id
), cases AS (
    INSERT INTO casebook.casefile (ref, policy, version, matter, service, person_id, received_at, received_by,
        made_by, raised_by, happened_on, source, source_id, digest, stage, owner, due_name, due_day, due_at)
    SELECT 'PH-2026-' || lpad(n::text, 6, '0'), 'poplar-harca', '2022-01-18', 'complaint', 'repairs',
        people.id, now(), 'portal', 'resident', 'resident', current_date, 'bench', n::text, '', 'resolve',
        'worker.' || n % 200, 'response', current_date + (n % 90)::int, now() + n * interval '1 minute'
    FROM numbered JOIN (SELECT id, row_number() OVER () AS n FROM people) AS people USING (n) RETURNING ref
)
INSERT INTO people.words (ref, key, digest, words)
SELECT 'PH-2026-' || lpad(n::text, 6, '0'), 'intake', '', jsonb_build_object('about',
    'The ' || thing || ' has been broken for ' || n % 40 || ' days, and nobody who rang us back could say '
    || 'when it will be mended; my neighbour on floor ' || n % 23 || ' has written to you twice. zephyr' || n)
FROM numbered
"""


async def main(cases: int) -> None:
    """Fill the database, measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            Stack(Path(folder) / "stack", ports="free") as stack,
            await open_pool(stack.settings.database_url) as pool,
            pool.acquire() as connection,
        ):
            await connection.execute("SET session_replication_role = replica")  # the foreign keys are seen to
            await connection.execute(FILL.replace("$1", str(cases)), timeout=FILLED_WITHIN)
            await connection.execute("SET session_replication_role = origin")
            await connection.execute("VACUUM ANALYZE", timeout=FILLED_WITHIN)
            print(f"{cases:,} cases; milliseconds of a page of 50, of {EACH} each:")
            for what, filters in SEARCHES.items():
                await _measure(connection, what, filters)


async def _measure(connection: Connection, what: str, filters: dict[str, Any]) -> None:
    asked = dict.fromkeys(NAMES) | {"most": 50} | filters
    took: list[float] = []
    for _ in range(EACH):
        began = time.perf_counter()
        found = await search(connection, STAFF, **asked)
        took.append((time.perf_counter() - began) * 1000)
    p99 = statistics.quantiles(took, n=100, method="inclusive")[98]
    print(f"  {what:50} {len(found):3} found   p50 {statistics.median(took):7.1f}   p99 {p99:7.1f}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES))
