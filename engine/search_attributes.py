"""Search attributes of a namespace: which of some keys it lacks, and how they are registered."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from typing import Any

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode

from engine.errors import MissingSearchAttributes, NamespaceMissing
from engine.waiting import until

Keys = Sequence[SearchAttributeKey[Any]]
VISIBLE_WITHIN = 60.0  # seconds; a cluster refreshes its caches in its own time


async def missing(client: Client, keys: Keys) -> list[SearchAttributeKey[Any]]:
    """Return those of some search attributes that the client's namespace does not have with our type."""
    answer = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    there = dict(answer.custom_attributes)
    return [key for key in keys if there.get(key.name) != _type(key)]


async def require(client: Client, keys: Keys) -> None:
    """Do nothing where every one of some search attributes is registered.

    Raises:
        NamespaceMissing: there is no such namespace.
        MissingSearchAttributes: with the command that registers them.

    """
    try:
        absent = await missing(client, keys)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise NamespaceMissing(client.namespace) from error
        raise
    if absent:
        names = [key.name for key in absent]
        raise MissingSearchAttributes(client.namespace, names, command(client, absent))


async def register(client: Client, keys: Keys) -> None:
    """Add those of some search attributes that are missing; return when cases can be started with them.

    Raises:
        TimeoutError: they cannot after a minute.

    """
    if absent := await missing(client, keys):
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(
                namespace=client.namespace,
                search_attributes={key.name: _type(key) for key in absent},
            )
        )
    await until(lambda: _usable(client, keys), within=VISIBLE_WITHIN)


def command(client: Client, keys: Iterable[SearchAttributeKey[Any]]) -> str:
    """The command of Temporal's own CLI that registers these search attributes."""
    words = ["temporal", "operator", "search-attribute", "create"]
    words += ["--address", client.service_client.config.target_host, "--namespace", client.namespace]
    for key in keys:
        words += ["--name", key.name, "--type", key.indexed_value_type.name.capitalize()]
    return shlex.join(words)


async def _usable(client: Client, keys: Keys) -> bool:
    # listing reads the registry; only a query shows that the front end's caches know it too
    if await missing(client, keys):
        return False
    try:
        await client.count_workflows(" AND ".join(f"{key.name} IS NULL" for key in keys))
    except RPCError:
        return False
    return True


def _type(key: SearchAttributeKey[Any]) -> IndexedValueType.ValueType:
    return IndexedValueType.ValueType(key.indexed_value_type.value)
