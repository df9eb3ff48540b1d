"""Papers in use: which versions of policies open cases began under, and whether their files are all there."""

from __future__ import annotations

import logging

from records.database import Connection
from records.sql import every, queries
from rules.library import Library
from rules.refusal import Unknown

NAMED = 5
"""How many of the cases are named."""
logger = logging.getLogger(__name__)


async def missing(connection: Connection, library: Library) -> list[str]:
    """What is missing while cases need it: which file, which cases, what to do."""
    gone = []
    for row in await every(queries.open_by_version(connection)):
        try:
            library.version(row["policy"], row["version"])
        except Unknown:
            refs, more = row["refs"][:NAMED], len(row["refs"]) - NAMED
            cases = ", ".join(refs) + (f" and {more} more" if more > 0 else "")
            gone.append(
                f"the file of {row['policy']} of {row['version']} is gone, and open cases began under it: "
                f"{cases}; they stand still until it is back in the folder that REDRESS_POLICIES names"
            )
    return gone


async def say_missing(connection: Connection, library: Library) -> None:
    """Write what is missing into the log; every other case goes on."""
    for message in await missing(connection, library):
        logger.error(message)
