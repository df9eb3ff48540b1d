"""A payment file is one that banks can read, whatever people are called."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import xmlschema

from activities.payment_file import Payee, Payment, payment_file
from rules.matters import Payer

SCHEMA = xmlschema.XMLSchema(str(resources.files("sepaxml") / "schemas" / "pain.001.001.09.xsd"))
PAYER = Payer(name="Poplar HARCA", sort_code="000000", account_number="00000000")
PAYMENT = Payment(
    id="PH-2026-000001-2",
    pence=25_000,
    currency="GBP",
    decided=datetime(2026, 6, 1, tzinfo=UTC),
    day=date(2026, 6, 1),
    payer=PAYER,
)
ACCOUNT = {"account_name": "-", "sort_code": "102030", "account_number": "12345678"}


@pytest.mark.parametrize(
    ("name", "paid_to"),
    [
        ("Nadia Farrow", "Nadia Farrow"),
        ("A & B <Farrow> </Nm><Nm>C ]]> &amp;", "A & B <Farrow> </Nm><Nm>C ]]> &amp;"),
        ("N\x1b\x07\x0b F\ufffe\uffffarrow", "N    F  arrow"),
        ("N" * 500, "N" * 140),
        ("Şişli 😀", "Şişli 😀"),
    ],
)
def test_whatever_somebody_is_called(tmp_path: Path, name: str, paid_to: str) -> None:
    """The file keeps to its schema and names one payee: signs that no XML file can hold are left blank."""
    for account in (None, ACCOUNT | {"account_name": name}):
        file = tmp_path / "payment.xml"
        file.write_bytes(payment_file(PAYMENT, Payee(name=name, address=(name,), account=account)))
        SCHEMA.validate(file)
        read: Any = SCHEMA.to_dict(file)
        transfers = read["CstmrCdtTrfInitn"]["PmtInf"][0]["CdtTrfTxInf"]
        assert [transfer["Cdtr"]["Nm"] for transfer in transfers] == [paid_to]
