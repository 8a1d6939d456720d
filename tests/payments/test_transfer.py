"""A bank transfer as text and as the code that banking apps read (EPC069-12)."""

from __future__ import annotations

import pytest
import segno

from scrubber.errors import PaymentError
from scrubber.money import Money
from scrubber.payments.transfer import Transfer, is_iban

IBAN = "ES91 2100 0418 4502 0005 1332"
EPC = "BCD\n002\n1\nSCT\n\nMuebles Roble\nES9121000418450200051332\nEUR480\n\n\n1042"


def transfer(**changes: object) -> Transfer:
    """Return a transfer."""
    usual = {
        "holder": "Muebles Roble",
        "account": IBAN,
        "amount": Money.read("480.00", "EUR"),
        "reference": "1042",
    }
    return Transfer(**(usual | changes))  # type: ignore[arg-type]


def test_the_text_is_what_a_form_asks_for() -> None:
    """In its order."""
    assert transfer().lines() == ["Muebles Roble", IBAN, "480.00 EUR", "1042"]


def test_the_code_says_the_same() -> None:
    """Line by line as the European Payments Council has it."""
    expected = segno.make_qr(EPC, error="m", encoding="utf-8", boost_error=False)
    assert transfer().code().matrix == expected.matrix


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"account": "12 3456"}, "is no IBAN"),
        ({"account": "ES91 2100 0418 4502 0005 1333"}, "is no IBAN"),
        ({"amount": Money.read("480.00", "PLN")}, "is for euros, not for 480.00 PLN"),
        ({"amount": Money.read("0", "EUR")}, "is for euros, not for 0.00 EUR"),
    ],
)
def test_where_there_can_be_no_code_it_is_said(changes: dict[str, object], told: str) -> None:
    """The text is there all the same."""
    with pytest.raises(PaymentError, match=told):
        transfer(**changes).code()


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("DE89370400440532013000", True),
        ("GB29NWBK60161331926819", True),
        ("PL61109010140000071219812874", True),
        ("PL61109010140000071219812875", False),
        ("DE89 3704 0044 0532 0130 00", False),
        ("de89370400440532013000", False),
        ("", False),
    ],
)
def test_an_iban_has_its_check_digits(text: str, *, right: bool) -> None:
    """ISO 13616."""
    assert is_iban(text) is right
