"""``scrubber pay``: a link with which an order can be paid, and which links were paid."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrubber.cli import options
from scrubber.cli.status import Status
from scrubber.cli.till import open_till, order_of

if TYPE_CHECKING:
    from segno import QRCode

    from scrubber.cli.till import Till
    from scrubber.orders.order import Order
    from scrubber.payments.link import PaymentLink
    from scrubber.store.payment_links import Made

_config = options.config_file("A configuration file (TOML) with [payment] and [orders].")
_json = click.option("--json", "as_json", is_flag=True, help="Print a JSON object a line.")


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
    with open_till(file) as till:
        found = order_of(till.orders, order)
        if not found.due:
            _nothing_due(found, as_json=as_json)
            return Status.CLEAN
        made = _link(till, found)
    from scrubber.payments.qr import of_link

    if as_json:
        click.echo(json.dumps(_object(made, None)))
    else:
        click.echo(f"order {made.order}: {made.amount}, {till.provider.title}")
        click.echo(made.url)
    _draw(of_link(made.url), svg, on_screen=not as_json)
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
    with open_till(file) as till:
        number = order_of(till.orders, order).number if order is not None else None
        for made in till.links.made(number):
            state, link = _state(till, made), made.link
            if as_json:
                click.echo(json.dumps(_object(link, state)))
            else:
                click.echo(f"{link.order}\t{link.amount}\t{state}\t{link.url}")
    return Status.CLEAN


@pay.command()
@_config
@click.option(
    "--svg",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the QR code into this file.",
)
@click.argument("order")
def transfer(order: str, file: Path, svg: Path | None) -> int:
    """Print how ORDER is paid by a bank transfer.

    That is holder, account, amount and reference, and for euros the QR code that banking apps read.
    """
    from scrubber import config
    from scrubber.answers.opening import open_orders
    from scrubber.errors import ConfigError
    from scrubber.payments.transfer import Transfer

    settings = config.load(file)
    if settings.shop is None or not settings.shop.account or settings.orders is None:
        raise ConfigError(f"{file}: [shop] account and [orders] are needed")
    found = order_of(open_orders(settings), order)
    if not found.due:
        _nothing_due(found, as_json=False)
        return Status.CLEAN
    holder = settings.shop.holder or settings.shop.name
    asked = Transfer(holder, settings.shop.account, found.due, found.number)
    click.echo("\n".join(asked.lines()))
    if svg is not None or asked.amount.currency == "EUR":
        _draw(asked.code(), svg, on_screen=True)
    return Status.CLEAN


@pay.command()
@_config
@click.option("--sandbox", is_flag=True, help="Use the provider's test system.")
@click.option("--currency", default="EUR", show_default=True, help="A currency that you take.")
@click.option("--email", default="selftest@example.org", show_default=True, help="Of the payer.")
@click.option(
    "--wait", default=0, metavar="SECONDS", help="Wait for you to pay the link in a browser."
)
def selftest(file: Path, currency: str, email: str, wait: int, *, sandbox: bool) -> int:
    """Try out the provider with your keys: make a link, look at it, retire it.

    With --sandbox the key files have to hold the keys of the provider's test system.
    """
    from scrubber import config, payments
    from scrubber.cli.stopping import Stopping
    from scrubber.errors import ConfigError
    from scrubber.payments.selftest import steps

    settings = config.load(file).payment
    if settings is None:
        raise ConfigError(f"{file}: [payment] is missing; scrubber config example shows one")
    if settings.provider == "template":
        raise ConfigError(
            "a template has no test system: open what scrubber pay link prints, and pay it yourself"
        )
    if not (sandbox or settings.sandbox):
        raise ConfigError("this would make links for real money; write --sandbox")
    provider = payments.provider(settings.model_copy(update={"sandbox": True}))
    with Stopping("a link that stands above may be open still, at the test system only"):
        for done in steps(provider, currency, email, wait):
            click.echo(f"{provider.title}: {done}")
    return Status.CLEAN


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


def _draw(code: QRCode, file: Path | None, *, on_screen: bool) -> None:
    """Write a QR code into a file, and show it on a terminal."""
    from scrubber.payments.qr import drawn, svg

    if file is not None:
        _write(file, svg(code))
    if on_screen and sys.stdout.isatty():
        click.echo(drawn(code))
