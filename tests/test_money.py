"""Money: exact, with the places that ISO 4217 gives each currency."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.money import PLACES, Money


@pytest.mark.parametrize(
    ("text", "currency", "decimal", "minor"),
    [
        ("480", "EUR", "480.00", 48000),
        ("480.5", "EUR", "480.50", 48050),
        ("0.07", "USD", "0.07", 7),
        ("1200", "JPY", "1200", 1200),
        ("1.5", "KWD", "1.500", 1500),
        ("1.2345", "CLF", "1.2345", 12345),
        ("0", "PLN", "0.00", 0),
        ("999999999999.99", "EUR", "999999999999.99", 99999999999999),
    ],
)
def test_an_amount_has_the_places_of_its_currency(
    text: str, currency: str, decimal: str, minor: int
) -> None:
    """However many were written, if not too many."""
    money = Money.read(text, currency)
    assert (money.decimal, money.minor, str(money)) == (decimal, minor, f"{decimal} {currency}")
    assert bool(money) is (minor != 0)


@pytest.mark.parametrize(
    ("text", "currency", "told"),
    [
        ("1.5", "JPY", "at most 0 decimal places"),
        ("1.505", "EUR", "at most 2 decimal places"),
        ("1,50", "EUR", "an amount such as"),
        ("-1", "EUR", "an amount such as"),
        ("+1", "EUR", "an amount such as"),
        ("1e3", "EUR", "an amount such as"),
        ("NaN", "EUR", "an amount such as"),
        ("\u0661", "EUR", "an amount such as"),
        (" 1", "EUR", "an amount such as"),
        ("1.", "EUR", "an amount such as"),
        ("", "EUR", "an amount such as"),
        ("1000000000000", "EUR", "an amount such as"),
        ("1", "eur", "a currency of ISO 4217"),
        ("1", "XXX", "a currency of ISO 4217"),
        ("1", "", "a currency of ISO 4217"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, currency: str, told: str) -> None:
    """In words that repeat nothing."""
    with pytest.raises(ValueError, match=told):
        Money.read(text, currency)


@given(
    total=st.decimals(min_value=0, max_value=10**9, places=2),
    paid=st.decimals(min_value=0, max_value=10**9, places=2),
)
def test_what_is_left_is_total_less_paid(total: Decimal, paid: Decimal) -> None:
    """To the cent, and never below nothing."""
    left = Money(total, "EUR").less(Money(paid, "EUR"))
    assert left.amount == max(total - paid, Decimal(0))
    assert left.minor == max(round(total * 100) - round(paid * 100), 0)


def test_two_currencies_are_not_mixed() -> None:
    """There is no rate here."""
    with pytest.raises(ValueError, match="two currencies"):
        Money.read("1", "EUR").less(Money.read("1", "USD"))


def test_every_currency_is_listed_once() -> None:
    """Three capital letters each."""
    assert all(len(code) == 3 and code.isupper() for code in PLACES)
    assert len(PLACES) > 150
