"""Options that commands share, and who asks from a terminal, and whom.

The API's address and a token come from the environment, else from the running stack. This module, like every
module of commands, imports what a command works with only where the command runs: `--help` and the commands
about the paper then answer at once.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict
from rich.console import Console

from engine.errors import EngineError
from engine.settings import DEFAULT_DATA, PREFIX, Folder, FromEnvironment, Settings, read_stack_file
from policies import library
from rules.refusal import Invalid, Unknown

if TYPE_CHECKING:
    from records.database import Connection
    from starter.api.client import ApiClient

As = Annotated[
    str | None,
    typer.Option(
        "--as", envvar="REDRESS_AS", help="Who you are on a running stack: your id in the staff directory."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
PolicyId = Annotated[str, typer.Argument(help="The policy's id, as `redress policy` lists them.")]
TakenWhole = Annotated[
    Path | None,
    typer.Option("--import", help="A CSV file: all of it is taken, or none.", exists=True, dir_okay=False),
]
Whose = Annotated[
    str | None,
    typer.Option("--policy", envvar="REDRESS_POLICY", help="The policy's id, where there are several."),
]
progress = Console(stderr=True)
HOUR = timedelta(hours=1)


def iso(day: datetime | None) -> str | None:
    """Return a day that was given as an option as the API takes it: 2026-12-29."""
    return day.date().isoformat() if day else None


class NoApi(EngineError):
    """Neither the environment nor a running stack says where the API is."""

    def __init__(self) -> None:
        super().__init__(
            "no API is known here: start the stack with `redress up`, or set REDRESS_API and REDRESS_TOKEN"
        )


class Access(FromEnvironment):
    """Where the API is, and who asks: from the environment (REDRESS_...)."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, hide_input_in_errors=True)

    data: Folder = DEFAULT_DATA
    api: str | None = None
    token: SecretStr | None = None
    oidc_audience: str = "redress"


@contextlib.asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Connection]:
    """Yield a connection to the database, for a command that works with it itself.

    Raises:
        RecordsAway: it is not there in time, or does not let us in.

    """
    from records.database import open_pool

    async with (
        await open_pool(settings.database_url, most=1, within=settings.start_patience) as pool,
        pool.acquire() as connection,
    ):
        yield connection


def the_policy(named: str | None) -> str:
    """Return the id of the policy that is named, else of the only one there is.

    Raises:
        Unknown: there is no such policy; with those there are.
        Invalid: none is named, and there are several; with those there are.

    """
    if named:
        return library().current(named).id
    first, *others = library().ids
    if others:
        known = ", ".join((first, *others))
        raise Invalid(f"say whose, here or in REDRESS_POLICY; there are: {known}", where="--policy")
    return first


def asking(policy: str | None, actor: str | None) -> ApiClient:
    """Return a client for somebody of an organisation, which a token in the environment names by itself.

    Raises:
        EngineError: no API is known, or its issuer's key is not here.
        Invalid: nobody says who asks, or of which of several policies.
        Unknown: there is no such policy; with those there are.

    """
    from engine.tokens import Issuer
    from starter.api.client import ApiClient

    access = Access()
    api = access.api or read_stack_file(access.data).get("api")
    if api is None:
        raise NoApi
    if access.token is not None:
        return ApiClient(api, access.token.get_secret_value())
    if actor is None:
        raise Invalid("say who you are on a running stack, or set REDRESS_TOKEN", where="--as")
    whose = the_policy(policy)
    return ApiClient(api, Issuer(access.data).token(actor, whose, audience=access.oidc_audience, lasts=HOUR))


def policy_of(ref: str) -> str:
    """Whose case a reference is, by how it begins.

    Raises:
        Unknown: no policy's references begin so.

    """
    prefix = ref.partition("-")[0]
    for policy in library():
        if prefix in policy.prefixes:
            return policy.id
    known = ", ".join(sorted({known for policy in library() for known in policy.prefixes}))
    raise Unknown(f"no policy's cases begin with {prefix!r}; there are: {known}", where="ref")
