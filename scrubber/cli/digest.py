"""``scrubber digest``: what the staff has to know of a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from scrubber.cli import options
from scrubber.cli.status import Status

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.config import Config
    from scrubber.store.store import Store


@click.command()
@options.config_file("A configuration file (TOML) with [digest].")
@click.option("--hours", default=24, show_default=True, help="For how long before now.")
@click.option("--mail", is_flag=True, help="Send it to [digest] to, as answers are sent.")
def digest(file: Path, hours: int, *, mail: bool) -> int:
    """Tell what happened to mail with card data.

    Who wrote, about which order, what was removed, whether he was answered and has paid, and who
    got no answer and why.  It never holds a digit of a card.

    Exits with 1 if something is alarming.
    """
    from scrubber import config
    from scrubber.answers.digest import digest as made
    from scrubber.errors import ConfigError
    from scrubber.intake import open_store
    from scrubber.state import state_directory

    settings = config.load(file)
    if settings.digest is None:
        raise ConfigError(f"{file}: [digest] is missing; scrubber config example shows one")
    store = open_store(settings, state_directory(options.state()))
    try:
        told = made(store, settings.digest, datetime.now(UTC), timedelta(hours=hours))
        if mail:
            _send(settings, store, told.text, alarming=bool(told.alarms))
        else:
            click.echo(told.text, nl=False)
    finally:
        store.close()
    return Status.FOUND if told.alarms or not told.is_whole else Status.CLEAN


def _send(settings: Config, store: Store, text: str, *, alarming: bool) -> None:
    """Submit the digest.  Raises ScrubberError."""
    from email.message import EmailMessage
    from email.utils import format_datetime, make_msgid

    from scrubber.answers.opening import open_office
    from scrubber.errors import ConfigError, NextHopError
    from scrubber.reply.submission import Outcome, submit

    office = open_office(settings, store)
    to = settings.digest.to if settings.digest else None
    if office is None or settings.shop is None or to is None:
        raise ConfigError("--mail needs [digest] to, and [shop] and [reply], which say how to send")
    message = EmailMessage()
    message["From"], message["To"] = settings.shop.address, to
    message["Subject"] = ("ALARM: " if alarming else "") + "mail with card data"
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=settings.shop.address.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 section 5
    message.set_content(text)
    raw = message.as_bytes().replace(b"\n", b"\r\n")
    envelope = (settings.shop.address, to)
    if submit(office.dispatch.server, envelope, raw, lambda: True) is not Outcome.SENT:
        raise NextHopError("the submission server does not take the digest; the log says more")
