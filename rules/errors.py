"""Errors as they may be told: their class, never their message, which may quote somebody's words."""

from __future__ import annotations


def kind_of(error: BaseException) -> str:
    """Return the class of an error, with the code that PostgreSQL or the status that Temporal gives it."""
    code = getattr(error, "sqlstate", None) or getattr(getattr(error, "status", None), "name", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
