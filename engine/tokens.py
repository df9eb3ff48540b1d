"""Who asks: bearer tokens (JSON Web Tokens, as OpenID Connect issues them), and the stack's own issuer."""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from engine.errors import EngineError, IssuerMissing, SettingsMissing
from engine.private import opened
from engine.settings import Settings

ALGORITHMS = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
"""Signatures by a private key alone: whoever can check a token must not be able to make one."""
EMBEDDED_ISSUER = "urn:redress:embedded"
CLOCKS_DIFFER_BY = timedelta(seconds=30)
KEYS_LAST = timedelta(minutes=10)


class TokenRefused(EngineError):
    """The bearer token is missing, malformed, expired, or not from the issuer."""

    code = "not-authenticated"


class TokenMissing(TokenRefused):
    """No bearer token was sent."""


@dataclass(frozen=True)
class Identity:
    """Whom a token speaks of: a member of the staff directory of a policy."""

    staff: str
    policy: str


class Verifier:
    """Checks tokens against an issuer's published keys.

    Args:
        issuer: What the token must say of its issuer.
        audience: What it must say of its audience.
        keys: Where the issuer's keys (JWKS) are: an address beginning with https:// or http://, or a file.
        staff_claim: The claim that holds the id in the staff directory.
        policy: The policy that all tokens are for; None where each says so in its claim `policy`.

    """

    def __init__(
        self, *, issuer: str, audience: str, keys: str, staff_claim: str = "sub", policy: str | None = None
    ) -> None:
        self._issuer, self._audience, self._staff_claim, self._policy = issuer, audience, staff_claim, policy
        self._remote = (
            jwt.PyJWKClient(keys, lifespan=int(KEYS_LAST.total_seconds()), timeout=5)
            if keys.startswith(("https://", "http://"))
            else None
        )
        self._file = Path(keys)

    async def identity(self, token: str) -> Identity:
        """Whom a token speaks of.

        Raises:
            TokenRefused: why it is refused; never quoting it.

        """
        try:
            key = await asyncio.to_thread(self._key, token)
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self._audience,
                issuer=self._issuer,
                leeway=CLOCKS_DIFFER_BY,
                options={"require": ["exp", "iat", "iss", "aud", self._staff_claim]},
            )
        except jwt.PyJWKClientConnectionError:
            raise TokenRefused("the issuer's keys cannot be had now; try again") from None
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
            # PyJWT leaves some of what a hostile token makes Python say as it is
            raise TokenRefused(self._said_of(error)) from None
        staff, policy = claims.get(self._staff_claim), self._policy or claims.get("policy")
        if not isinstance(staff, str) or not isinstance(policy, str):
            raise TokenRefused(f"the token names no {self._staff_claim!r}, or no 'policy'")
        return Identity(staff=staff, policy=policy)

    def _said_of(self, error: Exception) -> str:
        """Return why a token is refused, and what to do about it."""
        if isinstance(error, jwt.MissingRequiredClaimError):
            return f"the token lacks the claim {error.claim!r}; have the issuer add it"
        said: dict[type[Exception], str] = {
            jwt.ExpiredSignatureError: "the token has expired; get a new one",
            jwt.ImmatureSignatureError: "the token is not valid yet; compare the issuer's clock",
            jwt.InvalidAudienceError: "the token is for another audience; get one for this API",
            jwt.InvalidIssuerError: "the token is from another issuer; get one from ours",
            jwt.InvalidSignatureError: "the token was not signed by the issuer; get a new one",
        }
        return said.get(
            type(error), "this is not a token of the issuer; send one as `Authorization: Bearer ...`"
        )

    def _key(self, token: str) -> jwt.PyJWK:
        if self._remote is not None:
            return self._remote.get_signing_key_from_jwt(token)
        wanted = jwt.get_unverified_header(token).get("kid")
        keys = jwt.PyJWKSet.from_dict(json.loads(self._file.read_text(encoding="utf-8"))).keys
        for key in keys:
            if key.key_id == wanted:
                return key
        raise jwt.InvalidTokenError("unknown key")


def verifier_of(settings: Settings) -> Verifier:
    """The verifier that settings name; that of the embedded stack's own issuer only where they say so.

    Raises:
        SettingsMissing: no issuer is named, and no stack has made one.
        IssuerMissing: none is named, and that of the stack in the data folder is not to be believed.

    """
    issuer, keys = settings.oidc_issuer, settings.oidc_keys
    own = Issuer(settings.data).keys
    named = {"REDRESS_OIDC_ISSUER": issuer, "REDRESS_OIDC_KEYS": keys}
    missing = [name for name, value in named.items() if not value]
    if missing == [*named] and own.exists():
        if not settings.embedded_issuer:
            raise IssuerMissing(missing, own)
        issuer, keys, missing = EMBEDDED_ISSUER, str(own), []
    if issuer is None or keys is None:
        raise SettingsMissing(missing, own)
    return Verifier(
        issuer=issuer,
        audience=settings.oidc_audience,
        keys=keys,
        staff_claim=settings.oidc_staff_claim,
        policy=settings.oidc_policy,
    )


def believes_embedded_issuer(settings: Settings) -> bool:
    """Return whether settings have the embedded stack's own tokens believed, whoever reads its key."""
    return (settings.oidc_issuer or EMBEDDED_ISSUER) == EMBEDDED_ISSUER


class Issuer:
    """The embedded stack's own issuer of tokens: a key in its data folder. Not for production."""

    def __init__(self, folder: Path) -> None:
        self._private, self.keys = folder / "issuer.pem", folder / "issuer.jwks.json"

    def prepare(self) -> None:
        """Make the key, once, and publish its public half."""
        if not self._private.exists():
            key = ec.generate_private_key(ec.SECP256R1())
            pem = key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            with opened(self._private, "wb") as out:
                out.write(pem)
        public = ECAlgorithm.to_jwk(self._load().public_key(), as_dict=True)
        published = {"keys": [public | {"kid": "embedded", "alg": "ES256", "use": "sig"}]}
        with opened(self.keys, "w") as out:
            json.dump(published, out)

    def token(self, staff: str, policy: str, *, audience: str, lasts: timedelta) -> str:
        """A token for a member of staff.

        Raises:
            TokenRefused: no stack has made a key in this folder.

        """
        now = datetime.now(UTC)
        claims = {"iss": EMBEDDED_ISSUER, "aud": audience, "sub": staff, "policy": policy}
        times = {"iat": now, "exp": now + lasts, "jti": str(uuid.uuid4())}
        return jwt.encode(claims | times, self._load(), algorithm="ES256", headers={"kid": "embedded"})

    def _load(self) -> ec.EllipticCurvePrivateKey:
        try:
            key = serialization.load_pem_private_key(self._private.read_bytes(), password=None)
        except FileNotFoundError:
            raise TokenRefused(f"there is no key in {self._private.parent}; start the stack first") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TokenRefused(f"{self._private} holds another kind of key")
        return key
