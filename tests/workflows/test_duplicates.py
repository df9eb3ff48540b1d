"""Cases that cite another: linked to it as a duplicate, or refused because it was raised before (4.3)."""

from __future__ import annotations

import asyncio
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from rules.recording import Answer
from rules.refusal import Refusal, RefusalFacts
from starter.cli.printing import print_case
from tests.house import House, PlayedCase

RAISED = {"by": "ruth.lewin", "ground": "already-raised"}


async def three(house: House) -> list[PlayedCase]:
    """Three cases, each received after the one before."""
    return [await house.open(begins=house.june(at)) for at in ("09:10", "09:20", "09:30")]


async def test_a_case_goes_on_under_an_earlier_one_that_is_open(house: House) -> None:
    """Not under a later one, nor under one that is closed, nor under another duplicate; and so in no ring."""
    first, second, third = await three(house)
    later = await first.refused("link-duplicate", original=second.ref)
    assert (later.code, later.where, later.clause) == ("invalid", "original", "PH-4.3c")
    assert "received after" in later.detail
    await second.decide("link-duplicate", original=first.ref)
    duplicate = await third.refused("link-duplicate", original=second.ref)
    assert "itself a duplicate" in duplicate.detail
    await first.decide("withdraw")
    closed = await third.refused("link-duplicate", original=first.ref)
    assert "is closed" in closed.detail
    assert (await third.case()).stage == "resolve"


@pytest.mark.clause("PH-4.3c")
async def test_the_case_that_goes_on_shows_its_duplicates(house: House) -> None:
    """With what was said in them, as the letter says; and a duplicate shows where it goes on."""
    original = await house.open(begins=house.june("09:10"))
    again = await house.open(begins=house.june("09:20"), about="The lift still stands [still].")
    await again.decide("link-duplicate", original=original.ref)
    assert "whoever deals with the other one sees it there" in await again.said("duplicate")
    link = {"what": "link-duplicate", "came_to": "done"}
    told = {"about": "The lift still stands [still]."}
    assert await links(original) == [{"ref": again.ref, "from_here": False} | link | told]
    assert await links(again) == [{"ref": original.ref, "from_here": True, "about": None} | link]
    on_the_command_line = await printed(original)
    assert f"Linked from {again.ref}: link-duplicate, done" in on_the_command_line
    assert "The lift still stands [still]." in on_the_command_line


@pytest.mark.clause("PH-4.3c")
async def test_already_raised_is_about_an_earlier_case(house: House) -> None:
    """One that was answered is named, though it is closed; a later case or a duplicate is no ground."""
    first, second, third = await three(house)
    later = await second.refused("refuse", **RAISED, earlier_case=third.ref)
    assert (later.code, later.where, later.clause) == ("ground-not-met", "earlier_case", "PH-4.3c")
    await second.decide("link-duplicate", original=first.ref)
    duplicate = await third.refused("refuse", **RAISED, earlier_case=second.ref)
    assert "itself a duplicate" in duplicate.detail
    await first.decide("withdraw")
    await third.decide("refuse", **RAISED, earlier_case=first.ref)
    await third.finished()


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """The number of times that two decisions are taken at once.

    One without a cache: of two workflow tasks that run at the same time then, one times out on the server
    after five seconds and is given out again.
    """
    return 1 if "replaying" in request.node.name else 5


async def test_two_that_are_linked_to_each_other_at_once(house: House, rounds: int) -> None:
    """Taken at the same moment: the later one is closed, and the earlier one is answered."""
    for _ in range(rounds):
        one, other = await house.open(begins=house.june()), await house.open(begins=house.june())
        linked, refused = await both(
            other.decide("link-duplicate", original=one.ref), one.decide("link-duplicate", original=other.ref)
        )
        assert isinstance(linked, Answer)
        assert getattr(refused, "code", None) == "invalid"
        assert not (await one.case()).finished


async def test_a_chain_and_its_original_at_once(house: House, rounds: int) -> None:
    """The one in the middle is linked on while another is linked to it: nobody ends up under a closed case.

    Either it was closed first, and the other is told so; or the other was linked while it was open.
    """
    for _ in range(rounds):
        first, second, third = await three(house)
        onward, to_it = await both(
            second.decide("link-duplicate", original=first.ref),
            third.decide("link-duplicate", original=second.ref),
        )
        assert isinstance(onward, Answer)
        if not isinstance(to_it, Answer):
            assert to_it.code == "invalid"
            assert not (await third.case()).finished
        assert not (await first.case()).finished


async def links(case: PlayedCase) -> list[dict[str, Any]]:
    """Its links, as they are told over HTTP."""
    return [link.model_dump(mode="json") for link in (await case.seen_by("ruth.lewin")).links]


async def printed(case: PlayedCase) -> str:
    """The case as it is printed on the command line."""
    out = StringIO()
    print_case(Console(file=out, width=200), await case.seen_by("ruth.lewin"), case.house.policy)
    return out.getvalue()


async def both(*asking: Any) -> list[Any]:
    """What two decisions at once come to."""
    outcomes = await asyncio.gather(*asking, return_exceptions=True)
    told = [outcome.facts() if isinstance(outcome, Refusal) else outcome for outcome in outcomes]
    assert all(isinstance(outcome, Answer | RefusalFacts) for outcome in told), told
    return told
