"""The office that a configuration asks for, with everything it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber import rulebook
from scrubber.answers.drafting import Clerk
from scrubber.answers.office import Office
from scrubber.answers.topic import Topics
from scrubber.answers.writing import Writer
from scrubber.reply import texts
from scrubber.reply.submission import Server
from scrubber.secret import read_secret
from scrubber.store.outbox import Limits
from scrubber.store.threads import Threads

if TYPE_CHECKING:
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
    return Office(
        clerk=Clerk(shop, settings, known, Topics(orders, threads)),
        writer=Writer(shop, known, orders, open_provider(config), store),
        server=_server(settings),
        limits=Limits(settings.per_hour, settings.per_day, settings.total_per_hour),
        store=store,
        threads=threads,
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


def _server(settings: ReplySettings) -> Server:
    address, file = settings.submission, settings.password_file
    return Server(
        address.host,
        address.port,
        implicit_tls=address.tls,
        user=address.user,
        password=None if file is None else lambda: read_secret(file),
    )
