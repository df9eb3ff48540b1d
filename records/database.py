"""The database: its pool, its migrations, and which of its errors say that it is away."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
from pogo_core.util import migrate as pogo
from pogo_core.util import sql as pogo_sql

from rules.refusal import RecordsAway

HERE = Path(__file__).parent
MIGRATING = 7_317_233
"""The advisory lock that lets one process migrate at a time."""

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
START_PATIENCE = 60.0
"""Seconds that a process waits at its start for a database that is starting, or not there yet."""
SAY_AFTER, BETWEEN_TRIES, ONE_TRY = 2.0, 0.5, 5.0
"""Seconds after which the log says what is waited for; between two tries; that one try may take."""
logger = logging.getLogger(__name__)


def is_away(error: BaseException) -> bool:
    """Whether an error says that the database cannot be reached, or went away; asking again may help."""
    if isinstance(error, asyncpg.InterfaceError | asyncpg.InternalClientError):
        return any(words in str(error) for words in LOST)
    return isinstance(error, AWAY)


def is_outage(error: BaseException) -> bool:
    """Return whether an error says that the database is away, as PostgreSQL's or as our refusal."""
    return isinstance(error, RecordsAway) or is_away(error)


def is_barred(error: BaseException) -> bool:
    """Whether an error says that the database does not let us in; asking again will not help."""
    return isinstance(error, BARRED)


class Outages:
    """Tells the log once that the database is away, and once that it is back, instead of at every attempt."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._in_vain = 0

    async def connect(self, *arguments: Any, **options: Any) -> asyncpg.Connection:
        """Connect, as `asyncpg.connect` does."""
        try:
            connection: asyncpg.Connection = await asyncpg.connect(*arguments, **options)
        except Exception as error:
            if is_away(error):
                self._lost(error)
            raise
        self._found()
        return connection

    def _lost(self, error: Exception) -> None:
        if self._since is None:
            self._since, self._in_vain = time.monotonic(), 0
            logger.warning("the database is away: %s", _said(error))
        self._in_vain += 1

    def _found(self) -> None:
        if self._since is not None:
            seconds, self._since = time.monotonic() - self._since, None
            logger.warning(
                "the database is back after %.0f s, in which it was asked in vain %d times",
                seconds,
                self._in_vain,
            )


_outages = Outages()


async def require_answer(pool: asyncpg.Pool) -> None:
    """Return once the database has answered.

    Raises:
        RecordsAway: it does not.

    """
    async with acquired(pool) as connection:
        await connection.fetchval("SELECT 1")


@contextlib.asynccontextmanager
async def acquired(pool: asyncpg.Pool) -> AsyncIterator[Connection]:
    """Yield a connection of a pool.

    Raises:
        RecordsAway: it cannot be had, or broke.

    """
    try:
        async with pool.acquire() as connection:
            yield connection
    except Exception as error:
        if not is_away(error):
            raise
        raise RecordsAway("the database is away; ask again under the same key") from None


async def open_pool(dsn: str, *, most: int = 10, within: float = START_PATIENCE) -> asyncpg.Pool:
    """Return a pool of connections that read and write JSON as Python values.

    Args:
        dsn: The database.
        most: Connections.
        within: Seconds to wait for a database that is starting, or not there yet.

    Raises:
        RecordsAway: it is not there by then, or does not let us in.

    """
    await (await _connected(dsn, within)).close()
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=most,
        connect=_outages.connect,
        init=_prepare,
        reset=_keep_as_it_is,
        command_timeout=10,
    )


async def _connected(dsn: str, within: float) -> asyncpg.Connection:
    """Return a connection, as soon as there can be one.

    Raises:
        RecordsAway: there is none in time, or the database does not let us in.

    """
    began, is_said = time.monotonic(), False
    while True:
        try:
            return await asyncpg.connect(dsn, timeout=ONE_TRY)
        except Exception as error:
            waited = time.monotonic() - began
            if is_barred(error) or (is_away(error) and waited > within):
                raise RecordsAway(
                    f"the database cannot be used ({_said(error)}): see REDRESS_DATABASE_URL"
                ) from error
            if not is_away(error):
                raise
            if waited > SAY_AFTER and not is_said:
                is_said = True
                logger.warning("waiting for the database (REDRESS_DATABASE_URL): %s", _said(error))
        await asyncio.sleep(BETWEEN_TRIES)


def _said(error: Exception) -> str:
    """Return what an error of connecting says: an address, a state, a role; no data."""
    return str(error) or type(error).__name__


async def migrate(dsn: str, *, within: float = START_PATIENCE) -> None:
    """Bring the database's schema up to date; safe to call from many processes at once.

    Raises:
        RecordsAway: there is none within so many seconds, or it does not let us in.
        pogo_core.error.BadMigrationError: a migration failed, and was rolled back.

    """
    connection = await _connected(dsn, within)
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
