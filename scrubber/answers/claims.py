"""What a customer is asked to pay, made of what the shop's record has of his order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.payments.link import Claim

if TYPE_CHECKING:
    from scrubber.orders.order import Order


def claim_of(order: Order) -> Claim:
    """Return the claim, the same whoever asks, or a provider would take it for another one."""
    return Claim(
        order=order.number,
        amount=order.due,
        label=order.label,
        email=order.emails[0] if order.emails else "",
        language=order.language,
        paid=order.paid,
    )
