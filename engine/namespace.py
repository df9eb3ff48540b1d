"""The namespace: where the engine keeps our cases, apart from whatever else runs on it."""

from __future__ import annotations

from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from engine import search_attributes
from engine.waiting import until

KNOWN_WITHIN = 60.0  # seconds; each part of a cluster learns of a new namespace in its own time


async def ensure(client: Client, retention: timedelta) -> bool:
    """Make the client's namespace where it is missing, and say whether it was; return once it is known.

    Raises:
        RPCError: the engine does not allow it.
        TimeoutError: the new namespace is not known everywhere after a minute.

    """
    if await _exists(client):
        return False
    made = await _make(client, retention)
    await until(lambda: _known(client), within=KNOWN_WITHIN)
    return made


async def _exists(client: Client) -> bool:
    try:
        await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=client.namespace), retry=True
        )
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return True


async def _make(client: Client, retention: timedelta) -> bool:
    keep = Duration()
    keep.FromTimedelta(retention)
    asked = RegisterNamespaceRequest(
        namespace=client.namespace,
        description="Customer-care casework",
        workflow_execution_retention_period=keep,
    )
    try:
        await client.workflow_service.register_namespace(asked, retry=True)
    except RPCError as error:
        if error.status is RPCStatusCode.ALREADY_EXISTS:
            return False  # somebody else was faster
        raise
    return True


async def _known(client: Client) -> bool:
    try:
        await search_attributes.missing(client, ())
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return True
