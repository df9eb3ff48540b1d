"""The API served as it is in production, on the tests' own servers, and callers with tokens of its issuer."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from temporalio.common import RetryPolicy

from embedded.ports import free_ports
from embedded.stack import Stack
from engine.tokens import EMBEDDED_ISSUER, Issuer, Verifier
from engine.waiting import until
from starter.api.app import create_app
from starter.api.callers import Doors
from starter.api.limits import Pace
from starter.api.server import server_config
from starter.service.desk import Desk
from tests.house import House
from tests.receiver import Receiver, a_receiver
from tests.starter.api.staffing import hire

AUDIENCE = "redress"


@dataclass
class Served:
    """The API at work."""

    house: House
    doors: Doors
    issuer: Issuer
    url: str

    def token(self, staff: str, policy: str = "poplar-harca", lasts: timedelta = timedelta(hours=1)) -> str:
        """A token for somebody."""
        return self.issuer.token(staff, policy, audience=AUDIENCE, lasts=lasts)

    def caller(self, staff: str = "amira.khan", policy: str = "poplar-harca") -> httpx.AsyncClient:
        """Somebody with a token who asks the API."""
        headers = {"Authorization": f"Bearer {self.token(staff, policy)}"}
        return httpx.AsyncClient(base_url=self.url, headers=headers, timeout=30)


@asynccontextmanager
async def serving(house: House, folder: Path, desk: Desk | None = None) -> AsyncIterator[Served]:
    """The API of a house on a port of its own, by the server that production uses."""
    issuer = Issuer(folder)
    issuer.prepare()
    verifier = Verifier(issuer=EMBEDDED_ISSUER, audience=AUDIENCE, keys=str(issuer.keys))
    pace = Pace(100_000)
    doors = Doors(
        desk or house.desk(),
        house.pool,
        house.library,
        verifier,
        house.client,
        pace,
        pace,
        webhooks_to_loopback=True,
    )
    [port] = free_ports([None])
    server = uvicorn.Server(server_config(create_app(doors), "127.0.0.1", port))
    served = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    await until(started, within=30)
    yield Served(house, doors, issuer, f"http://127.0.0.1:{port}")
    server.should_exit = True
    await served


@asynccontextmanager
async def serving_alone(folder: Path) -> AsyncIterator[Served]:
    """The API of a house on servers of its own, where no case is but those that it takes in.

    On shared servers, time that is skipped for one case passes for every other: what falls due in them is
    recorded while the next test runs.
    """
    with tempfile.TemporaryDirectory(prefix="redress-") as data:
        async with (
            Stack(Path(data), time_skipping=True, ports="free", worker=False) as stack,
            House.at_work(stack) as house,
            serving(house, folder) as served,
        ):
            yield served


@pytest.fixture(scope="session")
async def served(cached_house: House, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """The API of the tests' house."""
    async with serving(cached_house, tmp_path_factory.mktemp("issuer")) as served:
        yield served


@pytest.fixture
async def amira(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    """A caseworker who asks the API."""
    async with served.caller() as caller:
        yield caller


@pytest.fixture
async def somebody(served: Served) -> AsyncIterator[Callable[..., httpx.AsyncClient]]:
    """Others who ask the API, by their ids; of another policy than Poplar HARCA's where one is named."""
    callers: list[httpx.AsyncClient] = []

    def ask(staff: str, policy: str = "poplar-harca") -> httpx.AsyncClient:
        callers.append(served.caller(staff, policy))
        return callers[-1]

    yield ask
    for caller in callers:
        await caller.aclose()


@pytest.fixture
async def admin(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    """An administrator who asks the API; afterwards no webhook is left that hears of other tests' cases."""
    await hire(served.house, {"ada.min": "administrator"})
    async with served.caller("ada.min") as caller:
        yield caller
        for webhook in (await caller.get("/webhooks")).json():
            await caller.delete(f"/webhooks/{webhook['id']}")


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Another system."""
    async with a_receiver() as receiver:
        yield receiver


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries come soon one after the other, and are three."""
    few = RetryPolicy(initial_interval=timedelta(milliseconds=50), backoff_coefficient=1, maximum_attempts=3)
    monkeypatch.setattr("workflows.webhook.RETRIES", few)
