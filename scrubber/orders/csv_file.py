"""Orders from a CSV file (RFC 4180) that the shop's own system writes.

The file is looked at whenever somebody asks, and read again when it has changed.  One that is
broken then changes nothing: the orders stay as they were, and the log says what is wrong.
"""

from __future__ import annotations

import csv
import logging
from io import StringIO
from typing import TYPE_CHECKING

from scrubber.errors import OrderError
from scrubber.orders.book import Book, key
from scrubber.orders.row import COLUMNS, EMPTY, WrongValueError, order_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

log = logging.getLogger(__name__)

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
    for line, values in _rows(path, text):
        try:
            order = order_of(values)
        except WrongValueError as error:
            raise OrderError(f"{path}: line {line}: {error}") from None
        first = lines.setdefault(key(order.number), line)
        if first != line:
            raise OrderError(
                f"{path}: line {line}: number: expected a number of its own; line {first} has the "
                "same"
            )
        orders.append(order)
    return Book(orders)


def _rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows, by their lines, below the line of names; empty lines do not count."""
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
            yield line, EMPTY | dict(zip(names, values, strict=True))
    if names is None:
        raise OrderError(f"{path}: line 1: expected the names of columns: {','.join(COLUMNS)}")


def _names(path: Path, line: int, values: list[str]) -> list[str]:
    """Return the names of the columns, in any order and any case; others are passed over."""
    names = [value.lower() for value in values]
    missing = [name for name in COLUMNS if name not in names and name not in EMPTY]
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if missing or twice:
        problem = f"there is no {missing[0]}" if missing else f"{twice[0]} stands there twice"
        raise OrderError(
            f"{path}: line {line}: expected the names of columns, {','.join(COLUMNS)}; {problem}"
        )
    return names
