"""PayU's orders, as far as links for one payment need them.

After https://developers.payu.com/europe/docs/ and /europe/api/.
"""

from __future__ import annotations

from typing import Any

from tests.fakes.provider import Answer, Request, Seller

POS, CLIENT, SECRET = "300746", "300746", "2ee86a66e5d97e3fadc400c9f19b065d"
TOKEN = "3e5cac39-token"  # noqa: S105 - of a fake
_ORDERS = "/api/v2_1/orders"
_REQUIRED = ("customerIp", "merchantPosId", "description", "currencyCode", "totalAmount")
_KNOWN = {*_REQUIRED, "extOrderId", "validityTime", "notifyUrl", "continueUrl", "buyer", "products"}


class FakePayU(Seller):
    """A POS that takes zloty."""

    undisturbed = "/pl/standard/user/oauth/authorize"

    def __init__(self) -> None:
        """Know no order yet."""
        super().__init__()
        self.collects = True
        self.tokens = 0

    def pay(self, link: str) -> None:
        """Let a customer pay an order."""
        order = self.links[link]
        if order["status"] not in ("NEW", "PENDING"):
            raise AssertionError("the page says that the order cannot be paid")
        order["status"] = "COMPLETED" if self.collects else "WAITING_FOR_CONFIRMATION"

    def alive(self) -> int:
        """Count what can be paid."""
        return sum(order["status"] == "NEW" for order in self.links.values())

    def answer(self, request: Request) -> Answer:
        """Answer as PayU does."""
        if request.path == self.undisturbed:
            return self._grant(request)
        if request.path.startswith("/pay/"):
            self.violations.append("a redirect that was followed")
        if request.headers.get("authorization") != f"Bearer {TOKEN}{self.tokens}":
            return error(401, "UNAUTHORIZED")
        if request.path == _ORDERS and request.method == "POST":
            return self._create(request)
        name, _, action = request.path.removeprefix(f"{_ORDERS}/").partition("/")
        order = self.links.get(name)
        if order is None:
            return error(404, "DATA_NOT_FOUND")
        return self._act(request.method, action, order)

    def _act(self, method: str, action: str, order: dict[str, Any]) -> Answer:
        """Show an order, cancel or capture it."""
        if (method, action) == ("GET", ""):
            return Answer(200, {"orders": [order], "status": {"statusCode": "SUCCESS"}})
        if (method, action) == ("DELETE", ""):
            if order["status"] in ("COMPLETED", "CANCELED"):
                return error(400, "ERROR_ORDER_NOT_CANCELABLE")
            order["status"] = "CANCELED"
            return Answer(200, {"orderId": order["orderId"], "status": {"statusCode": "SUCCESS"}})
        if (method, action) == ("POST", "captures"):
            if order["status"] != "WAITING_FOR_CONFIRMATION":
                return error(400, "ERROR_ORDER_STATUS")
            order["status"] = "COMPLETED"
            return Answer(200, {"status": {"statusCode": "SUCCESS"}})
        return error(405, "METHOD_NOT_ALLOWED")

    def _grant(self, request: Request) -> Answer:
        if request.headers.get("content-type") != "application/x-www-form-urlencoded":
            return Answer(401, {"error": "unauthorized"})
        wanted = {
            "grant_type": "client_credentials",
            "client_id": CLIENT,
            "client_secret": SECRET,
        }
        if request.form != wanted:
            return Answer(401, {"error": "invalid_client", "error_description": f"no {SECRET}"})
        self.tokens += 1
        return Answer(200, {"access_token": f"{TOKEN}{self.tokens}", "expires_in": 43199})

    def _create(self, request: Request) -> Answer:
        body = request.json
        if set(body) - _KNOWN:
            self.violations.append("a body that PayU does not know")
        if any(not isinstance(body.get(name), str) or not body[name] for name in _REQUIRED):
            return error(400, "ERROR_SYNTAX")
        if body["merchantPosId"] != POS or body["currencyCode"] != "PLN":
            return error(400, "ERROR_VALUE_INVALID")
        total = sum(int(item["unitPrice"]) * int(item["quantity"]) for item in body["products"])
        if not body["totalAmount"].isdecimal() or total != int(body["totalAmount"]):
            return error(400, "ERROR_VALUE_INVALID")
        if not int(body.get("validityTime", "0")) > 24 * 3600:
            self.violations.append("a link that ends within a day")
        if any(order["extOrderId"] == body["extOrderId"] for order in self.links.values()):
            return error(400, "ERROR_ORDER_NOT_UNIQUE")
        name = f"WZHF5FFDRJ1407{len(self.links)}"
        self.links[name] = {"orderId": name, "status": "NEW", **body}
        told = {
            "status": {"statusCode": "SUCCESS"},
            "redirectUri": f"https://merch-prod.snd.payu.com/pay/?orderId={name}",
            "orderId": name,
            "extOrderId": body["extOrderId"],
        }
        return Answer(302, told, {"Location": f"{self.base}/pay/?orderId={name}"})


def error(status: int, code: str) -> Answer:
    """Return an error; its text holds what must not be repeated."""
    return Answer(status, {"status": {"statusCode": code, "statusDesc": f"secret: {SECRET}"}})
