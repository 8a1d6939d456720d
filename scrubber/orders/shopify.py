"""Shopify's GraphQL Admin API (https://shopify.dev/docs/api/admin-graphql/latest/queries/orders)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from scrubber.errors import OrderError
from scrubber.orders.row import plain
from scrubber.orders.shop_api import MOST_PAGES, PAGE, items, manners, since, text
from scrubber.secret import read_secret
from scrubber.webapi import Api

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATH = "/admin/api/2026-07/graphql.json"
_QUERY = """\
query Orders($first: Int!, $after: String, $query: String!) {
  orders(first: $first, after: $after, query: $query, sortKey: CREATED_AT, reverse: true) {
    pageInfo { hasNextPage endCursor }
    nodes {
      name
      email
      customerLocale
      cancelledAt
      billingAddress { name }
      currentTotalPriceSet { presentmentMoney { amount currencyCode } }
      totalOutstandingSet { presentmentMoney { amount } }
    }
  }
}
"""
_MONEY = "presentmentMoney"  # what the customer sees and pays


class Shopify:
    """The orders of one shop."""

    def __init__(self, base: str, key_file: Path, days: int) -> None:
        """Read the access token.  Raises ConfigError."""
        self._days = days
        token = read_secret(key_file, "key file")
        self._api = Api(
            manners("Shopify", lambda answer: answer["errors"], "the scope read_orders"),
            base,
            {"X-Shopify-Access-Token": token},
        )

    def __call__(self) -> Iterator[dict[str, str]]:
        """Yield orders as rows, the newest first.  Raises OrderError."""
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            variables = {
                "first": PAGE,
                "after": cursor,
                "query": f"created_at:>='{since(self._days).isoformat()}'",
            }
            answer = self._api.must("POST", _PATH, json={"query": _QUERY, "variables": variables})
            orders = _connection(answer)
            for order in items(orders, "nodes", "Shopify"):
                if not order.get("cancelledAt"):
                    yield _row(order)
            cursor = text(orders, "pageInfo", "endCursor")
            if not cursor or not orders["pageInfo"].get("hasNextPage"):
                return


def _connection(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the orders of an answer; GraphQL tells its errors with a status of 200."""
    if answer.get("errors"):
        raise OrderError("Shopify refuses the query; the key needs the scope read_orders")
    data = answer.get("data")
    orders = data.get("orders") if isinstance(data, dict) else None
    if not isinstance(orders, dict) or not isinstance(orders.get("pageInfo"), dict):
        raise OrderError("Shopify gives an answer that is not understood")
    return orders


def _row(order: dict[str, Any]) -> dict[str, str]:
    total = text(order, "currentTotalPriceSet", _MONEY, "amount")
    return {
        "number": text(order, "name"),
        "emails": text(order, "email"),
        "name": text(order, "billingAddress", "name"),
        "language": text(order, "customerLocale"),
        "currency": text(order, "currentTotalPriceSet", _MONEY, "currencyCode"),
        "total": plain(total),
        "paid": _less(total, text(order, "totalOutstandingSet", _MONEY, "amount")),
    }


def _less(total: str, outstanding: str) -> str:
    """Return what was paid, nothing that can be used where either is no number."""
    try:
        return plain(max(Decimal(total) - Decimal(outstanding), Decimal(0)))
    except InvalidOperation:
        return ""
