"""Settings: from the environment (REDRESS_...), and where it is silent from the running stack."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from engine.errors import SettingInvalid, SettingsMissing, SettingsUnreadable
from rules.reasons import reason

RETENTION = timedelta(days=90)
"""The time for which the UI shows a closed case; the record itself is in PostgreSQL."""
DEFAULT_DATA = Path(".redress")
STACK_FILE = "stack.json"
TEMPORAL_FILE = "temporal.toml"
PREFIX = "REDRESS_"
MAIL_SERVER = ("smtp_port", "smtp_start_tls")
FROM_STACK = ("database_url", "smtp_host", *MAIL_SERVER, "outbox")
NEEDED = ("database_url", "smtp_host")


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


Folder = Annotated[Path, AfterValidator(_absolute)]


class StackFile(PydanticBaseSettingsSource):
    """What the embedded stack wrote about itself into its data folder."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Not used: the file is read as a whole."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """The settings that the file offers and the environment left open."""
        found = read_stack_file(_absolute(Path(self.current_state.get("data", DEFAULT_DATA))))
        offered = {name: found[name] for name in FROM_STACK if name in found}
        if "smtp_host" in self.current_state:
            # the stack's port belongs to the stack's own host
            return {name: value for name, value in offered.items() if name not in MAIL_SERVER}
        return offered


class FromEnvironment(BaseSettings):
    """Settings whose variables begin with `PREFIX`.

    Raises SettingInvalid where one is not of its kind.
    """

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            [first, *_] = error.errors(include_input=False)
            name = "_".join(str(part) for part in first["loc"]).upper()
            raise SettingInvalid(PREFIX + name, reason(first)) from None


class Settings(FromEnvironment):
    """Everything that differs between one installation and another; Temporal has its own (`connect`).

    Raises SettingsMissing where a setting without a default is found nowhere.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,  # a line of an .env file that was left open
        frozen=True,
        hide_input_in_errors=True,
    )

    data: Folder = DEFAULT_DATA
    database_url: str = Field(repr=False)  # may carry a password
    smtp_host: str
    smtp_port: int = Field(default=25, gt=0, lt=65536)
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_start_tls: bool | None = None  # None: wherever the mail server offers it
    outbox: Folder
    finance: Folder  # where payment files for finance are put
    fonts: Folder | None = None  # for letters in writing that the shipped fonts lack
    task_queue: str = "casework"
    oidc_issuer: str | None = None  # whose tokens the API believes; the embedded stack has its own
    oidc_keys: str | None = None  # where its keys (JWKS) are: an address, or a file
    oidc_audience: str = "redress"
    oidc_staff_claim: str = "sub"  # the claim that holds the id in the staff directory
    oidc_policy: str | None = None  # the policy that all tokens are for; without it, their claim `policy`
    embedded_issuer: bool = False  # whether to believe the tokens of the embedded stack's own issuer
    webhooks_to_loopback: bool = False  # whether webhooks may be on this very machine
    requests_per_minute: int = Field(default=600, gt=0)  # of each caller, for each process of the API
    start_patience: float = Field(default=60.0, ge=0)  # seconds to wait for servers at the start

    @model_validator(mode="before")
    @classmethod
    def _name_what_is_missing(cls, given: dict[str, Any]) -> dict[str, Any]:
        data = _absolute(Path(given.get("data", DEFAULT_DATA)))
        missing = [PREFIX + name.upper() for name in NEEDED if not given.get(name)]
        if missing:
            raise SettingsMissing(missing, data / STACK_FILE)
        return {"data": data, "outbox": data / "outbox", "finance": data / "finance", **given}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the running stack."""
        return init_settings, env_settings, StackFile(settings_cls)


def read_stack_file(data: Path) -> dict[str, Any]:
    """What the stack in this folder wrote about itself; empty where none is running.

    Raises SettingsUnreadable.
    """
    path = data / STACK_FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsUnreadable(path, str(error)) from error
    if not isinstance(found, dict):
        raise SettingsUnreadable(path, "not an object")
    return found
