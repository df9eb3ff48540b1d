"""Lists of cases over HTTP: what a search finds, whose cases, those in trouble, slips in filters."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest

from engine.waiting import until
from records import finding
from records.finding import FEW
from tests.receiver import SOON
from tests.starter.api.test_cases import Somebody, complaint, opened, problem
from tests.starter.api.test_reading import decided, found


def letters() -> str:
    """Letters that no other test's words have."""
    return "".join(chr(ord("a") + int(sign, 16)) for sign in uuid.uuid4().hex[:12])


@pytest.fixture
def mark() -> str:
    """A part of a name of this test's own."""
    return letters()


async def of_person(amira: httpx.AsyncClient, **person: Any) -> str:
    """The reference of a case of somebody's."""
    return await opened(amira, person=complaint()["person"] | person)


@pytest.mark.parametrize("few", [FEW, 0], ids=["rare", "common"])
async def test_parts_of_words_are_found_whatever_their_accents(
    amira: httpx.AsyncClient, mark: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In names and in what was said; a part of two letters where a word begins with it; rare words or not."""
    monkeypatch.setattr(finding, "FEW", few)
    ref = await of_person(amira, name=f"Siobhán Ó{mark}-Łukaszewicz")
    other = await opened(amira, about=f"The lift, and the STAIRS{mark}, have\nstood still.")
    for q in (mark, f"o{mark[:5]}", f"SIOBHAN {mark}", f"{mark}-lukasz", f"siobhán {mark[3:]}"):
        assert ref in await found(amira, q=q), q
    assert await found(amira, q=f"airs{mark[:9]}") == {other}
    assert await found(amira, q=f"{mark} lift STAIRS") == {other}
    assert await found(amira, q=f"{mark} si") == {ref}
    assert await found(amira, q=f"{mark} io") == set()
    assert await found(amira, q=f"{mark} xylophone") == set()


async def test_an_apostrophe_makes_no_difference(amira: httpx.AsyncClient, mark: str) -> None:
    """Typed or printed, or left out."""
    ref = await of_person(amira, name=f"Tim O'{mark.title()}")
    for q in (f"O{mark}", f"o\u2019{mark}", f"O'{mark.upper()}"):
        assert await found(amira, q=q) == {ref}, q


async def test_ways_to_reach_somebody_are_found(amira: httpx.AsyncClient, mark: str) -> None:
    """An e-mail address, an address, and a telephone number however it is written, by their parts too."""
    number = str(10**6 + uuid.uuid4().int % (9 * 10**6))
    phone = f"020 {number[:4]} {number[4:]}0"
    address = [f"3 {mark} House", "London E14"]
    ref = await of_person(amira, email=f"{mark}@mail.example", phone=phone, address=address)
    for q in (f"{mark}@mail.example", f"{mark[2:]}@mail", f"3 {mark} house", phone, f"+44 20{number}0"):
        assert await found(amira, q=q) == {ref}, q
    assert ref in await found(amira, q=number)


async def test_a_part_of_a_reference_is_found(amira: httpx.AsyncClient) -> None:
    """Its number alone, and in small letters."""
    ref = await opened(amira)
    assert ref in await found(amira, q=ref.rpartition("-")[2])
    assert ref in await found(amira, q=ref.lower())


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({"q": "é"}, "q: write at least 2 letters or digits of what you look for"),
        ({"q": "a b c"}, "q: write at least 2 letters or digits of what you look for"),
        ({"q": "ab " * 13}, "q: write at most 12 words"),
        ({"matter": "complaints"}, "query.matter: there is no matter 'complaints'; there are: complaint,"),
        ({"stage": "resolved"}, "query.stage: there is no stage 'resolved'; there are: answered,"),
        ({"matter": "complaint", "stage": "in-force"}, "query.stage: there is no stage 'in-force'"),
        ({"service": "lifts"}, "query.service: there is no service 'lifts'; there are:"),
        ({"owner": "nobody"}, "query.owner: there is no member of staff 'nobody'; there are: "),
        ({"owner": "amira.khan", "mine": "true"}, "query.mine: give an owner, or ask for your own"),
    ],
)
async def test_a_filter_that_can_find_nothing_is_refused(
    amira: httpx.AsyncClient, filters: dict[str, str], told: str
) -> None:
    """With what there is instead."""
    answer = await amira.get("/cases", params=filters)
    assert problem(answer)[0] == 422
    [fault] = answer.json()["errors"]
    assert f"{fault['where']}: {fault['detail']}".startswith(told)


async def test_whose_cases(amira: httpx.AsyncClient, somebody: Somebody, mark: str) -> None:
    """One's own, nobody's, and those that somebody has; each row says who, about what and whose."""
    refs = [await opened(amira, about=f"The {mark} lift. {'And so on. ' * 30}") for _ in range(2)]
    await decided(
        somebody("helen.ashe"), refs[0], "reassign", owner="amira.khan", reasons="I know the block."
    )
    assert await found(amira, q=mark, mine="true") == await found(amira, q=mark, nobody="false") == {refs[0]}
    assert await found(amira, q=mark, nobody="true") == {refs[1]}
    assert await found(somebody("helen.ashe"), q=mark, mine="true") == set()
    [row] = (await amira.get("/cases", params={"q": mark, "mine": "true"})).json()["cases"]
    assert (row["person"], row["owner"], row["trouble"]) == ("Nadia Farrow", "amira.khan", False)
    assert row["about"].startswith(f"The {mark} lift. And so on.")
    assert len(row["about"]) == 120
    assert row["about"].endswith("…")


async def test_cases_in_trouble(amira: httpx.AsyncClient, mark: str) -> None:
    """Those of which a notice could not be given."""
    plain = await opened(amira, about=f"The {mark} lift.")
    name = {"name": "রহিমা", "email": None, "channel": "letter", "address": ["3 Mast House", "London"]}
    ref = await opened(amira, about=f"The {mark} lift.", person=name)

    async def failed() -> bool:
        return await found(amira, q=mark, trouble="true") == {ref}

    await until(failed, within=SOON)
    assert await found(amira, q=mark, trouble="false") == {plain}
