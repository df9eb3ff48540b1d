"""Faults: what cannot be recorded, however often it is tried, is refused, and told without any values.

PostgreSQL and pydantic say in their errors what they failed on, which may be somebody's words. So neither
the log nor the engine gets such a text: only which error it was, and where in our code.
"""

from __future__ import annotations

import contextlib
import logging
import traceback
from collections.abc import Iterator

import asyncpg

from records.database import is_away
from rules.errors import kind_of
from rules.refusal import Fault

FAULTS = (
    ValueError,  # pydantic's ValidationError is one
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.ProgramLimitExceededError,
)
"""Errors that the same input meets again; a database that is away, or a deadlock, is none of them."""
logger = logging.getLogger(__name__)


@contextlib.contextmanager
def faults_refused(what: str) -> Iterator[None]:
    """Refuse a fault within the block as such; what it is about goes to the log, and must hold no words.

    Raises:
        Fault: naming the kind of error alone.

    """
    try:
        yield
    except FAULTS as error:
        if is_away(error):
            raise
        logger.error("%s failed: %s\n%s", what, kind_of(error), _path_of(error))
        raise Fault(
            f"it could not be recorded ({kind_of(error)}); nothing was changed, and our log has it"
        ) from None


def _path_of(error: BaseException) -> str:
    """Where in the code it happened: files and lines, as in a traceback."""
    return "".join(traceback.format_tb(error.__traceback__))
