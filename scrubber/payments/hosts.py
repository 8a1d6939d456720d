"""On which hosts customers pay, by provider, as their documents and answers show them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from scrubber.config import PaymentSettings

_NAMES = {
    "stripe": ("Stripe", ("buy.stripe.com",)),
    "square": ("Square", ("square.link",)),
    "paypal": ("PayPal", ("www.paypal.com",)),
    "payu": ("PayU", ("secure.payu.com", "merch-prod.payu.com")),
    "przelewy24": ("Przelewy24", ("secure.przelewy24.pl",)),
    "dotpay": ("Przelewy24", ("secure.przelewy24.pl",)),
    "mollie": ("Mollie", ("paymentlink.mollie.com",)),
    "adyen": ("Adyen", ("eu.adyen.link",)),
}


def name_and_hosts(settings: PaymentSettings) -> tuple[str, tuple[str, ...]]:
    """Return what customers call the provider, and the hosts of its links."""
    if settings.provider == "template":
        host = urlsplit(settings.url or "").hostname or ""
        return settings.name or host, (host,)
    name, hosts = _NAMES[settings.provider]
    return settings.name or name, hosts
