"""A card has one security code: what may be another by a mere word is none."""

from __future__ import annotations

import pytest

from scrubber.core.codes.securitycode import find_codes
from tests.core.few_rules import search

CARD = "4012 8888 8888 1881"
OTHER = "4222 2222 2222 2"


def taken(text: str) -> list[str]:
    """Return the codes that are found in ``text``."""
    return [text[hit.start : hit.end] for hit in find_codes(search(text))]


def test_beside_a_named_code_a_mere_word_names_none() -> None:
    """Neither before nor behind it."""
    assert taken(f"My card: {CARD}, code 456") == ["456"]
    assert taken(f"My card: {CARD}, cvv 123. Our door, code 456") == ["123"]
    assert taken(f"Our door has code 456. My card: {CARD}, cvv 123") == ["123"]


@pytest.mark.parametrize(
    "text",
    [
        f"My cards: {CARD}, cvv 123, and another visa {OTHER}, my code 456",
        f"My card: {CARD}, cvv 456. As I said, the code 456",
        "same card, cvv 123, code 456",
    ],
    ids=["two cards", "told again", "no number"],
)
def test_further_codes_count_where_there_may_be_more(text: str) -> None:
    """Of each card one, the same one as often as it is told."""
    assert taken(text)[-1] == "456"
