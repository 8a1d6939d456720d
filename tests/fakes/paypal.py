"""PayPal's Invoicing API, as far as links for one payment need it.

After https://developer.paypal.com/api/invoicing/v2/ and /api/rest/authentication/.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from tests.fakes.provider import Answer, Idempotent, Request, Seller

CLIENT, SECRET = "AbCdEf-123", "EKsecret"
TOKEN = "A21AAtoken"  # noqa: S105 - of a fake
_BASIC = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
_INVOICES = "/v2/invoicing/invoices"
_WHOLE = ("HUF", "JPY", "TWD")


class FakePayPal(Seller):
    """An app of one merchant."""

    undisturbed = "/v1/oauth2/token"

    def __init__(self) -> None:
        """Know no invoice yet."""
        super().__init__()
        self.tokens = 0
        self._keys = Idempotent(lambda: error(422, "DUPLICATE_REQUEST_ID"))

    def pay(self, link: str) -> None:
        """Let a customer pay an invoice."""
        if self.links[link]["status"] != "SENT":
            raise AssertionError("the page says that the invoice cannot be paid")
        self.links[link]["status"] = "PAID"

    def alive(self) -> int:
        """Count what can be paid."""
        return sum(link["status"] == "SENT" for link in self.links.values())

    def answer(self, request: Request) -> Answer:
        """Answer as PayPal does."""
        if request.path == self.undisturbed:
            return self._grant(request)
        if request.headers.get("authorization") != f"Bearer {TOKEN}{self.tokens}":
            return Answer(401, {"error": "invalid_token", "error_description": f"no {SECRET}"})
        if request.path == "/v1/notifications/verify-webhook-signature":
            return self._verify(request.json)
        if request.path == _INVOICES and request.method == "POST":
            key = request.headers.get("paypal-request-id", "")
            if not 1 <= len(key) <= 108:
                self.violations.append("no usable PayPal-Request-Id")
            return self._keys.once(key, request, lambda: self._create(request))
        name, _, action = request.path.removeprefix(f"{_INVOICES}/").partition("/")
        return self._existing(request, name, action)

    def _existing(self, request: Request, name: str, action: str) -> Answer:
        """Answer about an invoice that was drafted before."""
        invoice = self.links.get(name)
        if invoice is None:
            return error(404, "INVALID_RESOURCE_ID")
        if request.method == "GET" and not action:
            return Answer(200, invoice)
        return self._act(request, action, invoice)

    def _grant(self, request: Request) -> Answer:
        if request.headers.get("authorization") != _BASIC:
            return Answer(401, {"error": "invalid_client", "error_description": f"no {SECRET}"})
        if request.form != {"grant_type": "client_credentials"}:
            self.violations.append("a token asked for in another way")
        self.tokens += 1
        return Answer(200, {"access_token": f"{TOKEN}{self.tokens}", "expires_in": 32400})

    def _verify(self, body: dict[str, Any]) -> Answer:
        """Vouch for a notification whose signature says that it is right."""
        wanted = {"auth_algo", "cert_url", "transmission_id", "transmission_sig"}
        wanted |= {"transmission_time", "webhook_id", "webhook_event"}
        if set(body) != wanted or not isinstance(body["webhook_event"], dict):
            self.violations.append("a verification that PayPal does not take")
        known = [
            {"event_type": "INVOICING.INVOICE.PAID", "resource": {"invoice": {"id": name}}}
            for name in self.links
        ]
        right = body["transmission_sig"] == "right" and body["webhook_event"] in known
        return Answer(200, {"verification_status": "SUCCESS" if right else "FAILURE"})

    def _create(self, request: Request) -> Answer:
        body = request.json
        if request.headers.get("prefer") != "return=representation":
            self.violations.append("no representation asked for")
        if set(body) - {"detail", "items", "configuration", "primary_recipients", "invoicer"}:
            self.violations.append("a body that PayPal does not know")
        if body["configuration"]["partial_payment"]["allow_partial_payment"] is not False:
            self.violations.append("an invoice that can be paid in part")
        item, currency = body["items"][0], body["detail"]["currency_code"]
        price = item["unit_amount"]
        places = r"\d+" if currency in _WHOLE else r"\d+\.\d{2}"
        if price["currency_code"] != currency or not re.fullmatch(places, price["value"]):
            return error(422, "INVALID_CURRENCY_VALUE")
        if not isinstance(item["quantity"], str) or not 1 <= len(item["name"]) <= 200:
            return error(400, "INVALID_PARAMETER_SYNTAX")
        name = f"INV2-{len(self.links):04}"
        amount = {"currency_code": currency, "value": price["value"]}
        self.links[name] = {"id": name, "status": "DRAFT", "amount": amount, **body}
        return Answer(201, self.links[name])

    def _act(self, request: Request, action: str, invoice: dict[str, Any]) -> Answer:
        body = request.json
        if body.get("send_to_recipient") is not False:
            self.violations.append("PayPal writes to the customer")
        if action == "send":
            if invoice["status"] == "DRAFT":
                invoice["status"] = "SENT"
            url = f"https://www.sandbox.paypal.com/invoice/p/#{invoice['id']}"
            invoice["detail"]["metadata"] = {"recipient_view_url": url}
            return Answer(200, {"href": url, "rel": "payer-view", "method": "GET"})
        if action == "cancel":
            if invoice["status"] != "SENT":
                return error(422, "CANT_CANCEL_INVOICE")
            invoice["status"] = "CANCELLED"
            return Answer(204)
        return error(404, "INVALID_RESOURCE_ID")


def error(status: int, issue: str) -> Answer:
    """Return an error; its message holds what must not be repeated."""
    detail = {"issue": issue, "description": f"secret: {SECRET}"}
    return Answer(status, {"name": "UNPROCESSABLE_ENTITY", "details": [detail]})
