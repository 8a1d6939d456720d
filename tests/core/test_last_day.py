"""An expiry that is a whole date, or lies in two fields of a form."""

from __future__ import annotations

import pytest

from scrubber import rulebook
from scrubber.core.scrub import scrub

RULES = rulebook.load()
PAN = "4111111111111111"
SHOWN = "************1111"


def rest(text: str) -> str:
    """Return the body of a mail after scrubbing."""
    head = "From: anna@x.example\nContent-Type: text/plain; charset=utf-8\n\n"
    return scrub((head + text).encode(), RULES).message.decode().split("\n\n", 1)[1]


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("Expiry month: 12\nExpiry year: 2027", "Expiry month: **\nExpiry year: ****"),
        (
            "Gültig bis Monat: 12\r\nGültig bis Jahr: 27",
            "Gültig bis Monat: **\r\nGültig bis Jahr: **",
        ),
        ("exp_month=12&exp_year=2027", "exp_month=**&exp_year=****"),
        ('"exp_month": 12, "exp_year": 2027', '"exp_month": **, "exp_year": ****'),
        ("[exp_month] => 12\n    [exp_year] => 2027", "[exp_month] => **\n    [exp_year] => ****"),
        (
            "[cc_exp_month] => 12\n[cc_exp_year] => 2027",
            "[cc_exp_month] => **\n[cc_exp_year] => ****",
        ),
        ("valid until 2027-12-31", "valid until ****-**-**"),
        ("gültig bis 31.12.2027", "gültig bis **.**.****"),
        ("2027-12-31 274", "****-**-** ***"),
    ],
)
def test_an_expiry(text: str, becomes: str) -> None:
    """Below or beside a card."""
    assert rest(f"Card number: {PAN}\n{text}") == f"Card number: {SHOWN}\n{becomes}"


@pytest.mark.parametrize(
    "text",
    [
        "Table month: 12\nTable year: 2027",
        "Quantity: 12\nWeight: 27",
        "Expiry: soon\nQuantity: 12\nWeight: 27",
        "valid until 2027-12-24",
        "ordered on 2027-12-31",
        "delivered 2027-12-31 274 chairs",
        "gültig bis 31.12-2027",
    ],
)
def test_no_expiry(text: str) -> None:
    """Other fields, another day of the month, no word for it."""
    assert rest(f"Card number: {PAN}\n{text}") == f"Card number: {SHOWN}\n{text}"


@pytest.mark.parametrize("text", ["Expiry month: 12\nExpiry year: 2027", "valid until 2027-12-31"])
def test_nothing_without_a_card(text: str) -> None:
    """Other things expire, too."""
    assert rest(f"The milk.\n{text}") == f"The milk.\n{text}"
