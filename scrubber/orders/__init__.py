"""Where the shop's orders are, and with them what is due; nothing else says how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scrubber.config import OrderSettings
    from scrubber.orders.book import Book


class Source(Protocol):
    """Knows the orders as they are now."""

    def book(self) -> Book:
        """Return all orders; where they cannot be read just now, as they last were."""
        ...


def source(settings: OrderSettings) -> Source:
    """Return the source that the configuration names, read once.  Raises OrderError."""
    from scrubber.orders.csv_file import CsvFile

    return CsvFile(settings.csv)
