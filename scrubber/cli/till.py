"""What the commands on payments need: the provider, the links that were made, and the orders."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from scrubber.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scrubber.config import Config, PaymentSettings
    from scrubber.orders import Source
    from scrubber.orders.order import Order
    from scrubber.payments.link import PaymentLink, Provider
    from scrubber.store.payment_links import PaymentLinks


class Till(NamedTuple):
    """The provider and its settings, the links that were made, the orders if there are any."""

    settings: PaymentSettings
    provider: Provider
    links: PaymentLinks[PaymentLink]
    orders: Source | None


@contextmanager
def open_till(file: Path, *, with_orders: bool = True) -> Iterator[Till]:
    """Open what the configuration names.  Raises ScrubberError."""
    from scrubber import config, payments
    from scrubber.answers.opening import open_orders
    from scrubber.errors import ConfigError
    from scrubber.intake import open_store
    from scrubber.payments.link import PaymentLink
    from scrubber.state import state_directory
    from scrubber.store.payment_links import PaymentLinks

    settings: Config = config.load(file)
    if settings.payment is None or (with_orders and settings.orders is None):
        missing = "[payment]" if settings.payment is None else "[orders]"
        raise ConfigError(f"{file}: {missing} is missing; scrubber config example shows one")
    store = open_store(settings, state_directory(options.state()))
    try:
        yield Till(
            settings.payment,
            payments.provider(settings.payment),
            PaymentLinks(store.database(), PaymentLink),
            open_orders(settings) if with_orders else None,
        )
    finally:
        store.close()


def order_of(source: Source | None, number: str) -> Order:
    """Return the order with a number.  Raises OrderError."""
    from scrubber.errors import OrderError

    order = source.book().get(number) if source is not None else None
    if order is None:
        raise OrderError(f"there is no order {number}; look at [orders]")
    return order
