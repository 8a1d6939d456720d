"""``scrubber relay``: mail in by SMTP, scanned, and on to the next hop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scrubber.cli import options

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.addresses import Listen, NextHopAddress
    from scrubber.config import Config
    from scrubber.relay.server import Beside


@click.command()
@click.option("--listen", metavar="HOST:PORT", help="Where to listen  [default: 127.0.0.1:10025]")
@click.option(
    "--next-hop",
    metavar="URL",
    help="Where mail goes: smtp://HOST:PORT, smtps://HOST:PORT, lmtp://HOST:PORT, lmtp:///PATH or "
    "maildir:PATH  [default: a Maildir below the state directory]",
)
@options.config_file(
    "A configuration file (TOML); what is given on the command line wins.", required=False
)
def relay(listen: str | None, next_hop: str | None, file: Path | None) -> None:
    """Take mail by SMTP, mask card data, pass it on.

    No mail is kept: the client gets its 250 when the next hop has given one.
    """
    import asyncio

    import uvloop

    from scrubber import logs
    from scrubber.audit.words import counted
    from scrubber.metrics import MAILS
    from scrubber.relay import server
    from scrubber.state import state_directory

    if options.log_level() is None:
        logs.set_up("info")
    config = _config(listen, next_hop, file)
    state = state_directory(options.state())
    address = config.relay.next_hop or _mailbox(state)

    def ready(listens: Listen) -> None:
        click.echo(f"scrubber relay: listening on {listens}, next hop {address}")

    # A third less CPU for a small mail than asyncio's own loop.
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(server.run(config, address, state, ready, _recalls(config, state)))
    mails = counted(MAILS.of("delivered"), "mail")
    click.echo(f"scrubber relay: stopped; {mails} handed on, and none is kept here")


def _config(listen: str | None, next_hop: str | None, file: Path | None) -> Config:
    """Return the configuration, command line over file.  Raises ConfigError."""
    from scrubber import config

    base = config.load(file) if file is not None else config.Config()
    given = {"listen": listen, "next_hop": next_hop}
    return config.with_relay(base, {key: text for key, text in given.items() if text is not None})


def _recalls(config: Config, state: Path) -> Beside | None:
    """Return what masks earlier mails in the mailboxes of the configuration, if it names any."""
    if not config.mailbox:
        return None
    from functools import partial

    from scrubber.cli.mailbox_login import of_mailbox
    from scrubber.watch.report import Logged
    from scrubber.watch.service import carry_out_recalls

    logins = [of_mailbox(settings, state) for settings in config.mailbox]
    return partial(carry_out_recalls, logins, state, Logged())


def _mailbox(state: Path) -> NextHopAddress:
    from scrubber.addresses import Kind, NextHopAddress

    return NextHopAddress(Kind.MAILDIR, path=state / "Maildir")
