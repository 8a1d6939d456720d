"""Which order a mail is about: only what is beyond doubt, and only to who stands on it."""

from __future__ import annotations

import pytest

from scrubber.money import Money
from scrubber.orders.book import Book
from scrubber.orders.finding import find
from scrubber.orders.order import Order


def order(number: str, emails: str, total: str = "100", paid: str = "60") -> Order:
    """Return an order in euros."""
    return Order(
        number, tuple(emails.split()), "", "", Money.read(total, "EUR"), Money.read(paid, "EUR")
    )


BOOK = Book(
    [
        order("1042", "anna@example.org anna@work.example"),
        order("1043", "anna@example.org", paid="100"),
        order("1044", "bob@example.org"),
        order("1045", "bob@example.org"),
        order("R-2026/7", "carla@example.org", paid="100"),
        order("1047", "dora@example.org", paid="120"),
        order("1048", "dora@example.org"),
    ]
)
ANNA, BOB, CARLA, DORA = (f"{name}@example.org" for name in ("anna", "bob", "carla", "dora"))


@pytest.mark.parametrize(
    ("author", "text", "earlier", "number"),
    [
        (ANNA, "my order 1042", (), "1042"),
        (ANNA, "Re: #1042!", (), "1042"),
        (ANNA, "order1042", (), "1042"),
        ("ANNA@Example.org", "no number here", (), "1042"),
        ("anna@work.example", "no number here", (), "1042"),
        (ANNA, "order 1043", (), "1043"),
        (ANNA, "1042 and again 1042", (), "1042"),
        (ANNA, "the rest of 1042/chairs", (), "1042"),
        (CARLA, "r-2026/7.", (), "R-2026/7"),
        (CARLA, "no number here", (), None),
        (CARLA, "no number here", ("R-2026/7",), "R-2026/7"),
        (ANNA, "1042 or 1043?", (), None),
        (ANNA, "1042, like 1044 of Bob", (), None),
        (ANNA, "order 1044", (), None),
        (BOB, "no number here", (), None),
        (BOB, "order 1045", (), "1045"),
        (BOB, "no number here", ("1044",), "1044"),
        (BOB, "no number here", ("1044", "1045"), None),
        (BOB, "no number here", ("1042",), None),
        (BOB, "no number here", ("1042", "1045"), "1045"),
        (BOB, "1045", ("1044",), "1045"),
        (ANNA, "no number here", ("1044",), "1042"),
        (BOB, "no number here", ("9999",), None),
        (DORA, "no number here", (), "1048"),
        ("eve@example.org", "no number here", (), None),
        ("eve@example.org", "order 1042", (), None),
        ("", "no number here", (), None),
    ],
)
def test_an_order_is_found_only_beyond_doubt(
    author: str, text: str, earlier: tuple[str, ...], number: str | None
) -> None:
    """By its number, by its thread, or as the only open one of who wrote."""
    found = find(BOOK, author, text, earlier)
    assert (found.order.number if found.order else None) == number
    assert found.reason


def test_more_paid_than_due_is_paid() -> None:
    """Nothing is owed back by mail."""
    found = find(BOOK, DORA, "order 1047")
    assert found.order is not None
    assert str(found.order.due) == "0.00 EUR"
