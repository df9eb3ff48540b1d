"""Consequences in another case: brought once it is opened, and not refused for a stage before."""

from __future__ import annotations

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from activities.errand import Follower
from policies import library
from records.sql import queries
from rules.complaint.appeal import StandAside
from rules.refusal import EngineAway
from tests.house import House


async def test_a_case_that_is_not_opened_yet(cached_house: House) -> None:
    """It is tried again, and nothing is kept: at the stage at which a case comes in all would be refused."""
    case = await cached_house.open()
    nowhere = await Client.connect("127.0.0.1:1", lazy=True, data_converter=pydantic_data_converter)
    follower = Follower(cached_house.pool, nowhere, library())
    unopened = (await case.case()).model_copy(update={"seq": 0, "stage": "received"})
    with pytest.raises(EngineAway, match="not opened yet"):
        await follower.bring(unopened, "redress:early", StandAside(staff=("omar.reyes",)))
    async with cached_house.pool.acquire() as connection:
        assert await queries.get_words(connection, ref=case.ref, key="redress:early") is None
