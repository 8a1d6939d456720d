"""How the digits of a letter are written says something of them."""

from __future__ import annotations

import pytest

from scrubber.core.codes.written import shapes


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
