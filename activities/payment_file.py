"""A payment as a file in the layout that banks and payment systems import: ISO 20022, pain.001.001.09."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree as Xml

from rules.matters import Payer

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
UK_SORT_CODES = "GBDSC"
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""Signs that no XML file can hold, however they are written; a bank would refuse the file."""


@dataclass(frozen=True)
class Payee:
    """Whom to pay: into an account, or by cheque to an address where there is none."""

    name: str
    address: tuple[str, ...]
    account: Mapping[str, str] | None


@dataclass(frozen=True)
class Payment:
    """What to pay, in pence, from which account; decided when (aware), and on which local day that was."""

    id: str
    pence: int
    currency: str
    decided: datetime
    day: date
    payer: Payer


def payment_file(payment: Payment, payee: Payee) -> bytes:
    """One credit transfer, or one cheque, under an identification that stays the same however often."""
    amount = f"{payment.pence // 100}.{payment.pence % 100:02}"
    document = Xml.Element("Document", xmlns=NAMESPACE)
    whole = Xml.SubElement(document, "CstmrCdtTrfInitn")
    _add(
        whole,
        "GrpHdr",
        ("MsgId", payment.id),
        ("CreDtTm", f"{payment.decided.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"),
        ("NbOfTxs", "1"),
        ("CtrlSum", amount),
        ("InitgPty", [("Nm", payment.payer.name[:140])]),
    )
    batch = _add(
        whole,
        "PmtInf",
        ("PmtInfId", payment.id),
        ("PmtMtd", "TRF" if payee.account else "CHK"),
        ("NbOfTxs", "1"),
        ("CtrlSum", amount),
        ("ReqdExctnDt", [("Dt", payment.day.isoformat())]),
        ("Dbtr", [("Nm", payment.payer.name[:140])]),
        ("DbtrAcct", _account(payment.payer.account_number)),
        ("DbtrAgt", _bank(payment.payer.sort_code)),
    )
    transfer = _add(
        batch,
        "CdtTrfTxInf",
        ("PmtId", [("InstrId", payment.id), ("EndToEndId", payment.id)]),
    )
    sum_ = Xml.SubElement(Xml.SubElement(transfer, "Amt"), "InstdAmt", Ccy=payment.currency)
    sum_.text = amount
    if payee.account:
        _add(transfer, "CdtrAgt", *_bank(payee.account["sort_code"]))
        _add(transfer, "Cdtr", ("Nm", payee.account["account_name"][:140]))
        _add(transfer, "CdtrAcct", *_account(payee.account["account_number"]))
    else:
        lines = [("AdrLine", line[:70]) for line in payee.address[:7]]
        _add(transfer, "Cdtr", ("Nm", payee.name[:140]), ("PstlAdr", lines))
    _add(transfer, "RmtInf", ("Ustrd", payment.id))
    Xml.indent(document)
    content: bytes = Xml.tostring(document, encoding="utf-8", xml_declaration=True)
    return content


Children = list[tuple[str, Any]]
"""Elements by name: their text, or the elements within."""


def _bank(sort_code: str) -> Children:
    return [("FinInstnId", [("ClrSysMmbId", [("ClrSysId", [("Cd", UK_SORT_CODES)]), ("MmbId", sort_code)])])]


def _account(number: str) -> Children:
    return [("Id", [("Othr", [("Id", number), ("SchmeNm", [("Cd", "BBAN")])])])]


def _add(parent: Xml.Element, tag: str, *children: tuple[str, Any]) -> Xml.Element:
    element = Xml.SubElement(parent, tag)
    for name, value in children:
        if isinstance(value, str):
            Xml.SubElement(element, name).text = _NOT_IN_XML.sub(" ", value)
        else:
            _add(element, name, *value)
    return element
