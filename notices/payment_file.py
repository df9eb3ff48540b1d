"""A payment as a file in the layout that banks and payment systems import: ISO 20022, pain.001.001.09."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree as Xml

from rules.money import Payer
from rules.payee import LONGEST_NAME, Payee, cheque_lines

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
UK_SORT_CODES = "GBDSC"
_ILLEGAL = re.compile("[^\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What XML cannot hold, or what is no part of a line: names from before intake refused them may have some."""


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
    """One credit transfer, or one cheque, under an identification that stays the same however often.

    Raises:
        ValueError: the payee has neither an account nor an address that the file can hold, or the file
            would not parse; nothing of it is quoted.

    """
    lines = cheque_lines(tuple(_plain(line) for line in payee.address))
    if not (payee.account or lines):
        raise ValueError(f"{payment.id} has nowhere to go")
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
        ("InitgPty", [("Nm", _plain(payment.payer.name)[:LONGEST_NAME])]),
    )
    batch = _add(
        whole,
        "PmtInf",
        ("PmtInfId", payment.id),
        ("PmtMtd", "TRF" if payee.account else "CHK"),
        ("NbOfTxs", "1"),
        ("CtrlSum", amount),
        ("ReqdExctnDt", [("Dt", payment.day.isoformat())]),
        ("Dbtr", [("Nm", _plain(payment.payer.name)[:LONGEST_NAME])]),
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
        _add(transfer, "CdtrAgt", *_bank(payee.account.sort_code))
        _add(transfer, "Cdtr", ("Nm", _plain(payee.account.name)[:LONGEST_NAME]))
        _add(transfer, "CdtrAcct", *_account(payee.account.number))
    else:
        address = [("AdrLine", line) for line in lines]
        _add(transfer, "Cdtr", ("Nm", _plain(payee.name)[:LONGEST_NAME]), ("PstlAdr", address))
    _add(transfer, "RmtInf", ("Ustrd", payment.id))
    Xml.indent(document)
    content: bytes = Xml.tostring(document, encoding="utf-8", xml_declaration=True)
    Xml.fromstring(content)  # noqa: S314 - our own; a file that finance cannot read must not go out
    return content


def _plain(text: str) -> str:
    return " ".join(_ILLEGAL.sub(" ", text).split())


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
            Xml.SubElement(element, name).text = value
        else:
            _add(element, name, *value)
    return element
