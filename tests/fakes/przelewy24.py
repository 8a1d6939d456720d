"""Przelewy24's transactions.

After https://developers.przelewy24.pl/.  What is not verified stays an advance.
"""

from __future__ import annotations

import base64
import hashlib
import json
from http import HTTPStatus
from typing import Any

from tests.fakes.provider import Answer, Request, Seller

MERCHANT, REPORT_KEY, CRC = 12345, "report-key", "crc-ż/key"
_BASIC = "Basic " + base64.b64encode(f"{MERCHANT}:{REPORT_KEY}".encode()).decode()
_REQUIRED: dict[str, type] = {
    "merchantId": int,
    "posId": int,
    "sessionId": str,
    "amount": int,
    "currency": str,
    "description": str,
    "email": str,
    "country": str,
    "language": str,
    "urlReturn": str,
    "sign": str,
}
_LANGUAGES = frozenset(("bg", "cs", "de", "en", "es", "fr", "hr", "hu", "it", "nl", "pl", "pt"))
_LANGUAGES |= {"se", "sk", "ro"}


class FakePrzelewy24(Seller):
    """A merchant who takes zloty."""

    def __init__(self) -> None:
        """Know no transaction yet."""
        super().__init__()
        self.settled: list[str] = []

    def pay(self, link: str) -> None:
        """Let a customer pay: an advance, until it is verified."""
        self.links[link] |= {"status": 1, "orderId": 300000 + len(self.settled)}

    def alive(self) -> int:
        """Count what can be paid."""
        return sum(link["status"] is None for link in self.links.values())

    def answer(self, request: Request) -> Answer:
        """Answer as Przelewy24 does."""
        if request.headers.get("authorization") != _BASIC:
            return error(401)
        if (request.method, request.path) == ("POST", "/api/v1/transaction/register"):
            return self._register(request.json)
        if (request.method, request.path) == ("PUT", "/api/v1/transaction/verify"):
            return self._verify(request.json)
        if (request.method, request.path) == ("GET", "/api/v1/testAccess"):
            return Answer(200, {"data": True, "error": ""})
        name = request.path.removeprefix("/api/v1/transaction/by/sessionId/")
        link = self.links.get(name)
        if link is None or link["status"] is None:
            return error(404)
        told = {key: link[key] for key in ("sessionId", "amount", "currency", "status", "orderId")}
        return Answer(200, {"data": told, "responseCode": 0})

    def _register(self, body: dict[str, Any]) -> Answer:
        unknown = set(body) - set(_REQUIRED) - {"timeLimit", "urlStatus", "channel"}
        if unknown or any(type(body.get(name)) is not kind for name, kind in _REQUIRED.items()):
            self.violations.append("a body that Przelewy24 does not take")
            return error(400)
        if len(body["sessionId"]) > 100 or len(body["email"]) > 50 or body["timeLimit"] > 99:
            self.violations.append("a value that is too long")
        if body["language"] not in _LANGUAGES or body["sessionId"] in self.links:
            return error(400)
        if body["currency"] != "PLN" or body["sign"] != signed(
            body, "sessionId", "merchantId", "amount", "currency"
        ):
            return error(400)
        self.links[body["sessionId"]] = {"status": None, "orderId": 0, **body}
        return Answer(200, {"data": {"token": f"TOKEN-{len(self.links)}"}, "responseCode": 0})

    def _verify(self, body: dict[str, Any]) -> Answer:
        link = self.links.get(body["sessionId"])
        same = ("amount", "currency", "orderId", "merchantId", "posId")
        if link is None or any(link[name] != body[name] for name in same):
            return error(400)
        if body["sign"] != signed(body, "sessionId", "orderId", "amount", "currency"):
            return error(400)
        link["status"] = 2
        self.settled.append(body["sessionId"])
        return Answer(200, {"data": {"status": "success"}, "responseCode": 0})


def signed(body: dict[str, Any], *names: str) -> str:
    """Return the signature of some values, as PHP's json_encode would write them."""
    pairs = [f"{json.dumps(name)}:{json.dumps(body[name], ensure_ascii=False)}" for name in names]
    text = "{" + ",".join([*pairs, f'"crc":"{CRC}"']) + "}"
    return hashlib.sha384(text.encode()).hexdigest()


def error(status: int) -> Answer:
    """Return an error; its text holds what must not be repeated."""
    return Answer(status, {"error": f"{HTTPStatus(status).phrase}: secret", "code": status})
