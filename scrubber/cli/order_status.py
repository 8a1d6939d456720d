"""``scrubber status``: all that is known of one order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scrubber.cli import options
from scrubber.cli.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scrubber.config import Config
    from scrubber.orders.order import Order
    from scrubber.store.store import Store


@click.command()
@options.config_file("A configuration file (TOML) with [orders].")
@click.argument("order")
def status(order: str, file: Path) -> int:
    """Tell what is known of an order.

    What is due by the shop's record, which links were made and paid, and which mails with card data
    were about it.  Nobody is asked but the record: "scrubber pay status" asks the provider.
    """
    from scrubber import config
    from scrubber.answers.opening import open_orders
    from scrubber.cli.till import order_of
    from scrubber.intake import open_store
    from scrubber.state import state_directory

    settings = config.load(file)
    found = order_of(open_orders(settings), order)
    store = open_store(settings, state_directory(options.state()))
    try:
        for line in _lines(settings, store, found):
            click.echo(line)
    finally:
        store.close()
    return Status.CLEAN


def _lines(settings: Config, store: Store, order: Order) -> Iterator[str]:
    """Yield what is known of an order.  Raises StoreError."""
    from datetime import UTC, datetime, timedelta

    from scrubber.answers.digest import course, links, told
    from scrubber.store.diary import Diary

    label = f" ({order.label})" if order.label else ""
    yield f"order {order.number}{label}: total {order.total}, paid {order.paid}, due {order.due}"
    if not store.exists:
        return
    for made in links(store, order.number):
        yield f"link over {made.link.amount}: {course(made)}: {made.link.url}"
    if settings.digest is None:
        return
    days = timedelta(days=settings.digest.days)
    for entry in Diary(store, days).since(datetime.now(UTC) - days):
        if entry.order == order.number:
            yield from told(store, entry)
