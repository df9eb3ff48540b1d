"""Another organisation on the real engine: a policy file, two templates of its own, the rest as it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from embedded.stack import Stack
from records.people import import_staff
from tests.house import House, PlayedCase
from tests.notices.pack import LABELS
from tests.papers import read_beside
from tests.policies.harbour import harbour

STAFF = """id,name,email,phone,roles,directorate,trained_until
ivo.borg,Ivo Borg,ivo.borg@harbour.example,0000 000001,adviser,advice,2035-12-31
mina.zahra,Mina Zahra,mina.zahra@harbour.example,0000 000002,trustee,advice,2035-12-31
"""
TEMPLATES = {
    "acknowledgement.txt": "Subject: Harbour Advice has heard you ({{ case.reference }})\n"
    '{% include "_greeting.txt" %}\n\nIvo or Mina rings you by {{ deadlines.contact.day | day }}.\n\n'
    '{% include "_closing.txt" %}\n',
    "_ombudsman.txt": "The Arbiter of Valletta can help you, too.\n",
}
POLISH = {
    "pl/_letter.txt": LABELS,
    "pl/acknowledgement.txt": "Subject: Dziękujemy ({{ case.reference }})\n"
    "Zadzwonimy do Pani najpóźniej: {{ deadlines.contact.day | day }}.\n",
    "pl/breach.txt": "Subject: Termin minął ({{ case.reference }})\nTo jest dla zespołu.\n",
}


@pytest.fixture
async def house(stack: Stack, tmp_path: Path) -> AsyncIterator[House]:
    """A worker that finds the policy of Harbour Advice, and its templates, in a folder of theirs."""
    policy = harbour(tmp_path)
    folder = tmp_path / "templates" / "harbour_advice"
    folder.mkdir(parents=True)
    (folder / "pl").mkdir()
    for name, text in (TEMPLATES | POLISH).items():
        (folder / name).write_text(text)
    with read_beside(tmp_path):
        async with House.at_work(stack) as house:
            async with house.pool.acquire() as connection:
                await import_staff(connection, policy, STAFF.encode())
            yield house


async def test_a_case_is_lived_through_with_two_templates_of_ones_own(house: House) -> None:
    """Acknowledged in its own words, told of by the common ones, with its own arbiter among them."""
    fields: dict[str, Any] = {"policy": "harbour-advice", "service": "debt", "by": "ivo.borg"}
    case = await house.open(begins=house.june(), **fields)
    assert (await case.notice("acknowledgement"))["subject"] == f"Harbour Advice has heard you ({case.ref})"
    said = await case.said("acknowledgement")
    assert said.startswith("Dear Nadia Farrow, Ivo or Mina rings you by ")
    assert said.endswith("Yours sincerely, Harbour Advice")

    await case.on(9)
    assert f"Promise not kept on {case.ref}: Ring the person" == (await case.notice("breach"))["subject"]

    await case.contacted(by="ivo.borg")
    assert "How we set this date: 2 months after Monday" in await case.said("contact-record")
    await case.answered(by="mina.zahra", outcome="not-upheld", remedies=[])
    response = await case.said("response")
    assert "The Arbiter of Valletta can help you, too." in response
    assert "tell us why, and what you would like us to do instead. Tell us by: " in response
    assert "review" not in response, "this organisation has none"
    await case.decide("accept", by="ivo.borg")
    await case.finished()
    closure = await case.said("closure")
    assert "You told us that you accept our answer." in closure
    assert "The Arbiter of Valletta can help you, too." in closure
    assert "Housing Ombudsman" not in closure
    assert not any(notice["failure"] for notice in await case.notices())


async def test_a_letter_is_in_one_language_with_all_that_stands_around_it(house: House) -> None:
    """Dates and labels are Polish where the kind is; the next letter, which is not, is English throughout.

    What staff are told is in the language of the policy, whatever the person's is.
    """
    person = {"name": "Zofia Lis", "address": ["2 Quay Street"], "language": "pl", "channel": "letter"}
    fields: dict[str, Any] = {"policy": "harbour-advice", "service": "debt", "by": "ivo.borg"}
    case = await house.open(begins=house.june(), person=person, **fields)
    [language, *said] = await letter_of(case, "acknowledgement")
    assert language == "pl"
    assert [line for line in said if line.startswith("Zadzwonimy do Pani najpóźniej: ") and "czerwca" in line]
    assert f"Nasz znak: {case.ref}" in said
    assert any("Strona 1 (ostatnia: 1)" in line for line in said)
    assert not [line for line in said if "June" in line or "Page" in line]

    await case.on(9)
    assert (await case.notice("breach"))["subject"] == f"Promise not kept on {case.ref}: Ring the person"

    await case.contacted(by="ivo.borg")
    [language, *said] = await letter_of(case, "contact-record")
    assert language == "en-GB"
    assert f"Our reference: {case.ref}" in said
    assert any("Page 1 of " in line for line in said)
    assert not [line for line in said if "czerwca" in line or "Strona" in line]
    await case.decide("withdraw", by="ivo.borg")
    await case.finished()


async def letter_of(case: PlayedCase, kind: str) -> list[str]:
    """The language of a letter, and the lines on its first page."""
    reader = PdfReader((await case.notice(kind))["file"])
    root: Any = reader.trailer["/Root"]
    return [str(root["/Lang"]), *reader.pages[0].extract_text().splitlines()]
