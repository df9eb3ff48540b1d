"""docker-compose.yml, Dockerfile and the files they take: whether they fit each other and the code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml  # type: ignore[import-untyped] # ships no types

from embedded.temporal_server import BRISK, SILENT, temporal_program
from engine.logs import LogSettings
from engine.settings import PREFIX, Settings
from starter.cli.main import app
from tests.compose import COMPOSE, FILE, OURS, ROOT, SERVICES, variables

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ONE_SHOTS = {"temporal-schema", "migrate", "register"}
READ_ELSEWHERE = {"REDRESS_POLICIES", "REDRESS_SERVES", "REDRESS_READY_FILE", "PGPASSWORD"}
"""Variables of ours that are no setting: the policy files', the worker's, the PostgreSQL driver's."""
THEIRS = {
    "TEMPORAL_ADDRESS TEMPORAL_NAMESPACE": OURS.keys(),
    "POSTGRES_PASSWORD POSTGRES_INITDB_ARGS TEMPORAL_DATABASE_PASSWORD REDRESS_DATABASE_PASSWORD": [
        "database"
    ],
    "SQL_PLUGIN SQL_HOST SQL_PORT SQL_USER SQL_PASSWORD": ["temporal-schema"],
    "DB DB_PORT POSTGRES_SEEDS POSTGRES_USER POSTGRES_PWD DBNAME VISIBILITY_DBNAME NUM_HISTORY_SHARDS "
    "BIND_ON_IP DYNAMIC_CONFIG_FILE_PATH LOG_LEVEL TEMPORAL_VERSION_CHECK_DISABLED": ["temporal"],
    "TEMPORAL_ADDRESS TEMPORAL_DEFAULT_NAMESPACE TEMPORAL_DISABLE_WRITE_ACTIONS "
    "TEMPORAL_NOTIFY_ON_NEW_VERSION": ["temporal-ui"],
}
"""What the images of others are documented to read."""


def test_it_is_valid_by_the_schema_of_compose() -> None:
    """Every key and value is one that Compose knows."""
    checker = Path(sys.executable).with_name("check-jsonschema")
    checked = subprocess.run(
        [checker, "--builtin-schema", "vendor.compose-spec", FILE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("name", OURS)
def test_commands_exist_with_their_options(name: str) -> None:
    """What a service of ours runs, the command line takes."""
    group: Any = typer.main.get_command(app)
    command, *arguments = OURS[name]["command"]
    assert group.commands[command].make_context(command, list(arguments))


@pytest.mark.parametrize("name", SERVICES)
def test_variables_are_read_by_somebody(name: str) -> None:
    """No variable is set in vain: a misspelt one would be."""
    known = {word for words, services in THEIRS.items() if name in services for word in words.split()}
    if name in OURS:
        fields = (*Settings.model_fields, *LogSettings.model_fields)
        known |= READ_ELSEWHERE | {PREFIX + field.upper() for field in fields}
    assert set(SERVICES[name]["environment"]) <= known


def test_what_must_be_set_is_asked_for() -> None:
    """`.env.example` names every variable of the file, and no other."""
    example = re.findall(r"^(\w+)=$", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(example) == {name for name, _ in variables()}
    assert len(example) == len(set(example))


@pytest.mark.parametrize("name", SERVICES)
def test_no_password_is_written_down(name: str) -> None:
    """Passwords come from outside, and those that must be there are required."""
    for variable, text in SERVICES[name]["environment"].items():
        if re.search(r"PASSWORD|PWD", variable):
            assert re.fullmatch(r"\$\{\w+:(\?.+|-)\}", text), variable


def test_images_are_those_that_are_tested() -> None:
    """Each image is pinned; the engine and its UI are the versions that the tests run on."""
    for service in SERVICES.values():
        assert re.search(r":\d+(\.\d+)+$", service["image"])
    told = subprocess.run(
        [temporal_program(), "--version"], capture_output=True, text=True, check=True
    ).stdout
    server, ui = re.findall(r"(?:Server|UI) ([\d.]+)", told)
    assert SERVICES["temporal"]["image"] == f"temporalio/server:{server}"
    assert SERVICES["temporal-schema"]["image"] == f"temporalio/admin-tools:{server}"
    assert SERVICES["temporal-ui"]["image"] == f"temporalio/ui:{ui}"
    assert {service["image"] for service in OURS.values()} == {f"redress:{PROJECT['project']['version']}"}


def test_what_is_waited_for_can_happen() -> None:
    """Whoever is to be healthy has a check, and whoever is to complete ends and stays ended."""
    for service in SERVICES.values():
        for name, awaited in service.get("depends_on", {}).items():
            if awaited["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[name]
            else:
                assert awaited["condition"] == "service_completed_successfully"
                assert name in ONE_SHOTS


def test_one_shots_do_not_restart_and_the_others_do() -> None:
    """A step that failed stays failed, for somebody to read; a server comes back."""
    for name, service in SERVICES.items():
        assert service["restart"] == ("no" if name in ONE_SHOTS else "unless-stopped"), name


def test_services_can_be_many_or_moved() -> None:
    """No fixed name anywhere; the worker has no port, and the others only on this machine."""
    for service in SERVICES.values():
        assert "container_name" not in service
        assert all(port.startswith("127.0.0.1:${") for port in service.get("ports", []))
    assert "ports" not in SERVICES["worker"]


def test_folders_volumes_and_networks_are_there() -> None:
    """Whatever is mounted from here exists, read-only; the rest is declared."""
    for service in SERVICES.values():
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        for mount in service.get("volumes", []):
            source = re.sub(r"^\$\{\w+:-([^}]+)\}", r"\1", mount).partition(":")[0]
            if source.startswith("."):
                assert (ROOT / source).exists()
                assert mount.endswith(":ro")
            else:
                assert source in COMPOSE["volumes"]


def test_the_engine_is_set_as_the_embedded_one() -> None:
    """The same values that the tests and the benchmarks run with."""
    settings = yaml.safe_load((ROOT / "compose" / "temporal.yaml").read_text(encoding="utf-8"))
    assert {f"{key}={given[0]['value']}" for key, given in settings.items()} == {*BRISK, *SILENT}


def test_the_engines_tables_are_made_and_updated(tmp_path: Path) -> None:
    """Both databases, first made, then brought up to date; a failing step fails the service."""
    tool = tmp_path / "temporal-sql-tool"
    tool.write_text('#!/bin/sh\necho "$SQL_DATABASE $1"\n', encoding="utf-8")
    tool.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    script = ["/bin/sh", str(ROOT / "compose" / "schema.sh")]
    ran = subprocess.run(script, env=environment, capture_output=True, text=True, check=True)
    steps = ("setup-schema", "update-schema")
    assert ran.stdout.splitlines() == [
        f"{name} {step}" for name in ("temporal", "temporal_visibility") for step in steps
    ]
    tool.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    assert subprocess.run(script, env=environment, check=False).returncode == 1


def pinned(name: str) -> dict[str, str]:
    """The packages of a lock file with their versions."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE))


def test_the_image_has_what_is_tested_and_no_more() -> None:
    """Versions are those of the tests; the embedded stack's packages stay out."""
    tested, run = pinned("dev.txt"), pinned("run.txt")
    assert run
    assert (run | pinned("build.txt")).items() <= tested.items()
    embedded = PROJECT["project"]["optional-dependencies"]["embedded"]
    assert not {re.split(r"[=>]", package)[0] for package in embedded} & set(run)


def test_the_image_is_built_of_the_whole_package() -> None:
    """What the package includes is let through to the build."""
    let_through = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    for name in (*included, "pyproject.toml", "requirements", PROJECT["project"]["readme"]):
        assert f"!{name}" in let_through
