"""Orders from the APIs of shops, against local servers that are as strict as theirs."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from scrubber.config import OrderSettings
from scrubber.errors import ConfigError
from scrubber.orders import source
from tests.fakes import shops
from tests.fakes.provider import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from scrubber.orders import Source
    from tests.fakes.shops import Shop


def woo(number: str, total: str, paid: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return an order as WooCommerce shows it: it knows paid or not."""
    who = {"first_name": "Anna", "last_name": "Nowak", "email": "anna@example.org"}
    done = "2026-11-01T10:00:00" if paid == total else None
    base = {"number": number, "status": "processing", "currency": "EUR", "total": total}
    return {**base, "date_paid_gmt": done, "billing": who, **more}


def shopify(number: str, total: str, paid: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return an order as Shopify shows it."""
    left = f"{float(total) - float(paid):.1f}"
    money = {"presentmentMoney": {"amount": total.removesuffix("0"), "currencyCode": "EUR"}}
    return {
        "name": f"#{number}",
        "email": "anna@example.org",
        "customerLocale": "pl-PL",
        "cancelledAt": None,
        "billingAddress": {"name": "Anna Nowak"},
        "currentTotalPriceSet": money,
        "totalOutstandingSet": {"presentmentMoney": {"amount": left}},
        **more,
    }


def magento(number: str, total: str, paid: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return an order as Magento shows it, amounts as JSON numbers."""
    return {
        "increment_id": number,
        "customer_email": "anna@example.org",
        "customer_firstname": "Anna",
        "customer_lastname": "Nowak",
        "state": "processing",
        "order_currency_code": "EUR",
        "grand_total": float(total),
        "total_paid": float(paid) or None,
        **more,
    }


@dataclass(frozen=True)
class Case:
    """A shop's API: its fake, its key, how it shows an order, and one that is cancelled."""

    fake: type[Shop]
    key: str
    order: Callable[..., dict[str, Any]]
    cancelled: dict[str, Any]


CASES = {
    "woocommerce": Case(shops.FakeWooCommerce, shops.WOO_KEY, woo, {"status": "cancelled"}),
    "shopify": Case(
        shops.FakeShopify, shops.SHOPIFY_TOKEN, shopify, {"cancelledAt": "2026-11-01T10:00:00Z"}
    ),
    "magento": Case(shops.FakeMagento, shops.MAGENTO_TOKEN, magento, {"state": "canceled"}),
}


@contextmanager
def running(name: str, directory: Path, key: str = "") -> Iterator[tuple[Source, Shop, Case]]:
    """Run a shop, and the source that reads its orders."""
    case = CASES[name]
    file = directory / "shop.key"
    file.write_text(key or case.key, encoding="utf-8")
    file.chmod(0o600)
    with case.fake() as fake:
        settings = OrderSettings.model_validate({name: fake.base, "key_file": file})
        yield source(settings), fake, case
    assert fake.violations == []


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait between tries."""
    monkeypatch.setattr("scrubber.webapi._FIRST_PAUSE", 0.0)


@pytest.fixture(params=CASES)
def name(request: pytest.FixtureRequest) -> str:
    """Return the kind of a shop."""
    return str(request.param)


def test_what_is_due_comes_from_the_shop(name: str, tmp_path: Path) -> None:
    """A paid order, an open one, and none that was cancelled."""
    with running(name, tmp_path) as (orders, fake, case):
        fake.orders = [
            case.order("1042", "1200.50", "0"),
            case.order("1043", "99.00", "99.00"),
            case.order("1044", "5.00", "0", **case.cancelled),
        ]
        book = orders.book()
        order, paid = book.get("#1042"), book.get("1043")
    assert order is not None
    assert paid is not None
    assert (str(order.total), str(order.due)) == ("1200.50 EUR", "1200.50 EUR")
    assert (order.name, order.emails) == ("Anna Nowak", ("anna@example.org",))
    assert not paid.due
    assert book.get("1044") is None
    assert book.of("ANNA@example.org") == (order, paid)


@pytest.mark.parametrize("name", ["shopify", "magento"])
def test_what_was_paid_in_part_is_taken_off(name: str, tmp_path: Path) -> None:
    """A deposit leaves the rest."""
    with running(name, tmp_path) as (orders, fake, case):
        fake.orders = [case.order("1042", "1200.00", "720.00")]
        order = orders.book().get("1042")
    assert order is not None
    assert str(order.due) == "480.00 EUR"


def test_all_pages_are_read(name: str, tmp_path: Path) -> None:
    """The newest come first; the book is a minute old at most."""
    with running(name, tmp_path) as (orders, fake, case):
        fake.orders = [case.order(str(number), "1.00", "0") for number in range(250)]
        assert len(orders.book()) == 250
        asked = len(fake.requests)
        assert 3 <= asked <= 4
        orders.book()
        assert len(fake.requests) == asked


@pytest.mark.parametrize("trouble", ["hang up", Answer(500), Answer(200, {"data": 7})])
def test_a_shop_that_is_down_costs_the_amount_only(
    name: str, trouble: Answer | str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """There is no order then, at the start as later; nothing of an old amount is told."""
    with running(name, tmp_path) as (orders, fake, case):
        fake.orders = [case.order("1042", "480.00", "0")]
        fake.disturb(trouble, trouble, trouble)
        assert len(orders.book()) == 0
        assert "answers name no amount" in caplog.text
        orders._until = 0.0  # type: ignore[attr-defined]
        fake.disturb()
        fake._disturbances.clear()
        assert len(orders.book()) == 1
        orders._until = 0.0  # type: ignore[attr-defined]
        fake.disturb(trouble, trouble, trouble)
        assert len(orders.book()) == 0


def test_a_key_that_does_not_count_is_told(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In our own words, without the key."""
    wrong = "ck_wrong:cs_wrong"
    with running(name, tmp_path, wrong) as (orders, _, case):
        assert len(orders.book()) == 0
    assert "refuses (401" in caplog.text
    assert "[orders] key_file" in caplog.text
    assert case.key not in caplog.text


def test_what_is_no_order_is_left_out(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """And does not cost the others; no value of it is in the log."""
    with running(name, tmp_path) as (orders, fake, case):
        fake.orders = [case.order(f"a b {n}", "1.00", "0") for n in range(7)]
        fake.orders += [case.order("1042", "1.00", "0")]
        assert len(orders.book()) == 1
    assert "left out: row 1: number: expected letters and digits" in caplog.text
    assert "left out: 2 more" in caplog.text
    assert "a b" not in caplog.text


def test_a_wrong_kind_of_key_is_told_at_the_start(tmp_path: Path) -> None:
    """WooCommerce has two parts of one."""
    told = "expected ck_...:cs_"
    with pytest.raises(ConfigError, match=told), running("woocommerce", tmp_path, "hunter2"):
        pass


def test_an_error_of_graphql_is_one(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Though its status is 200."""
    with running("shopify", tmp_path) as (orders, fake, _):
        fake.disturb(Answer(200, {"errors": [{"message": "secret"}]}))
        assert len(orders.book()) == 0
    assert "Shopify refuses the query; the key needs the scope read_orders" in caplog.text
    assert "secret" not in caplog.text
