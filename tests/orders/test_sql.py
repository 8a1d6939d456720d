"""Orders from a database by one SELECT: a SQLite file and a real PostgreSQL."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from scrubber.config import OrderSettings
from scrubber.errors import ConfigError
from scrubber.orders import source

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.orders import Source
    from tests.servers.postgresql import PostgreSQL

TABLE = """
CREATE TABLE sale (id INTEGER, mail VARCHAR(80), who VARCHAR(80), total {money}, paid {money});
INSERT INTO sale VALUES (1042, 'anna@example.org;a@work.example', 'Anna Nowak', 1200.50, 720);
INSERT INTO sale VALUES (1043, NULL, NULL, 5000, 5000);
"""
SELECT = (
    "SELECT id AS number, mail AS emails, who AS name, 'PLN' AS currency, total, paid, "
    "'2026-01-01' AS created FROM sale"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a database with two orders."""
    if request.param == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.database()
        server.execute(url, TABLE.format(money="NUMERIC(12,2)"))
        return url
    connection = sqlite3.connect(tmp_path / "shop.db")
    connection.executescript(TABLE.format(money="REAL"))
    connection.close()
    return f"sqlite:///{tmp_path / 'shop.db'}"


def made(url: str, select: str) -> Source:
    """Return the source."""
    return source(OrderSettings(sql=url, select=select))


def test_orders_are_what_the_select_gives(url: str) -> None:
    """Amounts are exact, whatever the column holds; other columns are passed over."""
    book = made(url, SELECT).book()
    order, paid = book.get("1042"), book.get("1043")
    assert order is not None
    assert paid is not None
    assert (str(order.total), str(order.paid), str(order.due)) == (
        "1200.50 PLN",
        "720.00 PLN",
        "480.50 PLN",
    )
    assert order.emails == ("anna@example.org", "a@work.example")
    assert (order.name, order.language, paid.name, paid.emails) == ("Anna Nowak", "", "", ())
    assert not paid.due


WRONG = {
    "a column is missing": (
        "SELECT id AS number, mail AS emails FROM sale",
        "has no column currency; it needs number, emails",
    ),
    "a table is missing": ("SELECT 1 AS number FROM nowhere", "the database cannot be asked: "),
}


@pytest.mark.parametrize(("select", "told"), WRONG.values(), ids=list(WRONG))
def test_a_select_that_fails_costs_the_amount_only(
    url: str, select: str, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    """There is no order, and the log says why."""
    assert len(made(url, select).book()) == 0
    assert told in caplog.text
    assert "answers name no amount" in caplog.text


def test_nothing_can_be_written(url: str) -> None:
    """Neither by a statement that hides behind a WITH."""
    orders = made(url, "WITH gone AS (SELECT 1) DELETE FROM sale")
    assert len(orders.book()) == 0
    assert len(made(url, SELECT).book()) == 2


def test_a_row_that_is_no_order_is_left_out(url: str, caplog: pytest.LogCaptureFixture) -> None:
    """The others stay, and no value of it is told."""
    book = made(url, SELECT.replace("id AS number", "who AS number")).book()
    assert len(book) == 0
    assert "left out: row 1: number: expected letters and digits" in caplog.text
    assert "Anna" not in caplog.text


def test_a_driver_that_is_missing_is_told_at_the_start() -> None:
    """With what to install."""
    with pytest.raises(ConfigError, match="is the driver installed"):
        made("oracle+nothing://db.example/shop", "SELECT 1")


def test_a_server_that_is_down_costs_the_amount_only(caplog: pytest.LogCaptureFixture) -> None:
    """At the start, too."""
    orders = made("postgresql+psycopg://nobody@127.0.0.1:1/shop", "SELECT 1")
    assert len(orders.book()) == 0
    assert "the database cannot be asked" in caplog.text
