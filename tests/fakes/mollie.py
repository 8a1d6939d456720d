"""Mollie's payment links, after https://docs.mollie.com/reference/payment-links-api."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime

from tests.fakes.provider import Answer, Idempotent, Request, Seller

KEY = "test_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM"
_LINKS = "/v2/payment-links"
_KNOWN = {"description", "amount", "reusable", "expiresAt", "redirectUrl", "webhookUrl"}
_PLACES = {"EUR": 2, "PLN": 2, "JPY": 0}


class FakeMollie(Seller):
    """A profile with a test key."""

    def __init__(self) -> None:
        """Know no link yet."""
        super().__init__()
        self._keys = Idempotent(lambda: error(409, "idempotency"))

    def pay(self, link: str) -> None:
        """Let a customer pay by a link."""
        if self.links[link]["archived"] or self.links[link]["paidAt"]:
            raise AssertionError("the page says that the link cannot be paid")
        self.links[link]["paidAt"] = datetime.now(UTC).isoformat()

    def alive(self) -> int:
        """Count what can be paid."""
        return sum(not (link["archived"] or link["paidAt"]) for link in self.links.values())

    def answer(self, request: Request) -> Answer:
        """Answer as Mollie does."""
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return error(401, None)
        if request.path == _LINKS and request.method == "POST":
            key = request.headers.get("idempotency-key", "")
            if str(uuid.UUID(key)) != key or uuid.UUID(key).version != 4:
                self.violations.append("an Idempotency-Key that is no UUID of version 4")
            return self._keys.once(key, request, lambda: self._create(request))
        link = self.links.get(request.path.removeprefix(f"{_LINKS}/"))
        if link is None:
            return error(404, None)
        if request.method == "GET":
            return Answer(200, link)
        if request.method == "PATCH" and request.json == {"archived": True}:
            link["archived"] = True
            return Answer(200, link)
        return error(405, None)

    def _create(self, request: Request) -> Answer:
        body = request.json
        if set(body) - _KNOWN or body.get("reusable") is not False:
            self.violations.append("a body that Mollie does not know, or a link for many payments")
        amount = body["amount"]
        places = _PLACES.get(amount["currency"])
        if places is None:
            return error(422, "amount.currency")
        pattern = rf"\d+\.\d{{{places}}}" if places else r"\d+"
        if not isinstance(amount["value"], str) or not re.fullmatch(pattern, amount["value"]):
            return error(422, "amount.value")
        if not 1 <= len(body["description"]) <= 255:
            return error(422, "description")
        if "expiresAt" in body and datetime.fromisoformat(body["expiresAt"]) < datetime.now(UTC):
            return error(422, "expiresAt")
        name = f"pl_{len(self.links):08}"
        self.links[name] = {
            "resource": "payment-link",
            "id": name,
            "archived": False,
            "paidAt": None,
            **body,
            "_links": {"paymentLink": {"href": f"https://paymentlink.mollie.com/payment/{name}/"}},
        }
        return Answer(201, self.links[name])


def error(status: int, field: str | None) -> Answer:
    """Return an error; its detail holds what must not be repeated."""
    told = {"status": status, "title": "Not so", "detail": f"secret: {KEY}"}
    return Answer(status, told | ({"field": field} if field else {}))
