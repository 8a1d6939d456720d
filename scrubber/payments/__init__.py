"""Links with which customers pay exactly what is due, one module a provider."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrubber.config import PaymentSettings
    from scrubber.payments.link import Provider

_CLASSES = {
    "template": "Template",
    "stripe": "Stripe",
    "square": "Square",
    "paypal": "PayPal",
    "payu": "PayU",
    "przelewy24": "Przelewy24",
    "dotpay": "Przelewy24",  # which has taken it over
    "mollie": "Mollie",
    "adyen": "Adyen",
}


def provider(settings: PaymentSettings) -> Provider:
    """Return the provider that the configuration names.  Raises ConfigError and PaymentError."""
    name = _CLASSES[settings.provider]
    made: Provider = getattr(import_module(f"{__name__}.{name.lower()}"), name)(settings)
    return made
