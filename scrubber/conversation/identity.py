"""Who wrote a mail and what it is about, as facts that can be compared for equality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.conversation.model import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable

LOOKED_UP = ("address", "thread", "order", "name", "local", "subject")
"""Kinds of facts by which the pieces of one customer are looked up; the others only weigh."""


def facts(
    message: bytes,
    orders: Iterable[str] = (),
    reverse_path: str = "",
    ours: frozenset[str] = frozenset(),
) -> frozenset[Fact]:
    """Return what the header of ``message``, the masked one, tells of its customer.

    ``orders`` are the order numbers in its text.  ``ours`` are addresses and domains of the shop,
    in lower case: of a mail that it sent itself the customer is the recipient.
    """
    del message, reverse_path, ours
    return frozenset(Fact("order", number) for number in orders)


def message_id(message: bytes) -> str:
    """Return the Message-ID of ``message``, "" if it has none."""
    del message
    return ""
