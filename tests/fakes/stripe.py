"""Stripe's Payment Links and Checkout Sessions, as far as links for one payment need them.

After https://docs.stripe.com/api/payment-link, /api/checkout/sessions, /api/errors and
/api/idempotent_requests.
"""

from __future__ import annotations

import re
from typing import Any

from tests.fakes.provider import Answer, Idempotent, Request, Seller

_REQUIRED = (
    "line_items[0][price_data][currency]",
    "line_items[0][price_data][unit_amount]",
    "line_items[0][price_data][product_data][name]",
    "line_items[0][quantity]",
)
_KNOWN = re.compile(
    r"line_items\[0\]\[(?:quantity|price_data\]\[(?:currency|unit_amount|product_data\]\[name))\]|"
    r"restrictions\[completed_sessions\]\[limit\]|metadata\[\w+\]|inactive_message|active|"
    r"payment_intent_data\[(?:metadata\]\[\w+|description)\]"
)
_LEAST = {"eur": 50, "usd": 50, "jpy": 50}


KEY = "rk_test_51Abc"


class FakeStripe(Seller):
    """An account with one key."""

    def __init__(self) -> None:
        """Know no link yet."""
        super().__init__()
        self.sessions: list[dict[str, Any]] = []
        self._keys = Idempotent(lambda: error(400, "idempotency_error", None))

    def alive(self) -> int:
        """Count what can be paid."""
        return sum(link["active"] for link in self.links.values())

    def pay(self, link: str, status: str = "paid") -> None:
        """Let a customer go through the page of a link."""
        if not self.links[link]["active"]:
            raise AssertionError("the page says that the link is not active")
        limit = self.links[link]["restrictions"]
        self.sessions.append(
            {
                "id": f"cs_{len(self.sessions)}",
                "object": "checkout.session",
                "payment_link": link,
                "status": "complete",
                "payment_status": status,
            }
        )
        done = sum(session["payment_link"] == link for session in self.sessions)
        if limit is not None and done >= limit["completed_sessions"]["limit"]:
            self.links[link]["active"] = False

    def answer(self, request: Request) -> Answer:
        """Answer as Stripe does."""
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return error(401, "invalid_request_error", None)
        if request.method == "POST":
            kind = request.headers.get("content-type", "")
            if kind != "application/x-www-form-urlencoded":
                self.violations.append(f"a body of {kind}")
            unknown = [name for name in request.form if not _KNOWN.fullmatch(name)]
            if unknown:
                return error(400, "invalid_request_error", "parameter_unknown")
        if request.path == "/v1/payment_links" and request.method == "POST":
            key = request.headers.get("idempotency-key", "")
            if not 1 <= len(key) <= 255:
                self.violations.append("no usable idempotency key")
            return self._keys.once(key, request, lambda: self._create(request))
        return self._existing(request)

    def _existing(self, request: Request) -> Answer:
        """Answer about what was made before."""
        if request.path.startswith("/v1/payment_links/") and request.method == "POST":
            return self._update(request)
        if request.path == "/v1/checkout/sessions" and request.method == "GET":
            return self._sessions(request)
        return error(404, "invalid_request_error", "resource_missing")

    def _create(self, request: Request) -> Answer:
        form = request.form
        if any(not form.get(name) for name in _REQUIRED):
            return error(400, "invalid_request_error", "parameter_missing")
        currency, amount = (form[name] for name in _REQUIRED[:2])
        if not re.fullmatch("[a-z]{3}", currency):
            self.violations.append("a currency that is not in lower case")
        if not re.fullmatch("[0-9]+", amount):
            return error(400, "invalid_request_error", "parameter_invalid_integer")
        if int(amount) < _LEAST.get(currency, 1):
            return error(400, "invalid_request_error", "amount_too_small")
        limit = form.get("restrictions[completed_sessions][limit]")
        if limit is None:
            self.violations.append("a link that can be paid twice")
        name = f"plink_{len(self.links) + 1}"
        self.links[name] = {
            "id": name,
            "object": "payment_link",
            "active": True,
            "url": f"https://buy.stripe.com/test_{name}",
            "currency": currency,
            "amount": int(amount),
            "name": form[_REQUIRED[2]],
            "metadata": {"order": form.get("metadata[order]")},
            "restrictions": {"completed_sessions": {"limit": int(limit)}} if limit else None,
        }
        return Answer(200, self.links[name])

    def _update(self, request: Request) -> Answer:
        link = self.links.get(request.path.rpartition("/")[2])
        if link is None:
            return error(404, "invalid_request_error", "resource_missing")
        if request.form.get("active") not in ("true", "false"):
            return error(400, "invalid_request_error", "parameter_missing")
        link["active"] = request.form["active"] == "true"
        return Answer(200, link)

    def _sessions(self, request: Request) -> Answer:
        known = {"payment_link", "status", "limit", "starting_after"}
        if set(request.query) - known or int(request.query.get("limit", "10")) > 100:
            return error(400, "invalid_request_error", "parameter_unknown")
        found = [
            session
            for session in self.sessions
            if session["payment_link"] == request.query.get("payment_link")
            and session["status"] == request.query.get("status", session["status"])
        ]
        return Answer(200, {"object": "list", "data": found, "has_more": False})


def error(status: int, kind: str, code: str | None) -> Answer:
    """Return an error; its message holds what must not be repeated."""
    content = {"type": kind, "message": f"secret: {KEY}"}
    return Answer(status, {"error": content | ({"code": code} if code else {})})
