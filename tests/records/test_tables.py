"""Tables that people send: read as they were meant, or refused with the line, the column and what to do."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import library
from records.people import read_staff
from records.petitions import read_signatories
from records.tables import read_table
from rules.refusal import Invalid

COLUMNS = b"id,name,email,roles,trained_until\n"
UNA = b"una.first,Una First,una@poplar.example,caseworker,2099-12-31\n"
POLICY = library().current("poplar-harca")


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        pytest.param(b"name,address\nA,B\n", {"name": "A", "address": "B"}, id="plain"),
        pytest.param(b"\xef\xbb\xbfname,address\r\nA,B\r\n", {"name": "A", "address": "B"}, id="from Excel"),
        pytest.param(b'name,address\n"A, ""B""","1\n2"\n', {"name": 'A, "B"', "address": "1\n2"}, id="quote"),
        pytest.param(b" name ,address\nA\n", {"name": "A", "address": None}, id="a short row"),
        pytest.param("name\nZoë \u2028 Ō".encode(), {"name": "Zoë \u2028 Ō"}, id="letters"),
        pytest.param(b"name\n\n\nA\n\n", {"name": "A"}, id="empty lines"),
    ],
)
def test_what_is_read(content: bytes, cells: dict[str, str | None]) -> None:
    """Lines within quotes, marks of Excel and letters of any writing are as they were meant."""
    [row] = read_table(content).rows
    assert row.cells == cells


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    """A row is named by the line on which it begins."""
    rows = read_table(b'name\n"a\nb"\n\nc\n').rows
    assert [row.line for row in rows] == [2, 5]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"", "line 1: the first line names the columns", id="nothing"),
        pytest.param(b"a,a\n", "line 1: the first line names each column once", id="a column twice"),
        pytest.param(b"a,\n", "line 1: the first line names each column once", id="one without a name"),
        pytest.param(b"name;address\n", "line 1: separate the cells by commas", id="semicolons"),
        pytest.param("name\n".encode("utf-16"), "line 1, column 1: it is not in UTF-8; save", id="UTF-16"),
        pytest.param(b"name\nA\nJos\xe9\n", "line 3, name: it is not in UTF-8; save", id="Latin-1"),
        pytest.param(b"name\nA,Jos\xe9\n", "line 2: it is not in UTF-8; save", id="Latin-1 beyond"),
        pytest.param(b'name\nA\n"B\nC\nD\n', 'line 3: a cell begins with a quote (")', id="an open quote"),
        pytest.param(b'name\n"A"B\n', "line 2: a cell in quotes goes on", id="after a quote"),
        pytest.param(b"name\nA\nB\nC\n", "line 4: the file has more than 2 rows; send it", id="rows"),
    ],
)
def test_what_cannot_be_read(content: bytes, told: str) -> None:
    """It is refused as a whole, and the refusal says where and what to do."""
    with pytest.raises(Invalid) as refused:
        read_table(content, most=2)
    assert told in str(refused.value)


@given(st.binary(max_size=300))
def test_no_file_is_a_fault(content: bytes) -> None:
    """Any bytes are read or refused."""
    with suppress(Invalid):
        read_table(b"name,address\n" + content, most=50)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        pytest.param(
            UNA.replace(b"Una First", b"x" * 200_000),
            "line 3, name: it has more than 200 characters",
            id="long",
        ),
        pytest.param(UNA.replace(b"Una First", b'"Una'), "line 3: a cell begins with a quote", id="open"),
        pytest.param(UNA.replace(b"Una", b"Un\xe4"), "line 3, name: it is not in UTF-8", id="Latin-1"),
        pytest.param(
            UNA.replace(b"2099-12-31", b"31/12/2099"),
            "line 3, trained_until: 31/12/2099 is not a date; write 2099-12-31",
            id="a date",
        ),
        pytest.param(UNA.replace(b"\n", b",more\n"), "line 3: it has more cells than columns", id="more"),
        pytest.param(
            UNA.replace(b"una@poplar.example", b"una"),
            "line 3, email: this is not an e-mail address",
            id="an address",
        ),
    ],
)
def test_a_file_of_staff_that_is_wrong(row: bytes, told: str) -> None:
    """It names the line and the column."""
    with pytest.raises(Invalid) as refused:
        read_staff(POLICY, COLUMNS + UNA + row)
    assert told in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"name,address\n", "line 1: nobody is listed", id="nobody"),
        pytest.param(
            b"name,adress\nA B,1 Street\n", "line 2, adress: there is no such field", id="another column"
        ),
        pytest.param(b"name\nA B,1 Street\n", "line 2: it has more cells than columns", id="a cell too many"),
        pytest.param(b"name\nA B\n...\n", "line 3, name: a name has at least one letter", id="no name"),
        pytest.param(b"name\nA B\nJos\xe9\n", "line 3, name: it is not in UTF-8", id="Latin-1"),
    ],
)
def test_a_list_of_signatories_that_is_wrong(content: bytes, told: str) -> None:
    """It names the line and the column."""
    with pytest.raises(Invalid) as refused:
        read_signatories(content)
    assert told in str(refused.value)
