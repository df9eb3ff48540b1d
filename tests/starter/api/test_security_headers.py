"""What people write reaches no header of an e-mail, and no word of it comes back in what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from records.cases import case_at
from starter.api.opening import intakes
from tests.rules.situations import valid
from tests.starter.api.conftest import Served
from tests.starter.api.hostile import filled, said
from tests.starter.api.staffing import everyone
from tests.starter.api.test_cases import SENT, complaint, opened, problem
from tests.starter.api.test_security_injection import KINDS, NO_DOOR, PATHS, RICHER, Told, in_mail
from tests.workflows.test_privacy import Tokens

BCC = "Bcc: x@y.example"
ENDS_OF_LINE = ["\r\n", "\n", "\r", "\x00", "\x0b", "\x0c", "\x1c", "\x7f", "\x85", "\u2028", "\u2029"]
OTHER_ENDS = ["\u202e", "\ufeff", "%0d%0a", "\\r\\n", "=?utf-8?q?=0d=0a?="]
"""What some programs take for the end of a line, or write as one: text like any other here."""


def at_fault(answer: httpx.Response) -> list[str]:
    """The fields for which a request was refused."""
    assert problem(answer) == (422, "invalid")
    return [error["where"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("end", ENDS_OF_LINE, ids=repr)
async def test_an_end_of_line_has_no_place_in_a_line(amira: httpx.AsyncClient, end: str) -> None:
    """Refused by the name of the field, in every field that is one line."""
    person = {
        "name": f"N{end}{BCC}",
        "phone": f"0{end}{BCC}",
        "address": [f"1{end}{BCC}"],
        "email": "n@r.example",
    }
    fields = complaint(
        person=person, source_id=f"1{end}{BCC}", service=f"repairs{end}{BCC}", source=f"s{end}x"
    )
    answer = await amira.post("/complaints", json=fields)
    places = ["service", "person.name", "person.phone", "person.address.1", "source", "source_id"]
    assert sorted(at_fault(answer)) == sorted(f"body.{place}" for place in places)


@pytest.mark.parametrize("end", ENDS_OF_LINE, ids=repr)
async def test_nor_in_the_lines_of_an_enquiry(amira: httpx.AsyncClient, end: str) -> None:
    """A name that goes to the words is one line, too."""
    fields = SENT["enquiries"](constituency=f"L{end}{BCC}", concerns={"name": f"N{end}{BCC}"})
    answer = await amira.post("/enquiries", json=fields)
    assert sorted(at_fault(answer)) == ["body.concerns.name", "body.constituency"]


@pytest.mark.parametrize(
    "email",
    [
        *(f"a@b.example{end}{BCC}" for end in [*ENDS_OF_LINE, *OTHER_ENDS, ",", ";", " ", ", "]),
        *(f"a{end}b@b.example" for end in [*ENDS_OF_LINE, "\u202e", " ", ","]),
        '"a\r\nBcc: x"@b.example',
        "a@b.example, x@y.example",
        "<a@b.example> x@y.example",
        "Bcc: x@y.example <a@b.example>",
        "a@b.example>, <x@y.example",
        "a@[127.0.0.1]",
        "a@localhost",
        "@b.example",
        "a" * 300 + "@b.example",
        "",
    ],
)
async def test_what_is_not_one_address(amira: httpx.AsyncClient, email: str) -> None:
    """Refused: two addresses, another header, a machine."""
    answer = await amira.post("/complaints", json=complaint(person={"name": "Nadia", "email": email}))
    assert at_fault(answer) == ["body.person.email"]


async def test_mail_has_our_headers_and_one_recipient(
    served: Served, somebody: Callable[[str], httpx.AsyncClient]
) -> None:
    """Whatever ends of line a name or an address holds that may be there, in every notice."""
    name = f"Nadia{BCC.join(OTHER_ENDS)}"
    for email, sent_to in [
        ("a%0d%0aBcc@b.example", "a%0d%0aBcc@b.example"),
        ("Nadia Farrow <a@b.example>", "a@b.example"),
    ]:
        told = Told(lambda _: somebody("amira.khan"))
        told.ref = await opened(somebody("amira.khan"), person={"name": name, "email": email})
        shown = await told.settled()
        assert (shown["person"]["name"], shown["person"]["email"]) == (name, sent_to)
        for message in served.house.mail(told.ref):
            in_mail(message, told)
        [message] = served.house.mail(told.ref, to=sent_to)
        in_mail(message, told)
        [address] = message["To"].addresses
        assert (address.addr_spec, address.display_name) == (sent_to, "")
        assert message["Subject"] == f"We have received your complaint ({told.ref})"


async def test_an_address_that_no_header_can_hold(served: Served, amira: httpx.AsyncClient) -> None:
    """The notice says that it failed, so that somebody acts; it is not tried for a fortnight."""
    told = Told(lambda _: amira)
    person = {"name": "Nadia", "email": "=?utf-8?q?x=0aBcc?=@b.example"}
    told.ref = await opened(amira, person=person)
    [notice] = [one for one in (await told.settled())["notices"] if one["to"] == "person"]
    assert (notice["failure"], notice["sent_at"]) == ("notice-header-refused", None)
    assert [message["To"] for message in served.house.mail(told.ref)] == ["casework@poplar.example"]


def broken(content: Any, token: Tokens) -> Any:
    """The same with a token in the place of every text, and one thing wrong with each."""
    if isinstance(content, dict):
        return {name: broken(value, token) for name, value in content.items()}
    if isinstance(content, list):
        return [broken(value, token) for value in content]
    return f"{token('field')}\x00 {token('word')}@{token('domain')}" if isinstance(content, str) else content


def bodies(kind: Any, base: dict[str, Any]) -> Iterator[tuple[Any, Tokens]]:
    """What is wrong in some way each, with the tokens that it carries."""
    places = [place for place, _ in said(base)]
    name = min(places, key=lambda place: place.count("."), default="text").partition(".")[0]
    wrong: list[Callable[[dict[str, Any], Tokens], Any]] = [
        broken,
        lambda content, token: content | {name: [f"{token('list')} and more"]},
        lambda content, token: content | {name: {"name": token("value")}},
        lambda content, token: content | {name: token("long", 20_001)},
        lambda content, _: [content],
        lambda _, token: token("no object"),
    ]
    for made in wrong:
        token = Tokens()
        yield made(filled(kind, base, lambda where, _, token=token: token(where)), token), token  # type: ignore[misc]


async def test_what_is_refused_is_not_quoted(
    served: Served, somebody: Callable[[str], httpx.AsyncClient]
) -> None:
    """No word of what was sent is in any answer, whatever is wrong with it: answers end up in logs."""
    caller = somebody(await everyone(served.house))
    ref = await opened(caller)
    async with served.house.pool.acquire() as connection:
        case = await case_at(connection, ref)
    kinds: dict[str, tuple[Any, dict[str, Any]]] = {
        f"/{path.door}": (intakes()[path.door], SENT[path.door](**path.fields)) for path in PATHS.values()
    } | {"/complaints": (intakes()["complaints"], complaint(**PATHS["petition"].fields))}
    assert {path.removeprefix("/") for path in kinds} == intakes().keys()
    for name, kind in KINDS.items():
        base = valid(name, case).model_dump(mode="json", exclude_unset=True) | RICHER.get(name, {})
        kinds[f"/cases/{ref}/decisions/{name}"] = (kind, base)
    there = served.house.policy.matters[case.matter].decisions
    not_here = {f"/cases/{ref}/decisions/{name}" for name in KINDS if name in NO_DOOR or name not in there}
    for path, (kind, base) in kinds.items():
        for body, token in bodies(kind, base):
            answer = await caller.post(path, json=body)
            refused = {404, 422} if path in not_here else {409, 422}
            assert problem(answer)[0] in refused, (path, body, answer.text)
            assert token.found_in(answer.text) == set(), (path, answer.text)


@pytest.mark.parametrize(
    "email", ["{}@{}", "{}@@x", "{} {}@x.example", "@{}.{}", "{}<{}>", "{}\u00ad@{}.example"]
)
async def test_an_address_that_is_refused_is_not_quoted(amira: httpx.AsyncClient, email: str) -> None:
    """Nor an e-mail address, by which somebody could be known."""
    token = Tokens()
    written = email.format(token("local part"), token("domain"))
    answer = await amira.post("/complaints", json=complaint(person={"name": "N", "email": written}))
    assert at_fault(answer) == ["body.person.email"]
    assert token.found_in(answer.text) == set()
