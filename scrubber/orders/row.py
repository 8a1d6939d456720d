"""One order as a row of texts, be it of a file, a database or a shop's API."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NoReturn

from scrubber.money import PLACES, Money
from scrubber.orders.book import is_number
from scrubber.orders.order import Order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COLUMNS = ("number", "emails", "name", "language", "currency", "total", "paid", "label")
EMPTY = {"name": "", "language": "", "label": ""}
"""Columns that may be missing."""

_LANGUAGE = 2
_LONGEST = 200  # characters of a name or label


class WrongValueError(ValueError):
    """A column that cannot be used; its text says what was expected and repeats nothing."""


def order_of(values: Mapping[str, str]) -> Order:
    """Return the order of a row that has all :data:`COLUMNS`.  Raises WrongValueError."""
    currency = values["currency"].upper()
    if currency not in PLACES:
        _wrong("currency", "expected a currency of ISO 4217, as EUR")
    return Order(
        number=_number(values["number"]),
        emails=tuple(_emails(values["emails"])),
        name=_line("name", values["name"]),
        language=_language(values["language"]),
        total=_money("total", values["total"], currency),
        paid=_money("paid", values["paid"], currency),
        label=_line("label", values["label"]),
    )


def plain(value: object) -> str:
    """Return an amount as a database or JSON has it, as :meth:`Money.read` wants it.

    Zeros behind the point go: how many there are says nothing of the currency.  What is no number
    is returned as text, and refused there.
    """
    text = "" if value is None else str(value).strip()
    try:
        return format(Decimal(text).normalize(), "f")
    except InvalidOperation:
        return text


def _wrong(column: str, expected: str) -> NoReturn:
    raise WrongValueError(f"{column}: {expected}")


def _number(text: str) -> str:
    number = text.removeprefix("#")
    if not is_number(number):
        _wrong("number", "expected letters and digits, single - / . _ between them")
    return number


def _emails(text: str) -> Iterator[str]:
    for address in filter(None, map(str.strip, text.split(";"))):
        local, at, domain = address.rpartition("@")
        if not (local and at and domain) or any(char.isspace() for char in address):
            _wrong("emails", 'expected addresses, several with ";" between them')
        yield address


def _language(text: str) -> str:
    """Return two letters of a language such as ``pt``, ``pt-BR`` or ``pt_PT``."""
    language = text.lower().replace("_", "-").partition("-")[0]
    if language and not (len(language) == _LANGUAGE and language.isascii() and language.isalpha()):
        _wrong("language", "expected two letters of ISO 639-1, as es")
    return language


def _money(column: str, text: str, currency: str) -> Money:
    try:
        return Money.read(text, currency)
    except ValueError as error:
        _wrong(column, str(error))


def _line(column: str, text: str) -> str:
    if not text.isprintable() or len(text) > _LONGEST:
        _wrong(column, f"expected one line of at most {_LONGEST} characters")
    return text
