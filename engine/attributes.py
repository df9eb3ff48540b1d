"""Search attributes: what ops can filter cases by in the Temporal UI, and whether it is registered."""

from __future__ import annotations

import shlex
from datetime import datetime
from typing import Any

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode

from engine.errors import MissingSearchAttributes, NamespaceMissing
from engine.waiting import until

CASE_STAGE: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("CaseStage")
CASE_OWNER: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("CaseOwner")
CASE_SERVICE: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("CaseService")
CASE_POLICY: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("CasePolicy")
CASE_MATTER: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("CaseMatter")
CASE_DUE: SearchAttributeKey[datetime] = SearchAttributeKey.for_datetime("CaseDue")
CASE_OVERDUE: SearchAttributeKey[bool] = SearchAttributeKey.for_bool("CaseOverdue")

REQUIRED: tuple[SearchAttributeKey[Any], ...] = (
    CASE_STAGE,
    CASE_OWNER,
    CASE_SERVICE,
    CASE_POLICY,
    CASE_MATTER,
    CASE_DUE,
    CASE_OVERDUE,
)
VISIBLE_WITHIN = 60.0  # seconds; a cluster refreshes its caches in its own time


async def missing(client: Client) -> list[SearchAttributeKey[Any]]:
    """The search attributes that the client's namespace does not have with our type."""
    answer = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    there = dict(answer.custom_attributes)
    return [key for key in REQUIRED if there.get(key.name) != _type(key)]


async def require(client: Client) -> None:
    """Do nothing where every search attribute is registered.

    Raises NamespaceMissing, or MissingSearchAttributes, whose text holds the command that registers them.
    """
    try:
        absent = await missing(client)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise NamespaceMissing(client.namespace) from error
        raise
    if absent:
        names = [key.name for key in absent]
        raise MissingSearchAttributes(client.namespace, names, command(client, absent))


async def register(client: Client) -> None:
    """Add the missing search attributes and return when cases can be started with them.

    Raises TimeoutError.
    """
    if absent := await missing(client):
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(
                namespace=client.namespace,
                search_attributes={key.name: _type(key) for key in absent},
            )
        )
    await until(lambda: _usable(client), within=VISIBLE_WITHIN)


def command(client: Client, keys: list[SearchAttributeKey[Any]]) -> str:
    """The command of Temporal's own CLI that registers these search attributes."""
    words = ["temporal", "operator", "search-attribute", "create"]
    words += ["--address", client.service_client.config.target_host, "--namespace", client.namespace]
    for key in keys:
        words += ["--name", key.name, "--type", key.indexed_value_type.name.capitalize()]
    return shlex.join(words)


async def _usable(client: Client) -> bool:
    # listing reads the registry; only a query shows that the front end's caches know it too
    if await missing(client):
        return False
    try:
        await client.count_workflows(" AND ".join(f"{key.name} IS NULL" for key in REQUIRED))
    except RPCError:
        return False
    return True


def _type(key: SearchAttributeKey[Any]) -> IndexedValueType.ValueType:
    return IndexedValueType.ValueType(key.indexed_value_type.value)
