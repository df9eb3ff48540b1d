"""Evidence over HTTP: put on file and fetched as it was sent; refused where it is not what it says it is."""

from __future__ import annotations

import hashlib
import io
import uuid
import zipfile
from collections.abc import Callable

import httpx
import pytest

from records.sql import every, queries
from tests.starter.api.conftest import Served
from tests.starter.api.test_cases import opened, problem

Somebody = Callable[[str], httpx.AsyncClient]
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\0" * 40
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORD = {"word/document.xml": f"{DOCX}.main+xml"}
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
TITLE = {"title": "Receipt for a heater"}


def office(
    parts: dict[str, str], *, types: bytes | None = None, lacking: str = "", turned: bool = False
) -> bytes:
    """An archive of parts that says of each what it is, as Office writes them; nothing else is in a part."""
    said = [
        f'<Override ContentType="{kind}" PartName="/{name}"/>'
        if turned
        else f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name, kind in parts.items()
    ]
    listed = f'<?xml version="1.0" encoding="UTF-8"?><Types>{"".join(said)}</Types>'.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", listed if types is None else types)
        for name in parts:
            if name != lacking:
                archive.writestr(name, "<document/>")
    return out.getvalue()


async def send(
    caller: httpx.AsyncClient, ref: str, content: bytes = PDF, kind: str = "application/pdf", key: str = ""
) -> httpx.Response:
    """A file sent to a case."""
    headers = {"Content-Type": kind} | ({"Idempotency-Key": key} if key else {})
    return await caller.post(f"/cases/{ref}/evidence", params=TITLE, content=content, headers=headers)


async def kept(served: Served, ref: str) -> int:
    """How many files are kept for a case."""
    async with served.house.pool.acquire() as connection:
        found: int = await connection.fetchval("SELECT count(*) FROM people.evidence WHERE ref = $1", ref)
    return found


@pytest.mark.clause("PH-5b")
async def test_a_file_is_put_on_file_and_fetched(served: Served, amira: httpx.AsyncClient) -> None:
    """With its digest in the record and its title in the case file; who fetches it is in the access log."""
    ref = await opened(amira)
    sent = await send(amira, ref)
    assert (sent.status_code, sent.json()["events"]) == (201, ["evidence-added"])
    entry = (await amira.get(f"/cases/{ref}")).json()["history"][-1]
    digest = hashlib.sha256(PDF).hexdigest()
    stated = {"digest": digest, "media_type": "application/pdf", "size": len(PDF)}
    assert (entry["event"]["facts"], entry["words"]) == (stated, TITLE)
    assert entry["event"]["clause"] == "PH-5b"
    fetched = await amira.get(sent.headers["Location"])
    assert (fetched.content, fetched.headers["Content-Type"]) == (PDF, "application/pdf")
    assert fetched.headers["ETag"] == f'"{digest}"'
    assert fetched.headers["X-Content-Type-Options"] == "nosniff"
    name = f"{ref}-{sent.json()['seq']}.pdf"
    assert fetched.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    async with served.house.pool.acquire() as connection:
        log = await every(queries.accesses(connection, ref=ref))
    assert log[-1]["action"] == "evidence"


async def test_the_same_again_is_the_same(served: Served, amira: httpx.AsyncClient) -> None:
    """A key stands for one file; another file, or another decision, under it is refused."""
    ref, key = await opened(amira), str(uuid.uuid4())
    first = await send(amira, ref, key=key)
    again = await send(amira, ref, key=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert problem(await send(amira, ref, PNG, "image/png", key=key)) == (422, "key-reused")
    other = await amira.post(
        f"/cases/{ref}/decisions/note", json={"text": "."}, headers={"Idempotency-Key": key}
    )
    assert problem(other) == (422, "key-reused")
    assert (await amira.get(first.headers["Location"])).content == PDF
    assert await kept(served, ref) == 1


@pytest.mark.parametrize(
    ("content", "kind", "where"),
    [
        (b"", "application/pdf", "body"),
        (PDF, "image/png", "body"),
        (b"<html><script>alert(1)</script></html>", "text/plain", "body"),
        (b"\xc3\x28\x00", "text/plain", "body"),
        (b"MZ" + b"\0" * 60, "application/pdf", "body"),
        (PDF, "application/x-msdownload", "header.Content-Type"),
        (PDF, "nonsense", "header.Content-Type"),
        (b"<svg/>", "image/svg+xml", "header.Content-Type"),
        (office({}), DOCX, "body"),
        (office({"word/document.xml": "application/zip"}), DOCX, "body"),
        (office({"xl/workbook.xml": SPREADSHEET}), DOCX, "body"),
        (office(WORD, lacking="word/document.xml"), DOCX, "body"),
        (office({"word/document.xml": MACROS}), DOCX, "body"),
        (office(WORD | {"word/vbaProject.bin": MACROS}), DOCX, "body"),
        (office(WORD, types=b"<" * 1_000_001), DOCX, "body"),
        (office(WORD, types=b"\xff\xfe"), DOCX, "body"),
        (office(WORD)[:-60], DOCX, "body"),
        (b"PK\x03\x04" + b"\0" * 60, DOCX, "body"),
        (PDF, DOCX, "body"),
    ],
)
async def test_what_is_not_what_it_says_is_refused(
    served: Served, amira: httpx.AsyncClient, content: bytes, kind: str, where: str
) -> None:
    """And nothing of it is kept."""
    ref = await opened(amira)
    answer = await send(amira, ref, content, kind)
    assert problem(answer) == (422, "invalid")
    assert [error["where"] for error in answer.json()["errors"]] == [where]
    assert await kept(served, ref) == 0


async def test_what_it_takes(amira: httpx.AsyncClient) -> None:
    """Pictures, letters and plain text, with parameters after their kind or without."""
    ref = await opened(amira)
    for content, kind in (
        (PNG, "image/png"),
        ("Ça suffit.\n".encode(), "text/plain; charset=utf-8"),
        (office(WORD), DOCX),
        (office(WORD, turned=True), DOCX),
    ):
        sent = await send(amira, ref, content, kind)
        assert sent.status_code == 201, sent.text
        assert (await amira.get(sent.headers["Location"])).content == content


async def test_a_file_that_is_too_large(served: Served, amira: httpx.AsyncClient) -> None:
    """Refused by its size, stated or not; nothing is kept."""
    ref = await opened(amira)
    rule = served.house.policy.evidence
    assert rule is not None
    too_large = PDF + b"\0" * (rule.most_megabytes * 1_000_000)
    assert problem(await send(amira, ref, too_large)) == (413, "too-large")
    assert await kept(served, ref) == 0


async def test_a_refused_decision_keeps_no_file(
    served: Served, amira: httpx.AsyncClient, somebody: Somebody
) -> None:
    """Nor can the decision be taken without a file, or with the digest of another."""
    ref = await opened(amira)
    assert problem(await send(somebody("nina.roy"), ref)) == (404, "unknown")
    assert await kept(served, ref) == 0
    stated = {"title": "-", "digest": "0" * 64, "media_type": "application/pdf", "size": 9}
    bare = await amira.post(f"/cases/{ref}/decisions/add-evidence", json=stated)
    assert problem(bare) == (422, "invalid")
    assert "evidence" in bare.json()["detail"]


async def test_what_is_no_evidence_is_not_there(amira: httpx.AsyncClient) -> None:
    """An event that put nothing on file, one that never was, and a case that is not there."""
    ref = await opened(amira)
    for path in (f"/cases/{ref}/evidence/1", f"/cases/{ref}/evidence/99", "/cases/PH-2019-000001/evidence/1"):
        assert problem(await amira.get(path)) == (404, "unknown")
    assert problem(await send(amira, "PH-2019-000001")) == (404, "unknown")
