"""Adyen's payment links, after https://docs.adyen.com/api-explorer/Checkout/72/post/paymentLinks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes.provider import Answer, Idempotent, Request, Seller

KEY, MERCHANT = "AQEyhmfxKonIYxZGw0m", "RobleES"
_LINKS = "/v72/paymentLinks"
_KNOWN = {
    "amount",
    "merchantAccount",
    "reference",
    "description",
    "reusable",
    "expiresAt",
    "shopperEmail",
    "shopperLocale",
    "returnUrl",
}


class FakeAdyen(Seller):
    """A merchant account that takes euros."""

    def __init__(self) -> None:
        """Know no link yet."""
        super().__init__()
        self._keys = Idempotent(lambda: error(422, "704"))

    def pay(self, link: str) -> None:
        """Let a customer pay by a link."""
        if self.links[link]["status"] != "active":
            raise AssertionError("the page says that the link cannot be paid")
        self.links[link]["status"] = "completed"

    def alive(self) -> int:
        """Count what can be paid."""
        return sum(link["status"] == "active" for link in self.links.values())

    def answer(self, request: Request) -> Answer:
        """Answer as Adyen does."""
        if request.headers.get("x-api-key") != KEY:
            return error(401, "000")
        if request.path == _LINKS and request.method == "POST":
            key = request.headers.get("idempotency-key", "")
            if not 1 <= len(key) <= 64:
                self.violations.append("no usable Idempotency-Key")
            return self._keys.once(key, request, lambda: self._create(request))
        link = self.links.get(request.path.removeprefix(f"{_LINKS}/"))
        return error(404, "100") if link is None else self._existing(request, link)

    def _existing(self, request: Request, link: dict[str, Any]) -> Answer:
        """Answer about a link that was made before."""
        if request.method == "GET":
            return Answer(200, link)
        if request.method == "PATCH" and request.json == {"status": "expired"}:
            if link["status"] != "active":
                return error(422, "137")
            link["status"] = "expired"
            return Answer(200, link)
        return error(405, "100")

    def _create(self, request: Request) -> Answer:
        body = request.json
        if set(body) - _KNOWN or body.get("reusable") is not False:
            self.violations.append("a body that Adyen does not know, or a link for many payments")
        if body["merchantAccount"] != MERCHANT:
            return error(403, "901")
        amount = body["amount"]
        if not isinstance(amount["value"], int) or amount["currency"] != "EUR":
            return error(422, "130")
        if not 1 <= len(body["reference"]) <= 80:
            return error(422, "130")
        if "expiresAt" in body:
            left = datetime.fromisoformat(body["expiresAt"]) - datetime.now(UTC)
            if not timedelta(0) < left <= timedelta(days=70):
                return error(422, "131")
        name = f"PL{len(self.links):014}"
        self.links[name] = {
            "id": name,
            "status": "active",
            "url": f"https://test.adyen.link/{name}",
            **body,
        }
        return Answer(201, self.links[name])


def error(status: int, code: str) -> Answer:
    """Return an error; its message holds what must not be repeated."""
    told = {"status": status, "errorCode": code, "message": f"secret: {KEY}"}
    return Answer(status, told | {"errorType": "validation"})
