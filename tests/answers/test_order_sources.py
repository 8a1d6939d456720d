"""What is due comes from the shop's own system: from the mail to the answer, through the relay."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.answers.shop import CARD, CONFIG, Shop
from tests.orders.test_shops import CASES
from tests.servers.relay import Relay

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.next_hop import NextHop
    from tests.fakes.shops import Shop as FakeShop

SQL = """\
sql = "sqlite:///{path}"
select = "SELECT id AS number, mail AS emails, 'en' AS language, 'EUR' AS currency, total, paid \
FROM sale"
"""


@contextmanager
def system(name: str, directory: Path) -> Iterator[tuple[str, FakeShop | None]]:
    """Run a shop's system with one open order; return its ``[orders]``."""
    if name == "sql":
        path = directory / "shop.db"
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE sale (id INTEGER, mail TEXT, total REAL, paid REAL)")
        connection.execute("INSERT INTO sale VALUES (1042, 'anna@customer.example', 480.5, 0)")
        connection.commit()
        connection.close()
        yield SQL.format(path=path), None
        return
    case = CASES[name]
    file = directory / "shop.key"
    file.write_text(case.key, encoding="utf-8")
    file.chmod(0o600)
    with case.fake() as fake:
        order = case.order("1042", "480.50", "0")
        mail = "anna@customer.example"
        changed = {"email": mail, "customer_email": mail}
        order |= {key: value for key, value in changed.items() if key in order}
        if "billing" in order:
            order["billing"]["email"] = mail
        fake.orders = [order]
        yield f'{name} = "{fake.base}"\nkey_file = "{file}"\n', fake
    assert fake.violations == []


NAMES = [
    "woocommerce",
    pytest.param("shopify", marks=pytest.mark.long),
    pytest.param("magento", marks=pytest.mark.long),
    pytest.param("sql", marks=pytest.mark.long),
]


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_the_amount_is_the_shops(
    name: str, tmp_path: Path, next_hop: NextHop, submission: NextHop
) -> None:
    """Exactly what is due by its record stands in the answer's link."""
    with system(name, tmp_path) as (orders, _):
        config = CONFIG.format(port=submission.port).replace('csv = "orders.csv"\n', orders)
        next_hop.play()
        with Relay(tmp_path, f"smtp://127.0.0.1:{next_hop.port}", config=config) as relay:
            shop = Shop(relay, submission.play())
            shop.send("anna@customer.example", f"order 1042: {CARD}")
            assert "order=1042&amount=480.50&currency=EUR" in text(shop, 1)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES[:3])
def test_a_shop_that_is_down_costs_the_amount_only(
    name: str, tmp_path: Path, next_hop: NextHop, submission: NextHop
) -> None:
    """The answer goes out, and names no sum."""
    with system(name, tmp_path) as (orders, fake):
        assert fake is not None
        config = CONFIG.format(port=submission.port).replace('csv = "orders.csv"\n', orders)
        next_hop.play()
        with Relay(tmp_path, f"smtp://127.0.0.1:{next_hop.port}", config=config) as relay:
            shop = Shop(relay, submission.play())
            fake.disturb(*["hang up"] * 30)
            shop.send("anna@customer.example", f"order 1042: {CARD}")
            answer = text(shop, 1)
            assert "480" not in answer
            assert "https://pay.shop.example/\n" in answer.replace("\r", "")
            assert "answers name no amount" in relay.output


def text(shop: Shop, count: int) -> str:
    """Return the text twin of the last of so many answers."""
    part = shop.answer(count).get_body(("plain",))
    assert part is not None
    return str(part.get_content())
