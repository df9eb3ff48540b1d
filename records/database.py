"""The database: its pool, its migrations, and the named queries of `queries/`."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiosql
import asyncpg
from pogo_core.util import migrate as pogo
from pogo_core.util import sql as pogo_sql

HERE = Path(__file__).parent
MIGRATING = 7_317_233
"""The advisory lock that lets one process migrate at a time."""

queries: Any = aiosql.from_path(HERE / "queries", "asyncpg")
"""Every query of `queries/`, by its name; the first argument is a connection."""

LOST = ("connection is closed", "connection has been released", "cannot switch to state")
"""What asyncpg says of a connection that broke between two statements; it has no class for it."""
AWAY = (
    OSError,  # no socket, no answer, no answer in time
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)
BARRED = (
    asyncpg.InvalidAuthorizationSpecificationError,  # an unknown role, a wrong password
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.ClientConfigurationError,
)
Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy


def is_away(error: BaseException) -> bool:
    """Whether an error says that the database cannot be reached, or went away; asking again may help."""
    if isinstance(error, asyncpg.InterfaceError | asyncpg.InternalClientError):
        return any(words in str(error) for words in LOST)
    return isinstance(error, AWAY)


def is_barred(error: BaseException) -> bool:
    """Whether an error says that the database does not let us in; asking again will not help."""
    return isinstance(error, BARRED)


async def every(found: AsyncIterator[asyncpg.Record]) -> list[asyncpg.Record]:
    """Every row that a query finds."""
    return [row async for row in found]


async def open_pool(dsn: str, *, most: int = 10) -> asyncpg.Pool:
    """Return a pool of connections that read and write JSON as Python values."""
    return await asyncpg.create_pool(
        dsn, min_size=1, max_size=most, init=_prepare, reset=_keep_as_it_is, command_timeout=10
    )


async def migrate(dsn: str) -> None:
    """Bring the database's schema up to date; safe to call from many processes at once.

    Raises:
        pogo_core.error.BadMigrationError: a migration failed, and was rolled back.

    """
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", MIGRATING)
        await pogo_sql.ensure_pogo_sync(connection)
        await pogo.apply(connection, HERE / "migrations", schema_name="public")
    finally:
        await connection.close()


async def _keep_as_it_is(connection: asyncpg.Connection) -> None:
    """Take a connection back without the query that resets it, which would be a round trip of its own.

    We leave nothing on a connection beyond a transaction: locks and settings end with it, nobody listens. A
    transaction that was left open is rolled back by the pool before this.
    """


async def _prepare(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
