"""All orders at one moment, by number and by address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrubber.orders.order import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrubber.orders.order import Order

_TOKEN = re.compile(r"[^\W_]+(?:[-/._][^\W_]+)*")
"""What an order number can be: letters and digits, single signs within."""

_PIECE = re.compile(r"[^\W_]+")


class Book:
    """Orders, ready to be asked for."""

    def __init__(self, orders: Iterable[Order]) -> None:
        """Take orders whose numbers differ."""
        self._by_number = {key(order.number): order for order in orders}
        self._by_address: dict[str, list[Order]] = {}
        for order in self._by_number.values():
            for address in {folded(address) for address in order.emails}:
                self._by_address.setdefault(address, []).append(order)

    def __len__(self) -> int:
        """Count the orders."""
        return len(self._by_number)

    def get(self, number: str) -> Order | None:
        """Return the order with a number, however its case, with or without ``#``."""
        return self._by_number.get(key(number))

    def of(self, address: str) -> tuple[Order, ...]:
        """Return the orders that an address stands on."""
        return tuple(self._by_address.get(folded(address), ()))

    def named(self, text: str) -> tuple[Order, ...]:
        """Return the orders whose numbers stand in ``text`` as whole words, in its order.

        A word with signs in it ("1042/chairs") is looked up as a whole, then piece by piece.
        """
        found: dict[Order, None] = {}
        for word in _TOKEN.finditer(text):
            whole = self.get(word[0])
            pieces = (whole,) if whole else map(self.get, _PIECE.findall(word[0]))
            found.update(dict.fromkeys(order for order in pieces if order is not None))
        return tuple(found)


def key(number: str) -> str:
    """Return a number as it is compared."""
    return number.strip().removeprefix("#").casefold()


def is_number(text: str) -> bool:
    """Say whether a text can be an order number, so that it is found where somebody writes it."""
    return _TOKEN.fullmatch(key(text)) is not None
