"""``scrubber webhook``: notifications of payments, as soon as the provider has them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import click

from scrubber.cli import options
from scrubber.cli.status import Status

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.addresses import Listen


@click.command()
@options.config_file("A configuration file (TOML) with [payment].")
@click.option(
    "--listen",
    metavar="HOST:PORT",
    default="127.0.0.1:8025",
    show_default=True,
    help="Where to listen, on loopback.",
)
def webhook(file: Path, listen: str) -> int:
    """Take the payment provider's notifications.

    Then it is known at once which links were paid.  It listens on loopback only: let your web
    server hand the address of [payment] webhook on to it.  Each notification has to be signed by
    the provider, and only makes it ask the provider's API.
    """
    from scrubber import logs
    from scrubber.cli.till import open_till
    from scrubber.errors import ConfigError
    from scrubber.payments.collector import Collector
    from scrubber.payments.notifications import check_of
    from scrubber.payments.webhook import Desk, server

    if options.log_level() is None:
        logs.set_up("info")
    address = _loopback(listen)
    with open_till(file, with_orders=False) as till:
        desk = Desk(check_of(till.settings), Collector(till.provider, till.links))
        try:
            running = server((address.host, address.port), desk)
        except OSError as error:
            raise ConfigError(f"--listen: cannot listen on {listen}: {error.strerror}") from None
        with running:
            host, port = running.server_address[:2]
            click.echo(f"scrubber webhook: listening on {host!s}:{port}, {till.provider.title}")
            with suppress(KeyboardInterrupt):
                running.serve_forever()
    click.echo("scrubber webhook: stopped; scrubber relay and watch ask the provider themselves")
    return Status.CLEAN


def _loopback(text: str) -> Listen:
    """Return where to listen.  Raises ConfigError for anything but loopback."""
    from ipaddress import ip_address

    from scrubber.addresses import parse_listen
    from scrubber.errors import ConfigError

    try:
        address = parse_listen(text)
        is_loopback = ip_address(address.host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ConfigError("--listen: expected a loopback address, as 127.0.0.1:8025")
    return address
