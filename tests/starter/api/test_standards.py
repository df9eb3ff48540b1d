"""Published standards: read by anybody, as JSON or as a page, and nothing beside them."""

from __future__ import annotations

import base64
import csv
import hashlib
import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import httpx
import pytest

from policies.scenarios import policies_played, staff_of
from rules.library import Library
from rules.money import MoneyRule
from rules.policy import Policy
from rules.standards import Standards
from starter.api.app import create_app
from starter.api.limits import Pace
from tests.policies.harbour import HARBOUR_POLICY
from tests.rules.play import CHARTER, POPLAR
from tests.starter.api.conftest import Served
from tests.starter.api.test_cases import problem

PUBLISHED = {policy.id: policy for policy in (POPLAR, CHARTER)}
PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
"""The `Accept` of browsers."""


def anybody(served: Served, **doors: Any) -> httpx.AsyncClient:
    """Somebody without a token; the API's doors with some replaced, where any are named."""
    if not doors:
        return httpx.AsyncClient(base_url=served.url)
    transport = httpx.ASGITransport(create_app(replace(served.doors, **doors)))
    return httpx.AsyncClient(transport=transport, base_url="http://api")


async def read(served: Served, policy: str, accept: str = "*/*") -> httpx.Response:
    """The standards of a policy, as somebody without a token gets them."""
    async with anybody(served) as caller:
        answer = await caller.get(f"/standards/{policy}", headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.clause("WRC-22")
@pytest.mark.clause("WRC-10")
async def test_the_promises_of_the_charter(served: Served) -> None:
    """With their figures and clauses, opening times, how to complain, and who else can help."""
    found = Standards.model_validate_json((await read(served, "work-rights-centre")).content)
    promised = {(one.about, one.when, one.clause) for one in found.promises}
    assert ("Feedback", "within 3 working days", "WRC-19") in promised
    assert ("Feedback", "within 20 working days", "WRC-19") in promised
    assert ("Feedback", "by the day agreed with you", "WRC-19") in promised
    assert ("Review of the charter", "within a year", "WRC-23") in promised
    clinic, phone = found.opening
    assert (clinic.title, [day.day for day in clinic.week if day.spans]) == (
        "Clinic",
        ["tuesday", "thursday"],
    )
    assert [(span.opens, span.closes) for span in phone.week[3].spans] == [
        ("10:00", "13:00"),
        ("14:00", "18:00"),
    ]
    assert "senior management" in found.complain[0]
    assert found.reach.phone == CHARTER.sender.phone
    assert "Immigration Advice Authority" in [helper.name for helper in found.helpers]
    assert [duty.id for duty in found.duties] == [clause.id for clause in CHARTER.clauses]


@pytest.mark.parametrize("policy", PUBLISHED)
async def test_the_page_says_what_the_data_says(served: Served, policy: str) -> None:
    """Every text of the JSON is on the page; every clause that is named can be followed to its words."""
    data = (await read(served, policy, "application/json")).json()
    answer = await read(served, policy, PAGE)
    page = answer.text
    shown = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    unshown = {"policy", "language", "version", "time_zone"}
    for text in texts({name: value for name, value in data.items() if name not in unshown}):
        assert " ".join(text.split()) in shown
    assert "In force since" in shown
    named = set(re.findall(r'href="#((?:PH|WRC)-[^"]+)"', page))
    assert named == {one["clause"] for one in (*data["promises"], *data["exclusions"])}
    assert named <= set(re.findall(r'<dt id="([^"]+)"', page))


def texts(value: Any) -> list[str]:
    """Every text within some data, less what only programs read."""
    if isinstance(value, dict):
        inside = [item for name, item in value.items() if name not in {"day", "within"}]
        return [text for item in inside for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("policy", PUBLISHED)
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
async def test_nothing_is_published_of_how_it_is_run(served: Served, policy: str, accept: str) -> None:
    """No mailbox, no account that is paid from, no member of staff, and nothing of who is escalated to."""
    told = (await read(served, policy, accept)).text
    paper = PUBLISHED[policy]
    private = {str(role.mailbox) for role in paper.roles.values() if role.mailbox}
    for matter in paper.matters.values():
        if money := matter.table(MoneyRule):
            private |= {money.payer.sort_code, money.payer.account_number}
    with staff_of(policy).open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    private |= {person[column] for person in people for column in ("id", "name", "email", "phone")}
    assert len(private) > 20
    assert [text for text in private if text in told] == []
    for word in ("escalate", "mailbox", "roles", "payer", "administer", "reading", "unserved"):
        assert word not in told


def test_what_is_published_is_a_model_of_its_own() -> None:
    """A field that is added to policies is not published by it."""
    assert "policy" in Standards.model_fields
    assert not {"roles", "access", "matters", "sender", "calendar"} & Standards.model_fields.keys()


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/html", "text/html; charset=utf-8"),
        (PAGE, "text/html; charset=utf-8"),
        ("text/html;q=0.5, application/json", "application/json"),
        ("text/*", "text/html; charset=utf-8"),
        ("image/png", "application/json"),
        ("no type at all", "application/json"),
        ("", "application/json"),
    ],
)
async def test_the_form_that_is_asked_for(served: Served, accept: str, given: str) -> None:
    """A page for browsers, JSON for programs, and for whoever asks for what there is not."""
    for path in ("/standards", "/standards/poplar-harca"):
        async with anybody(served) as caller:
            answer = await caller.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["Content-Type"], answer.headers["Vary"]) == (
            200,
            given,
            "Accept",
        )


async def test_who_publishes(served: Served) -> None:
    """Each with the path of its standards; an organisation that publishes nothing is not there."""
    library = Library([*served.house.library, HARBOUR_POLICY])
    async with anybody(served, library=library) as caller:
        listed = (await caller.get("/standards")).json()
        assert [(one["policy"], one["path"]) for one in listed] == [
            (policy, f"/standards/{policy}") for policy in policies_played()
        ]
        page = (await caller.get("/standards", headers={"Accept": "text/html"})).text
        assert re.findall(r'href="(/standards/[^"]+)"', page) == [one["path"] for one in listed]
        assert problem(await caller.get("/standards/harbour-advice")) == (404, "unknown")


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_what_is_not_there_names_nobody(served: Served, accept: str) -> None:
    """Nor is anything else opened by the way in."""
    async with anybody(served) as caller:
        caller.headers["Accept"] = accept
        answer = await caller.get("/standards/nope")
        assert problem(answer) == (404, "unknown")
        assert not [policy for policy in PUBLISHED if policy in answer.text]
        assert problem(await caller.get("/standards/Not-a-name")) == (422, "invalid")
        for path in ("/standards/poplar-harca/cases", "/standards/..%2fcases", "/standards/%2e%2e/cases"):
            assert problem(await caller.get(path))[0] in {401, 404}
        for path in ("/standardsX", "/policies/poplar-harca", "/cases"):
            assert problem(await caller.get(path)) == (401, "not-authenticated")
        assert (await caller.post("/standards")).status_code == 405


async def test_an_address_asks_no_more_often_than_a_caller(served: Served) -> None:
    """By the address, since nobody says who they are; others are not held up by it."""
    async with anybody(served, pace=Pace(2)) as caller:
        answers = [await caller.get("/standards/poplar-harca") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert problem(answers[-1]) == (429, "too-many-requests")
        assert answers[-1].headers["Retry-After"]


async def test_it_is_there_without_database_and_engine(served: Served) -> None:
    """Files alone answer: a promise can be read while everything else is away."""
    async with anybody(served, pool=None, client=None, desk=None) as caller:
        for accept in ("text/html", "application/json"):
            answer = await caller.get("/standards/poplar-harca", headers={"Accept": accept})
            assert answer.status_code == 200


async def test_it_is_the_version_in_force(served: Served) -> None:
    """A later version is published from its day on."""
    later = CHARTER.model_copy(update={"version": date(2021, 5, 1), "title": "A newer charter"})
    to_come = CHARTER.model_copy(update={"version": date(2999, 1, 1), "title": "One to come"})
    async with anybody(served, library=Library([CHARTER, later, to_come])) as caller:
        assert (await caller.get("/standards/work-rights-centre")).json()["title"] == "A newer charter"


def hostile() -> Policy:
    """A policy whose texts would be markup."""
    bad = "<script>alert(1)</script>\"' onload=x {{ 7 * 7 }}"
    sender = CHARTER.sender.model_copy(update={"phone": bad, "website": bad, "address": (bad,)})
    return CHARTER.model_copy(update={"organisation": bad, "title": bad, "sender": sender})


async def test_no_text_becomes_markup(served: Served) -> None:
    """The texts of a policy file are printed as they stand."""
    async with anybody(served, library=Library([hostile()])) as caller:
        for path in ("/standards", "/standards/work-rights-centre"):
            page = (await caller.get(path, headers={"Accept": "text/html"})).text
            assert "<script" not in page
            assert "&lt;script&gt;" in page
            assert "{{ 7 * 7 }}" in page


async def test_the_page_loads_and_runs_nothing(served: Served) -> None:
    """Its one style is the one that it allows itself; no script, form or frame, nothing from elsewhere."""
    answer = await read(served, "poplar-harca", "text/html")
    policy = answer.headers["Content-Security-Policy"]
    [style] = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert not re.search(r"<(script|img|link|iframe|form|object)\b|\bsrc=|\bstyle=|url\(", answer.text)
