"""Evidence: files that people give, checked for what they say they are, and put on file by a decision."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

import puremagic

from records.kept import Beside, File
from rules.authority import Actor
from rules.case import Case
from rules.policy import Policy
from rules.recording import Answer
from rules.refusal import Invalid
from starter.service.desk import Desk

OFFICE = "application/vnd.openxmlformats-officedocument."
"""The beginning of the kinds of file that are ZIP archives of Office Open XML (ISO/IEC 29500)."""
CONTENT_TYPES, LARGEST_CONTENT_TYPES = "[Content_Types].xml", 1_000_000
"""The part that names the kind of every other, and how large it may be, in bytes."""
ENCRYPTED = 0x1
"""The flag of a part that wants a password."""
UNREADABLE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error)
OVERRIDE = re.compile(r"<(?:\w+:)?Override\b[^<>]*>")
ATTRIBUTE = re.compile(r"""(PartName|ContentType)\s*=\s*["']([^"']*)["']""")
TEXT = "text/plain"
"""The one kind of file that no mark at its beginning tells from others."""


async def add_evidence(
    desk: Desk, case: Case, file: File, policy: Policy, *, actor: Actor, key: str
) -> Answer:
    """Put a file on file, once for its key: kept first, and dropped again if the decision is refused.

    Raises:
        Refusal: the file is not one that the policy takes, or as `Deciding.take`.

    """
    _require_taken(file, policy)
    stated = {"digest": file.digest, "size": len(file.content), "media_type": file.media_type}
    fields = {"title": file.title} | stated
    return await desk.deciding.take(case, actor, "add-evidence", fields, key=key, beside=Beside(file=file))


def _require_taken(file: File, policy: Policy) -> None:
    """Refuse a file that is empty, too large, of a kind that the policy does not take, or not of its kind."""
    rule = policy.evidence
    if rule is None or file.media_type not in rule.media_types:
        taken = ", ".join(rule.media_types) if rule else "none"
        raise Invalid(
            f"{policy.id} takes no {file.media_type}; it takes: {taken}", where="header.Content-Type"
        )
    if not 0 < len(file.content) <= rule.most_megabytes * 1_000_000:
        raise Invalid(
            f"it has {len(file.content)} bytes; a file has 1 byte to {rule.most_megabytes} MB", where="body"
        )
    office = file.media_type.startswith(OFFICE)
    if not (_is_office(file) if office else file.media_type in _kinds(file.content)):
        raise Invalid(f"it does not look like {file.media_type}; say what kind it is", where="body")


def _is_office(file: File) -> bool:
    """Return whether a file is an Office document of the kind that it says it is, and without macros.

    Any ZIP archive begins like one: the part is looked into that names the kind of every other.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            parts = archive.infolist()
            [types] = [part for part in parts if part.filename == CONTENT_TYPES]
            if types.file_size > LARGEST_CONTENT_TYPES or any(part.flag_bits & ENCRYPTED for part in parts):
                return False
            said = archive.read(types).decode("utf-8")
    except (*UNREADABLE, ValueError):  # also where there is no such part, or several
        return False
    named = [dict(ATTRIBUTE.findall(element)) for element in OVERRIDE.findall(said)]
    main = {one.get("PartName") for one in named if one.get("ContentType") == f"{file.media_type}.main+xml"}
    return bool(main & {f"/{part.filename}" for part in parts}) and "macroEnabled" not in said


def _kinds(content: bytes) -> set[str]:
    """What a file may be, by how it begins; plain text where it begins like nothing known."""
    try:
        return {match.mime_type for match in puremagic.magic_string(content)}
    except puremagic.PureError:
        pass
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return set()
    return set() if "\x00" in text else {TEXT}
