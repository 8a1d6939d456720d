"""The APIs of shops as far as a list of orders needs them, strict about keys, queries, pages."""

from __future__ import annotations

import base64
import re
from datetime import datetime
from typing import Any

from tests.fakes.provider import Answer, Provider, Request

WOO_KEY = "ck_0123456789abcdef:cs_fedcba9876543210"
SHOPIFY_TOKEN = "shpat_0123456789"  # noqa: S105 - of a fake
MAGENTO_TOKEN = "4n3o5hxzrn0akhqn6q6qrunxdwdzx5xu"  # noqa: S105 - of a fake
_BASIC = "Basic " + base64.b64encode(WOO_KEY.encode()).decode()


class Shop(Provider):
    """A shop; ``orders`` are as its API shows them, the newest first."""

    def __init__(self) -> None:
        """Have no order."""
        super().__init__()
        self.orders: list[dict[str, Any]] = []

    def page(self, number: int, size: int) -> list[dict[str, Any]]:
        """Return a page of orders, counted from one."""
        if not 1 <= size <= 100:
            self.violations.append("a page that is too large")
        return self.orders[(number - 1) * size : number * size]


class FakeWooCommerce(Shop):
    """After https://developer.woocommerce.com/docs/apis/rest-api/v3/orders/."""

    def answer(self, request: Request) -> Answer:
        """Answer as WooCommerce does."""
        if request.headers.get("authorization") != _BASIC:
            code = "woocommerce_rest_cannot_view"
            return Answer(401, {"code": code, "message": "secret: " + WOO_KEY})
        if (request.method, request.path) != ("GET", "/wp-json/wc/v3/orders"):
            return Answer(404, {"code": "rest_no_route", "message": "none"})
        query = request.query
        if set(query) - {"per_page", "page", "status", "after", "dates_are_gmt"}:
            return Answer(400, {"code": "rest_invalid_param", "message": "secret"})
        datetime.fromisoformat(query["after"])
        wanted = query["status"].split(",")
        found = self.page(int(query["page"]), int(query["per_page"]))
        return Answer(200, [order for order in found if order["status"] in wanted])


class FakeShopify(Shop):
    """After https://shopify.dev/docs/api/admin-graphql/latest/queries/orders."""

    def answer(self, request: Request) -> Answer:
        """Answer as Shopify does, errors of a query with a status of 200."""
        if request.headers.get("x-shopify-access-token") != SHOPIFY_TOKEN:
            return Answer(401, {"errors": f"[API] Invalid API key: {SHOPIFY_TOKEN}"})
        if not re.fullmatch(r"/admin/api/20\d\d-(?:01|04|07|10)/graphql\.json", request.path):
            return Answer(404, {"errors": "Not Found"})
        body = request.json
        asked = body["variables"]
        if (
            body["query"].count("{") != body["query"].count("}")
            or "totalOutstandingSet" not in (body["query"])
        ):
            return Answer(200, {"errors": [{"message": "secret: syntax"}]})
        if not re.fullmatch(r"created_at:>='[-+:0-9T]+'", asked["query"]):
            return Answer(200, {"errors": [{"message": "secret: query"}]})
        number = int(asked["after"] or 1)
        found = self.page(number, asked["first"])
        more = len(self.orders) > number * asked["first"]
        info = {"hasNextPage": more, "endCursor": str(number + 1)}
        return Answer(200, {"data": {"orders": {"pageInfo": info, "nodes": found}}})


class FakeMagento(Shop):
    """After https://developer.adobe.com/commerce/webapi/rest/use-rest/performing-searches/."""

    def answer(self, request: Request) -> Answer:
        """Answer as Magento does; a page behind the last one is the last one again."""
        if request.headers.get("authorization") != f"Bearer {MAGENTO_TOKEN}":
            return Answer(401, {"message": "The consumer isn't authorized: " + MAGENTO_TOKEN})
        if (request.method, request.path) != ("GET", "/rest/V1/orders"):
            return Answer(404, {"message": "Request does not match any route."})
        query, one = request.query, "searchCriteria[filter_groups][0][filters][0]"
        if (query[f"{one}[field]"], query[f"{one}[condition_type]"]) != ("created_at", "gteq"):
            return Answer(400, {"message": "secret"})
        if not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", query[f"{one}[value]"]):
            return Answer(400, {"message": "secret"})
        size = int(query["searchCriteria[pageSize]"])
        last = max(1, -(-len(self.orders) // size))
        found = self.page(min(int(query["searchCriteria[currentPage]"]), last), size)
        return Answer(200, {"items": found, "total_count": len(self.orders)})
