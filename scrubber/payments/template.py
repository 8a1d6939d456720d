"""A page of the shop's own, or of any provider whose addresses carry order and amount."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from scrubber.errors import PaymentError
from scrubber.payments.link import PaymentLink
from scrubber.webapi import PERMANENT

if TYPE_CHECKING:
    from scrubber.config import PaymentSettings
    from scrubber.payments.link import Claim


class Template:
    """Fills in an address; nobody is asked, and nobody can say whether it was paid."""

    kind = "template"

    def __init__(self, settings: PaymentSettings) -> None:
        """Take the address.  Raises PaymentError where there is none."""
        if settings.url is None:
            raise PaymentError("[payment] url: the template is missing", code=PERMANENT)
        self.lasts = None
        self._url = settings.url
        host = urlsplit(settings.url).netloc
        self.title = settings.name or host
        self.general = settings.general or f"https://{host}/"

    def create(self, claim: Claim, key: str) -> PaymentLink:
        """Fill in the claim, each value percent-encoded (RFC 3986 section 2.1)."""
        values = {
            "order": claim.order,
            "amount": claim.amount.decimal,
            "currency": claim.amount.currency,
        }
        url = self._url.format(**{name: quote(value, safe="") for name, value in values.items()})
        return PaymentLink(url, self.kind, claim.order, claim.amount, key)

    def retire(self, link: PaymentLink) -> None:
        """Do nothing: the page itself knows what is due."""

    def is_paid(self, link: PaymentLink) -> bool | None:  # noqa: ARG002 - as every provider
        """Say that this cannot be said."""
        return None
