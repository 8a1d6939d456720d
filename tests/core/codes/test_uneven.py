"""Codes of which two digits stand together, as somebody reads them out."""

from __future__ import annotations

import pytest

from scrubber.core.codes.securitycode import find_codes
from scrubber.core.model import Kind
from tests.core.few_rules import search

CARD = "4012 8888 8888 1881"


def codes(text: str) -> list[str]:
    """Return the security codes in ``text``."""
    hits = (hit for hit in find_codes(search(text)) if hit.kind is Kind.CVV)
    return [text[hit.start : hit.end] for hit in hits]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("the cvv is 20 7, ok", "20 7"),
        ("cvv: 2-07.", "2-07"),
        (f"{CARD}, cvv 20 7", "20 7"),
    ],
)
def test_a_name_leads_to_them(text: str, code: str) -> None:
    """With a card in the mail or without one."""
    assert codes(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "cvv 20 70",
        "cvv 20 7 5",
        "my 20 7 things",
        "the tiny digits on its reverse, 20 7",
        "the cvv of the drawer in our old hall is 20 7",
        "cvv 24 7",
    ],
)
def test_other_digits_are_none(text: str) -> None:
    """More of them, of nothing that is named, and those around the clock."""
    assert codes(text) == []
