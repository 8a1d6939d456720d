"""Every answer that could be given, written and looked over before a customer gets it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from scrubber import rulebook
from scrubber.answers.claims import claim_of
from scrubber.answers.opening import open_orders, open_provider
from scrubber.answers.writing import due_of, holds_card_data, shown
from scrubber.errors import ConfigError
from scrubber.reply import texts as reply_texts
from scrubber.reply.compose import compose
from scrubber.reply.letter import Due, Letter, Link, Occasion, Sender
from scrubber.reply.lint import Rendered, problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrubber.config import Config
    from scrubber.orders.order import Order
    from scrubber.reply.compose import Answer
    from scrubber.reply.texts import Texts

EXAMPLE = Sender(
    name="Muebles Roble",
    address="shop@shop.example",
    website="https://shop.example",
    phone="+34 600 000 000",
    in_person=True,
    holder="Muebles Roble SL",
    account="ES91 2100 0418 4502 0005 1332",
    genuine="https://shop.example/our-mails",
    imprint=("Calle Mayor 1, 28013 Madrid",),
)
_DUE = Due("1042", Decimal("480.00"), "EUR", "Anna Nowak", "oak table")
_LINK = Link("https://pay.provider.example/l/Ab3", "Provider", date(2030, 12, 1))


class Rehearsed(NamedTuple):
    """One answer in one language, and what is wrong with it."""

    language: str
    case: str
    problems: list[str]


def letters(sender: Sender) -> dict[str, Letter]:
    """Return a letter of each kind, in no language yet."""
    full = Letter(Occasion.CARD, (), sender, "Order 1042", _DUE, _LINK)
    return {
        "an amount is due": full,
        "no link just now": replace(full, link=None),
        "the order is paid": replace(full, due=replace(_DUE, amount=Decimal(0)), link=None),
        "no order is known": replace(full, due=None, link=None),
        "a general payment page": replace(full, due=None),
        "a reminder": replace(full, occasion=Occasion.REMINDER),
        "somebody asks first": replace(full, occasion=Occasion.QUESTION, due=None, link=None),
    }


def rehearse(texts: Mapping[str, Texts], sender: Sender) -> Iterator[Rehearsed]:
    """Yield every answer of every language with what is wrong with it."""
    for language in texts:
        for case, letter in letters(sender).items():
            spoken = replace(letter, languages=(language,))
            rendered = Rendered(
                letter=spoken,
                answer=compose(spoken, texts),
                texts=(texts[language],),
                sent_from=sender.address,
                in_reply_to="<mail@customer.example>",
                holds_card_data=holds_card_data,
            )
            yield Rehearsed(language, case, problems(rendered))


def preview(config: Config, language: str | None, number: str | None, *, asked: bool) -> Answer:
    """Return the answer about an order, or about none.

    No provider is asked: only the link of a template is the one that a customer gets, others are
    examples.  Raises ConfigError, RuleError and OrderError.
    """
    sender = shown(config.shop) if config.shop else EXAMPLE
    texts = reply_texts.load(rulebook.directory(), config.reply.texts if config.reply else None)
    order = _order(config, number) if number else None
    default = config.shop.language if config.shop else "en"
    spoken = language or (order.language if order else "") or default
    if spoken not in texts:
        raise ConfigError(f"there are no texts in {spoken!r}; known: {', '.join(sorted(texts))}")
    letter = Letter(
        occasion=Occasion.QUESTION if asked else Occasion.CARD,
        languages=(spoken,),
        sender=sender,
        due=due_of(order) if order else None,
        link=_link(config, order),
    )
    return compose(letter, texts)


def _link(config: Config, order: Order | None) -> Link | None:
    """Return the link to what is due, or to where anything can be paid."""
    is_ours = config.payment is not None and config.payment.provider == "template"
    provider = open_provider(config) if is_ours else None
    if order is None:
        return Link(provider.general, provider.title) if provider else None
    if not order.due:
        return None
    return Link(provider.create(claim_of(order), "").url, provider.title) if provider else _LINK


def _order(config: Config, number: str) -> Order:
    orders = open_orders(config)
    order = orders.book().get(number) if orders else None
    if order is None:
        raise ConfigError(f"there is no order {number}; look at [orders] in the configuration file")
    return order
