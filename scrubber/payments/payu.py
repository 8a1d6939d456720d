"""PayU orders that live as long as a link has to (https://developers.payu.com/europe/docs/).

PayU answers an order with a redirect that carries JSON and is not followed.  ``validityTime`` ends
a link; DELETE retires it earlier.  Where the shop has switched off PayU's automatic collection each
payment is captured here, or PayU would give the money back.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrubber.errors import PaymentError
from scrubber.payments.answer import not_understood, text, web_address
from scrubber.payments.link import PaymentLink, end_of
from scrubber.payments.oauth import SignedIn
from scrubber.payments.settings import needed, secret
from scrubber.webapi import PERMANENT, Api, Manners, Refusal

if TYPE_CHECKING:
    from scrubber.config import PaymentSettings
    from scrubber.money import Money
    from scrubber.payments.link import Claim

_API = "https://secure.payu.com"
_SANDBOX = "https://secure.snd.payu.com"
_ORDERS = "/api/v2_1/orders"
_ANY_ADDRESS = "127.0.0.1"  # what PayU's own example of a payment link has for the payer's
_LONGEST_NAME = 255
_ADVICE = {
    "invalid_client": "put the client ID and secret of the POS into client_id and key_file",
    "UNAUTHORIZED": "put the client ID and secret of the POS into client_id and key_file",
    "ERROR_VALUE_INVALID": "is [payment] merchant the number of your POS, and its currency right?",
}


class PayU:
    """Makes links by PayU's REST API."""

    kind = "payu"

    def __init__(self, settings: PaymentSettings) -> None:
        """Read the POS's secret.  Raises ConfigError, PaymentError."""
        self.title = settings.name or "PayU"
        self.general = settings.general or ""
        self.lasts = settings.days
        self._pos = needed(settings, "merchant")
        self._notify = settings.webhook
        api = Api(
            Manners("PayU", _code, _advice, PaymentError, frozenset({HTTPStatus.FOUND})),
            settings.api or (_SANDBOX if settings.sandbox else _API),
            {},
        )
        grant = {
            "grant_type": "client_credentials",
            "client_id": needed(settings, "client_id"),
            "client_secret": secret(settings),
        }
        self._api = SignedIn(
            api, lambda: api.must("POST", "/pl/standard/user/oauth/authorize", data=grant)
        )

    def create(self, claim: Claim, key: str) -> PaymentLink:
        """Make an order.

        PayU takes each extOrderId once and tells nobody what came of it.  So it is asked once, and
        an order whose answer was lost stays as it is: its page is known to nobody.
        """
        body = self._order(claim, f"{key}-{secrets.token_hex(4)}")
        answer = self._api.must("POST", _ORDERS, tries=1, json=body)
        if text(answer, "status", "statusCode") != "SUCCESS":
            raise not_understood("PayU")
        name = text(answer, "orderId")
        url = web_address(answer, "redirectUri")
        return PaymentLink(url, self.kind, claim.order, claim.amount, name)

    def retire(self, link: PaymentLink) -> None:
        """Cancel an order, unless it is gone or cancelled."""
        answer = self._api.ask("DELETE", f"{_ORDERS}/{link.id}")
        if not isinstance(answer, Refusal) or answer.status == HTTPStatus.NOT_FOUND:
            return
        if self._status(link) != "CANCELED":
            raise PaymentError(
                f"PayU does not cancel the payment of order {link.order}; look at it there",
                code=PERMANENT,
            )

    def is_paid(self, link: PaymentLink) -> bool:
        """Say whether the money was collected; what waits for us to collect it is captured."""
        status = self._status(link)
        if status == "WAITING_FOR_CONFIRMATION":
            self._api.must("POST", f"{_ORDERS}/{link.id}/captures")
            status = self._status(link)
        return status == "COMPLETED"

    def _status(self, link: PaymentLink) -> str:
        orders = self._api.must("GET", f"{_ORDERS}/{link.id}").get("orders")
        if not isinstance(orders, list) or not orders or not isinstance(orders[0], dict):
            raise not_understood("PayU")
        return text(orders[0], "status")

    def _order(self, claim: Claim, name: str) -> dict[str, Any]:
        amount = _hundredths(claim.amount)
        product = {"name": claim.title[:_LONGEST_NAME], "unitPrice": amount, "quantity": "1"}
        body: dict[str, Any] = {
            "customerIp": _ANY_ADDRESS,
            "merchantPosId": self._pos,
            "description": claim.title[:_LONGEST_NAME],
            "currencyCode": claim.amount.currency,
            "totalAmount": amount,
            "extOrderId": name,
            "products": [product],
        }
        if claim.expires is not None:
            left = end_of(claim.expires) - datetime.now(UTC)
            body["validityTime"] = str(int(left.total_seconds()))
        if self._notify:
            body["notifyUrl"] = self._notify
        if self.general:
            body["continueUrl"] = self.general
        if claim.email:
            body["buyer"] = {"email": claim.email, "language": claim.language or "en"}
        return body


def _hundredths(amount: Money) -> str:
    """Return an amount as PayU counts every currency."""
    return str(int(amount.amount.scaleb(2)))


def _code(answer: Any) -> object:  # noqa: ANN401 - JSON
    """Return the code of an error, the token's endpoint has one of another form."""
    return answer.get("error") or answer["status"]["statusCode"]


def _advice(refusal: Refusal) -> str:
    """Say what the merchant has to do."""
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        return _ADVICE["UNAUTHORIZED"]
    return _ADVICE.get(refusal.code, "look at the POS in PayU's panel")
