"""How the digits of a letter are written says something of them."""

from __future__ import annotations

import pytest

from scrubber.core.codes.written import is_something_else, shapes


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("3 9 1", ["digits apart", "a line of its own"]),
        ("so (123)", ["in brackets"]),
        ("so: 123", ["led to by a sign"]),
        ("04/29 and 123", ["a month beside it"]),
        ("123 and 04/29.", ["a month beside it"]),
        ("04/29 and then the little one 123", ["a month near it"]),
        ("14/29 and 123", []),
        ("so it is 023", ["begins with zero"]),
    ],
)
def test_how_digits_are_written(text: str, named: list[str]) -> None:
    """Apart, on a line of their own, beside a month in which a card may end."""
    start = text.index(next(each for each in ("3 9 1", "123", "023") if each in text))
    end = start + (5 if "3 9" in text else 3)
    assert list(shapes(text, start, end)) == named


@pytest.mark.parametrize(
    "text", ["see order.txt:123 below", "imap.shop.example:123", "[::1]:123", "18:30 -123"]
)
def test_the_line_of_a_file_and_the_port_of_a_host_are_something_else(text: str) -> None:
    """A colon leads to them, and it belongs to what stands before it."""
    start = text.index("123")
    assert is_something_else(text, start, start + 3)
    assert not is_something_else("No.:123", 4, 7)
    assert not is_something_else("as you wrote: 123", 14, 17)


@pytest.mark.parametrize(
    ("text", "else_"),
    [("1. oak\n2. 123", False), ("1. oak\n2.123", True), ("no 2. 123", True), ("2 123", True)],
)
def test_the_number_of_an_item_is_no_part_of_it(text: str, else_: bool) -> None:  # noqa: FBT001
    """Another number beside the digits is."""
    start = text.index("123")
    assert is_something_else(text, start, start + 3) is else_


@pytest.mark.parametrize(
    ("text", "else_"),
    [
        ("Fr. 123", True),
        ("that is EUR 123", True),
        ("\u20ac 123", True),
        ("123.\u2013 for it", True),
        ("123,- for it", True),
        ("it is 123 - so", False),
        ("my offer: 123", False),
        ("a Fr 123 or so", True),
    ],
)
def test_a_sign_or_a_word_for_money_makes_a_price(text: str, else_: bool) -> None:  # noqa: FBT001
    """Before the digits, or a dash for the cents behind them."""
    start = text.index("123")
    assert is_something_else(text, start, start + 3) is else_
