"""The connection to Temporal and its search attributes."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from temporalio.api.operatorservice.v1 import RemoveSearchAttributesRequest
from temporalio.contrib.pydantic import pydantic_data_converter

from contracts.attributes import REQUIRED
from embedded.ports import free_ports
from embedded.stack import Stack
from engine import search_attributes
from engine.connect import connect
from engine.errors import EngineAway, MissingSearchAttributes


async def test_the_running_stack_is_found(stack: Stack) -> None:
    """Without any variable, the stack in the data folder is the engine; models go through pydantic."""
    client = await connect(stack.settings)
    assert client.service_client.config.target_host == stack.address
    assert client.namespace == "default"
    assert client.data_converter is pydantic_data_converter


async def test_the_environment_names_another(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """TEMPORAL_ variables win over the stack's file, and arguments over both."""
    nowhere = f"127.0.0.1:{free_ports([None])[0]}"
    monkeypatch.setenv("TEMPORAL_ADDRESS", nowhere)
    with pytest.raises(EngineAway, match=nowhere):
        await connect(stack.settings.model_copy(update={"start_patience": 0.5}))
    client = await connect(stack.settings, target_host=stack.address, identity="me")
    assert client.identity == "me"


async def test_a_profile_of_ones_own(stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configuration file that the environment names is used instead of the stack's."""
    file = tmp_path / "mine.toml"
    file.write_text(f'[profile.default]\naddress = "{stack.address}"\nnamespace = "mine"\n')
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(file))
    assert (await connect(stack.settings)).namespace == "mine"


async def test_missing_search_attributes(stack: Stack) -> None:
    """The error holds a command which, run as it stands, registers what is missing."""
    client = await stack.client()
    await client.operator_service.remove_search_attributes(
        RemoveSearchAttributesRequest(
            namespace=client.namespace, search_attributes=["CaseOwner", "CaseDue", "CaseOverdue"]
        )
    )
    with pytest.raises(MissingSearchAttributes) as caught:
        await search_attributes.require(client, REQUIRED)
    assert "CaseOwner, CaseDue, CaseOverdue" in str(caught.value)
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    subprocess.run(  # noqa: ASYNC221 - nothing else runs meanwhile
        shlex.split(caught.value.command), check=True, capture_output=True, env=os.environ | {"PATH": beside}
    )
    assert await search_attributes.missing(client, REQUIRED) == []
    await search_attributes.require(client, REQUIRED)


async def test_registering_twice(stack: Stack) -> None:
    """Registering what is registered changes nothing."""
    client = await stack.client()
    await search_attributes.register(client, REQUIRED)
    await search_attributes.register(client, REQUIRED)
    assert await search_attributes.missing(client, REQUIRED) == []
