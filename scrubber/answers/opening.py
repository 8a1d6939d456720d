"""The office that a configuration asks for, with everything it needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from scrubber import rulebook
from scrubber.answers.copies import SentFolder
from scrubber.answers.dispatch import Dispatch, Reminders
from scrubber.answers.drafting import Clerk
from scrubber.answers.office import Office
from scrubber.answers.topic import Topics
from scrubber.answers.writing import Writer
from scrubber.mailboxes.imap_account import credentials, tokens
from scrubber.reply import texts
from scrubber.reply.submission_login import Server
from scrubber.secret import read_secret
from scrubber.store.outbox import Limits
from scrubber.store.threads import Threads

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.config import Config, ReplySettings
    from scrubber.orders import Source
    from scrubber.payments.link import Provider
    from scrubber.store.store import Store


def open_office(config: Config, store: Store) -> Office | None:
    """Return the office, or None without ``[reply]``.

    Raises ConfigError, RuleError and OrderError for what could not work later.
    """
    settings, shop = config.reply, config.shop
    if settings is None or shop is None:
        return None
    known = texts.load(rulebook.directory(), settings.texts)
    orders = open_orders(config)
    threads = Threads(store)
    limits = Limits(settings.per_hour, settings.per_day, settings.total_per_hour)
    writer = Writer(shop, known, orders, open_provider(config), store)
    return Office(
        clerk=Clerk(shop, settings, known, Topics(orders, threads)),
        threads=threads,
        dispatch=Dispatch(
            writer,
            submission_server(config, settings, store.directory),
            limits,
            store,
            _copies(config, store),
            Reminders(settings.reminders, timedelta(days=settings.reminder_days)),
        ),
        limits=limits,
        store=store,
    )


def open_orders(config: Config) -> Source | None:
    """Return where the orders are, or None without ``[orders]``.  Raises OrderError."""
    if config.orders is None:
        return None
    from scrubber.orders import source

    return source(config.orders)


def open_provider(config: Config) -> Provider | None:
    """Return who makes payment links, or None without ``[payment]``.

    Raises ConfigError and PaymentError.
    """
    if config.payment is None:
        return None
    from scrubber.payments import provider

    return provider(config.payment)


def submission_server(config: Config, settings: ReplySettings, state: Path) -> Server:
    """Return where answers are submitted, with a login of its own or that of a mailbox."""
    address, file = settings.submission, settings.password_file
    server = Server(address.host, address.port, implicit_tls=address.tls, user=address.user)
    if not address.user:
        return server
    mailbox = config.mailbox_of(address.user)
    if file is None and mailbox is not None:
        if mailbox.login != "password":
            return replace(server, tokens=tokens(mailbox, state, sends=True))
        file = mailbox.password_file
    return server if file is None else replace(server, password=partial(read_secret, file))


def _copies(config: Config, store: Store) -> SentFolder | None:
    """Return where copies of answers are kept, if anywhere."""
    user = config.reply.copy_to if config.reply else None
    mailbox = config.mailbox_of(user) if user else None
    if mailbox is None:
        return None
    return SentFolder(mailbox.url, partial(credentials, mailbox, store.directory))
