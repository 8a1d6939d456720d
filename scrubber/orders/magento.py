"""Magento 2's REST API (https://developer.adobe.com/commerce/webapi/rest/)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrubber.orders.row import plain
from scrubber.orders.shop_api import MOST_PAGES, PAGE, items, manners, since, text
from scrubber.secret import read_secret
from scrubber.webapi import Api

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CRITERIA = "searchCriteria"
_FIELDS = (
    "items[increment_id,customer_email,customer_firstname,customer_lastname,state,"
    "order_currency_code,grand_total,total_paid],total_count"
)
_GONE = frozenset({"canceled", "closed"})


class Magento:
    """The orders of one shop."""

    def __init__(self, base: str, key_file: Path, days: int) -> None:
        """Read the integration's access token.  Raises ConfigError."""
        self._days = days
        token = read_secret(key_file, "key file")
        self._api = Api(
            # Its errors have a text only, which may repeat what was asked.
            manners("Magento", lambda _: "", "the resource Sales, Operations, Orders"),
            base,
            {"Authorization": f"Bearer {token}"},
        )

    def __call__(self) -> Iterator[dict[str, str]]:
        """Yield orders as rows, the newest first.  Raises OrderError."""
        for page in range(1, MOST_PAGES + 1):
            answer = self._api.must("GET", "/rest/V1/orders", params=self._query(page))
            orders = items(answer, "items", "Magento")
            yield from (_row(order) for order in orders if text(order, "state") not in _GONE)
            if len(orders) < PAGE:
                return

    def _query(self, page: int) -> dict[str, str]:
        field = f"{_CRITERIA}[filter_groups][0][filters][0]"
        return {
            f"{field}[field]": "created_at",
            f"{field}[condition_type]": "gteq",
            f"{field}[value]": f"{since(self._days):%Y-%m-%d %H:%M:%S}",
            f"{_CRITERIA}[sortOrders][0][field]": "created_at",
            f"{_CRITERIA}[sortOrders][0][direction]": "DESC",
            f"{_CRITERIA}[pageSize]": str(PAGE),
            f"{_CRITERIA}[currentPage]": str(page),
            "fields": _FIELDS,
        }


def _row(order: dict[str, Any]) -> dict[str, str]:
    names = (text(order, "customer_firstname"), text(order, "customer_lastname"))
    return {
        "number": text(order, "increment_id"),
        "emails": text(order, "customer_email"),
        "name": " ".join(filter(None, names)),
        "currency": text(order, "order_currency_code"),
        "total": plain(order.get("grand_total")),
        "paid": plain(order.get("total_paid") or 0),
    }
