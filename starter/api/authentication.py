"""Authentication: the bearer token of a request, believed before anything else of it is read."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from engine.tokens import Identity, TokenMissing, TokenRefused, Verifier
from starter.api.limits import Pace, TooMany
from starter.api.problems import not_believed, refused

DOCS, DOCS_FILES = "/docs", "/docs/files"
"""The API's documentation, and the folder of the files that its page loads."""
OPEN = frozenset(
    {
        *("/health/live", "/health/ready"),
        *(DOCS, "/docs/oauth2-redirect", "/openapi.json"),
        *(f"{DOCS_FILES}/{name}" for name in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png")),
    }
)
"""The paths that need no token."""
OPEN_UNDER = ("/standards",)
"""The paths that need none, with all that lies under them."""
IDENTITY = "redress.identity"
"""Whom the token of a request speaks of, in its scope."""


class Authentication:
    """Believes the token of whoever asks, and keeps their pace, before anything that they sent is read.

    What `is_open` is for everybody. Tokens that are not believed are counted by the address that they come
    from: whoever has one that is believed asks on from there.
    """

    def __init__(self, app: ASGIApp, verifier: Verifier, pace: Pace, strangers: Pace) -> None:
        self._app, self._verifier, self._pace, self._strangers = app, verifier, pace, strangers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with the identity that its token speaks of."""
        if scope["type"] == "http" and not is_open(scope["path"]):
            try:
                scope[IDENTITY] = await self._believed(scope)
            except TokenRefused as unknown:
                await not_believed(unknown)(scope, receive, send)
                return
            except TooMany as too_many:
                await refused(too_many)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _believed(self, scope: Scope) -> Identity:
        try:
            identity = await self._verifier.identity(_token(scope))
        except TokenRefused:
            host, _ = scope["client"] or ("", 0)
            await self._strangers.keep(host)
            raise
        await self._pace.keep(f"{identity.policy}/{identity.staff}")
        return identity


def is_open(path: str) -> bool:
    """Return whether a path needs no token."""
    return path in OPEN or any(path == open_ or path.startswith(f"{open_}/") for open_ in OPEN_UNDER)


def _token(scope: Scope) -> str:
    sent: bytes = dict(scope["headers"]).get(b"authorization", b"")
    scheme, _, token = sent.decode("latin-1").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise TokenMissing("send a bearer token")
    return token.strip()
