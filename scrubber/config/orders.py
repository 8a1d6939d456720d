"""``[orders]``: where the shop's orders are, and with them what is due."""

from __future__ import annotations

import re
from pathlib import Path  # noqa: TC003 - a model's property has it
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, model_validator

from scrubber.config.values import STRICT, ApiAddress, Count, FilePath, read_by

SOURCES = ("csv", "sql", "woocommerce", "shopify", "magento")
_SELECT = re.compile(r"\s*(?:select|with)\b[^;]*", re.IGNORECASE)


def _url(text: str) -> str:
    """Return a URL of a database, which names no password.  Raises ValueError."""
    parts = urlsplit(text)
    if not parts.scheme or "://" not in text or parts.password or "password=" in parts.query:
        raise ValueError("expected a URL")
    return text


def _select(text: str) -> str:
    """Return one SELECT.  Raises ValueError."""
    if not _SELECT.fullmatch(text):
        raise ValueError("expected one SELECT")
    return text


class OrderSettings(BaseModel):
    """``[orders]``: the shop's record of orders: a file, a database, or the shop's own API."""

    model_config = STRICT

    csv: FilePath | None = Field(
        default=None, description="the path of a CSV file", examples=['csv = "orders.csv"']
    )
    """Columns: number,emails,name,language,currency,total,paid,label"""
    sql: Annotated[str, read_by(_url)] | None = Field(
        default=None,
        description="the URL of a database, without a password",
        examples=['sql = "postgresql+psycopg://scrubber@db.example/shop"'],
    )
    """A database, as SQLAlchemy writes it; "sqlite:////srv/shop/orders.db" is a file.  The password
    belongs into ~/.pgpass or where the driver looks for it; let the user read only."""
    select: Annotated[str, read_by(_select)] | None = Field(
        default=None,
        description="one SELECT without a semicolon",
        examples=[
            'select = "SELECT number, email AS emails, currency, total, paid FROM open_orders"'
        ],
    )
    """Its columns have the names of a CSV file's; name, language and label may be missing."""
    woocommerce: ApiAddress | None = Field(
        default=None,
        description="the https address of the shop",
        examples=['woocommerce = "https://shop.example"'],
    )
    """A WooCommerce shop; its key_file holds ck_...:cs_... of a key that may read."""
    shopify: ApiAddress | None = Field(
        default=None,
        description="the https address of the shop",
        examples=['shopify = "https://roble.myshopify.com"'],
    )
    """A Shopify shop; its key_file holds the access token of an app with the scope read_orders."""
    magento: ApiAddress | None = Field(
        default=None,
        description="the https address of the shop",
        examples=['magento = "https://shop.example"'],
    )
    """A Magento 2 shop; its key_file holds the access token of an integration that reads orders."""
    key_file: FilePath | None = Field(
        default=None,
        description="the path of a file that only we may read",
        examples=['key_file = "/etc/scrubber/shop.key"'],
    )
    """The key for the shop's API.  chmod 600."""
    days: Count = Field(default=90, description="a whole number above 0", examples=["days = 90"])
    """How old an order of a shop's API may be; two thousand are looked at, the newest first."""

    @model_validator(mode="after")
    def _is_one_source(self) -> OrderSettings:
        given = [name for name in SOURCES if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f'write one of {", ".join(SOURCES)}; for example: csv = "orders.csv"')
        if (self.sql is None) is not (self.select is None):
            raise ValueError("sql and select belong together: write both, or none")
        if given[0] in SOURCES[2:] and self.key_file is None:
            raise ValueError(f'{given[0]} needs key_file = "/etc/scrubber/shop.key"')
        return self

    @property
    def shop(self) -> tuple[str, str]:
        """The kind of the shop's API, and its address.  Raises ValueError where there is none."""
        for kind in SOURCES[2:]:
            if (base := getattr(self, kind)) is not None:
                return kind, base
        raise ValueError("no shop")

    @property
    def key(self) -> Path:
        """The file with the key of the shop's API.  Raises ValueError where there is none."""
        if self.key_file is None:
            raise ValueError("no key_file")
        return self.key_file
