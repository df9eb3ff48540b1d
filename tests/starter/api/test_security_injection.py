"""Text that would be a statement, a template, markup or a header, if anything took it for one."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from pydantic import BaseModel
from pypdf import PdfReader

from engine.waiting import until
from records.cases import case_at
from records.sql import every, queries
from rules.case import Case
from rules.clientwork.security import checks_of
from rules.lifecycles import DECISIONS, LIFECYCLES
from rules.work import KINDS as WORK
from starter.api.opening import intakes
from tests.house import free_time
from tests.rules.people import NOOR
from tests.rules.play import POPLAR, Play
from tests.rules.saying import money, remedy
from tests.rules.situations import valid
from tests.starter.api.conftest import Served
from tests.starter.api.hostile import EVALUATED, FILES, STRUCTURE, TEXT, filled, free_text, said
from tests.starter.api.routes import ELSEWHERE
from tests.starter.api.staffing import hire
from tests.starter.api.test_cases import SENT

KINDS = DECISIONS
NO_DOOR = {name for life in LIFECYCLES.values() if life.door is None for name in life.decisions} - {
    name for life in LIFECYCLES.values() if life.door for name in life.decisions
}
"""What is decided only of matters that come up by themselves: none of them is opened here."""
CHECKED = {"lead.email", "person.email", "email", "sort_code", "account_number"}
"""Kept with the words, but not any text will do."""
ADDRESS = ["1 Mast House", "London"]
TAGS = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "br", "blockquote"} | {
    "ul", "li", "table", "tr", "th", "td",
}  # fmt: skip
"""What a notice is made of."""
ATTRIBUTES = {"lang", "charset", "name", "content", "scope"}
HEADERS = {
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"),
    *("Content-Language", "Auto-Submitted", "X-Auto-Response-Suppress"),
}
LINE = 1000
"""Characters that no field takes which is one line."""
RICHER: dict[str, dict[str, Any]] = {
    name: {
        "remedies": [remedy("2030-01-01").model_dump(mode="json")],
        "financial": money(losses=(500,), owed=(200,)).model_dump(mode="json"),
    }
    for name in ("respond", "propose-decision", "correct-response")
} | {
    "reassign": {"owner": "tom.okafor"},
    "record-authority": {"concerns": {"name": "-"}},
    "change-lead": {
        "lead": {"name": "-", "channel": "letter", "email": "i@resident.example", "address": "-"}
    },
    "correct-person": {"person": {"name": "-", "phone": "-", "email": "i@resident.example", "address": "-"}},
    "resend": {"reasons": "-"},
}
"""What is said beyond `valid` content, so that every field there is gets its text."""
RESOLVED = [
    *(("contact", "ruth"), ("agree-timescale", "ruth"), ("ask-for-information", "ruth")),
    *(("receive-information", "ruth"), ("adjust", "ruth"), ("note", "ruth"), ("reassign", "ruth")),
    *(("add-evidence", "ruth"), ("correct-person", "ruth"), ("resend", "ruth"), ("correct", "ruth")),
    *(("give-payment-details", "tom"), ("respond", "ruth")),
]


class Life(NamedTuple):
    """A case: what comes in, at which door, through whom; what is decided, by whom; what `RICHER` lacks."""

    fields: dict[str, Any]
    decisions: list[tuple[str, str]]
    door: str = "complaints"
    richer: dict[str, dict[str, Any]] = {}
    opener: str = "ruth"


PATHS: dict[str, Life] = {
    "reviewed": Life(
        {"needs": ["audio"]},
        [
            *RESOLVED,
            *(("move-commitment", "ruth"), ("break-commitment", "ruth"), ("ask-for-review", "ruth")),
            *(("appoint-panel", "grace"), ("change-panel", "grace"), ("declare-conflict", "tom")),
            *(("plan-review", "leila"), ("propose-decision", "leila"), ("decline-decision", "david")),
            *(("propose-decision", "leila"), ("sign-decision", "david"), ("return-payment", "ruth")),
            ("keep-commitment", "ruth"),
            *(("log-representation", "ruth"), ("record-learning", "ruth")),
        ],
    ),
    "posted": Life(
        {"person": {"name": "-", "channel": "letter", "address": ADDRESS}, "needs": ["large-print"]},
        [
            *(("contact", "ruth"), ("ask-for-information", "ruth"), ("give-payment-details", "tom")),
            *(("respond", "ruth"), ("accept", "ruth")),
        ],
    ),
    "corrected": Life(
        {"person": {"name": "-", "channel": "letter", "address": ADDRESS}},
        [
            *(("contact", "ruth"), ("give-payment-details", "tom"), ("respond", "ruth")),
            ("correct-response", "ruth"),
        ],
        richer={
            "correct-response": RICHER["correct-response"] | {"event": 4, "outcome": "upheld", "stopped": [2]}
        },
    ),
    "award": Life(
        {"appeals": "PH-2019-000001"},
        [
            ("link-appeal", "grace"),
            *(("contact", "ruth"), ("give-payment-details", "ruth"), ("respond", "tom")),
            *(("decline-award", "grace"), ("respond", "tom"), ("approve-award", "grace")),
        ],
        richer={
            "respond": {"financial": money(losses=(30_000,)).model_dump(mode="json")},
            "link-appeal": {"warning": None},
        },
    ),
    "conflicts": Life(
        {},
        [
            *(("declare-conflict", "tom"), ("decline-conflict", "grace")),
            *(("declare-conflict", "tom"), ("confirm-conflict", "grace"), ("withdraw-conflict", "grace")),
        ],
        richer={"declare-conflict": {"staff": "omar.reyes"}},
    ),
    "petition": Life(
        {
            "raised_by": "petition",
            "petition": {"signatures": 9, "signatories": [{"name": "-", "address": "-"}]},
            "person": {"name": "-", "email": "n@resident.example", "address": ADDRESS},
        },
        [("change-lead", "ruth"), ("contact", "ruth"), ("decide-representations", "ruth")],
    ),
    "refused": Life({}, [("signpost", "ruth"), ("refuse", "ruth"), ("log-representation", "ruth")]),
    "withdrawn": Life({}, [("withdraw", "ruth")]),
    "advised": Life(
        {}, [("signpost", "ana"), ("set-next-steps", "ana"), ("advise", "ana")], "advice", opener="ana"
    ),
    "advice declined": Life({}, [("note", "ana"), ("refuse", "ana")], "advice", opener="ana"),
    "advice withdrawn": Life(
        {},
        [("record-consent", "ana"), ("withdraw-consent", "ana"), ("withdraw", "ana")],
        "advice",
        opener="ana",
    ),
    "shared": Life(
        {},
        [
            *(("record-consent", "ana"), ("share", "ana"), ("share-to-safeguard", "noor")),
            *(("ask-for-information", "ana"), ("receive-information", "ana")),
        ],
        "advice",
        {"share-to-safeguard": {"tell_person": False, "why_not_told": "-"}},
        opener="ana",
    ),
    "called": Life(
        {"made_by": "phone", "call": "answerphone"},
        [
            *(("try-call", "ana"), ("log-missed-call", "ana"), ("set-call-steps", "ana")),
            *(("log-missed-call", "ana"), *[("try-call", "ana")] * 3, ("stop-calling", "ana")),
            *(("check-caller", "ana"), ("resolve-call", "ana")),
        ],
        "advice",
        opener="ana",
    ),
    "appointment": Life(
        {"needs": ["interpreter"]},
        [("move-appointment", "ana"), ("adjust", "ana"), ("cancel-appointment", "ana")],
        "appointments",
        {
            "move-appointment": {**free_time(), "asked_by": "us"},
            "cancel-appointment": {"by": "us"},
        },
        opener="ana",
    ),
    "told on the telephone": Life(
        {}, [("check-caller", "ana"), ("disclose-by-phone", "ana")], "advice", opener="ana"
    ),
    "locked": Life(
        {},
        [*[("check-caller", "ana")] * 3, ("unlock-phone", "lena")],
        "advice",
        {"check-caller": {"right": []}},
        opener="ana",
    ),
    "closed for behaviour": Life(
        {},
        [("record-behaviour", "ana"), ("end-contact", "ana"), ("close-for-behaviour", "lena")],
        "advice",
        opener="ana",
    ),
    "enquiry answered": Life({}, [("record-authority", "ruth"), ("answer-enquiry", "ruth")], "enquiries"),
    "enquiry withdrawn": Life({}, [("withdraw-enquiry", "ruth")], "enquiries"),
    "enquiry without a response": Life(
        {},
        [("record-authority", "ruth"), ("record-no-response", "ruth")],
        "enquiries",
        {"record-authority": {"subject": "no-individual"}},
    ),
    "warned": Life(
        {},
        [
            *(("note", "ruth"), ("add-evidence", "ruth"), ("approve-warning", "grace")),
            *(("propose-restrictions", "ruth"), ("approve-warning", "grace")),
            *(("keep-warning", "grace"), ("lift-warning", "grace")),
        ],
        "warnings",
    ),
    "warning declined": Life({"tell": False}, [("decline-warning", "grace")], "warnings"),
}
"""Cases that together take every decision that has words, each by somebody who may."""


@dataclass
class Told:
    """A case full of hostile text.

    Attributes:
        sent: All of it, by its place: `respond-1.remedies.1.what`; it begins with its place, too.

    """

    ask: Callable[[str], httpx.AsyncClient]
    ref: str = ""
    opener: str = "ruth"
    sent: dict[str, str] = field(default_factory=dict)
    decided: Counter[str] = field(default_factory=Counter)

    async def open(self, path: Life) -> None:
        """Take it in, every field full."""
        sent, kind = SENT[path.door](**path.fields), intakes()[path.door]
        content = self._full(f"intake-{uuid.uuid4().hex[:8]}", kind, sent)
        self.opener = path.opener
        answer = await self.ask(self.opener).post(f"/{path.door}", json=content)
        assert answer.status_code == 201, answer.text
        self.ref = answer.json()["ref"]
        await self.settled()

    async def decide(self, name: str, by: str, case: Case, richer: dict[str, dict[str, Any]]) -> None:
        """Take a decision, every field full."""
        self.decided[name] += 1
        base = valid(name, case).model_dump(mode="json", exclude_unset=True) | richer.get(name, {})
        if "check" in KINDS[name].model_fields and (checks := checks_of(case)):
            base["check"] = checks[-1].event
        content = self._full(f"{name}-{self.decided[name]}", KINDS[name], base)
        if name in ELSEWHERE.values():
            about: dict[str, Any] = {"params": {"title": content["title"]}, "content": b"-"}
            kind = {"Content-Type": "text/plain"}
            answer = await self.ask(by).post(f"/cases/{self.ref}/evidence", **about, headers=kind)
        else:
            answer = await self.ask(by).post(f"/cases/{self.ref}/decisions/{name}", json=content)
        assert answer.is_success, (name, answer.text)

    async def settled(self) -> dict[str, Any]:
        """The case as the API shows it, once it was opened and all of its notices went."""

        async def is_settled() -> bool:
            shown = await self._shown()
            went = [notice["sent_at"] or notice["failure"] for notice in shown["notices"]]
            return bool(shown["case"]["seq"]) and all(went)

        await until(is_settled, within=60)
        return await self._shown()

    async def _shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = (await self.ask(self.opener).get(f"/cases/{self.ref}")).json()
        return shown

    def _full(self, what: str, kind: type[BaseModel], base: dict[str, Any]) -> dict[str, Any]:
        given = {place: text for place, text in said(base) if place in CHECKED}

        def say(where: str, longest: int) -> str:
            long = STRUCTURE if longest > LINE and not where.startswith(("lead.", "person.")) else ""
            text = f"{what}.{where}: {TEXT}{long}"
            return given.get(where, text[: longest or None].strip())

        content = filled(kind, base, say)
        self.sent |= {f"{what}.{place}": text for place, text in said(content) if text.startswith(f"{what}.")}
        return content


def squeezed(text: str) -> str:
    """Without what setting a text changes: spaces, places to break, joined letters, what cannot be seen."""
    seen = (sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign)[0] not in "CZ")
    return "".join(seen)


class Page(HTMLParser):
    """The tags and the text of an HTML page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.text = set[str](), set[str](), ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


def literal(text: str, told: Told) -> set[str]:
    """What was sent and stands in a text: as it was, whole, and not evaluated."""
    plain = squeezed(text)
    assert EVALUATED not in plain
    assert not any(part in plain for part in FILES)
    found = {place for place in told.sent if f"{place}:" in plain}
    for place in found:
        assert squeezed(told.sent[place]) in plain, place
    return found


def in_mail(message: EmailMessage, told: Told) -> set[str]:
    """What was sent and stands in an e-mail: in both its forms, and in none of its headers."""
    assert sorted(message.keys()) == sorted(HEADERS)
    kind = message["Message-ID"].partition("@")[0].rpartition(".")[2]
    assert len(message["To"].addresses) == 1 or kind in WORK  # colleagues see whom else it goes to
    assert not literal(str(message["Subject"]), told)
    attached = list(message.iter_attachments()) if message.get_content_subtype() == "mixed" else []
    assert not any(literal(part.get_content(), told) for part in attached)
    body = next(message.iter_parts()) if attached else message
    plain, html = [str(part.get_content()) for part in body.iter_parts()]
    page = Page(html)
    assert page.tags <= TAGS
    assert page.attributes <= ATTRIBUTES
    assert literal(page.text, told) == literal(plain, told)
    return literal(plain, told)


def in_letter(letter: Path, told: Told) -> set[str]:
    """What was sent and stands in a letter."""
    text = "".join(page.extract_text() for page in PdfReader(letter).pages)
    return literal(re.sub(r"[A-Z]+-\d{4}-\d{6}\s+Page \d+ of \d+", "", text), told)


@pytest.fixture
async def ask(
    served: Served, somebody: Callable[..., httpx.AsyncClient]
) -> Callable[[str], httpx.AsyncClient]:
    """Those who decide here, by their first names; Ruth holds every role."""
    await hire(served.house, {"matrix.ruth": " ".join(POPLAR.roles)})
    names = ("tom.okafor", "grace.owusu", "leila.brandt", "david.moss", "matrix.ruth")
    asking = {name.replace("matrix.", "").partition(".")[0]: somebody(name) for name in names}
    charity = {
        who: somebody(name, "work-rights-centre")
        for who, name in (("ana", "ana.duarte"), ("lena", "lena.wolska"), ("noor", NOOR.id))
    }
    return (asking | charity).__getitem__


async def lived(told: Told, served: Served, path: Life) -> Any:
    """The case as it is shown after all of it."""

    async def instructed() -> bool:
        unpaid = "SELECT count(*) FROM casebook.payment WHERE ref = $1 AND instructed_at IS NULL"
        async with served.house.pool.acquire() as connection:
            return not await connection.fetchval(unpaid, told.ref)

    await told.open(path)
    for name, by in path.decisions:
        if name == "return-payment":
            await until(instructed, within=60)
        async with served.house.pool.acquire() as connection:
            case = await case_at(connection, told.ref)
        await told.decide(name, by, case, RICHER | path.richer)
    return await told.settled()


@pytest.mark.parametrize("path", PATHS)
async def test_text_is_text(served: Served, ask: Callable[[str], httpx.AsyncClient], path: str) -> None:
    """Whatever is written stands in the case, in e-mails and in letters as it was written."""
    before, told, settings = await served.house.rows(), Told(ask), served.house.settings
    shown = await lived(told, served, PATHS[path])
    await stands_in_the_case(served, told, shown)
    after = await served.house.rows()
    assert all(after[table] > before[table] for table in before if table != "casebook.decision")
    found = [in_mail(message, told) for message in served.house.mail(told.ref)]
    found += [in_letter(letter, told) for letter in (settings.outbox / told.ref).glob("*.pdf")]
    assert {notice["failure"] for notice in shown["notices"]} == {None}
    assert len(found) == len(shown["notices"])
    told_to = {notice["to"] for notice in shown["notices"]}
    assert bool(set().union(*found)) == ("person" in told_to), (
        "the person, and nobody else, reads what was written"
    )


async def stands_in_the_case(served: Served, told: Told, shown: dict[str, Any]) -> None:
    """Every text that was sent is where it was put, sign by sign, and the record of the case is whole."""
    assert shown["broken_chain"] is None
    async with served.house.pool.acquire() as connection:
        signed = await every(queries.signatories(connection, ref=told.ref))
        row = await queries.get_case(connection, ref=told.ref)
    kept = {text for entry in shown["history"] for text in entry["words"].values()}
    kept |= {shown["about"], *shown["particulars"].values(), row["source_id"]} | {
        text for _, text in said(shown["person"])
    }
    kept |= {text for signatory in signed for text in (signatory["name"], signatory["address"])}
    corrected = {name for entry in shown["history"] for name in entry["words"]}
    lost = {place for place, text in told.sent.items() if text not in kept}
    replaced = {place for place in lost if ".person." in place} if told.decided["change-lead"] else set()
    lost -= {place for place in lost if f"was.{place.rpartition('.person.')[2]}" in corrected}
    assert lost <= replaced


def test_every_field_is_filled() -> None:
    """The cases above take every decision that anything can be written into, and fill every field of it."""
    told = Told(lambda who: pytest.fail(who))
    for path in PATHS.values():
        told._full(path.door, intakes()[path.door], SENT[path.door](**path.fields))
        for name, _ in path.decisions:
            base = valid(name, Play.opened().case).model_dump(mode="json", exclude_unset=True)
            told._full(name, KINDS[name], base | RICHER.get(name, {}))
    kinds: dict[str, type[BaseModel]] = {
        **intakes(),
        **{name: kind for name, kind in KINDS.items() if name not in NO_DOOR},
    }
    wanted = {f"{name}.{place}" for name, kind in kinds.items() for place in free_text(kind) - CHECKED}
    assert wanted == told.sent.keys() & wanted
