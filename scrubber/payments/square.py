"""Square payment links (https://developer.squareup.com/reference/square/checkout-api).

A link belongs to an order of Square's own, which is paid once; deleting the link cancels both.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrubber.errors import PaymentError
from scrubber.payments.answer import not_understood, text, web_address
from scrubber.payments.link import PaymentLink
from scrubber.payments.settings import needed, secret
from scrubber.webapi import Api, Manners, Refusal

if TYPE_CHECKING:
    from scrubber.config import PaymentSettings
    from scrubber.payments.link import Claim

_API = "https://connect.squareup.com"
_SANDBOX = "https://connect.squareupsandbox.com"
_VERSION = "2025-08-20"
_LINKS = "/v2/online-checkout/payment-links"
_LONGEST_NAME = 255
_LONGEST_NOTE = 500
_ADVICE = {
    "ACCESS_TOKEN_EXPIRED": "make a new access token and put it into [payment] key_file",
    "ACCESS_TOKEN_REVOKED": "make a new access token and put it into [payment] key_file",
    "INSUFFICIENT_SCOPES": "the token needs ORDERS_READ, ORDERS_WRITE and PAYMENTS_WRITE",
    "INVALID_LOCATION": "put the ID of one of your locations into [payment] location",
    "CURRENCY_MISMATCH": "a location takes its own currency only; the order is in another one",
    "INVALID_CURRENCY": "a location takes its own currency only; the order is in another one",
    "VALUE_TOO_LOW": "the amount is less than Square takes",
    "VALUE_TOO_HIGH": "the amount is more than Square takes in one payment",
}


class Square:
    """Makes links by Square's API."""

    kind = "square"

    def __init__(self, settings: PaymentSettings) -> None:
        """Read the access token.  Raises ConfigError, PaymentError."""
        self.title = settings.name or "Square"
        self.general = settings.general or ""
        self.lasts = settings.days
        self._location = needed(settings, "location")
        token = secret(settings)
        self._api = Api(
            Manners("Square", lambda answer: answer["errors"][0]["code"], _advice, PaymentError),
            settings.api or (_SANDBOX if settings.sandbox else _API),
            {"Authorization": f"Bearer {token}", "Square-Version": _VERSION},
        )

    def create(self, claim: Claim, key: str) -> PaymentLink:
        """Make a link for an order with one item."""
        price = {"amount": claim.amount.minor, "currency": claim.amount.currency}
        body: dict[str, Any] = {
            "idempotency_key": key,
            "quick_pay": {
                "name": claim.title[:_LONGEST_NAME],
                "price_money": price,
                "location_id": self._location,
            },
            "checkout_options": {"allow_tipping": False},
            "payment_note": claim.title[:_LONGEST_NOTE],
        }
        if claim.email:
            body["pre_populated_data"] = {"buyer_email": claim.email}
        answer = self._api.must("POST", _LINKS, json=body)
        return PaymentLink(
            web_address(answer, "payment_link", "url"),
            self.kind,
            claim.order,
            claim.amount,
            text(answer, "payment_link", "id"),
            text(answer, "payment_link", "order_id"),
        )

    def retire(self, link: PaymentLink) -> None:
        """Delete a link; one that is gone already is fine."""
        answer = self._api.ask("DELETE", f"{_LINKS}/{link.id}")
        if isinstance(answer, Refusal) and answer.status != HTTPStatus.NOT_FOUND:
            self._api.refuse(answer)

    def is_paid(self, link: PaymentLink) -> bool:
        """Say whether nothing is left to pay of the link's order, and somebody has paid."""
        order = self._api.must("GET", f"/v2/orders/{link.reference}").get("order")
        if not isinstance(order, dict):
            raise not_understood("Square")
        if order.get("state") in ("DRAFT", "CANCELED") or not order.get("tenders"):
            return False
        left = order.get("net_amount_due_money")
        return not (isinstance(left, dict) and left.get("amount"))


def _advice(refusal: Refusal) -> str:
    """Say what the merchant has to do."""
    if refusal.code in _ADVICE:
        return _ADVICE[refusal.code]
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        return (
            "it does not know the token; put a valid one into [payment] key_file (sandbox = true "
            "has tokens of its own)"
        )
    return "look at API Logs in the Square developer console"
