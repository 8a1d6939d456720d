"""Orders from a CSV file (RFC 4180) that the shop's own system writes.

The file is looked at whenever somebody asks, and read again when it has changed.  One that is
broken then changes nothing: the orders stay as they were, and the log says what is wrong.
"""

from __future__ import annotations

import csv
import logging
from io import StringIO
from typing import TYPE_CHECKING, NoReturn

from scrubber.errors import OrderError
from scrubber.money import PLACES, Money
from scrubber.orders.book import Book, is_number, key
from scrubber.orders.order import Order

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

log = logging.getLogger(__name__)

COLUMNS = ("number", "emails", "name", "language", "currency", "total", "paid", "label")
_EMPTY = {"name": "", "language": "", "label": ""}
"""Columns that may be missing."""

_LANGUAGE = 2
_LONGEST = 200  # characters of a name or label

_Stamp = tuple[int, int, int]


class CsvFile:
    """The orders of a file."""

    def __init__(self, path: Path) -> None:
        """Read the file.  Raises OrderError with file, line and column of the first mistake."""
        self._path = path
        self._stamp = self._look()
        self._book = read(path)

    def book(self) -> Book:
        """Return the orders, read again if the file has changed since."""
        try:
            stamp = self._look()
            if stamp != self._stamp:
                self._stamp = stamp
                self._book = read(self._path)
                log.info("orders: read again, %d of them", len(self._book))
        except OrderError as error:
            log.error("orders: %s; the last good ones stay", error.public)  # noqa: TRY400
        return self._book

    def _look(self) -> _Stamp:
        """Return what changes when the file does, also when it is replaced."""
        try:
            status = self._path.stat()
        except OSError as error:
            raise OrderError(f"{self._path}: cannot be read: {error.strerror}") from None
        return status.st_ino, status.st_size, status.st_mtime_ns


def read(path: Path) -> Book:
    """Read a file.  Raises OrderError with file, line and column of the first mistake."""
    try:
        # A byte order mark is what spreadsheets put before UTF-8.
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise OrderError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise OrderError(f"{path}: line {line}: is not UTF-8 text; save it as UTF-8") from None
    lines: dict[str, int] = {}
    orders = []
    for row in _rows(path, text):
        order = row.order()
        first = lines.setdefault(key(order.number), row.line)
        if first != row.line:
            row.wrong("number", f"expected a number of its own; line {first} has the same")
        orders.append(order)
    return Book(orders)


class _Row:
    """One line of the file."""

    def __init__(self, path: Path, line: int, values: dict[str, str]) -> None:
        self.line = line
        self._path = path
        self._values = values

    def wrong(self, column: str, expected: str) -> NoReturn:
        """Raise what is wrong; what stands in the file is not repeated."""
        raise OrderError(f"{self._path}: line {self.line}: {column}: {expected}")

    def order(self) -> Order:
        """Return the order.  Raises OrderError."""
        currency = self._values["currency"].upper()
        if currency not in PLACES:
            self.wrong("currency", "expected a currency of ISO 4217, as EUR")
        return Order(
            number=self._number(),
            emails=tuple(self._emails()),
            name=self._text("name"),
            language=self._language(),
            total=self._money("total", currency),
            paid=self._money("paid", currency),
            label=self._text("label"),
        )

    def _number(self) -> str:
        number = self._values["number"].removeprefix("#")
        if not is_number(number):
            self.wrong("number", "expected letters and digits, single - / . _ between them")
        return number

    def _emails(self) -> Iterator[str]:
        for address in filter(None, map(str.strip, self._values["emails"].split(";"))):
            local, at, domain = address.rpartition("@")
            if not (local and at and domain) or any(char.isspace() for char in address):
                self.wrong("emails", 'expected addresses, several with ";" between them')
            yield address

    def _language(self) -> str:
        """Return two letters of a language such as ``pt``, ``pt-BR`` or ``pt_PT``."""
        written = self._values["language"].lower()
        language = written.replace("_", "-").partition("-")[0]
        if language and not (
            len(language) == _LANGUAGE and language.isascii() and language.isalpha()
        ):
            self.wrong("language", "expected two letters of ISO 639-1, as es")
        return language

    def _money(self, column: str, currency: str) -> Money:
        try:
            return Money.read(self._values[column], currency)
        except ValueError as error:
            self.wrong(column, str(error))

    def _text(self, column: str) -> str:
        text = self._values[column]
        if not text.isprintable() or len(text) > _LONGEST:
            self.wrong(column, f"expected one line of at most {_LONGEST} characters")
        return text


def _rows(path: Path, text: str) -> Iterator[_Row]:
    """Yield the rows below the line of names; empty lines do not count."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    names: list[str] | None = None
    done = 0
    while True:
        try:
            values = next(reader, None)
        except csv.Error:
            raise OrderError(
                f"{path}: line {done + 1}: expected values with commas between them; a value with "
                'a comma or a " in it stands in quotes, each " within it twice'
            ) from None
        if values is None:
            break
        line, done = done + 1, reader.line_num
        values = [value.strip() for value in values]
        if not any(values):
            continue
        if names is None:
            names = _names(path, line, values)
        elif len(values) != len(names):
            raise OrderError(
                f"{path}: line {line}: expected {len(names)} values, and there are {len(values)}"
            )
        else:
            yield _Row(path, line, _EMPTY | dict(zip(names, values, strict=True)))
    if names is None:
        raise OrderError(f"{path}: line 1: expected the names of columns: {','.join(COLUMNS)}")


def _names(path: Path, line: int, values: list[str]) -> list[str]:
    """Return the names of the columns, in any order and any case; others are passed over."""
    names = [value.lower() for value in values]
    missing = [name for name in COLUMNS if name not in names and name not in _EMPTY]
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if missing or twice:
        problem = f"there is no {missing[0]}" if missing else f"{twice[0]} stands there twice"
        raise OrderError(
            f"{path}: line {line}: expected the names of columns, {','.join(COLUMNS)}; {problem}"
        )
    return names
