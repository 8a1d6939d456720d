"""PayPal invoices with a link to share (https://developer.paypal.com/api/invoicing/v2/).

An invoice is drafted, then made payable without PayPal writing to anybody; it is paid once and as a
whole, does not expire, and is retired by cancelling it.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrubber.errors import PaymentError
from scrubber.payments.answer import not_understood, text, web_address
from scrubber.payments.link import PaymentLink
from scrubber.payments.oauth import SignedIn
from scrubber.payments.settings import needed, secret
from scrubber.webapi import PERMANENT, Api, Manners, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrubber.config import PaymentSettings
    from scrubber.money import Money
    from scrubber.payments.link import Claim

_API = "https://api-m.paypal.com"
_SANDBOX = "https://api-m.sandbox.paypal.com"
_INVOICES = "/v2/invoicing/invoices"
_SILENT = {"send_to_recipient": False, "send_to_invoicer": False}
_LONGEST_NAME = 200
_LONGEST_REFERENCE = 120
_WHOLE = frozenset({"HUF", "JPY", "TWD"})
"""https://developer.paypal.com/reference/currency-codes/: PayPal takes no decimals of these."""

_PAID = frozenset({"PAID", "MARKED_AS_PAID"})
_ADVICE = {
    "invalid_client": "put the app's client ID and secret into [payment] client_id and key_file",
    "PERMISSION_DENIED": "switch on Invoicing for the app in the PayPal developer dashboard",
    "NOT_AUTHORIZED": "switch on Invoicing for the app in the PayPal developer dashboard",
    "CURRENCY_NOT_SUPPORTED": "PayPal takes no payments in the currency of the order",
}


class PayPal:
    """Makes links by PayPal's Invoicing API."""

    kind = "paypal"

    def __init__(self, settings: PaymentSettings) -> None:
        """Read the app's secret.  Raises ConfigError, PaymentError."""
        self.title = settings.name or "PayPal"
        self.general = settings.general or ""
        self.lasts = settings.days
        credentials = (needed(settings, "client_id"), secret(settings))
        api = Api(
            Manners("PayPal", _code, _advice, PaymentError),
            settings.api or (_SANDBOX if settings.sandbox else _API),
            {},
        )
        self._api = SignedIn(
            api,
            lambda: api.must(
                "POST",
                "/v1/oauth2/token",
                data={"grant_type": "client_credentials"},
                auth=credentials,
            ),
        )

    def create(self, claim: Claim, key: str) -> PaymentLink:
        """Draft an invoice with one item and make it payable."""
        headers = {"Prefer": "return=representation", "PayPal-Request-Id": key}
        name = text(self._api.must("POST", _INVOICES, json=_invoice(claim), headers=headers), "id")
        sending = {"PayPal-Request-Id": f"{key}-send"}
        self._api.must("POST", f"{_INVOICES}/{name}/send", json=_SILENT, headers=sending)
        url = web_address(self._invoice(name), "detail", "metadata", "recipient_view_url")
        return PaymentLink(url, self.kind, claim.order, claim.amount, name)

    def retire(self, link: PaymentLink) -> None:
        """Cancel an invoice, unless it is gone or cancelled."""
        answer = self._api.ask("POST", f"{_INVOICES}/{link.id}/cancel", json=_SILENT)
        if not isinstance(answer, Refusal) or answer.status == HTTPStatus.NOT_FOUND:
            return
        if self._invoice(link.id).get("status") != "CANCELLED":
            raise PaymentError(
                f"PayPal does not cancel the invoice of order {link.order}; look at it there",
                code=PERMANENT,
            )

    def is_paid(self, link: PaymentLink) -> bool:
        """Say whether an invoice is paid as a whole."""
        status = self._invoice(link.id).get("status")
        if not isinstance(status, str):
            raise not_understood("PayPal")
        return status in _PAID

    def vouches_for(self, headers: Mapping[str, str], body: bytes, webhook: str) -> bool:
        """Ask PayPal whether it has sent a notification to the webhook of that ID.

        ``headers`` are by their names in lower case.  Raises KeyError where one is missing.
        """
        asked = {
            name: headers[f"paypal-{name.replace('_', '-')}"]
            for name in ("auth_algo", "cert_url", "transmission_id", "transmission_sig")
        }
        asked |= {"transmission_time": headers["paypal-transmission-time"], "webhook_id": webhook}
        # The event as it came: its signature is that of its very bytes.
        content = json.dumps(asked)[:-1].encode() + b', "webhook_event": ' + body + b"}"
        answer = self._api.must(
            "POST",
            "/v1/notifications/verify-webhook-signature",
            content=content,
            headers={"Content-Type": "application/json"},
        )
        return answer.get("verification_status") == "SUCCESS"

    def _invoice(self, name: str) -> dict[str, Any]:
        return self._api.must("GET", f"{_INVOICES}/{name}")


def _invoice(claim: Claim) -> dict[str, Any]:
    """Return the draft of an invoice."""
    price = {"currency_code": claim.amount.currency, "value": _value(claim.amount)}
    body: dict[str, Any] = {
        "detail": {
            "currency_code": claim.amount.currency,
            "reference": claim.order[:_LONGEST_REFERENCE],
        },
        "items": [{"name": claim.title[:_LONGEST_NAME], "quantity": "1", "unit_amount": price}],
        "configuration": {
            "partial_payment": {"allow_partial_payment": False},
            "allow_tip": False,
        },
    }
    if claim.email:
        body["primary_recipients"] = [{"billing_info": {"email_address": claim.email}}]
    return body


def _value(amount: Money) -> str:
    """Return an amount as PayPal writes it.  Raises PaymentError for one that it cannot take."""
    if amount.currency not in _WHOLE:
        return amount.decimal
    if amount.amount != int(amount.amount):
        raise PaymentError(f"PayPal takes whole {amount.currency} only", code=PERMANENT)
    return str(int(amount.amount))


def _code(answer: Any) -> object:  # noqa: ANN401 - JSON
    """Return the code of an error: of the token's endpoint, of a field, or of the request."""
    details = answer.get("details") or [{}]
    return answer.get("error") or details[0].get("issue") or answer["name"]


def _advice(refusal: Refusal) -> str:
    """Say what the merchant has to do."""
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        return _ADVICE["invalid_client"]
    return _ADVICE.get(refusal.code, "look at Event Logs in the PayPal developer dashboard")
