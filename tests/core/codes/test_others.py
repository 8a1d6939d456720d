"""Codes of further cards, once the code of one was found."""

from __future__ import annotations

import pytest

from scrubber.core.codes.securitycode import find_codes
from scrubber.core.model import Kind
from tests.core.few_rules import search

VISA = "4012 8888 8888 1881"
OTHER = "4111 1111 1111 1111"
AMEX = "3782 822463 10005"


def taken(text: str, *, automatic: bool = False) -> list[str]:
    """Return the codes that are found in ``text``."""
    hits = find_codes(search(text, automatic=automatic))
    return sorted(text[hit.start : hit.end] for hit in hits if hit.kind is Kind.CVV)


FURTHER = {
    "of another, in a mail without a number": "The cvv is 123, and on mine it is 456.",
    "of another, who is named": "The cvv is 123. Then there is hers, 456.",
    "behind another card": f"{VISA} cvv 123. Or else {OTHER}, has 456",
    "in another order": "The cvv is 456, we typed it. Somebody here wrote that it must be 465 now",
}


@pytest.mark.parametrize("text", FURTHER.values(), ids=list(FURTHER))
def test_further_codes_are_found(text: str) -> None:
    """Nothing names them but what was said of the first."""
    assert len(taken(text)) == 2


ELSE = {
    "of nobody": "The cvv is 123. We all looked, 456.",
    "measured": "The cvv is 123. The width of mine is 456.",
    "far away": f"The cvv is 123. {'So we hope. ' * 20} On mine it is 456.",
    "of one card, which has its code": f"{VISA} cvv 123. On mine it is 456.",
    "of a card that has its code": f"{VISA} cvv 123. {OTHER}: cvv 789, 456 chairs",
    "among many": "The cvv is 123. On mine it is 456." + " 111 chairs" * 9,
    "too many": "The cvv is 123. On mine it is 456. On hers it is 457. So mine is 458.",
    "four digits": "The cvv is 123, and on mine it is 4567.",
    "in another order, and measured": "The cvv is 456. Its width is 465",
}


@pytest.mark.parametrize("text", ELSE.values(), ids=list(ELSE))
def test_other_digits_beside_a_code_are_none(text: str) -> None:
    """They are said of something else, or of nothing."""
    assert set(taken(text)) <= {"123", "456", "789"}
    assert len(taken(text)) < 3
    assert taken(text) != ["123", "456"]


def test_four_digits_behind_an_american_express_are_its_code() -> None:
    """Whatever they are called, and beside the code of another card, too."""
    assert taken(f"Amex {AMEX}, printed far above 4471, and {VISA} cvv 123") == ["123", "4471"]
    assert taken(f"Amex {AMEX}, on it 4471, but look, 4472 too, and {VISA} cvv 123") == ["123"]
    assert taken(f"Amex {AMEX}, its cvv 4471, and 4472, and {VISA} cvv 123") == ["123", "4471"]
    assert taken(f"Amex {AMEX}. {'So we all hope. ' * 9} It is 4471 here, {VISA} cvv 123") == [
        "123"
    ]
    assert taken(f"Amex {AMEX}. Phone 020 555 4471, or {VISA} cvv 123") == ["123"]
    assert taken(f"Amex {AMEX}\nDate: 09:12:44 +0471\nand {VISA} cvv 123") == ["123"]
    assert taken(f"Amex {AMEX}\nDate: 09:12:44 PM -0471\nand {VISA} cvv 123") == ["123"]
    assert taken(f"Amex {AMEX}.\n\nSee you, 4471, or {VISA} cvv 123") == ["123"]
    assert taken(f"Amex {AMEX}\nElmgade 4, 4471 Somewhere\nand {VISA} cvv 123") == ["123"]
    assert taken(f"Amex {AMEX}, in a/bin/4471/c, and {VISA} cvv 123") == ["123"]
    assert taken(f"Amex {AMEX}, a drawer of 4471, and {VISA} cvv 123") == ["123"]


def test_what_a_program_sends_has_no_further_codes() -> None:
    """Its numbers are of all kinds."""
    assert taken("The cvv is 123, and on mine it is 456.", automatic=True) == ["123"]


def test_beside_an_expiry_what_is_somebodys_is_his_code() -> None:
    """Nobody says so, but a card ends in that month."""
    assert taken("I gave you hers, 123. Mine is 456. It ends 10/27.") == ["123", "456"]
    assert taken("Mine is 456. It ends 10/27. The width of hers is 457") == ["456"]
    assert taken("Mine is 4567. It ends 10/27.") == []
    assert taken("Mine is 456. Hers is 457. So mine is 458. It ends 10/27.") == []
