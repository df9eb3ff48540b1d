"""Save histories to replay: `python -m tests.replay.save` plays cases on a stack of its own.

Run it for every release, and keep what it saved: an open case of each release must still replay. Each
file of `histories/` holds a history as the engine exports it, and the case as it then stood.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from engine.stack import Stack
from tests.house import House, PlayedCase

HERE = Path(__file__).parent / "histories"
OF_THIS_MACHINE = {"identity", "stackTrace", "buildId"}
"""What a replay does not need, and nobody else should read."""

NOT_UPHELD: dict[str, Any] = {"outcome": "not-upheld", "remedies": []}


async def accepted(case: PlayedCase) -> None:
    """The plain path."""
    await case.on(1)
    await case.contacted()
    await case.on(5)
    await case.answered(**NOT_UPHELD)
    await case.on(8)
    await case.decide("accept")


async def late_and_still_open(case: PlayedCase) -> None:
    """Contact and response are missed; the case is open, with a promise to keep."""
    await case.on(4)
    await case.contacted()
    await case.decide("reassign", by="ruth.lewin", owner="tom.okafor")
    await case.on(16)
    await case.answered()
    await case.on(20)


async def no_information(case: PlayedCase) -> None:
    """Information is asked for, reminded of, and never comes."""
    await case.contacted(respond_by=case.day(60).isoformat())
    await case.decide("ask-for-information", asked="Photographs of the lift.")
    await case.on(40)


async def information_came(case: PlayedCase) -> None:
    """Information comes, the timescale is agreed again, a need is considered; the case is open."""
    await case.on(1)
    await case.contacted()
    await case.decide("ask-for-information", asked="Photographs of the lift.")
    await case.decide("agree-timescale", respond_by=case.day(30).isoformat(), reasons="Photographs first.")
    await case.on(3)
    await case.decide("receive-information")
    await case.decide("adjust", need="interpreter", made=True, how="One joined the call.")
    await case.decide("note", text="They show it well.")


async def refused(case: PlayedCase) -> None:
    """A decision is refused after it was accepted by the engine, then the complaint is."""
    await case.refused("refuse", by="ruth.lewin", ground="already-raised", earlier_case="PH-2019-000001")
    await case.decide("refuse", by="ruth.lewin", ground="employer", particulars="Her son works for us.")


async def withdrawn(case: PlayedCase) -> None:
    """The person withdraws on the next day."""
    await case.on(1)
    await case.decide("withdraw")


async def promises(case: PlayedCase) -> None:
    """Nothing is disputed; one promise is missed and kept, one broken."""
    await case.contacted()
    remedies = [
        {"what": "The lift mended", "by": case.day(5).isoformat(), "owner": "tom.okafor"},
        {"what": "A second lift", "by": case.day(90).isoformat(), "owner": "ruth.lewin"},
    ]
    await case.answered(remedies=remedies)
    await case.on(7)
    await case.decide("keep-commitment", number=1)
    await case.on(40)
    await case.decide("break-commitment", by="ruth.lewin", number=2, reasons="There is no shaft for it.")


PATHS: tuple[Callable[[PlayedCase], Awaitable[None]], ...] = (
    accepted,
    late_and_still_open,
    no_information,
    information_came,
    refused,
    withdrawn,
    promises,
)


async def saved(house: House, path: Callable[[PlayedCase], Awaitable[None]]) -> dict[str, Any]:
    """A path's history and the case at its end."""
    case = await house.open(begins=house.june(), needs=["interpreter"] if path is information_came else [])
    await path(case)
    state = await case.state()
    assert state == await case.case()
    history = (await case.handle.fetch_history()).to_json_dict()
    return {"case": state.model_dump(mode="json"), "history": _without_machine(history)}


def _without_machine(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_machine(item) for key, item in value.items() if key not in OF_THIS_MACHINE}
        # a worker's own queue is called after its machine
        return kept | {"name": kept["normalName"]} if "normalName" in kept else kept
    if isinstance(value, list):
        return [_without_machine(item) for item in value]
    return value


async def main() -> None:
    """Play every path and save it."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            Stack(Path(folder), time_skipping=True, ports="free", worker=False) as stack,
            House.at_work(stack) as house,
        ):
            for path in PATHS:
                file = HERE / f"{path.__name__}.json"
                file.write_text(json.dumps(await saved(house, path), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
