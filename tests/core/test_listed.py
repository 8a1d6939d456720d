"""Expiry dates and codes in bare lists, and with a digit in each box of a form."""

from __future__ import annotations

import pytest

from scrubber import rulebook
from scrubber.core.scrub import scrub

RULES = rulebook.load()
PAN = "4111111111111111"
SHOWN = "************1111"
SIGNS = (":", "|", ";", ",", "\t", " : ", " | ", "; ", "\n", "\r\n", "\n\n")


def body(text: str, kind: str = "text/plain") -> str:
    """Return the body of a mail after scrubbing, which a second scrub does not change."""
    head = f"From: anna@x.example\nContent-Type: {kind}; charset=utf-8\n\n"
    done = scrub((head + text).encode(), RULES).message
    assert scrub(done, RULES).message == done
    return done.decode().partition("utf-8\n\n")[2]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize(
    ("values", "masked"),
    [
        (("12", "27", "123"), ("**", "**", "***")),
        (("12", "2027", "123", "Ada"), ("**", "****", "***", "Ada")),
        (("2027", "12", "123"), ("****", "**", "***")),
        (("123", "12", "2027"), ("***", "**", "****")),
    ],
)
def test_a_list_of_bare_values(sign: str, values: tuple[str, ...], masked: tuple[str, ...]) -> None:
    """As programs export them, and people copy them."""
    assert body(sign.join((PAN, *values))) == sign.join((SHOWN, *masked))


@pytest.mark.parametrize(
    "behind",
    [":13:27", ":12:17", ":12;27", ", 12, 27 chairs", ":12:271", "; 10,25 EUR", " is 12:27 late"],
)
def test_other_numbers_behind_a_card(behind: str) -> None:
    """No month, no year, other signs between, things that are counted."""
    assert body(f"Card {PAN}{behind}") == f"Card {SHOWN}{behind}"


BOXES = {
    "lines": "| Exp | 1 | 2 | 2 | 7 |\n| CVV | 1 | 2 | 3 |",
    "a year in full": "Exp\t0\t1\t/\t2\t0\t2\t7",
    "month and year": "Valid thru\t12\t27\nCVC\t1\t2\t3",
    "fields below": "Exp. month\t12\nExp. year\t2027",
}


@pytest.mark.parametrize("text", BOXES.values(), ids=list(BOXES))
def test_boxes_of_a_form(text: str) -> None:
    """Named by the first cell of the row."""
    assert not any(map(str.isdigit, body(f"Card {PAN}\n{text}").replace(SHOWN, "")))


def test_cells_of_a_page() -> None:
    """Of which each is one of a table."""
    cells = "<tr><td>{}</td><td>1</td><td>2</td><td>{}</td></tr>"
    page = f"<table><tr><td>Card</td><td>{PAN}</td></tr>{cells}</table>"
    masked = body(page.format("CVV", "3"), "text/html")
    assert "<td>*</td><td>*</td><td>*</td>" in masked
    assert "<td>1</td><td>2</td><td>3</td>" in body(page.format("Rooms", "3"), "text/html")


@pytest.mark.parametrize(
    "text",
    [
        "Rooms\t1\t2\t2\t7",
        "Exp\t1\t2\t2\t7\t5",
        "Exp\t1\t3\t2\t7",
        "Sizes\t12\t27",
        "Stairs | 1 | 2 | 3 |",
        "CVV table\n7 | 1 | 2 | 3 | 4 | 5",
    ],
)
def test_other_boxes(text: str) -> None:
    """Of something else, or more of them than a date or a code has."""
    assert body(f"Card {PAN}\n\n{text}") == f"Card {SHOWN}\n\n{text}"
