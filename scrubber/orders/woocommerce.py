"""WooCommerce's REST API (https://developer.woocommerce.com/docs/apis/rest-api/v3/orders/).

WooCommerce itself knows an order as paid or not; what a plugin for deposits notes is not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrubber.errors import ConfigError
from scrubber.orders.row import plain
from scrubber.orders.shop_api import MOST_PAGES, PAGE, items, manners, since, text
from scrubber.secret import read_secret
from scrubber.webapi import Api

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_STATES = "pending,on-hold,processing,completed,failed"


class WooCommerce:
    """The orders of one shop."""

    def __init__(self, base: str, key_file: Path, days: int) -> None:
        """Read the key, ``ck_...:cs_...``.  Raises ConfigError."""
        key, colon, secret = read_secret(key_file, "key file").partition(":")
        if not (colon and key.startswith("ck_") and secret.startswith("cs_")):
            raise ConfigError(
                f"{key_file}: expected ck_...:cs_..., the consumer key and secret that WooCommerce "
                "shows under Settings, Advanced, REST API"
            )
        self._auth = (key, secret)
        self._days = days
        read = "the permission Read"
        self._api = Api(manners("WooCommerce", lambda answer: answer["code"], read), base, {})

    def __call__(self) -> Iterator[dict[str, str]]:
        """Yield orders as rows, the newest first.  Raises OrderError."""
        for page in range(1, MOST_PAGES + 1):
            query = {
                "per_page": str(PAGE),
                "page": str(page),
                "status": _STATES,
                "after": since(self._days).replace(tzinfo=None).isoformat(),
                "dates_are_gmt": "true",
            }
            answer = self._api.must("GET", "/wp-json/wc/v3/orders", params=query, auth=self._auth)
            orders = items(answer, "items", "WooCommerce")
            yield from map(_row, orders)
            if len(orders) < PAGE:
                return


def _row(order: dict[str, Any]) -> dict[str, str]:
    names = (text(order, "billing", "first_name"), text(order, "billing", "last_name"))
    total = plain(order.get("total"))
    return {
        "number": text(order, "number"),
        "emails": text(order, "billing", "email"),
        "name": " ".join(filter(None, names)),
        "currency": text(order, "currency"),
        "total": total,
        "paid": total if order.get("date_paid_gmt") else "0",
    }
