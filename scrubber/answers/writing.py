"""A draft becomes a mail: what is due now, the link for exactly that, the words, and the checks."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scrubber import scrub
from scrubber.errors import PaidError, PaymentError
from scrubber.reply.compose import compose
from scrubber.reply.letter import Due, Letter, Link, Occasion, Sender
from scrubber.reply.lint import Rendered, problems
from scrubber.reply.message import Thread, build, message_ids

if TYPE_CHECKING:
    from datetime import datetime

    from scrubber.answers.draft import Draft
    from scrubber.config import ShopSettings
    from scrubber.orders import Source
    from scrubber.orders.order import Order
    from scrubber.payments.link import Provider
    from scrubber.reply.texts import Texts
    from scrubber.store.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Written:
    """An answer, ready to leave; ``message`` is None where it must not.

    ``lacks_link`` says that the payment provider could not be asked just now.
    """

    message: bytes | None
    lacks_link: bool = False


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the shop's answers."""

    shop: ShopSettings
    texts: dict[str, Texts]
    orders: Source | None
    provider: Provider | None
    store: Store

    def write(self, draft: Draft, identifier: str, now: datetime) -> Written:
        """Return the mail for a draft; it asks the payment provider, and may take a while."""
        order = self._order(draft)
        offer = self._offer(order)
        if draft.reminder and (offer.due is None or not offer.due.amount):
            log.info("no reminder: nothing is due")
            return Written(None)
        letter = Letter(
            occasion=Occasion(draft.occasion),
            languages=draft.languages,
            sender=shown(self.shop),
            subject=draft.subject,
            due=offer.due,
            link=offer.link,
        )
        answer = compose(letter, self.texts)
        rendered = Rendered(
            letter=letter,
            answer=answer,
            texts=tuple(self.texts[code] for code in draft.languages),
            sent_from=self.shop.address,
            in_reply_to="".join(message_ids(draft.message_id)[:1]),
            holds_card_data=holds_card_data,
        )
        if wrong := problems(rendered):
            log.error("an answer is not sent, it fails the lint: %s", "; ".join(wrong))
            return Written(None)
        thread = Thread(draft.author, draft.message_id, draft.references)
        return Written(build(answer, letter.sender, thread, identifier, now), offer.lacks_link)

    def _order(self, draft: Draft) -> Order | None:
        """Return the order as it is now, if the author still stands on it."""
        if not draft.order or self.orders is None:
            return None
        order = self.orders.book().get(draft.order)
        return order if order is not None and order.belongs_to(draft.author) else None

    def _offer(self, order: Order | None) -> _Offer:
        """Return what is due and where it can be paid, as far as either is known."""
        if order is None:
            page = self.provider.general if self.provider else ""
            return _Offer(None, Link(page, self.provider.title) if self.provider and page else None)
        due = due_of(order)
        if self.provider is None or not order.due:
            return _Offer(due, None)
        try:
            return _Offer(due, self._link(order, self.provider))
        except PaidError:
            return _Offer(replace(due, amount=due.amount * 0), None)
        except PaymentError as error:
            log.error("no payment link: %s", error.public)  # noqa: TRY400
            return _Offer(due, None, lacks_link=error.temporary)

    def _link(self, order: Order, provider: Provider) -> Link:
        """Return the one live link for what is due.  Raises PaymentError and StoreError."""
        from scrubber.answers.claims import claim_of
        from scrubber.payments.desk import Desk
        from scrubber.payments.link import PaymentLink
        from scrubber.store.payment_links import PaymentLinks

        desk = Desk(provider, PaymentLinks(self.store.database(), PaymentLink))
        made = desk.link_for(claim_of(order))
        return Link(made.url, provider.title, made.expires)


@dataclass(frozen=True, slots=True)
class _Offer:
    due: Due | None
    link: Link | None
    lacks_link: bool = False


def shown(shop: ShopSettings) -> Sender:
    """Return the shop as its answers show it."""
    return Sender(
        name=shop.name,
        address=shop.address,
        website=shop.website,
        phone=shop.phone,
        in_person=shop.in_person,
        holder=shop.holder,
        account=shop.account,
        genuine=shop.genuine or "",
        imprint=shop.imprint,
    )


def due_of(order: Order) -> Due:
    """Return what an answer says of an order."""
    return Due(order.number, order.due.amount, order.due.currency, order.name, order.label)


def holds_card_data(text: str) -> bool:
    """Say whether our own scan finds anything in a text."""
    return bool(scrub(b"\r\n\r\n" + text.encode()).findings)
