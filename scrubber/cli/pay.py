"""``scrubber pay``: a link with which an order can be paid, and which links were paid."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from scrubber.cli import options
from scrubber.cli.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.orders import Source
    from scrubber.orders.order import Order
    from scrubber.payments.link import PaymentLink, Provider
    from scrubber.store.payment_links import Made, PaymentLinks

_config = click.option(
    "--config",
    "file",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="A configuration file (TOML) with [payment] and [orders].",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print a JSON object a line.")


class Till(NamedTuple):
    """What the two commands need: the orders, the provider, and the links that were made."""

    orders: Source
    provider: Provider
    links: PaymentLinks[PaymentLink]


@click.group()
def pay() -> None:
    """Make payment links for orders, and see which were paid."""


@pay.command()
@_config
@_json
@click.option(
    "--svg",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the link as a QR code into this file.",
)
@click.argument("order")
def link(order: str, file: Path, svg: Path | None, *, as_json: bool) -> int:
    """Print the link with which ORDER can be paid: exactly what is due, and once.

    Asked again, the link is the same until another amount is due.  On a terminal its QR code is
    shown, too.
    """
    with _till(file) as till:
        found = _order(till.orders, order)
        if not found.due:
            _nothing_due(found, as_json=as_json)
            return Status.CLEAN
        made = _link(till, found)
    if svg is not None:
        from scrubber.payments.qr import svg as drawn

        _write(svg, drawn(made.url))
    if as_json:
        click.echo(json.dumps(_object(made, None)))
        return Status.CLEAN
    click.echo(f"order {made.order}: {made.amount}, {till.provider.title}")
    click.echo(made.url)
    if sys.stdout.isatty():
        from scrubber.payments.qr import drawn as shown

        click.echo(shown(made.url))
    return Status.CLEAN


@pay.command()
@_config
@_json
@click.argument("order", required=False)
def status(order: str | None, file: Path, *, as_json: bool) -> int:
    """Say of every link, or of those of ORDER, whether it was paid.

    "open" can still be paid, "replaced" cannot, since another amount is due; of an "unknown" one
    the provider does not say.
    """
    with _till(file) as till:
        number = _order(till.orders, order).number if order is not None else None
        for made in till.links.made(number):
            state, link = _state(till, made), made.link
            if as_json:
                click.echo(json.dumps(_object(link, state)))
            else:
                click.echo(f"{link.order}\t{link.amount}\t{state}\t{link.url}")
    return Status.CLEAN


@contextmanager
def _till(file: Path) -> Iterator[Till]:
    """Open what the configuration names.  Raises ScrubberError."""
    from scrubber import config, orders, payments
    from scrubber.errors import ConfigError
    from scrubber.intake import open_store
    from scrubber.payments.link import PaymentLink
    from scrubber.state import state_directory
    from scrubber.store.payment_links import PaymentLinks

    settings = config.load(file)
    if settings.payment is None or settings.orders is None:
        missing = "[payment]" if settings.payment is None else "[orders]"
        raise ConfigError(f"{file}: {missing} is missing; deploy/scrubber.example.toml shows one")
    store = open_store(settings, state_directory(options.state()))
    try:
        yield Till(
            orders.source(settings.orders),
            payments.provider(settings.payment),
            PaymentLinks(store.database(), PaymentLink),
        )
    finally:
        store.close()


def _order(source: Source, number: str) -> Order:
    """Return the order with a number.  Raises OrderError."""
    from scrubber.errors import OrderError

    order = source.book().get(number)
    if order is None:
        raise OrderError(f"there is no order {number}; look at [orders]")
    return order


def _link(till: Till, order: Order) -> PaymentLink:
    from scrubber.answers.claims import claim_of
    from scrubber.payments.desk import Desk

    return Desk(till.provider, till.links).link_for(claim_of(order))


def _nothing_due(order: Order, *, as_json: bool) -> None:
    if as_json:
        told = {"order": order.number, "amount": order.due.decimal, "url": None, "state": "paid"}
        click.echo(json.dumps(told | {"currency": order.due.currency, "provider": None}))
    else:
        click.echo(f"order {order.number} is paid: nothing is due")


def _state(till: Till, made: Made[PaymentLink]) -> str:
    """Say what became of a link; that it was paid is remembered."""
    if made.paid is not None:
        return "paid"
    if made.link.provider != till.provider.kind:
        return "unknown"
    paid = till.provider.is_paid(made.link)
    if paid:
        till.links.note_paid(made.link)
        return "paid"
    if not made.live:
        return "replaced"
    return "unknown" if paid is None else "open"


def _object(made: PaymentLink, state: str | None) -> dict[str, str | None]:
    return {
        "order": made.order,
        "amount": made.amount.decimal,
        "currency": made.amount.currency,
        "provider": made.provider,
        "url": made.url,
        "state": state or "open",
    }


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise click.FileError(str(file), error.strerror) from None
