"""Which order a mail is about, if that is beyond doubt and its author may be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrubber.orders.book import Book
    from scrubber.orders.order import Order


class Found(NamedTuple):
    """The order, or none; and why, in words for the log."""

    order: Order | None
    reason: str


def find(book: Book, author: str, text: str, earlier: Iterable[str] = ()) -> Found:
    """Return the order that a mail is about.

    ``author`` is the proven address of its sender, ``text`` what he wrote, scrubbed, ``earlier``
    the order numbers that earlier mails of the thread named.  An order whose number he names must
    be his own; of those named earlier his own count; without a number it is his only open order.
    Two that may be meant are none.
    """
    named = book.named(text)
    if named:
        return _only(named, author, "named")
    threaded = dict.fromkeys(map(book.get, earlier))
    his = tuple(order for order in threaded if order is not None and order.belongs_to(author))
    if his:
        return _only(his, author, "named earlier in the thread")
    open_orders = [order for order in book.of(author) if order.due]
    if len(open_orders) == 1:
        return Found(open_orders[0], "the only open order of the sender")
    if open_orders:
        return Found(None, "the sender has several open orders")
    return Found(None, "the sender has no open order")


def _only(orders: tuple[Order, ...], author: str, how: str) -> Found:
    """Return the only one of ``orders``, if it is the author's."""
    if len(orders) > 1:
        return Found(None, f"several orders are {how}")
    if not orders[0].belongs_to(author):
        return Found(None, f"the order {how} is not the sender's")
    return Found(orders[0], f"the order {how}")
