"""A case as staff see it over HTTP: guides to decisions, promises, what waits, look-alikes, failures."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from engine.waiting import until
from tests.receiver import SOON
from tests.starter.api.test_cases import Somebody, complaint, opened, problem
from tests.starter.api.test_reading import ADDRESS, NOT_THERE, answered, decided, sitting

SAID = {"can_do": "We mend it.", "cannot_do": "A second lift.", "reasons": "A part was missing."}


def someone(**changes: Any) -> dict[str, Any]:
    """A person whom no other test has."""
    return {"name": "Tariq Ahmed", "email": f"tariq.{uuid.uuid4().hex}@resident.example"} | changes


def days_ago(days: int) -> dict[str, str]:
    """The dates of a complaint that came in so many days ago."""
    received = datetime.now(UTC) - timedelta(days=days)
    return {
        "received": received.isoformat(),
        "happened_on": (received - timedelta(days=3)).date().isoformat(),
    }


async def shown(who: httpx.AsyncClient, ref: str) -> dict[str, Any]:
    """A case as somebody sees it."""
    answer = await who.get(f"/cases/{ref}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def alike(who: httpx.AsyncClient, ref: str) -> list[str]:
    """The references of the cases that one may repeat."""
    return [one["ref"] for one in (await shown(who, ref))["alike"]]


class TestGuides:
    """`GET /cases/{ref}/decisions/{name}`."""

    async def test_a_decision_that_is_open(self, amira: httpx.AsyncClient) -> None:
        """Its fields, and that nothing closes it."""
        ref = await opened(amira)
        guide = (await amira.get(f"/cases/{ref}/decisions/contact")).json()
        assert (guide["name"], guide["refusal"]) == ("contact", None)
        assert [(field["name"], field["required"]) for field in guide["fields"]] == [
            ("contacted_on", False),
            ("remedy_wanted", True),
            ("respond_by", False),
        ]

    async def test_a_decision_that_is_closed(self, amira: httpx.AsyncClient) -> None:
        """It is explained all the same, with why it is closed, and with the policy's choices."""
        ref = await opened(amira)
        guide = (await amira.get(f"/cases/{ref}/decisions/refuse")).json()
        assert guide["refusal"]["code"] == "not-authorised"
        [ground] = [field for field in guide["fields"] if field["name"] == "ground"]
        assert {"too-old", "already-raised"} <= set(ground["choices"])

    async def test_what_is_no_decision(self, amira: httpx.AsyncClient, somebody: Somebody) -> None:
        """It is refused with those there are; of a case that is for others nothing is said."""
        ref = await opened(amira)
        answer = await amira.get(f"/cases/{ref}/decisions/contct")
        assert problem(answer) == (404, "unknown")
        assert "there are: accept, " in answer.json()["detail"]
        for path in (f"/cases/{ref}/decisions/contact", f"/cases/{ref}/decisions/contct"):
            assert problem(await somebody("nina.roy").get(path)) == NOT_THERE

    async def test_a_guide_is_no_way_to_decide(self, amira: httpx.AsyncClient) -> None:
        """A consequence that nobody decides has none."""
        ref = await opened(amira)
        assert problem(await amira.get(f"/cases/{ref}/decisions/move-dates")) == NOT_THERE


class TestPromises:
    """`promises`, `draft_words`, and the numbers of events."""

    @pytest.mark.clause("PH-1")
    async def test_promises_have_their_numbers_words_and_state(
        self, amira: httpx.AsyncClient, somebody: Somebody
    ) -> None:
        """A repair in its own words, and a payment with its sum; each as it stands."""
        ref = await opened(somebody("tom.okafor"), person=someone(address=ADDRESS))
        await decided(amira, ref, "contact", remedy_wanted="A lift.")
        by = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
        repair = {"what": "The lift mended", "by": by, "owner": "tom.okafor"}
        money = {"impact": "some", "responsibility": "full"}
        answer = {"outcome": "upheld", "remedies": [repair], "financial": money} | SAID
        responded = await decided(amira, ref, "respond", **answer)
        await decided(amira, ref, "keep-commitment", number=1)
        first, second = (await shown(somebody("nina.roy"), ref))["promises"]
        assert (first["number"], first["what"], first["by"]) == (1, "The lift mended", by)
        assert (first["status"], first["missed"], first["owner"]) == ("kept", False, "tom.okafor")
        assert (second["number"], second["what"], second["pence"]) == (2, None, 10_000)
        assert (second["status"], second["event"]) == ("open", responded["seq"])

    async def test_what_waits_is_shown_with_its_words(self, somebody: Somebody) -> None:
        """Those who sign it read what it says, however many events ago it was proposed."""
        ref = await sitting(somebody)
        leila, david = somebody("leila.brandt"), somebody("david.moss")
        assert (await shown(leila, ref))["draft_words"] == {}
        await decided(
            leila, ref, "plan-review", conduct="on-paper", how="We read it.", information="The log."
        )
        await decided(david, ref, "propose-decision", appropriate=True, **SAID)
        found = await shown(leila, ref)
        assert found["draft_words"] == SAID
        assert found["case"]["draft"]["seq"] == found["history"][-1]["event"]["seq"]


class TestLookAlikes:
    """`alike`: cases that a case may repeat."""

    @pytest.mark.clause("PH-4.3c")
    async def test_the_same_person_about_the_same_service(self, amira: httpx.AsyncClient) -> None:
        """It is named as it comes in and beside both, until it is linked or is about something else."""
        person = someone()
        first = await opened(amira, person=person)
        for other in ({"service": "caretaking"}, {"person": someone()}):
            answer = (await amira.post("/complaints", json=complaint(**{"person": person} | other))).json()
            assert answer["alike"] == []
        again = (await amira.post("/complaints", json=complaint(person=person))).json()
        assert [one["ref"] for one in again["alike"]] == [first]
        assert await alike(amira, first) == [again["ref"]]
        assert await alike(amira, again["ref"]) == [first]
        await decided(amira, again["ref"], "link-duplicate", original=first)
        assert await alike(amira, again["ref"]) == await alike(amira, first) == []

    @pytest.mark.clause("PH-4.3c")
    async def test_a_closed_one_counts_for_the_time_that_the_policy_says(
        self, amira: httpx.AsyncClient
    ) -> None:
        """Three months ago it does, a year ago it does not; one that is still open does, however old."""
        person = someone()
        recent, old, open_still = [
            await opened(amira, person=person, **days_ago(days)) for days in (90, 300, 301)
        ]
        for ref in (recent, old):
            await decided(amira, ref, "withdraw")
        new = await opened(amira, person=person)
        assert await alike(amira, new) == [recent, open_still]

    async def test_only_to_those_who_may_read_it(self, somebody: Somebody) -> None:
        """A member of its panel is shown no other of the same person."""
        amira, person = somebody("amira.khan"), someone()
        ref, other = await opened(amira, person=person), await opened(amira, person=person)
        await answered(somebody, ref)
        await decided(amira, ref, "ask-for-review", why="Again.", remedy_wanted="A lift.")
        members = ["david.moss", "leila.brandt"]
        await decided(somebody("helen.ashe"), ref, "appoint-panel", members=members)
        assert await alike(amira, ref) == [other]
        assert await alike(somebody("leila.brandt"), ref) == []


class TestTroubles:
    """Notices that were not given."""

    async def test_why_and_what_to_do(self, amira: httpx.AsyncClient) -> None:
        """In words; what was given has no trouble."""
        name = {"name": "রহিমা", "email": None, "channel": "letter", "address": ADDRESS}
        ref = await opened(amira, person=name)

        async def failed() -> bool:
            return any(notice["failure"] for notice in (await shown(amira, ref))["notices"])

        await until(failed, within=SOON)
        [notice] = [one for one in (await shown(amira, ref))["notices"] if one["to"] == "person"]
        assert notice["failure"] == "notice-script-not-covered"
        assert notice["trouble"].startswith("no font here has the writing of the letter; add one")
        plain = await opened(amira)

        async def sent() -> bool:
            return any(notice["sent_at"] for notice in (await shown(amira, plain))["notices"])

        await until(sent, within=SOON)
        assert {notice["trouble"] for notice in (await shown(amira, plain))["notices"]} == {None}
