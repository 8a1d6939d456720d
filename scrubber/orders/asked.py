"""Orders that somebody else has to be asked for: a database, or a shop's API.

They are asked for at most once a minute.  While they cannot be had there are none: an answer then
says nothing of an amount, rather than one that may have been paid meanwhile.
"""

from __future__ import annotations

import logging
import time
from threading import Lock
from typing import TYPE_CHECKING

from scrubber.errors import OrderError
from scrubber.orders.book import Book
from scrubber.orders.row import EMPTY, WrongValueError, order_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from scrubber.orders.order import Order

log = logging.getLogger(__name__)

_FRESH = 60.0  # seconds
_MOST_NAMED = 5


class Asked:
    """The orders that a function fetches."""

    def __init__(self, fetch: Callable[[], Iterable[Mapping[str, str]]]) -> None:
        """Ask for nothing yet; ``fetch`` gives rows by the names of columns.

        It raises OrderError where there is nothing to be had just now.
        """
        self._fetch = fetch
        self._book = Book(())
        self._until = 0.0
        self._lock = Lock()

    def book(self) -> Book:
        """Return the orders, a minute old at most; none where they cannot be had."""
        with self._lock:
            if time.monotonic() >= self._until:
                try:
                    self._book = Book(_orders(self._fetch()))
                except OrderError as error:
                    log.error("orders: %s; answers name no amount", error.public)  # noqa: TRY400
                    self._book = Book(())
                self._until = time.monotonic() + _FRESH
            return self._book


def _orders(rows: Iterable[Mapping[str, str]]) -> list[Order]:
    """Return the orders of rows; what is no order is left out, and said so."""
    orders: list[Order] = []
    wrong: list[str] = []
    for number, row in enumerate(rows, 1):
        try:
            orders.append(order_of({**EMPTY, **row}))
        except WrongValueError as error:
            wrong.append(f"row {number}: {error}")
    for told in wrong[:_MOST_NAMED]:
        log.warning("orders: left out: %s", told)
    if len(wrong) > _MOST_NAMED:
        log.warning("orders: left out: %d more", len(wrong) - _MOST_NAMED)
    return orders
