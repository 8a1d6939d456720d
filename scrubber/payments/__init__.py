"""Links with which customers pay exactly what is due, one module a provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrubber.config import PaymentSettings
    from scrubber.payments.link import Provider


def provider(settings: PaymentSettings) -> Provider:
    """Return the provider that the configuration names.  Raises ConfigError for its key."""
    if settings.provider == "stripe":
        from scrubber.payments.stripe import Stripe

        return Stripe(settings)
    if settings.provider == "square":
        from scrubber.payments.square import Square

        return Square(settings)
    from scrubber.payments.template import Template

    return Template(settings)
