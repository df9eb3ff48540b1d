"""The issuer whose tokens are believed: one that is named; the stack's own only where settings say so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from engine.errors import IssuerMissing, SettingsMissing
from engine.settings import Settings
from engine.tokens import EMBEDDED_ISSUER, Issuer, TokenRefused, believes_embedded_issuer, verifier_of


def settings(folder: Path, **changed: object) -> Settings:
    """The settings of production, with a data folder."""
    given: dict[str, object] = {
        "data": folder,
        "database_url": "postgresql:///x",
        "smtp_host": "mail.example",
    }
    return Settings.model_validate(given | changed)


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    """The issuer of a stack that ran in the data folder once."""
    issuer = Issuer(tmp_path)
    issuer.prepare()
    return issuer


def test_a_key_that_lies_in_the_data_folder_lets_nobody_in(tmp_path: Path, issuer: Issuer) -> None:
    """Production does not start without the name of an issuer; it says what to set."""
    with pytest.raises(IssuerMissing) as refused:
        verifier_of(settings(tmp_path))
    for name in ("REDRESS_OIDC_ISSUER", "REDRESS_OIDC_KEYS", "REDRESS_EMBEDDED_ISSUER"):
        assert name in str(refused.value)


async def test_where_it_is_told_to_it_believes_it(tmp_path: Path, issuer: Issuer) -> None:
    """By a setting of its own, or by the issuer's name; a start can tell."""
    token = issuer.token("amira.khan", "poplar-harca", audience="redress", lasts=timedelta(hours=1))
    named = {"oidc_issuer": EMBEDDED_ISSUER, "oidc_keys": str(issuer.keys)}
    for changed in ({"embedded_issuer": True}, named):
        believing = settings(tmp_path, **changed)
        assert believes_embedded_issuer(believing)
        verifier = verifier_of(believing)
        assert (await verifier.identity(token)).staff == "amira.khan"


async def test_another_issuer_is_named(tmp_path: Path, issuer: Issuer) -> None:
    """The key in the folder counts for nothing then, whatever else is set; half of it is not enough."""
    named = settings(
        tmp_path, oidc_issuer="https://id.example", oidc_keys=str(issuer.keys), embedded_issuer=True
    )
    assert not believes_embedded_issuer(named)
    token = issuer.token("amira.khan", "poplar-harca", audience="redress", lasts=timedelta(hours=1))
    with pytest.raises(TokenRefused):
        await verifier_of(named).identity(token)
    for half in ({"oidc_issuer": "https://id.example"}, {"oidc_keys": "https://id.example/keys"}):
        with pytest.raises(SettingsMissing):
            verifier_of(settings(tmp_path, embedded_issuer=True, **half))
