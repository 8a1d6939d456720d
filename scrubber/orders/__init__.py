"""Where the shop's orders are, and with them what is due; nothing else says how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scrubber.config import OrderSettings
    from scrubber.orders.book import Book


class Source(Protocol):
    """Knows the orders as they are now."""

    def book(self) -> Book:
        """Return all orders; may wait for a disk or a network."""
        ...


def source(settings: OrderSettings) -> Source:
    """Return the source that the configuration names.  Raises ConfigError and OrderError.

    A file is read at once.
    """
    if settings.csv is not None:
        from scrubber.orders.csv_file import CsvFile

        return CsvFile(settings.csv)
    from scrubber.orders.asked import Asked

    if settings.sql is not None and settings.select is not None:
        from scrubber.orders.sql import Sql

        return Asked(Sql(settings.sql, settings.select))
    kind, base = settings.shop
    if kind == "woocommerce":
        from scrubber.orders.woocommerce import WooCommerce

        return Asked(WooCommerce(base, settings.key, settings.days))
    if kind == "shopify":
        from scrubber.orders.shopify import Shopify

        return Asked(Shopify(base, settings.key, settings.days))
    from scrubber.orders.magento import Magento

    return Asked(Magento(base, settings.key, settings.days))
