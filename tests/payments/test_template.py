"""A page of the shop's own: its address is filled in, and nobody is asked."""

from __future__ import annotations

import pytest

from scrubber.config import PaymentSettings
from scrubber.money import Money
from scrubber.payments import provider
from scrubber.payments.link import Claim

TEMPLATE = "https://pay.shop.example/p?order={order}&amount={amount}&cur={currency}"


@pytest.mark.parametrize(
    ("order", "amount", "currency", "url"),
    [
        ("1042", "480", "EUR", "order=1042&amount=480.00&cur=EUR"),
        ("1042", "5000", "JPY", "order=1042&amount=5000&cur=JPY"),
        ("1042", "1.5", "KWD", "order=1042&amount=1.500&cur=KWD"),
        ("R/7&x=1 ü", "1", "EUR", "order=R%2F7%26x%3D1%20%C3%BC&amount=1.00&cur=EUR"),
        ("{amount}", "1", "EUR", "order=%7Bamount%7D&amount=1.00&cur=EUR"),
    ],
)
def test_a_template_is_filled_in(order: str, amount: str, currency: str, url: str) -> None:
    """Each value percent-encoded, the amount with the places of its currency."""
    made = provider(PaymentSettings(provider="template", url=TEMPLATE))
    link = made.create(Claim(order, Money.read(amount, currency)), "key")
    assert link.url == f"https://pay.shop.example/p?{url}"
    made.retire(link)
    assert made.is_paid(link) is None


def test_the_general_page_has_no_empty_parameters() -> None:
    """It is the host, or what the owner names."""
    made = provider(PaymentSettings(provider="template", url=TEMPLATE))
    assert (made.title, made.general) == ("pay.shop.example", "https://pay.shop.example/")
    settings = PaymentSettings(
        provider="template", url=TEMPLATE, name="Roble", general="https://shop.example/pay"
    )
    made = provider(settings)
    assert (made.title, made.general) == ("Roble", "https://shop.example/pay")
