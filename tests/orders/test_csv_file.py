"""The table of orders: what is taken, how a mistake is told, and what a change does."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

import pytest

from scrubber.config import OrderSettings
from scrubber.errors import OrderError
from scrubber.money import Money
from scrubber.orders import source
from scrubber.orders.csv_file import CsvFile, read

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "number,emails,name,language,currency,total,paid,label\n"
ROW = (
    '1042,anna@example.org;Anna@Work.example,"Anna ""A."" Nowak",pl,PLN,1200.00,720,"sofa, 40 %"\n'
)
GOOD = HEAD + ROW + "1043,bob@example.org,,,JPY,5000,5000,\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file with two orders, one of them paid."""
    path = tmp_path / "orders.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_an_order_is_read(file: Path) -> None:
    """What is due is total less paid."""
    order = read(file).get("1042")
    assert order is not None
    assert order.emails == ("anna@example.org", "Anna@Work.example")
    assert (order.name, order.language, order.label) == ('Anna "A." Nowak', "pl", "sofa, 40 %")
    assert (str(order.total), str(order.paid), str(order.due)) == (
        "1200.00 PLN",
        "720.00 PLN",
        "480.00 PLN",
    )


FINE = {
    "byte order mark": "\ufeff" + GOOD,
    "CRLF": GOOD.replace("\n", "\r\n"),
    "CR": GOOD.replace("\n", "\r"),
    "empty lines": "\n \n" + GOOD.replace("\n", "\n\n,,,,,,,\n") + "\n\n",
    "no end of line": GOOD.rstrip("\n"),
    "blanks around values": GOOD.replace("1043,bob@example.org,,", " 1043 , bob@example.org , ,"),
    "capital letters": GOOD.replace("number,emails", "Number,EMails").replace("PLN", "pln"),
    "another order of columns": "paid,total,currency,emails,number,note\n"
    "720,1200,PLN,anna@example.org;anna@work.example,1042,x\n5000,5000,JPY,bob@example.org,1043,\n",
}


@pytest.mark.parametrize("text", FINE.values(), ids=list(FINE))
def test_what_spreadsheets_write_is_fine(tmp_path: Path, text: str) -> None:
    """The same two orders each time."""
    path = tmp_path / "orders.csv"
    path.write_bytes(text.encode())
    book = read(path)
    assert len(book) == 2
    anna, bob = book.get("1042"), book.get("#1043")
    assert anna is not None
    assert bob is not None
    assert anna.due == Money.read("480", "PLN")
    assert anna.belongs_to("ANNA@work.example")
    assert not bob.due


WRONG = {
    "nothing": ("", "line 1: expected the names of columns: number,emails,"),
    "no names": (ROW, "line 1: expected the names of columns, number,emails,"),
    "a column missing": (HEAD.replace("paid,", "") + ROW, "line 1: expected the names of columns"),
    "a column twice": (HEAD.replace("label", "total"), "line 1: expected the names of columns"),
    "a value too few": (HEAD + "1042,a@b.example\n", "line 2: expected 8 values, and there are 2"),
    "a value too many": (GOOD + ROW.replace("\n", ",x\n"), "line 4: expected 8 values"),
    "a quote that is open": (HEAD + '1042,"a@b.example\n', "line 2: expected values with commas"),
    "text behind a quote": (HEAD + '1042,"a"b,,,EUR,1,1,\n', "line 2: expected values with commas"),
    "no number": (HEAD + ROW.replace("1042", ""), "line 2: number: expected letters and digits"),
    "number of two words": (HEAD + ROW.replace("1042", "10 42"), "line 2: number: expected"),
    "a number twice": (GOOD + ROW, "line 4: number: expected a number of its own; line 2 has"),
    "the same number in capitals": (
        HEAD + ROW.replace("1042", "a7") + ROW.replace("1042", "#A7"),
        "line 3: number: expected a number of its own; line 2 has the same",
    ),
    "no address": (HEAD + ROW.replace("anna@example.org", "anna"), "line 2: emails: expected"),
    "addresses with a blank": (HEAD + ROW.replace(";", " "), "line 2: emails: expected addresses"),
    "language": (HEAD + ROW.replace(",pl,", ",polish,"), "line 2: language: expected two letters"),
    "currency": (HEAD + ROW.replace("PLN", "ZLO"), "line 2: currency: expected a currency of ISO"),
    "negative total": (HEAD + ROW.replace("1200.00", "-5"), "line 2: total: expected an amount"),
    "total with a comma": (
        HEAD + ROW.replace("1200.00", '"1200,00"'),
        "line 2: total: expected an",
    ),
    "no paid": (HEAD + ROW.replace(",720,", ",,"), "line 2: paid: expected an amount"),
    "too many decimals": (
        HEAD + ROW.replace("1200.00", "1200.005"),
        "line 2: total: expected at most",
    ),
    "decimals of yen": (
        GOOD.replace("JPY,5000", "JPY,5000.0"),
        "line 3: total: expected at most 0",
    ),
    "name with a control": (
        HEAD + ROW.replace("Nowak", "No\x07wak"),
        "line 2: name: expected one line",
    ),
    "label of two lines": (
        HEAD + ROW.replace("sofa, ", "sofa\n"),
        "line 2: label: expected one line",
    ),
    "line counted behind a long value": (
        HEAD + ROW.replace("sofa, ", "sofa") + "\n\n" + ROW.replace("1042", "1 2"),
        "line 5: number",
    ),
}


@pytest.mark.parametrize(("text", "told"), WRONG.values(), ids=list(WRONG))
def test_a_mistake_is_told_with_file_line_and_column(tmp_path: Path, text: str, told: str) -> None:
    """At the start, in one line, and nothing of the customers is repeated."""
    path = tmp_path / "orders.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OrderError) as caught:
        source(OrderSettings(csv=path))
    assert caught.value.public.startswith(f"{path}: {told}")
    assert "anna" not in caught.value.public.lower().replace("expected", "")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read: No such file"),
        (HEAD.encode() + b"1042,\xffnna@example.org\n", "line 2: is not UTF-8 text"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, content: bytes | None, told: str
) -> None:
    """Missing, or no text."""
    path = tmp_path / "orders.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(OrderError) as caught:
        CsvFile(path)
    assert caught.value.public.startswith(f"{path}: {told}")


def test_a_changed_file_is_read_again(file: Path) -> None:
    """Also when one of the same size and time takes its place, and not when nothing changed."""
    orders = CsvFile(file)
    first = orders.book()
    assert orders.book() is first
    new = file.with_suffix(".new")
    new.write_text(GOOD.replace(",720,", ",120,"), encoding="utf-8")
    os.utime(new, ns=(0, file.stat().st_mtime_ns))
    new.replace(file)
    order = orders.book().get("1042")
    assert order is not None
    assert str(order.due) == "1080.00 PLN"


@pytest.mark.parametrize("text", [GOOD.replace("PLN", "ZLO"), None], ids=["broken", "gone"])
def test_a_broken_file_keeps_the_last_good_orders(
    file: Path, text: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    """And says so, until it is mended."""
    orders = CsvFile(file)
    if text is None:
        file.unlink()
    else:
        file.write_text(text, encoding="utf-8")
    with caplog.at_level(logging.ERROR):
        assert orders.book().get("1042") is not None
    assert f"orders: {file}: " in caplog.text
    assert "the last good ones stay" in caplog.text
    file.write_text(HEAD, encoding="utf-8")
    assert len(orders.book()) == 0
