"""Adyen Pay by Link (https://docs.adyen.com/unified-commerce/pay-by-link/).

A link is paid once, lasts 70 days at most, and is retired by making it expire.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrubber.errors import PaymentError
from scrubber.money import PLACES, Money
from scrubber.payments.answer import text, web_address
from scrubber.payments.link import PaymentLink, end_of
from scrubber.payments.settings import needed, secret
from scrubber.webapi import PERMANENT, Api, Manners, Refusal

if TYPE_CHECKING:
    from scrubber.config import PaymentSettings
    from scrubber.payments.link import Claim

_VERSION = "v72"
_SANDBOX = "https://checkout-test.adyen.com"
_LINKS = "/paymentLinks"
_LONGEST_KEY = 64
_LONGEST_REFERENCE = 80
_LONGEST_DESCRIPTION = 280
_PLACES = PLACES | {"CLP": 2, "CVE": 0, "IDR": 0, "ISK": 2}
"""https://docs.adyen.com/development-resources/currency-codes: other places than ISO 4217 has."""

_PAID = frozenset({"completed", "paid"})
_ADVICE = {
    "010": "give the API credential the role Checkout webservice role, in the Customer Area",
    "901": "put the name of your merchant account into [payment] merchant",
    "130": "the amount or its currency is none that your payment methods take",
}


class Adyen:
    """Makes links by Adyen's Checkout API."""

    kind = "adyen"

    def __init__(self, settings: PaymentSettings) -> None:
        """Read the API key.  Raises ConfigError, PaymentError."""
        self.title = settings.name or "Adyen"
        self.general = settings.general or ""
        self.lasts = settings.days
        self._merchant = needed(settings, "merchant")
        self._api = Api(
            Manners("Adyen", lambda answer: answer["errorCode"], _advice, PaymentError),
            f"{settings.api or _base(settings)}/{_VERSION}",
            {"X-API-Key": secret(settings)},
        )

    def create(self, claim: Claim, key: str) -> PaymentLink:
        """Make a link that can be paid once."""
        body: dict[str, Any] = {
            "amount": {"currency": claim.amount.currency, "value": minor(claim.amount)},
            "merchantAccount": self._merchant,
            "reference": claim.order[:_LONGEST_REFERENCE],
            "description": claim.title[:_LONGEST_DESCRIPTION],
            "reusable": False,
        }
        if claim.expires is not None:
            body["expiresAt"] = end_of(claim.expires).isoformat()
        if claim.email:
            body["shopperEmail"] = claim.email
        if claim.language:
            body["shopperLocale"] = claim.language
        if self.general:
            body["returnUrl"] = self.general
        headers = {"Idempotency-Key": f"{key}-{claim.expires}"[-_LONGEST_KEY:]}
        answer = self._api.must("POST", _LINKS, json=body, headers=headers)
        url, name = web_address(answer, "url"), text(answer, "id")
        return PaymentLink(url, self.kind, claim.order, claim.amount, name)

    def retire(self, link: PaymentLink) -> None:
        """Make a link expire, unless it is gone or has expired."""
        answer = self._api.ask("PATCH", f"{_LINKS}/{link.id}", json={"status": "expired"})
        if not isinstance(answer, Refusal) or answer.status == HTTPStatus.NOT_FOUND:
            return
        if self._status(link) != "expired":
            raise PaymentError(
                f"Adyen does not withdraw the link of order {link.order}; look at it there",
                code=PERMANENT,
            )

    def is_paid(self, link: PaymentLink) -> bool:
        """Say whether a link has been paid; what the bank has still to confirm is not."""
        return self._status(link) in _PAID

    def _status(self, link: PaymentLink) -> str:
        return text(self._api.must("GET", f"{_LINKS}/{link.id}"), "status")


def _base(settings: PaymentSettings) -> str:
    """Return the base address; every merchant has one of his own for real payments."""
    if settings.sandbox:
        return _SANDBOX
    prefix = needed(settings, "live_prefix")
    return f"https://{prefix}-checkout-live.adyenpayments.com/checkout"


def minor(amount: Money) -> int:
    """Return an amount as Adyen counts it.  Raises PaymentError for one that it cannot take."""
    scaled = amount.amount.scaleb(_PLACES[amount.currency])
    if scaled != int(scaled):
        raise PaymentError(f"Adyen takes whole {amount.currency} only", code=PERMANENT)
    return int(scaled)


def _advice(refusal: Refusal) -> str:
    """Say what the merchant has to do."""
    if refusal.code in _ADVICE:
        return _ADVICE[refusal.code]
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        return "it does not know the key; put a valid one into [payment] key_file"
    return "look at Developers, API logs in Adyen's Customer Area"
