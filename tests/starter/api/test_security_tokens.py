"""Tokens that are not believed: each is refused in the same way, before anything else is looked at."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from embedded.ports import HOST
from engine.tokens import EMBEDDED_ISSUER
from tests.starter.api.conftest import AUDIENCE, Served
from tests.starter.api.test_cases import problem

CLAIMS = {"iss": EMBEDDED_ISSUER, "aud": AUDIENCE, "sub": "amira.khan", "policy": "poplar-harca"}
HEADER = {"kid": "embedded"}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANOTHER_KEY = ec.generate_private_key(ec.SECP256R1())
A_KEY_OF_ANOTHER_KIND = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Forge:
    """Makes tokens with the issuer's own key, and without it."""

    key: ec.EllipticCurvePrivateKey
    published: bytes

    def signed(self, *, header: dict[str, Any] | None = None, key: Any = None, **claims: Any) -> str:
        """A token that is as it must be, but for what is given; a claim that is None is left out."""
        now = datetime.now(UTC)
        said = CLAIMS | {"iat": now, "exp": now + HOUR} | claims
        kept = {name: value for name, value in said.items() if value is not None}
        algorithm = "RS256" if key is A_KEY_OF_ANOTHER_KIND else "ES256"
        return jwt.encode(kept, key or self.key, algorithm=algorithm, headers=HEADER | (header or {}))

    def hmac(self) -> str:
        """A token whose secret is the key that the issuer publishes (PyJWT itself would not make one)."""
        head, body = [_part(part) for part in (HEADER | {"alg": "HS256", "typ": "JWT"}, self._claims())]
        signature = jwt.get_algorithm_by_name("HS256").sign(f"{head}.{body}".encode(), self.published)
        return f"{head}.{body}.{_encoded(signature)}"

    def unsigned(self, algorithm: str) -> str:
        """A token without a signature."""
        return f"{_part(HEADER | {'alg': algorithm})}.{_part(self._claims())}."

    def _claims(self) -> dict[str, Any]:
        return CLAIMS | {"iat": 0, "exp": int((datetime.now(UTC) + HOUR).timestamp())}


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _part(said: dict[str, Any]) -> str:
    return _encoded(json.dumps(said).encode())


@pytest.fixture
def forge(served: Served) -> Forge:
    """A maker of tokens."""
    key = served.issuer._load()  # the tests' own issuer
    public = serialization.PublicFormat.SubjectPublicKeyInfo
    return Forge(key, key.public_key().public_bytes(serialization.Encoding.PEM, public))


@pytest.fixture
async def elsewhere() -> AsyncIterator[tuple[str, list[str]]]:
    """An address that somebody else serves, and whoever came there."""
    came: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(str(writer.get_extra_info("peername")))
        writer.close()

    server = await asyncio.start_server(answer, HOST, 0)
    async with server:
        yield f"http://{HOST}:{server.sockets[0].getsockname()[1]}/keys.json", came


async def refused(served: Served, sent: str | bytes) -> None:
    """A value of the header `Authorization` is refused, without a word about it."""
    headers = [(b"Authorization", b"Bearer " + (sent.encode() if isinstance(sent, str) else sent))]
    async with httpx.AsyncClient(base_url=served.url) as caller:
        answer = await caller.get("/cases", headers=headers)
    assert problem(answer) == (401, "not-authenticated")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="redress", error="invalid_token"'
    for secret in (CLAIMS["sub"], EMBEDDED_ISSUER, str(served.issuer.keys), "Traceback", "kid", "key "):
        assert secret not in answer.text


async def test_the_forge_makes_tokens_that_are_believed(served: Served, forge: Forge) -> None:
    """What the other tests change is what makes the difference."""
    async with httpx.AsyncClient(base_url=served.url) as caller:
        answer = await caller.get("/cases", headers={"Authorization": f"bearer {forge.signed()}"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"exp": datetime.now(UTC) - HOUR}, id="expired"),
        pytest.param({"exp": None}, id="for ever"),
        pytest.param({"exp": "tomorrow"}, id="until no time"),
        pytest.param({"exp": 1e400}, id="until infinity"),
        pytest.param({"nbf": datetime.now(UTC) + DAY}, id="not yet valid"),
        pytest.param({"iat": datetime.now(UTC) + DAY}, id="from the future"),
        pytest.param({"iat": None}, id="from no time"),
        pytest.param({"aud": "another-system"}, id="for another system"),
        pytest.param({"aud": None}, id="for no system"),
        pytest.param({"iss": "https://issuer.example"}, id="of another issuer"),
        pytest.param({"iss": None}, id="of no issuer"),
        pytest.param({"sub": None}, id="about nobody"),
        pytest.param({"sub": 7}, id="about a number"),
        pytest.param({"policy": None}, id="for no policy"),
        pytest.param({"policy": ["poplar-harca"]}, id="for a list"),
    ],
)
async def test_what_a_token_must_claim(served: Served, forge: Forge, claims: dict[str, Any]) -> None:
    """Who, for whom, from whom, for which policy, from when and until when; signed or not."""
    await refused(served, forge.signed(**claims))


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"exp": datetime.now(UTC) - HOUR}, "the token has expired; get a new one"),
        (
            {"nbf": datetime.now(UTC) + HOUR},
            "the token is not valid yet; compare the issuer's clock",
        ),
        ({"aud": "payroll"}, "the token is for another audience; get one for this API"),
        ({"iss": "https://elsewhere"}, "the token is from another issuer; get one from ours"),
        ({"exp": None}, "the token lacks the claim 'exp'; have the issuer add it"),
        ({"key": ANOTHER_KEY}, "the token was not signed by the issuer; get a new one"),
    ],
)
async def test_why_a_token_is_refused(
    served: Served, forge: Forge, claims: dict[str, Any], told: str
) -> None:
    """Each reason says what to do about it."""
    async with httpx.AsyncClient(base_url=served.url) as caller:
        answer = await caller.get("/cases", headers={"Authorization": f"Bearer {forge.signed(**claims)}"})
    assert (problem(answer), answer.json()["detail"]) == ((401, "not-authenticated"), told)


@pytest.mark.parametrize("key", [ANOTHER_KEY, A_KEY_OF_ANOTHER_KIND], ids=["EC", "RSA"])
async def test_signed_by_another_key(served: Served, forge: Forge, key: Any) -> None:
    """Under the name of the issuer's key."""
    await refused(served, forge.signed(key=key))


async def test_signed_by_nobody(served: Served, forge: Forge) -> None:
    """Without a signature, with one made from the public key, and with one of another token."""
    for algorithm in ("none", "None", "NONE", "ES256", "HS256", ""):
        await refused(served, forge.unsigned(algorithm))
    await refused(served, forge.hmac())
    head, _, signature = forge.signed().split(".")
    other = forge.signed(sub="ruth.lewin").split(".")[1]
    await refused(served, f"{head}.{other}.{signature}")


async def test_a_key_that_the_token_brings_along(
    served: Served, forge: Forge, elsewhere: tuple[str, list[str]]
) -> None:
    """A key inside the token, or at an address that it names, is not used, and nobody goes there."""
    address, came = elsewhere
    own = json.loads(jwt.get_algorithm_by_name("ES256").to_jwk(ANOTHER_KEY.public_key()))
    for header in ({"jku": address}, {"x5u": address}, {"jwk": own}, {"jwk": own, "kid": address}):
        await refused(served, forge.signed(key=ANOTHER_KEY, header=header))
    assert came == []


@pytest.mark.parametrize(
    "kid",
    [
        "../../../../dev/null",
        "/etc/passwd",
        "' OR '1'='1",
        "embedded' --",
        "$(id)",
        "\x00",
        "",
        "x" * 4000,
    ],
)
async def test_a_key_id_is_only_compared(served: Served, forge: Forge, kid: str) -> None:
    """Whatever it looks like: no file, no statement, no command."""
    await refused(served, forge.signed(header={"kid": kid}))
    await refused(served, forge.signed(header={"kid": kid}, key=ANOTHER_KEY))


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param("x", id="one letter"),
        pytest.param("..", id="nothing in three parts"),
        pytest.param("a.b.c", id="three letters"),
        pytest.param("é.ü.ß".encode(), id="no ASCII"),
        pytest.param(b"\xff\xfe.\xff.\xff", id="no text"),
        pytest.param("W10.W10.", id="lists"),
        pytest.param(f"{_part({'alg': 'ES256', 'kid': 7})}.e30.", id="a number for a key"),
        pytest.param(_encoded(b"[" * 6000) + ".e30.", id="nested"),
        pytest.param(_encoded(b'{"alg":' + b"9" * 6000 + b"}") + ".e30.", id="a number without end"),
        pytest.param("A" * 12_000, id="huge"),
    ],
)
async def test_what_is_no_token(served: Served, sent: str | bytes) -> None:
    """Refused as any other, whatever a parser makes of it."""
    await refused(served, sent)


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": ""}, {"Authorization": "Bearer"}, {"Authorization": "Basic YTpi"}]
)
async def test_a_token_stands_in_its_header_alone(
    served: Served, forge: Forge, headers: dict[str, str]
) -> None:
    """In the address or a cookie it would be kept in logs and sent by strangers' pages: it counts as none."""
    async with httpx.AsyncClient(base_url=served.url) as caller:
        caller.cookies.set("access_token", forge.signed())
        answer = await caller.get("/cases", params={"access_token": forge.signed()}, headers=headers)
    assert problem(answer) == (401, "not-authenticated")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="redress"'
