"""Square's payment links and orders, as far as links for one payment need them.

After https://developer.squareup.com/reference/square/checkout-api and /orders-api.
"""

from __future__ import annotations

import re
from typing import Any

from tests.fakes.provider import Answer, Idempotent, Request, Seller

_TOP = {
    "idempotency_key",
    "description",
    "quick_pay",
    "checkout_options",
    "pre_populated_data",
    "payment_note",
}


TOKEN = "EAAAtest"  # noqa: S105 - of a fake
LOCATION = "L88917AVBK2S5"


class FakeSquare(Seller):
    """A seller with one location, which takes euros."""

    def __init__(self) -> None:
        """Know no link yet."""
        super().__init__()
        self.orders: dict[str, dict[str, Any]] = {}
        self._keys = Idempotent(
            lambda: error(400, "INVALID_REQUEST_ERROR", "IDEMPOTENCY_KEY_REUSED")
        )

    def alive(self) -> int:
        """Count what can be paid."""
        return sum(
            self.orders[link["order_id"]]["state"] == "DRAFT" for link in self.links.values()
        )

    def pay(self, link: str) -> None:
        """Let a customer pay on the page of a link."""
        order = self.orders[self.links[link]["order_id"]]
        order |= {
            "state": "OPEN",
            "tenders": [{"type": "CARD", "amount_money": order["total_money"]}],
            "net_amount_due_money": {"amount": 0, "currency": "EUR"},
        }

    def answer(self, request: Request) -> Answer:
        """Answer as Square does."""
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return error(401, "AUTHENTICATION_ERROR", "UNAUTHORIZED")
        if not re.fullmatch(r"20\d\d-\d\d-\d\d", request.headers.get("square-version", "")):
            self.violations.append("no Square-Version")
        if request.path == "/v2/online-checkout/payment-links" and request.method == "POST":
            key = request.json.get("idempotency_key")
            if not isinstance(key, str) or not 1 <= len(key) <= 192:
                self.violations.append("no usable idempotency key")
                return error(400, "INVALID_REQUEST_ERROR", "MISSING_REQUIRED_PARAMETER")
            return self._keys.once(key, request, lambda: self._create(request))
        link = request.path.removeprefix("/v2/online-checkout/payment-links/")
        if request.method == "DELETE" and link in self.links:
            made = self.links.pop(link)
            self.orders[made["order_id"]]["state"] = "CANCELED"
            return Answer(200, {"id": link, "cancelled_order_id": made["order_id"]})
        order = request.path.removeprefix("/v2/orders/")
        if request.method == "GET" and order in self.orders:
            return Answer(200, {"order": self.orders[order]})
        return error(404, "INVALID_REQUEST_ERROR", "NOT_FOUND")

    def _create(self, request: Request) -> Answer:
        body = request.json
        if request.headers.get("content-type") != "application/json" or set(body) - _TOP:
            self.violations.append("a body that Square does not know")
        pay = body.get("quick_pay", {})
        money = pay.get("price_money", {})
        if not 1 <= len(pay.get("name", "")) <= 255 or not isinstance(money.get("amount"), int):
            return error(400, "INVALID_REQUEST_ERROR", "MISSING_REQUIRED_PARAMETER")
        if len(body.get("payment_note", "")) > 500:
            return error(400, "INVALID_REQUEST_ERROR", "VALUE_TOO_LONG")
        if pay.get("location_id") != LOCATION:
            return error(400, "INVALID_REQUEST_ERROR", "INVALID_LOCATION")
        if money.get("currency") != "EUR":
            return error(400, "INVALID_REQUEST_ERROR", "INVALID_CURRENCY")
        name, order = f"PL{len(self.orders)}", f"OR{len(self.orders)}"
        self.orders[order] = {
            "id": order,
            "state": "DRAFT",
            "total_money": money,
            "net_amount_due_money": money,
        }
        url = f"https://square.link/u/{name}"
        self.links[name] = {"id": name, "version": 1, "order_id": order, "url": url}
        return Answer(200, {"payment_link": self.links[name]})


def error(status: int, category: str, code: str) -> Answer:
    """Return an error; its detail holds what must not be repeated."""
    told = {"category": category, "code": code, "detail": f"secret: {TOKEN}"}
    return Answer(status, {"errors": [told]})
