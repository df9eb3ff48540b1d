"""The payment file: whatever a name or an address looks like, it keeps to its schema and loses nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from notices.payment_file import Payment, payment_file
from rules.money import Payer
from rules.payee import LINES, WIDTH, Account, Payee, cheque_lines
from rules.person import Person

PAIN = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
PAYMENT = Payment(
    id="PH-2026-000123/pay-1",
    pence=250_05,
    currency="GBP",
    decided=datetime(2026, 6, 1, 9, tzinfo=UTC),
    day=date(2026, 6, 1),
    payer=Payer(name="Poplar HARCA", sort_code="000000", account_number="00000000"),
)


@cache
def schema() -> Any:
    """The schema that banks hold such files to."""
    return xmlschema.XMLSchema(str(resources.files("sepaxml") / "schemas" / "pain.001.001.09.xsd"))


def said(payee: Payee, tag: str) -> list[str | None]:
    """What the file for a payee says under a tag; the file keeps to the schema."""
    content = payment_file(PAYMENT, payee)
    schema().validate(content.decode())
    return [element.text for element in Xml.fromstring(content).iter(PAIN + tag)]  # noqa: S314 - ours


def test_a_long_address_is_folded_and_not_cut() -> None:
    """Eight lines become seven, of which each word is one of the address; long lines are wrapped."""
    address = (*(f"Line {number}" for number in range(1, 8)), "London E14 0ZZ")
    lines = said(Payee(name="Ann", address=address), "AdrLine")
    assert lines == ["Line 1, Line 2", *address[2:]]
    long = ("A very long name of a house " * 4, "London")
    lines = said(Payee(name="Ann", address=long), "AdrLine")
    assert " ".join(f"{line}" for line in lines).split() == " ".join(long).split()


@given(st.lists(st.text("ab é漢", min_size=1, max_size=200).filter(str.strip), max_size=8))
def test_nothing_of_an_address_is_lost(address: list[str]) -> None:
    """Within the lines and the width of a payment file, every character is in its order; or none is."""
    lines = cheque_lines(tuple(address))
    assert len(lines) <= LINES
    assert all(len(line) <= WIDTH for line in lines)
    if lines:
        assert "".join(lines).replace(", ", "").replace(" ", "") == "".join(address).replace(" ", "")


def test_what_no_cheque_takes_is_known_before() -> None:
    """An address or a name that is too long for the file; an account is enough without either."""
    assert Payee(name="Ann", address=("1 Mast House",)).reachable
    assert not Payee(name="Ann").reachable
    assert not Payee(name="Ann", address=("x" * 200,) * 8).reachable
    assert not Payee(name="x" * 141, address=("1 Mast House",)).reachable
    assert Payee(name="Ann", account=Account(name="A", sort_code="102030", number="12345678")).reachable
    with pytest.raises(ValueError, match="nowhere to go"):
        payment_file(PAYMENT, Payee(name="Ann"))


@pytest.mark.parametrize("text", ["Ann\x0bB", "Ann\ufffeB", "Ann\x00B", "Ann\nB", "Ann\ud800B"], ids=ascii)
def test_names_from_before_intake_refused_them_can_be_paid(text: str) -> None:
    """What XML cannot hold becomes a space; the file parses and keeps to the schema."""
    assert said(Payee(name=text, address=(text,)), "AdrLine") == ["Ann B"]
    account = Account(name=text, sort_code="102030", number="12345678")
    assert said(Payee(name="-", account=account), "Nm")[2:] == ["Ann B"]


def is_a_name(text: str) -> bool:
    """Whether intake takes it."""
    try:
        Person(name=text, email="ann@resident.example")
    except ValueError:
        return False
    return True


@given(st.text(min_size=1, max_size=140).filter(is_a_name))
def test_whatever_intake_takes_can_be_paid(name: str) -> None:
    """Any name that is taken in stands in the file as it was given."""
    name = Person(name=name, email="ann@resident.example").name
    assert " ".join(f"{said(Payee(name=name, address=('1 Mast House',)), 'Nm')[2]}".split()) == " ".join(
        name.split()
    )
